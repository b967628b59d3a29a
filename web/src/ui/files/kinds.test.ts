import { expect, test } from 'vitest';
import { fileKind, iconKind } from './kinds';

const file = (name: string, media_type: string | null = null) => ({
  kind: 'file' as const,
  name,
  media_type,
});

test('the media type decides before the name', () => {
  expect(fileKind(file('movie.bin', 'video/mp4'))).toBe('video');
  expect(fileKind(file('song.txt', 'audio/mpeg'))).toBe('audio');
});

test('names decide where the media type says little', () => {
  expect(fileKind(file('main.rs', 'text/plain'))).toBe('code');
  expect(fileKind(file('photos.TAR.GZ'))).toBe('archive');
  expect(fileKind(file('thesis.odt', 'application/octet-stream'))).toBe('document');
  expect(fileKind(file('notes', 'text/plain'))).toBe('document');
  expect(fileKind(file('core'))).toBe('other');
});

test('pictures are finer than kinds', () => {
  expect(iconKind({ kind: 'folder', name: 'a.pdf', media_type: null })).toBe('folder');
  expect(iconKind(file('a.pdf'))).toBe('pdf');
  expect(iconKind(file('marks.csv', 'text/csv'))).toBe('sheet');
  expect(iconKind(file('Inter.woff2'))).toBe('font');
});
