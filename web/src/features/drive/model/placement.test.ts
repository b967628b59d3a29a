import { expect, test } from 'vitest';
import type { PlacedSegment, PlacedShard, ShardState } from '@/api/types';
import { mapLines } from './placement';

const shard = (zone: string, state: ShardState, role: PlacedShard['role'] = 'primary') => ({
  shard_id: `shard_${zone}_${state}`,
  index: 0,
  target_id: `target_${zone}`,
  target: zone,
  zone,
  role,
  state,
  bytes: 1,
});

const segment = (number: number, shards: PlacedShard[]): PlacedSegment => ({
  number,
  chunks: 1,
  bytes: 1,
  coding: { kind: 'whole', k: null, m: null },
  needed: 1,
  healthy: shards.filter((placed) => placed.state === 'healthy').length,
  shards,
});

test('each place becomes one line with a cell for every segment', () => {
  const lines = mapLines([
    segment(0, [shard('us-east', 'healthy'), shard('asia', 'missing')]),
    segment(1, [shard('us-east', 'healthy')]),
  ]);
  expect(lines.map((line) => line.zone)).toEqual(['asia', 'us-east']);
  expect(lines[0]?.cells.map((cell) => cell.state)).toEqual(['missing', 'none']);
  expect(lines[1]).toMatchObject({ healthy: 2, placed: 2 });
});

test('backups come last', () => {
  const lines = mapLines([
    segment(0, [shard('a-backup', 'healthy', 'backup'), shard('us-east', 'healthy')]),
  ]);
  expect(lines.map((line) => line.role)).toEqual(['primary', 'backup']);
});

test('a place with an old broken piece and a new whole one is healthy', () => {
  const [line] = mapLines([segment(0, [shard('asia', 'corrupt'), shard('asia', 'healthy')])]);
  expect(line?.cells[0]?.state).toBe('healthy');
});
