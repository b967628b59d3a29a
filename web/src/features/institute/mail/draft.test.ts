import { expect, test } from 'vitest';
import type { MailSettings } from '../api';
import { draftOf, mailTroubles, settingsOf, withSecurity } from './draft';

const nothing: MailSettings = {
  own: false,
  installation: false,
  host: null,
  port: null,
  security: null,
  username: null,
  password_stored: false,
  from_address: null,
  from_name: null,
};

test('the port follows the security until somebody chose one', () => {
  const draft = draftOf(nothing, 'Brightwater');
  expect(withSecurity(draft, 'starttls').port).toBe(587);
  expect(withSecurity({ ...draft, port: 2525 }, 'starttls').port).toBe(2525);
});

test('an empty password keeps the one that is there', () => {
  const draft = { ...draftOf(nothing, 'Brightwater'), host: ' smtp.example.org ' };
  expect(settingsOf(draft)).not.toHaveProperty('password');
  expect(settingsOf({ ...draft, password: ' ' }).password).toBe(' ');
  expect(settingsOf(draft).host).toBe('smtp.example.org');
  expect(settingsOf(draft).username).toBe('');
});

test('host and sender are needed', () => {
  const draft = draftOf(nothing, 'Brightwater');
  expect(mailTroubles(draft).host).not.toBeNull();
  expect(mailTroubles({ ...draft, fromAddress: 'a@example.org' }).from).toBeNull();
});
