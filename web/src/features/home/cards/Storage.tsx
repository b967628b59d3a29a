import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { formatBytes } from '@/format/bytes';
import { text } from '@/text';
import { Section } from '@/ui/page/Section';
import type { CardProps } from '../HomePage';
import classes from '../home.module.css';

const words = text.home;

/** How full the institute's library is. */
export function Storage({ place, home: { storage, notes } }: CardProps) {
  if (storage === null) return null;
  const { used, limit } = storage;
  const nearlyFull = notes.some(({ code }) => code === 'storage_nearly_full');
  return (
    <Section
      title={words.storage}
      layout="above"
      aside={
        <Link to="/i/$institute/library" params={{ institute: place.id }} className={classes.more}>
          {words.storageOpen}
        </Link>
      }
    >
      <p className={classes.big}>
        {formatBytes(used)} <span>{text.usage.of(formatBytes(limit))}</span>
      </p>
      <div className={classes.meter} aria-hidden>
        <span style={{ width: `${Math.min(100, (used / Math.max(1, limit)) * 100)}%` }} />
      </div>
      {nearlyFull ? (
        <Text size="sm" className={classes.warn}>
          {words.storageNearlyFull}
        </Text>
      ) : null}
    </Section>
  );
}
