import { expect, test } from 'vitest';
import { libraryOf, placeOf } from './folders';

test('a folder, a top and a library are told apart', () => {
  expect(placeOf(null)).toEqual({});
  expect(placeOf('folder_1')).toEqual({ folder: 'folder_1' });
  expect(placeOf('institute_1')).toEqual({ library: 'institute_1' });
  expect(libraryOf('institute_1')).toBe('institute_1');
  expect(libraryOf('folder_1')).toBeNull();
});
