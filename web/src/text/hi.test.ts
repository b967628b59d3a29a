import { expect, test } from 'vitest';
import { en } from './en';
import { hi } from './hi';

/** Every sentence by its path; functions are called with words and amounts that show. */
function sentences(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const given = Array.from({ length: value.length }, () => 3);
    return sentences(value(...given), `${path}()`);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => sentences(inner, `${path}.${key}`));
}

const english = new Map(sentences(en, 'text'));
const hindi = new Map(sentences(hi, 'text'));

test('both languages say the same things', () => {
  expect([...hindi.keys()].sort()).toEqual([...english.keys()].sort());
});

/** What is written the same everywhere: names, keys of the keyboard, units, a file's name. */
const same =
  /^text\.(product|shortcuts\.groups|.*(sha256|\.file$|google\.title|values\.(csv|ndjson)|securities\.|hostPlaceholder))/;

test('no English sentence is left among the Hindi ones', () => {
  const left = [...hindi]
    .filter(([path, words]) => !same.test(path) && !/[\u0900-\u097f]/.test(words))
    .filter(([, words]) => /[a-z]{2}/i.test(words))
    .map(([path, words]) => `${path}: ${words}`);
  expect(left).toEqual([]);
});
