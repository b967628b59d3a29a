import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { contentAddress } from '@/api/calls';
import { sentence } from '@/api/problem';
import type { Entry } from '@/api/types';
import { formatBytes } from '@/format/bytes';
import { formatMoment } from '@/format/time';
import { EmptyState } from '@/ui/EmptyState';
import { FileIcon } from '@/ui/files/FileIcon';
import styles from './preview.module.css';
import { words } from './words';

interface NoPreviewProps {
  entry: Entry;
  /** What went wrong, if something did. */
  problem?: unknown;
  hint?: string;
}

/** What can be said about a file that cannot be shown: its facts, and the way to have it. */
export function NoPreview({ entry, problem, hint }: NoPreviewProps) {
  const failed = problem !== undefined;
  return (
    <div className={styles.center}>
      <EmptyState
        icon={<FileIcon entry={entry} size={56} />}
        title={failed ? words.broken : words.none}
        hint={failed ? sentence(problem) : (hint ?? words.noneHint)}
      >
        <Button
          component="a"
          href={contentAddress(entry.id, { download: true })}
          download
          leftSection={<IconDownload size={18} />}
        >
          {words.download}
        </Button>
      </EmptyState>
      <Facts entry={entry} />
    </div>
  );
}

function Facts({ entry }: { entry: Entry }) {
  const facts = [
    [words.facts.size, formatBytes(entry.size)],
    [words.facts.kind, entry.media_type ?? '–'],
    [words.facts.modified, formatMoment(entry.modified_at)],
    [words.facts.sha256, entry.sha256 ?? '–'],
  ] as const;
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
