import { expect, test } from 'vitest';
import { emailTrouble, nameTrouble, newPasswordTrouble } from './fields';

test('an e-mail address needs two sides and no spaces', () => {
  expect(emailTrouble(' ada@example.org ')).toBeNull();
  expect(emailTrouble('ada@localhost')).toBeNull();
  expect(emailTrouble('ada')).not.toBeNull();
  expect(emailTrouble('ada @example.org')).not.toBeNull();
});

test('a new password has eight characters, whatever the alphabet', () => {
  expect(newPasswordTrouble('seven77')).not.toBeNull();
  expect(newPasswordTrouble('eight 88')).toBeNull();
  // Four characters outside the basic plane are eight UTF-16 units, yet only four.
  expect(newPasswordTrouble('😀'.repeat(4))).not.toBeNull();
});

test('a name is more than spaces', () => {
  expect(nameTrouble('  ')).not.toBeNull();
  expect(nameTrouble('Ada')).toBeNull();
});
