import { expect, test } from 'vitest';
import { chooseLanguage } from './language';

test.each([
  ['hi', ['en-GB'], 'hi'],
  ['en', ['hi-IN'], 'en'],
  [null, ['mr-IN', 'hi-IN', 'en'], 'hi'],
  [null, ['en-IN', 'hi'], 'en'],
  [null, ['fr'], 'en'],
  [null, [], 'en'],
  ['klingon', ['hi'], 'hi'],
])('stored %s, browser %j: %s', (stored, wishes, chosen) => {
  expect(chooseLanguage(stored, wishes)).toBe(chosen);
});
