import { Button, Progress, Text, Title } from '@mantine/core';
import { IconShieldSearch } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { startScrub } from '@/api/calls';
import { keys } from '@/api/keys';
import { userQuery } from '@/api/queries';
import type { StorageHealth } from '@/api/types';
import { formatRelative } from '@/format/time';
import { text } from '@/text';
import { notifyDone, notifyProblem } from '@/ui/notify';
import classes from './storage.module.css';

const words = text.storage;

interface ScrubProps {
  scrub: StorageHealth['scrub'];
  sweep: StorageHealth['sweep'];
}

/** The round that reads every piece again; the owner can start one. */
export function Scrub({ scrub, sweep }: ScrubProps) {
  const client = useQueryClient();
  const isOwner = useQuery(userQuery).data?.role === 'owner';
  const starting = useMutation({
    mutationFn: startScrub,
    onSuccess: () => notifyDone(words.scrubStarted),
    onError: notifyProblem,
    onSettled: () => client.invalidateQueries({ queryKey: keys.storage }),
  });
  return (
    <section className={classes.card} aria-labelledby="scrub">
      <Title order={2} id="scrub" className={classes.cardTitle}>
        {words.scrub}
      </Title>
      <Text size="sm" c="dimmed">
        {words.scrubHint}
      </Text>

      <div className={classes.progress} aria-live="polite">
        <Text size="sm" fw={600}>
          {scrub.running ? words.scrubRunning : words.scrubIdle}
        </Text>
        {scrub.running ? (
          <>
            <Progress
              value={scrub.total_shards > 0 ? (scrub.checked_shards / scrub.total_shards) * 100 : 0}
              aria-label={words.scrub}
              my={6}
            />
            <Text size="xs" c="dimmed">
              {words.scrubProgress(scrub.checked_shards, scrub.total_shards)}
            </Text>
          </>
        ) : (
          <Text size="sm" c="dimmed">
            {scrub.last_finished_at === null
              ? words.scrubNever
              : words.scrubLast(formatRelative(scrub.last_finished_at))}
          </Text>
        )}
        <Text size="sm" c={scrub.found_bad > 0 ? 'var(--warning)' : 'dimmed'}>
          {words.scrubBad(scrub.found_bad)}
        </Text>
      </div>

      <Button
        variant="light"
        leftSection={<IconShieldSearch size={18} aria-hidden />}
        loading={starting.isPending}
        disabled={!isOwner || scrub.running}
        onClick={() => starting.mutate()}
      >
        {words.scrubStart}
      </Button>
      {isOwner ? null : (
        <Text size="xs" c="dimmed" mt={6}>
          {words.scrubOwnerOnly}
        </Text>
      )}

      <Text size="sm" mt="lg" fw={600}>
        {words.sweep}
      </Text>
      <Text size="sm" c="dimmed">
        {words.sweepHint}{' '}
        {sweep.last_at === null
          ? words.sweepNever
          : words.sweepLast(formatRelative(sweep.last_at), sweep.removed)}{' '}
        {sweep.waiting > 0 ? words.sweepWaiting(sweep.waiting) : ''}
      </Text>
    </section>
  );
}
