import { expect, test } from 'vitest';
import { address } from './client';
import { isProblem, offline, problemFrom, sentence } from './problem';

test("the server's own sentence wins", () => {
  const problem = problemFrom(413, {
    type: 'about:blank',
    title: 'Full',
    status: 413,
    code: 'QUOTA_EXCEEDED',
    detail: 'You have 3 MiB left; this file needs 10 MiB.',
    available: 3_145_728,
  });
  expect(sentence(problem)).toBe('You have 3 MiB left; this file needs 10 MiB.');
  expect(isProblem(problem, 'QUOTA_EXCEEDED')).toBe(true);
  expect(problem.fields.available).toBe(3_145_728);
});

test("a proxy's answer without a document still says what to do", () => {
  expect(problemFrom(401, undefined).code).toBe('UNAUTHENTICATED');
  expect(problemFrom(502, '<html>').code).toBe('OFFLINE');
  expect(problemFrom(418, {}).code).toBe('INTERNAL');
  expect(sentence(problemFrom(429, {}))).toMatch(/Wait a moment/);
});

test('a code we do not know falls back to its status', () => {
  expect(problemFrom(409, { code: 'TOMORROWS_CODE' }).code).toBe('CONFLICT');
});

test('silence and surprises have sentences too', () => {
  expect(sentence(offline())).toMatch(/connection/);
  expect(sentence(new TypeError('x is undefined'))).not.toMatch(/undefined/);
});

test('addresses leave out what is absent', () => {
  expect(address('/api/files', { folder: null, after: undefined, q: '', limit: 5 })).toBe(
    '/api/files?limit=5',
  );
  expect(address('/api/search', { q: 'a&b ü' })).toBe('/api/search?q=a%26b+%C3%BC');
});
