import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { formatBytes } from '@/format/bytes';
import { text } from '@/text';
import { Section } from '@/ui/page/Section';
import type { CardProps } from '../HomePage';
import classes from '../home.module.css';

const words = text.home;

/** How full the institute's library is. */
export function Storage({ place, home: { storage } }: CardProps) {
  if (storage === null) return null;
  const { bytes, files, limit } = storage;
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
        {formatBytes(bytes)} <span>{limit === null ? '' : text.usage.of(formatBytes(limit))}</span>
      </p>
      {limit === null ? null : (
        <div className={classes.meter} aria-hidden>
          <span style={{ width: `${Math.min(100, (bytes / Math.max(1, limit)) * 100)}%` }} />
        </div>
      )}
      <Text size="sm" c="dimmed">
        {words.storageFiles(files)}
      </Text>
    </Section>
  );
}
