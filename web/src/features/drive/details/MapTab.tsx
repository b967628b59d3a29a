import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Entry, Placement, PlacementState } from '@/api/types';
import { text } from '@/text';
import { Trouble } from '@/ui/Trouble';
import { placementQuery } from '../queries';
import { useSpace } from '../space';
import { CopyJobs } from './CopyJobs';
import classes from './details.module.css';
import { PlacementMap } from './PlacementMap';

/** Where the bytes of a file lie, and what can be done about it. */
export function MapTab({ entry }: { entry: Entry }) {
  const { mayWrite } = useSpace();
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
      <Verdict
        state={worst(query.data.pages)}
        storageClass={first.class}
        segments={segments.length}
        more={query.hasNextPage}
      />
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
      {mayWrite ? <CopyJobs id={entry.id} /> : null}
    </Stack>
  );
}

const tones: Readonly<Record<PlacementState, string>> = {
  healthy: 'good',
  degraded: 'fair',
  at_risk: 'fair',
  unavailable: 'bad',
};

const safestFirst: readonly PlacementState[] = ['healthy', 'degraded', 'at_risk', 'unavailable'];

/** Each page speaks for its own segments; the file is as safe as the least safe of them. */
function worst(pages: readonly Placement[]): PlacementState {
  const rank = Math.max(...pages.map((page) => safestFirst.indexOf(page.state)));
  return safestFirst[rank] ?? 'healthy';
}

interface VerdictProps {
  state: PlacementState;
  storageClass: string;
  segments: number;
  more: boolean;
}

function Verdict({ state, storageClass, segments, more }: VerdictProps) {
  const words = text.drive.map;
  return (
    <div className={classes.verdict} data-tone={tones[state]}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <span className={classes.dot} aria-hidden />
        <div>
          <Text fw={600} size="sm">
            {words.state[state]}
          </Text>
          <Text size="sm">{words.stateHint[state]}</Text>
          <Text size="xs" mt={4}>
            {words.stored(segments, more, storageClass)}
          </Text>
        </div>
      </Group>
    </div>
  );
}
