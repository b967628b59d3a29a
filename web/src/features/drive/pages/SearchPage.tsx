import { Group, Select, Text, Title } from '@mantine/core';
import { IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { text } from '@/text';
import { EmptyState } from '@/ui/EmptyState';
import { Trouble } from '@/ui/Trouble';
import { usePageTitle } from '@/ui/usePageTitle';
import { EntryBrowser } from '../browser/EntryBrowser';
import { LayoutSwitch } from '../browser/LayoutSwitch';
import type { SearchPlace } from '../model/place';
import { useLayout } from '../model/useLayout';
import type { DrivePorts } from '../ports';
import { searchQuery } from '../queries';
import { useSpace } from '../space';
import classes from './pages.module.css';
import { useWorkspace } from './workspace';

const everyKind = 'all';

interface SearchPageProps {
  place: SearchPlace;
  ports: DrivePorts;
  onKind: (kind: string | undefined) => void;
}

export function SearchPage({ place, ports, onKind }: SearchPageProps) {
  const words = text.drive.search;
  const space = useSpace();
  const q = place.q ?? '';
  usePageTitle(q === '' ? text.drive.search.start : text.drive.search.title(q));
  const [layout, keepLayout] = useLayout(place.view);
  const query = useInfiniteQuery(searchQuery(space.top, q, place.kind));
  const pages = query.data?.pages;
  const entries = useMemo(
    () => (q === '' ? [] : (pages?.flatMap((page) => page.items) ?? [])),
    [pages, q],
  );
  const { commands, overlays, patchPlace } = useWorkspace({
    entries,
    folder: null,
    place,
    ports,
    scattered: true,
  });

  const { fetchNextPage, isFetchingNextPage } = query;
  const onEndReached = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);

  if (query.isError) return <Trouble error={query.error} onRetry={() => query.refetch()} />;
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <div className={classes.titles}>
          <Title order={1} className={classes.title}>
            {q === '' ? words.start : words.title(q)}
          </Title>
        </div>
      </header>
      <EntryBrowser
        entries={entries}
        layout={layout}
        sorting={null}
        commands={commands}
        hasMore={query.hasNextPage}
        onEndReached={onEndReached}
        onKey={() => false}
        toolbar={
          <>
            <Text size="sm" c="dimmed" aria-live="polite">
              {q === '' || query.isPending ? '' : words.count(entries.length, query.hasNextPage)}
            </Text>
            <Group gap="xs" wrap="nowrap">
              <Select
                aria-label={words.kinds}
                size="xs"
                w={132}
                allowDeselect={false}
                value={place.kind ?? everyKind}
                onChange={(kind) => onKind(kind === everyKind ? undefined : (kind ?? undefined))}
                data={[
                  { value: everyKind, label: words.allKinds },
                  ...Object.entries(text.usage.kinds).map(([value, label]) => ({ value, label })),
                ]}
              />
              <LayoutSwitch
                layout={layout}
                onLayout={(next) => {
                  keepLayout(next);
                  void patchPlace({ view: next });
                }}
              />
            </Group>
          </>
        }
        empty={
          q === '' ? (
            <EmptyState
              icon={<IconSearch size={40} stroke={1.5} />}
              title={words.start}
              hint={words.startHint}
            />
          ) : query.isPending ? null : (
            <EmptyState
              icon={<IconSearchOff size={40} stroke={1.5} />}
              title={words.noneTitle}
              hint={words.none(q, space.name)}
            />
          )
        }
      />
      {overlays}
    </div>
  );
}
