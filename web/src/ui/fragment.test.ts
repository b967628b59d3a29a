import { expect, test } from 'vitest';
import { readFragment } from './fragment';

test('members are read, others are not', () => {
  expect(readFragment('#attempt=abc&next=%2Ftrash%3Fa%3D1')).toEqual({
    attempt: 'abc',
    problem: undefined,
    next: '/trash?a=1',
  });
  expect(readFragment('').attempt).toBeUndefined();
});

test.each(['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', 'x'])(
  'nobody is led away to %s',
  (next) => {
    expect(readFragment(`#next=${encodeURIComponent(next)}`).next).toBeUndefined();
  },
);
