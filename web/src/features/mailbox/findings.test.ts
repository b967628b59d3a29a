import { expect, test } from 'vitest';
import { findingsIn } from './findings';

test('a code is found alone and with a gap', () => {
  expect(findingsIn('Your code is 123456.').code).toBe('123456');
  expect(findingsIn('Your code:\n\n  123 456\n\nIt ends soon.').code).toBe('123456');
});

test('other numbers are no codes', () => {
  expect(findingsIn('Call 1234567 before 2026.').code).toBeNull();
  expect(findingsIn('http://127.0.0.1:80/join#123456').code).toBeNull();
});

test('a link with a secret is found whole', () => {
  expect(findingsIn('Open http://127.0.0.1:8080/join#institute_1.abc now').link).toBe(
    'http://127.0.0.1:8080/join#institute_1.abc',
  );
  expect(findingsIn('See https://example.org/help').link).toBeNull();
});
