import { Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { PlacedSegment } from '@/api/types';
import { formatBytes } from '@/format/bytes';
import { text } from '@/text';
import { type MapCell, type MapLine, mapLines } from '../model/placement';
import classes from './map.module.css';

const states = ['healthy', 'suspended', 'corrupt', 'missing'] as const;

/**
 * A picture of the segments of a file: one line for each place, one square for
 * each segment. Colour is never alone: every state has its own sign, every line
 * its sentence, and the whole map exists as a table too.
 */
export function PlacementMap({ segments }: { segments: readonly PlacedSegment[] }) {
  const [picked, setPicked] = useState(() => firstInteresting(segments));
  const lines = mapLines(segments);
  const words = text.drive.map;
  const segment = segments[Math.min(picked, segments.length - 1)];

  return (
    <section aria-label={text.drive.details.tabs.map}>
      <Text size="sm" c="dimmed" mb="sm">
        {words.intro}
      </Text>
      <div className={classes.lines}>
        {lines.map((line) => (
          <div key={line.targetId} className={classes.line}>
            <Group justify="space-between" wrap="nowrap" gap="xs" mb={6}>
              <Text size="sm" fw={600} truncate>
                {line.target}
              </Text>
              <Text size="xs" c="dimmed" className={classes.zone}>
                {whereabouts(line)}
                {words.healthyOf(line.healthy, line.placed)}
              </Text>
            </Group>
            <div
              className={classes.cells}
              role="img"
              aria-label={words.target(line.target, line.zone, line.healthy, line.placed)}
            >
              {line.cells.map((cell, column) => (
                // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; the list below does the same
                // biome-ignore lint/a11y/useKeyWithClickEvents: see above
                <span
                  key={cell.segment}
                  className={classes.cell}
                  data-state={cell.state}
                  data-picked={cell.segment === segment?.number || undefined}
                  title={`${words.segment(cell.segment + 1)}: ${words.shard[cell.state]}`}
                  onClick={() => setPicked(column)}
                />
              ))}
            </div>
          </div>
        ))}
      </div>

      <ul className={classes.legend} aria-label={words.legend}>
        {states.map((state) => (
          <li key={state}>
            <Sign state={state} />
            {words.shard[state]}
          </li>
        ))}
      </ul>

      {segment === undefined ? null : (
        <SegmentCard segments={segments} segment={segment} onPick={(column) => setPicked(column)} />
      )}
      <MapTable segments={segments} />
    </section>
  );
}

function inPlace({ shards }: PlacedSegment): number {
  return shards.filter((shard) => shard.state === 'healthy').length;
}

/** The first segment that lacks something, since that is what people come for. */
function firstInteresting(segments: readonly PlacedSegment[]): number {
  return Math.max(
    0,
    segments.findIndex((segment) => inPlace(segment) < segment.shards.length),
  );
}

/** Said only where the name does not say it already. */
function whereabouts({ role, zone, target }: MapLine): string {
  if (role === 'backup') return target === 'backup' ? '' : `${text.drive.map.backup} · `;
  return zone === target ? '' : `${text.drive.map.zone(zone)} · `;
}

function Sign({ state }: { state: MapCell['state'] }) {
  return <span className={classes.cell} data-state={state} aria-hidden />;
}

interface SegmentCardProps {
  segments: readonly PlacedSegment[];
  segment: PlacedSegment;
  onPick: (column: number) => void;
}

/** One segment in words: which piece of it is where. */
function SegmentCard({ segments, segment, onPick }: SegmentCardProps) {
  const words = text.drive.map;
  const { k, m } = segment.coding;
  const coded = segment.coding.kind === 'coded' && k != null && m != null;
  return (
    <div className={classes.card}>
      <Group justify="space-between" gap="xs" mb={4}>
        <select
          className={classes.select}
          aria-label={words.pick}
          value={segments.indexOf(segment)}
          onChange={(event) => onPick(Number(event.currentTarget.value))}
        >
          {segments.map((other, column) => (
            <option key={other.number} value={column}>
              {words.segment(other.number + 1)}
            </option>
          ))}
        </select>
        <Text size="xs" c="dimmed">
          {formatBytes(segment.bytes)}
          {' · '}
          {coded ? words.coded(k, m) : words.whole}
        </Text>
      </Group>
      <Text size="xs" c="dimmed" mb={6}>
        {words.segmentSummary(inPlace(segment), segment.shards.length, segment.needed)}
      </Text>
      <ul className={classes.shards}>
        {segment.shards.map((shard) => (
          <li key={shard.shard_id}>
            <Sign state={shard.state} />
            <span className={classes.shardPlace}>{shard.target}</span>
            <span className={classes.shardState}>{words.shard[shard.state]}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function MapTable({ segments }: { segments: readonly PlacedSegment[] }) {
  const words = text.drive.map;
  return (
    <details className={classes.table}>
      <summary>{words.asTable}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label={words.asTable}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.columns.segment}</th>
              <th scope="col">{words.columns.target}</th>
              <th scope="col">{words.columns.zone}</th>
              <th scope="col">{words.columns.state}</th>
              <th scope="col">{words.columns.size}</th>
            </tr>
          </thead>
          <tbody>
            {segments.flatMap((segment) =>
              segment.shards.map((shard) => (
                <tr key={shard.shard_id}>
                  <td>{segment.number + 1}</td>
                  <td>{shard.target}</td>
                  <td>{shard.zone}</td>
                  <td>{words.shard[shard.state]}</td>
                  <td>{formatBytes(shard.bytes)}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </section>
    </details>
  );
}
