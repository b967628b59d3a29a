import { Group, Skeleton, Text, Title, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLink, usePolling } from '@/api/live';
import { usageQuery } from '@/api/queries';
import { text } from '@/text';
import { Trouble } from '@/ui/Trouble';
import { usePageTitle } from '@/ui/usePageTitle';
import { Classes } from './Classes';
import { healthQuery, targetsQuery } from './queries';
import { Repairs } from './Repairs';
import { Scrub } from './Scrub';
import classes from './storage.module.css';
import { TargetCard } from './TargetCard';
import { UsageCard } from './UsageCard';
import { verdict, verdictTones } from './verdict';

const words = text.storage;

/** Where everything is kept and how it is doing, live. Anybody may look. */
export function StoragePage() {
  usePageTitle(words.title);
  const refetchInterval = usePolling();
  const usage = useQuery({ ...usageQuery, refetchInterval });
  const targets = useQuery({ ...targetsQuery, refetchInterval });
  const health = useQuery({ ...healthQuery, refetchInterval });

  const failed = [targets, health].find((query) => query.isError && query.data === undefined);
  if (failed !== undefined) {
    return <Trouble error={failed.error} onRetry={() => failed.refetch()} />;
  }
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <div>
          <Title order={1} className={classes.title}>
            {words.title}
          </Title>
          <Text c="dimmed" size="sm">
            {words.intro}
          </Text>
        </div>
        <Freshness />
      </header>

      <div className={classes.top}>
        {targets.data === undefined || health.data === undefined ? (
          <Skeleton height={150} radius="lg" />
        ) : (
          <Summary now={verdict(targets.data.items, health.data)} />
        )}
        {usage.data === undefined ? (
          <Skeleton height={150} radius="lg" />
        ) : (
          <UsageCard usage={usage.data} />
        )}
      </div>

      <section aria-labelledby="places">
        <Title order={2} id="places" className={classes.section}>
          {words.targets}
        </Title>
        <ul className={classes.targets}>
          {targets.data?.items.map((target) => (
            <TargetCard key={target.id} target={target} />
          ))}
        </ul>
      </section>

      {health.data === undefined ? null : (
        <div className={classes.columns}>
          <Repairs repairs={health.data.repairs} />
          <Scrub scrub={health.data.scrub} sweep={health.data.sweep} />
          <Classes classes={health.data.classes} />
        </div>
      )}
    </div>
  );
}

function Freshness() {
  const live = useLink() === 'live';
  return (
    <Tooltip label={live ? words.liveHint : words.polling}>
      <Group gap={8} wrap="nowrap" className={classes.fresh}>
        <span className={classes.pulse} data-live={live || undefined} aria-hidden />
        {live ? words.live : words.polling}
      </Group>
    </Tooltip>
  );
}

function Summary({ now }: { now: keyof typeof verdictTones }) {
  return (
    <section className={classes.summary} data-tone={verdictTones[now]} aria-live="polite">
      <span className={classes.lamp} aria-hidden />
      <div>
        <Title order={2} className={classes.verdict}>
          {words.summary[now]}
        </Title>
        <Text size="sm">{words.summaryHint[now]}</Text>
      </div>
    </section>
  );
}
