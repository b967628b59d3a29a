import { expect, test } from 'vitest';
import { emailTrouble, nameTrouble, newPasswordTrouble } from './fields';

test('an e-mail address needs two sides and no spaces', () => {
  expect(emailTrouble(' ada@example.org ')).toBeNull();
  expect(emailTrouble('ada@localhost')).toBeNull();
  expect(emailTrouble('ada')).not.toBeNull();
  expect(emailTrouble('ada @example.org')).not.toBeNull();
});

test('a new password has ten characters, whatever the alphabet', () => {
  expect(newPasswordTrouble('ninechars')).not.toBeNull();
  expect(newPasswordTrouble('ten chars!')).toBeNull();
  // Five characters outside the basic plane are ten UTF-16 units, yet only five.
  expect(newPasswordTrouble('😀'.repeat(5))).not.toBeNull();
});

test('a name is more than spaces', () => {
  expect(nameTrouble('  ')).not.toBeNull();
  expect(nameTrouble('Ada')).toBeNull();
});
