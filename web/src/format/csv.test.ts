import { expect, test } from 'vitest';
import { toCsv } from './csv';

test('quotes what needs it', () => {
  expect(
    toCsv([
      ['a', 'b "c"'],
      ['1,5', 'two\nlines'],
    ]),
  ).toBe('a,"b ""c"""\r\n"1,5","two\nlines"\r\n');
});

test('a formula stays text', () => {
  expect(toCsv([['=HYPERLINK("x")', '@a', '-1', -1]])).toBe(
    '"\'=HYPERLINK(""x"")",\'@a,\'-1,-1\r\n',
  );
});
