import { expect, test } from 'vitest';
import type { Entry } from '@/api/types';
import { placingTrouble } from './can';

const folder = (id: string, parent: string | null): Entry => ({
  id,
  kind: 'folder',
  name: id,
  folder: parent,
  size: 0,
  media_type: null,
  sha256: null,
  version: 1,
  versions: 1,
  created_at: '2026-01-01T00:00:00Z',
  modified_at: '2026-01-01T00:00:00Z',
  trashed_at: null,
  path: `/${id}`,
});

test('a folder cannot go into itself or below itself', () => {
  const moved = [folder('a', null)];
  expect(placingTrouble('move', moved, 'a', [{ id: 'a', name: 'a' }])).not.toBeNull();
  const below = [
    { id: 'a', name: 'a' },
    { id: 'b', name: 'b' },
  ];
  expect(placingTrouble('copy', moved, 'b', below)).not.toBeNull();
});

test('moving to where it already is would do nothing; copying there is fine', () => {
  const moved = [folder('a', null)];
  expect(placingTrouble('move', moved, null, [])).not.toBeNull();
  expect(placingTrouble('copy', moved, null, [])).toBeNull();
});

test('a neighbour is a fine place', () => {
  expect(placingTrouble('move', [folder('a', null)], 'c', [{ id: 'c', name: 'c' }])).toBeNull();
});
