import { Text, Title } from '@mantine/core';
import type { Usage } from '@/api/types';
import { formatBytes } from '@/format/bytes';
import { text } from '@/text';
import { kindArcs, type UsageKind, UsageRing } from '@/ui/UsageRing';
import classes from './storage.module.css';

const words = text.usage;

function label(kind: UsageKind): string {
  if (kind === 'trash') return words.trash;
  if (kind === 'versions') return words.versions;
  return words.kinds[kind];
}

/** The person's own space: how full, and of what. */
export function UsageCard({ usage }: { usage: Usage }) {
  const arcs = kindArcs(usage);
  const free = Math.max(0, usage.limit - usage.used - usage.reserved);
  return (
    <section className={classes.usage} aria-labelledby="space">
      <div className={classes.ring}>
        <UsageRing usage={usage} size={132} thickness={13} byKind />
        <div className={classes.ringText} aria-hidden>
          <strong>{formatBytes(usage.used)}</strong>
          <span>{words.of(formatBytes(usage.limit))}</span>
        </div>
      </div>
      <div className={classes.usageText}>
        <Title order={2} id="space" className={classes.cardTitle}>
          {words.title}
        </Title>
        <Text size="sm" c="dimmed">
          {words.free(formatBytes(free))}
          {' · '}
          {words.holds(usage.files, usage.folders)}
        </Text>
        {arcs.length === 0 ? (
          <Text size="sm" mt="sm">
            {words.nothing}
          </Text>
        ) : (
          <ul className={classes.kinds} aria-label={words.byKind}>
            {arcs.map(({ kind, bytes }) => (
              <li key={kind}>
                <span className={classes.swatch} data-kind={kind} aria-hidden />
                {label(kind)}
                <span className={classes.amount}>{formatBytes(bytes)}</span>
              </li>
            ))}
            {usage.reserved > 0 ? (
              <li>
                <span className={classes.swatch} aria-hidden />
                {words.reserved}
                <span className={classes.amount}>{formatBytes(usage.reserved)}</span>
              </li>
            ) : null}
          </ul>
        )}
      </div>
    </section>
  );
}
