import { expect, test } from 'vitest';
import { drivePlace, nextSort, searchPlace } from './place';

test('an address keeps what it knows and drops the rest', () => {
  const place = drivePlace({ sort: 'size', order: 'up', view: 'grid', details: 'file_1', x: 1 });
  expect(place).toMatchObject({ sort: 'size', view: 'grid', details: 'file_1' });
  expect(place.order).toBeUndefined();
  expect('x' in place).toBe(false);
});

test('a search for a number is still text', () => {
  expect(searchPlace({ q: 2024 }).q).toBe('2024');
  expect(searchPlace({ q: '' }).q).toBeUndefined();
});

test('a column starts with its useful end and turns around', () => {
  const byName = { sort: 'name', order: 'asc' } as const;
  expect(nextSort(byName, 'size')).toEqual({ sort: 'size', order: 'desc' });
  expect(nextSort({ sort: 'size', order: 'desc' }, 'size').order).toBe('asc');
  expect(nextSort({ sort: 'size', order: 'desc' }, 'name')).toEqual(byName);
});
