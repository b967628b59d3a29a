import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Entry, Placement, PlacementState } from '@/api/types';
import { text } from '@/text';
import { Trouble } from '@/ui/Trouble';
import { placementQuery } from '../queries';
import { CopyJobs } from './CopyJobs';
import classes from './details.module.css';
import { PlacementMap } from './PlacementMap';

/** Where the bytes of a file lie, and what can be done about it. */
export function MapTab({ entry }: { entry: Entry }) {
  const query = useInfiniteQuery(placementQuery(entry.id));
  if (query.isError) return <Trouble error={query.error} onRetry={() => query.refetch()} />;
  if (query.isPending) return <Loader size="sm" />;

  const [first] = query.data.pages;
  const segments = query.data.pages.flatMap((page) => page.segments);
  if (first === undefined || segments.length === 0) {
    return <Text c="dimmed">{text.drive.map.empty}</Text>;
  }
  return (
    <Stack gap="lg">
      <Verdict placement={first} segments={segments.length} />
      <PlacementMap segments={segments} />
      {query.hasNextPage ? (
        <Button
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => query.fetchNextPage()}
        >
          {text.common.loadMore}
        </Button>
      ) : null}
      <CopyJobs id={entry.id} />
    </Stack>
  );
}

const tones: Readonly<Record<PlacementState, string>> = {
  healthy: 'good',
  degraded: 'fair',
  at_risk: 'fair',
  unavailable: 'bad',
};

function Verdict({ placement, segments }: { placement: Placement; segments: number }) {
  const words = text.drive.map;
  return (
    <div className={classes.verdict} data-tone={tones[placement.state]}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <span className={classes.dot} aria-hidden />
        <div>
          <Text fw={600} size="sm">
            {words.state[placement.state]}
          </Text>
          <Text size="sm">{words.stateHint[placement.state]}</Text>
          <Text size="xs" mt={4}>
            {words.stored(segments, placement.class)}
          </Text>
        </div>
      </Group>
    </div>
  );
}
