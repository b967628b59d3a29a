import type { PlacedSegment, PlacedShard, ShardState, TargetRole } from '@/api/types';

/** One place as a line of the map: its pieces in the order of the segments. */
export interface MapLine {
  targetId: string;
  target: string;
  zone: string;
  role: TargetRole;
  /** One cell for each segment; `none` where this place keeps nothing of it. */
  cells: MapCell[];
  healthy: number;
  placed: number;
}

export interface MapCell {
  segment: number;
  state: ShardState | 'none';
}

/** Best first, so that a cell with two pieces of one segment shows the better one. */
const rank: Readonly<Record<ShardState, number>> = {
  healthy: 0,
  suspended: 1,
  corrupt: 2,
  missing: 3,
};

/** Turns segments with shards into places with cells: primaries first, then by zone. */
export function mapLines(segments: readonly PlacedSegment[]): MapLine[] {
  const lines = new Map<string, MapLine>();
  segments.forEach((segment, column) => {
    for (const shard of segment.shards) {
      const line = lines.get(shard.target_id) ?? newLine(shard, segments);
      lines.set(shard.target_id, line);
      const cell = line.cells[column];
      if (cell !== undefined && isBetter(shard.state, cell.state)) cell.state = shard.state;
      line.placed += 1;
      if (shard.state === 'healthy') line.healthy += 1;
    }
  });
  return [...lines.values()].sort(inReadingOrder);
}

function newLine(shard: PlacedShard, segments: readonly PlacedSegment[]): MapLine {
  return {
    targetId: shard.target_id,
    target: shard.target,
    zone: shard.zone,
    role: shard.role,
    cells: segments.map((segment) => ({ segment: segment.number, state: 'none' })),
    healthy: 0,
    placed: 0,
  };
}

function isBetter(state: ShardState, than: MapCell['state']): boolean {
  return than === 'none' || rank[state] < rank[than];
}

function inReadingOrder(a: MapLine, b: MapLine): number {
  if (a.role !== b.role) return a.role === 'primary' ? -1 : 1;
  return a.zone.localeCompare(b.zone) || a.target.localeCompare(b.target);
}
