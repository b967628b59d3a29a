import { expect, test } from 'vitest';
import { digitsOf } from './code';

test.each([
  ['123456', '123456'],
  [' 123 456\n', '123456'],
  ['123-456', '123456'],
  ['१२३४५६', '123456'],
  ['１２３', '123'],
  ['1234567', '123456'],
  ['abc', ''],
])('%j is %j', (typed, digits) => {
  expect(digitsOf(typed)).toBe(digits);
});
