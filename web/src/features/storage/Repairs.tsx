import { Text, Title } from '@mantine/core';
import type { StorageHealth } from '@/api/types';
import { formatRelative } from '@/format/time';
import { text } from '@/text';
import classes from './storage.module.css';

const words = text.storage;

/** Pieces that are being made again, most urgent first. */
export function Repairs({ repairs }: { repairs: StorageHealth['repairs'] }) {
  const busy = repairs.waiting + repairs.running > 0;
  return (
    <section className={classes.card} aria-labelledby="repairs">
      <Title order={2} id="repairs" className={classes.cardTitle}>
        {words.repairs}
      </Title>
      <Text size="sm" c="dimmed" aria-live="polite">
        {busy ? words.repairsWaiting(repairs.waiting, repairs.running) : words.repairsNone}
        {busy && repairs.oldest_at !== null
          ? `, ${words.repairsOldest(formatRelative(repairs.oldest_at))}`
          : ''}
      </Text>
      {repairs.items.length === 0 ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className={classes.scroll} tabIndex={0} aria-label={words.repairs}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{words.repairColumns.segment}</th>
                <th scope="col">{words.repairColumns.reason}</th>
                <th scope="col">{words.repairColumns.healthy}</th>
                <th scope="col">{words.repairColumns.attempts}</th>
              </tr>
            </thead>
            <tbody>
              {repairs.items.map((item) => (
                <tr key={`${item.content_id}-${item.segment}`}>
                  <td title={item.content_id}>{item.segment + 1}</td>
                  <td>{words.reasons[item.reason] ?? item.reason.replaceAll('_', ' ')}</td>
                  <td>
                    {item.healthy} / {item.needed}
                  </td>
                  <td>{item.attempts}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}
