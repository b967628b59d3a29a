import { expect, test } from 'vitest';
import { strengthOf } from './strength';

test.each([
  ['', 'empty'],
  ['seven77', 'short'],
  ['12345678', 'common'],
  ['1234567890', 'common'],
  ['87654321', 'common'],
  ['aaaaaaaaaaaa', 'common'],
  ['abababab', 'common'],
  ['Password@123', 'common'],
  ['p@ssw0rd1', 'common'],
  ['Welcome2026', 'common'],
  ['qwertyqwerty', 'common'],
  ['a quiet place to keep things', 'strong'],
  ['kettle river', 'good'],
  ['kettle92', 'fair'],
  ['my school has a dragon', 'strong'],
  ['नदी किनारे चाय', 'good'],
])('%j is %s', (password, strength) => {
  expect(strengthOf(password)).toBe(strength);
});

test('a name with a few digits is known to everybody', () => {
  expect(strengthOf('lovelace1815', ['Ada Lovelace', 'ada@example.org'])).toBe('personal');
  expect(strengthOf('lovelace likes green kettles', ['Ada Lovelace'])).toBe('strong');
});

test('four emoji are four characters', () => {
  expect(strengthOf('😀😁😂🤣')).toBe('short');
});
