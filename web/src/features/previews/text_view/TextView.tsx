import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { contentAddress } from '@/api/calls';
import { offline, problemFrom } from '@/api/problem';
import type { Entry } from '@/api/types';
import { formatBytes } from '@/format/bytes';
import { NoPreview } from '../NoPreview';
import styles from '../preview.module.css';
import { Wait } from '../Wait';
import { words } from '../words';
import { type Decoded, decode } from './decode';

/** Enough to recognise and skim any text, little enough for any phone. */
const SHOWN_BYTES = 512 * 1024;

/** Text, code and markdown as they were written; never as a page. */
export function TextView({ entry }: { entry: Entry }) {
  const { data, error, isPending } = useQuery({
    queryKey: ['preview-text', entry.id, entry.version],
    queryFn: ({ signal }) => loadBeginning(entry, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  if (error) return <NoPreview entry={entry} problem={error} />;
  if (isPending) return <Wait />;
  if (data.is === 'binary') return <NoPreview entry={entry} hint={words.text.binary} />;
  return (
    <div className={styles.text}>
      {entry.size === 0 && <Text c="dimmed">{words.text.empty}</Text>}
      {entry.size > SHOWN_BYTES && (
        <Text size="sm" c="dimmed" mb="sm" role="note">
          {words.text.cut(formatBytes(SHOWN_BYTES), formatBytes(entry.size))}
        </Text>
      )}
      <section
        aria-label={words.text.contents(entry.name)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll sideways and must be reachable by keyboard
        tabIndex={0}
        className={styles.code}
      >
        <pre>{data.text}</pre>
      </section>
    </div>
  );
}

async function loadBeginning(entry: Entry, signal: AbortSignal): Promise<Decoded> {
  if (entry.size === 0) return { is: 'text', text: '', encoding: 'utf-8' };
  const address = contentAddress(entry.id, { version: entry.version });
  const headers = { Range: `bytes=0-${SHOWN_BYTES - 1}` };
  const response = await fetch(address, { headers, signal }).catch((cause: unknown) => {
    throw signal.aborted ? cause : offline();
  });
  if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => null));
  const bytes = new Uint8Array(await response.arrayBuffer()).subarray(0, SHOWN_BYTES);
  return decode(bytes, bytes.length >= entry.size);
}
