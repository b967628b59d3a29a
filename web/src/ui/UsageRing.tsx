import type { FileKind, Usage } from '@/api/types';
import { formatBytes, formatShare } from '@/format/bytes';
import { text } from '@/text';
import classes from './UsageRing.module.css';

interface UsageRingProps {
  usage: Usage;
  /** Outer width in pixels. */
  size: number;
  thickness: number;
  /** One colour for each kind of file instead of one for all. */
  byKind?: boolean;
}

/** How full the drive is, as a ring; the sentence beside it is its name. */
export function UsageRing({ usage, size, thickness, byKind = false }: UsageRingProps) {
  const radius = (size - thickness) / 2;
  const round = 2 * Math.PI * radius;
  const arcs = byKind ? kindArcs(usage) : [{ kind: 'all' as const, bytes: usage.used }];
  const share = formatShare(usage.used, usage.limit);
  let before = 0;
  return (
    <svg
      className={classes.ring}
      data-full={usage.used > usage.limit * 0.9 || undefined}
      width={size}
      height={size}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={text.usage.ring(formatBytes(usage.used), formatBytes(usage.limit), share)}
    >
      <circle
        className={classes.track}
        cx={size / 2}
        cy={size / 2}
        r={radius}
        strokeWidth={thickness}
      />
      {arcs.map(({ kind, bytes }) => {
        const length = usage.limit > 0 ? (bytes / usage.limit) * round : 0;
        const start = before;
        before += length;
        return (
          <circle
            key={kind}
            className={classes.arc}
            data-kind={kind}
            cx={size / 2}
            cy={size / 2}
            r={radius}
            strokeWidth={thickness}
            strokeDasharray={`${Math.max(length, bytes > 0 ? 1.5 : 0)} ${round}`}
            strokeDashoffset={-start}
          />
        );
      })}
    </svg>
  );
}

export type UsageKind = FileKind | 'trash' | 'versions';

/** What the used bytes consist of, largest first, trash and old versions last. */
export function kindArcs(usage: Usage): { kind: UsageKind; bytes: number }[] {
  const kinds = usage.by_kind
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ kind, bytes }) => ({ kind: kind as UsageKind, bytes }));
  if (usage.old_versions_bytes > 0) {
    kinds.push({ kind: 'versions', bytes: usage.old_versions_bytes });
  }
  if (usage.trash_bytes > 0) kinds.push({ kind: 'trash', bytes: usage.trash_bytes });
  return kinds;
}
