import { describe, expect, test } from 'vitest';
import { formatBytes, formatShare } from './bytes';
import { formatDuration, formatRate, secondsLeft } from './duration';
import { initials } from './initials';
import { formatListDate, formatRelative } from './time';

describe('bytes', () => {
  test.each([
    [0, '0 B'],
    [1, '1 B'],
    [1023, '1,023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [10_239, '10 KiB'],
    [1_048_575, '1 MiB'],
    [5 * 1024 ** 3, '5 GiB'],
    [Number.NaN, '–'],
    [-1, '–'],
  ])('%d is %s', (bytes, written) => {
    expect(formatBytes(bytes)).toBe(written);
  });

  test('a share is never rounded to all or nothing', () => {
    expect(formatShare(0, 100)).toBe('0 %');
    expect(formatShare(1, 1000)).toBe('<1 %');
    expect(formatShare(999, 1000)).toBe('99 %');
    expect(formatShare(1000, 1000)).toBe('100 %');
    expect(formatShare(5, 0)).toBe('0 %');
  });
});

describe('rates and time left', () => {
  test('a rate needs to be measured first', () => {
    expect(formatRate(0)).toBe('–');
    expect(formatRate(3 * 1024 * 1024)).toBe('3 MiB/s');
  });

  test('time left is unknown without a rate and nothing when all is done', () => {
    expect(secondsLeft(100, 0)).toBeNull();
    expect(secondsLeft(0, 0)).toBe(0);
    expect(secondsLeft(100, 20)).toBe(5);
  });

  test.each([
    [null, '–'],
    [0.2, '<1 s'],
    [12.4, '12 s'],
    [59.7, '1 min'],
    [3_570, '1 h'],
    [7_500, '2 h 5 min'],
    [200_000, '2 d'],
  ])('%s seconds are %s', (seconds, written) => {
    expect(formatDuration(seconds)).toBe(written);
  });
});

describe('moments', () => {
  const now = new Date(2026, 10, 20, 12, 0);

  test('lists show the time today, the day this year, the year before', () => {
    expect(formatListDate(new Date(2026, 10, 20, 9, 5).toISOString(), now)).toBe('09:05');
    expect(formatListDate(new Date(2026, 1, 3).toISOString(), now)).toBe('3 Feb');
    expect(formatListDate(new Date(2024, 1, 3).toISOString(), now)).toBe('3 Feb 2024');
  });

  test.each([
    [-10, 'just now'],
    [-300, '5 minutes ago'],
    [-86_400, 'yesterday'],
    [3 * 86_400, 'in 3 days'],
    [-400 * 86_400, 'last year'],
  ])('%d seconds from now is %s', (seconds, written) => {
    expect(formatRelative(new Date(now.getTime() + seconds * 1000).toISOString(), now)).toBe(
      written,
    );
  });
});

describe('initials', () => {
  test.each([
    ['Ada King Lovelace', 'AL'],
    ['plato', 'P'],
    ['  ', ''],
    ['अनीता देसाई', 'अदे'],
  ])('%s → %s', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });
});
