import { Button, Group, Loader, Menu, Text, Title } from '@mantine/core';
import { IconArrowBackUp, IconTrash, IconTrashX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { Entry } from '@/api/types';
import { formatBytes } from '@/format/bytes';
import { formatMoment, formatRelative } from '@/format/time';
import { text } from '@/text';
import { Confirm } from '@/ui/Confirm';
import { CollectionList } from '@/ui/collection/CollectionList';
import type { Column, Point } from '@/ui/collection/types';
import { useCollection } from '@/ui/collection/useCollection';
import { EmptyState } from '@/ui/EmptyState';
import { FileIcon } from '@/ui/files/FileIcon';
import { Trouble } from '@/ui/Trouble';
import { usePageTitle } from '@/ui/usePageTitle';
import { EmptyTrash } from './EmptyTrash';
import { trashQuery } from './queries';
import classes from './trash.module.css';
import { useTrashActions } from './useTrashActions';

const words = text.trash;

export function TrashPage() {
  usePageTitle(words.title);
  const query = useInfiniteQuery(trashQuery);
  const pages = query.data?.pages;
  const entries = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  const actions = useTrashActions();
  const [menu, setMenu] = useState<{ at: Point; entries: readonly Entry[] } | null>(null);
  const [dying, setDying] = useState<readonly Entry[]>([]);
  const [busy, setBusy] = useState(false);
  const [emptying, setEmptying] = useState(false);

  const collection = useCollection<Entry>({
    rows: entries,
    // There is nothing to open in the trash; Enter shows what can be done.
    onOpen: (row) => setMenu({ at: collection.cursorPoint(), entries: [row] }),
    onMenu: (row) => openMenu(row, collection.cursorPoint()),
    onKey: (event, chosen) => {
      if (event.key !== 'Delete' || chosen.length === 0) return false;
      setDying(chosen);
      return true;
    },
  });
  const openMenu = (row: Entry, at: Point) => {
    const chosen = collection.selection.chosen.has(row.id) ? collection.chosen : [row];
    setMenu({ at, entries: chosen });
  };

  const { fetchNextPage, isFetchingNextPage } = query;
  const onEndReached = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);

  const killForGood = async () => {
    setBusy(true);
    await actions.deleteForGood(dying);
    setBusy(false);
    setDying([]);
  };

  if (query.isError && entries.length === 0) {
    return <Trouble error={query.error} onRetry={() => query.refetch()} />;
  }
  const { chosen } = collection;
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <Title order={1} className={classes.title}>
          {words.title}
        </Title>
        {entries.length === 0 ? null : (
          <Button
            variant="default"
            leftSection={<IconTrashX size={18} aria-hidden />}
            onClick={() => setEmptying(true)}
          >
            {words.empty}
          </Button>
        )}
      </header>

      {entries.length === 0 ? (
        query.isPending ? (
          <Loader m="lg" size="sm" />
        ) : (
          <EmptyState
            icon={<IconTrash size={40} stroke={1.5} />}
            title={words.emptyTitle}
            hint={words.emptyHint}
          />
        )
      ) : (
        <>
          <div className={classes.bar}>
            {chosen.length === 0 ? (
              <Text size="sm" c="dimmed">
                {words.retention}
              </Text>
            ) : (
              <Group gap="xs">
                <Text size="sm" fw={600} aria-live="polite">
                  {text.drive.selected(chosen.length)}
                </Text>
                <Button
                  size="compact-md"
                  variant="light"
                  leftSection={<IconArrowBackUp size={18} aria-hidden />}
                  onClick={() => actions.restore(chosen)}
                >
                  {words.restore}
                </Button>
                <Button
                  size="compact-md"
                  variant="subtle"
                  color="red"
                  leftSection={<IconTrashX size={18} aria-hidden />}
                  onClick={() => setDying(chosen)}
                >
                  {words.deleteForGood}
                </Button>
              </Group>
            )}
          </div>
          <CollectionList
            label={words.rows}
            container={collection.container}
            rows={entries}
            columns={columns}
            selection={collection.selection}
            onSelection={collection.setSelection}
            onOpen={(row) => openMenu(row, collection.cursorPoint())}
            onMenu={openMenu}
            actionsLabel={(entry) => text.drive.actionsFor(entry.name)}
            selectLabel={(entry) => text.drive.select(entry.name)}
            hasMore={query.hasNextPage}
            onEndReached={onEndReached}
          />
        </>
      )}

      <Menu
        opened={menu !== null}
        onClose={() => {
          setMenu(null);
          collection.focusList();
        }}
        position="bottom-start"
        shadow="md"
        width={208}
        returnFocus={false}
      >
        <Menu.Target>
          <span style={{ position: 'fixed', left: menu?.at.x, top: menu?.at.y }} aria-hidden />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconArrowBackUp size={18} aria-hidden />}
            onClick={() => menu && actions.restore(menu.entries)}
          >
            {words.restore}
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconTrashX size={18} aria-hidden />}
            onClick={() => menu && setDying(menu.entries)}
          >
            {words.deleteForGood}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>

      <Confirm
        opened={dying.length > 0}
        title={words.deleteTitle(dying.length)}
        confirm={words.deleteForGood}
        busy={busy}
        onConfirm={killForGood}
        onClose={() => setDying([])}
      >
        {words.deleteHint}
      </Confirm>
      {emptying ? (
        <EmptyTrash
          onDone={async () => {
            setEmptying(false);
            await actions.refresh();
          }}
          onClose={() => setEmptying(false)}
        />
      ) : null}
    </div>
  );
}

const columns: readonly Column<Entry>[] = [
  {
    id: 'name',
    header: text.drive.columns.name,
    width: 'minmax(0, 1fr)',
    cell: (entry) => (
      <span className={classes.name}>
        <FileIcon entry={entry} />
        <span className={classes.nameText}>
          <span className={classes.label} title={entry.name}>
            {entry.name}
          </span>
          <span className={classes.under}>{deletedAt(entry)}</span>
        </span>
      </span>
    ),
  },
  {
    id: 'from',
    header: words.from,
    width: 'minmax(0, 0.45fr)',
    from: 'wide',
    cell: (entry) => entry.path.slice(1, entry.path.lastIndexOf('/')) || text.drive.title,
  },
  {
    id: 'size',
    header: text.drive.columns.size,
    width: '6.5rem',
    from: 'medium',
    align: 'end',
    cell: (entry) => (entry.kind === 'folder' ? '' : formatBytes(entry.size)),
  },
  {
    id: 'deleted',
    header: words.deletedAt,
    width: '9rem',
    from: 'medium',
    align: 'end',
    cell: (entry) => (
      <time
        dateTime={entry.trashed_at ?? undefined}
        title={entry.trashed_at === null ? undefined : formatMoment(entry.trashed_at)}
      >
        {deletedAt(entry)}
      </time>
    ),
  },
];

function deletedAt(entry: Entry): string {
  return entry.trashed_at === null ? '' : formatRelative(entry.trashed_at);
}
