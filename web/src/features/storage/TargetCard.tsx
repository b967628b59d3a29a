import { Text } from '@mantine/core';
import { IconArchive, IconDatabase } from '@tabler/icons-react';
import type { StorageTarget } from '@/api/types';
import { formatBytes } from '@/format/bytes';
import { formatMoment, formatRelative } from '@/format/time';
import { text } from '@/text';
import classes from './storage.module.css';
import { targetTones } from './verdict';

const words = text.storage;

/** One place that keeps pieces. */
export function TargetCard({ target }: { target: StorageTarget }) {
  const Picture = target.role === 'backup' ? IconArchive : IconDatabase;
  const named = target.name === target.zone;
  return (
    <li className={classes.target} data-tone={targetTones[target.state]}>
      <div className={classes.targetHead}>
        <Picture size={26} stroke={1.5} aria-hidden />
        <div className={classes.targetName}>
          <strong>{target.name}</strong>
          <span>
            {[
              named ? null : target.zone,
              words.roles[target.role],
              words.kinds[target.kind] ?? target.kind,
            ]
              .filter((word) => word !== null)
              .join(' · ')}
          </span>
        </div>
        <span className={classes.state} title={words.stateHints[target.state]}>
          <span className={classes.lamp} aria-hidden />
          {words.states[target.state]}
        </span>
      </div>

      {target.message === null && targetTones[target.state] === 'good' ? null : (
        <Text size="sm" className={classes.message}>
          {target.message ?? words.stateHints[target.state]}
        </Text>
      )}

      <Space space={target.space} />

      <dl className={classes.facts}>
        <div>
          <dt>{words.holds}</dt>
          <dd>
            {words.shards(target.shards)}, {formatBytes(target.bytes)}
          </dd>
        </div>
        <When label={words.lastSeen} at={target.last_seen_at} />
        <When label={words.lastScrub} at={target.last_scrub_at} />
      </dl>
    </li>
  );
}

function Space({ space }: { space: StorageTarget['space'] }) {
  if (space === null || space.total <= 0) {
    return (
      <Text size="xs" c="dimmed">
        {words.spaceUnknown}
      </Text>
    );
  }
  const used = space.total - space.free;
  const label = words.spaceUsed(formatBytes(used), formatBytes(space.total));
  return (
    <div>
      <div className={classes.gauge} aria-hidden>
        <div style={{ width: `${(used / space.total) * 100}%` }} />
      </div>
      <Text size="xs" c="dimmed" mt={5}>
        {label}
      </Text>
    </div>
  );
}

function When({ label, at }: { label: string; at: string | null }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {at === null ? (
          text.common.never
        ) : (
          <time dateTime={at} title={formatMoment(at)}>
            {formatRelative(at)}
          </time>
        )}
      </dd>
    </div>
  );
}
