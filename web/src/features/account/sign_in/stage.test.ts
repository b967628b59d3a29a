import { expect, test } from 'vitest';
import { bestFactor, otherFactors } from './stage';

test('the hardest to steal is asked for first', () => {
  expect(bestFactor(['email', 'totp', 'passkey'], true)).toBe('passkey');
  expect(bestFactor(['recovery', 'email', 'totp'], true)).toBe('totp');
  expect(bestFactor(['email'], true)).toBe('email');
});

test('a browser without passkeys is not asked for one, unless there is nothing else', () => {
  expect(bestFactor(['email', 'passkey'], false)).toBe('email');
  expect(otherFactors(['email', 'passkey', 'recovery'], 'email', false)).toEqual(['recovery']);
  expect(bestFactor(['passkey'], false)).toBe('passkey');
});
