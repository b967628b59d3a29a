import { expect, test } from 'vitest';
import { nameTrouble, stemLength, tidyName } from './names';

test.each(['a', 'Überblick.pdf', 'दिल्ली', '..a', 'a b', '.hidden', 'x'.repeat(255)])(
  '%s is a name',
  (name) => {
    expect(nameTrouble(name)).toBeNull();
  },
);

test.each([
  '',
  '   ',
  '.',
  '..',
  'a/b',
  'line\nbreak',
  'del\u007f',
  'x'.repeat(256),
  'द'.repeat(86),
])('%j is refused with a sentence', (name) => {
  expect(nameTrouble(name)).toMatch(/\.$/);
});

test('composed and decomposed letters become one name', () => {
  expect(tidyName(' u\u0308ber ')).toBe('über');
});

test('renaming selects the part before the last dot', () => {
  expect(stemLength('notes.tar.gz')).toBe(9);
  expect(stemLength('README')).toBe(6);
  expect(stemLength('.bashrc')).toBe(7);
});
