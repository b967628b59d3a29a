import { Button, Menu, Skeleton, Text } from '@mantine/core';
import { IconDownload, IconHistory, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fetchConfirmed } from '@/api/step_up';
import { text } from '@/text';
import { EmptyState } from '@/ui/EmptyState';
import { notifyDone, notifyProblem } from '@/ui/notify';
import { Page } from '@/ui/page/Page';
import { Trouble } from '@/ui/Trouble';
import { type Chain, entriesQuery, exportAddress, verificationQuery } from './api';
import classes from './audit.module.css';
import { Entry } from './Entry';
import { Filters } from './Filters';
import { type AuditPlace, filterOf, isFiltered } from './model/place';
import { saveAnswer } from './save';

const words = text.audit;

/** How something an entry was done to is called; the people know that. */
export type RenderObject = (object: string) => ReactNode;

interface AuditPageProps {
  chain: Chain;
  place: AuditPlace;
  onPlace: (patch: AuditPlace) => void;
  renderObject: RenderObject;
}

/** The whole record, newest first, with what was different before and after. */
export function AuditPage({ chain, place, onPlace, renderObject }: AuditPageProps) {
  const filter = filterOf(place);
  const query = useInfiniteQuery(entriesQuery(chain, filter));
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  const exporting = useMutation({
    mutationFn: async (format: 'csv' | 'ndjson') =>
      saveAnswer(await fetchConfirmed(exportAddress(chain, format, filter)), `audit.${format}`),
    onSuccess: () => notifyDone(words.exported),
    onError: notifyProblem,
  });

  return (
    <Page
      title={chain === null ? words.installationTitle : words.title}
      intro={words.intro}
      actions={
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <Button
              variant="default"
              leftSection={<IconDownload size={18} aria-hidden />}
              loading={exporting.isPending}
            >
              {words.export}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => exporting.mutate('csv')}>{words.exportCsv}</Menu.Item>
            <Menu.Item onClick={() => exporting.mutate('ndjson')}>{words.exportNdjson}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      }
    >
      <ChainState chain={chain} />
      <Filters place={place} onPlace={onPlace} renderObject={renderObject} />
      {query.isError && entries.length === 0 ? (
        <Trouble error={query.error} onRetry={() => query.refetch()} />
      ) : query.isPending ? (
        <div aria-busy="true" className={classes.loading}>
          {['70%', '55%', '62%', '48%'].map((width) => (
            <Skeleton key={width} height={20} width={width} />
          ))}
        </div>
      ) : entries.length === 0 ? (
        <EmptyState
          icon={<IconHistory size={40} stroke={1.5} />}
          title={isFiltered(place) ? words.noneTitle : words.emptyTitle}
          hint={isFiltered(place) ? words.none : words.empty}
        />
      ) : (
        <>
          <ol className={classes.entries} aria-label={words.rows}>
            {entries.map((entry) => (
              <Entry
                key={entry.number}
                entry={entry}
                renderObject={renderObject}
                onActor={(actor, who) => onPlace({ actor, who })}
              />
            ))}
          </ol>
          {query.hasNextPage ? (
            <Button
              variant="default"
              w="fit-content"
              loading={query.isFetchingNextPage}
              onClick={() => query.fetchNextPage()}
            >
              {words.loadMore}
            </Button>
          ) : null}
        </>
      )}
    </Page>
  );
}

/** Whether the record is the one that was written, looked over from its beginning. */
function ChainState({ chain }: { chain: Chain }) {
  const state = useQuery(verificationQuery(chain)).data;
  if (state === undefined) return null;
  return (
    <div className={classes.chain} data-tone={state.intact ? 'good' : 'bad'} role="status">
      {state.intact ? (
        <IconShieldCheck size={20} stroke={1.7} aria-hidden />
      ) : (
        <IconShieldX size={20} stroke={1.7} aria-hidden />
      )}
      <div>
        <Text size="sm" fw={600}>
          {state.intact ? words.chain.intact(state.entries) : words.chain.broken}
        </Text>
        <Text size="sm" c="dimmed">
          {state.intact ? words.chain.hint : words.chain.brokenHint}
        </Text>
      </div>
    </div>
  );
}
