import { expect, test } from 'vitest';
import { carriesWhite, inkOn, isColor } from './ink';

test('letters can be read on any ground', () => {
  expect(inkOn('#1f6a5a')).toBe('#ffffff');
  expect(inkOn('#f5d547')).toBe('#1b1a18');
  expect(inkOn('#000000')).toBe('#ffffff');
  expect(inkOn('#ffffff')).toBe('#1b1a18');
});

test('white words need a dark ground', () => {
  expect(carriesWhite('#767676')).toBe(true);
  expect(carriesWhite('#777777')).toBe(false);
});

test('a colour is six digits', () => {
  expect(isColor('#1F6a5a')).toBe(true);
  expect(isColor('#fff')).toBe(false);
  expect(isColor('red')).toBe(false);
});
