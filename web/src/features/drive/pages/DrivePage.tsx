import { ActionIcon, Button, Group, Skeleton, Text, Title, Tooltip } from '@mantine/core';
import { IconArrowUp, IconClipboard, IconDownload, IconFolderOpen } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { createFolder } from '@/api/calls';
import type { Entry } from '@/api/types';
import { text } from '@/text';
import type { DropRules } from '@/ui/collection/types';
import { EmptyState } from '@/ui/EmptyState';
import { notifyDone } from '@/ui/notify';
import { Trouble } from '@/ui/Trouble';
import { usePageTitle } from '@/ui/usePageTitle';
import { Crumbs } from '../browser/Crumbs';
import { DropVeil } from '../browser/DropVeil';
import { downloadFolder } from '../browser/download';
import { carriesFiles, draggedEntries, startDragging } from '../browser/dragging';
import { EntryBrowser } from '../browser/EntryBrowser';
import { LayoutSwitch } from '../browser/LayoutSwitch';
import { NewMenu } from '../browser/NewMenu';
import { SortMenu } from '../browser/SortMenu';
import type { Sorting } from '../browser/sorting';
import { NameDialog } from '../dialogs/NameDialog';
import { placingTrouble } from '../model/can';
import { setClipboard, useClipboard } from '../model/clipboard';
import { type DrivePlace, firstOrder, nextSort } from '../model/place';
import { trailOf } from '../model/trail';
import { useLayout } from '../model/useLayout';
import type { DrivePorts } from '../ports';
import { folderQuery } from '../queries';
import { type Space, useSpace } from '../space';
import classes from './pages.module.css';
import { useWorkspace } from './workspace';

interface DrivePageProps {
  /** null is the top of the drive. */
  folder: string | null;
  place: DrivePlace;
  ports: DrivePorts;
}

export function DrivePage({ folder, place, ports }: DrivePageProps) {
  const [naming, setNaming] = useState(false);
  const space = useSpace();
  const here = folder ?? space.top;
  const clipboard = useClipboard(space.top);
  const [layout, keepLayout] = useLayout(place.view);
  const sort = place.sort ?? 'name';
  const order = place.order ?? firstOrder(sort);

  const query = useInfiniteQuery(folderQuery(here, sort, order));
  const pages = query.data?.pages;
  const entries = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  const trail = trailOf(pages?.[0]);
  const name = folder === null ? space.name : (trail.at(-1)?.name ?? '');
  const parent = folder === null ? undefined : (trail.at(-2)?.id ?? null);

  usePageTitle(name);
  const workspace = useWorkspace({ entries, folder, place, ports });
  const { actions, patchPlace, goToFolder } = workspace;

  const { fetchNextPage, isFetchingNextPage } = query;
  const onEndReached = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);

  const sorting: Sorting = useMemo(
    () => ({
      sort,
      order,
      onSort: (key) => void patchPlace(nextSort({ sort, order }, key)),
    }),
    [sort, order, patchPlace],
  );

  const upload = async (what: 'files' | 'folder') => {
    const chosen = await ports.uploads.choose(what);
    if (chosen.length > 0) ports.uploads.addFiles(chosen, here);
  };
  const uploadDrop = async (transfer: DataTransfer, to: string | null) => {
    const dropped = await ports.uploads.readDrop(transfer);
    if (dropped.length > 0) ports.uploads.addFiles(dropped, to);
  };
  const paste = () => void actions.paste(clipboard, { id: here, name });

  const onKey = (event: KeyboardEvent): boolean => {
    const command = event.ctrlKey || event.metaKey;
    if (parent !== undefined && isUp(event)) void goToFolder(parent);
    else if (!space.mayWrite) return false;
    else if (command && event.key.toLowerCase() === 'v') paste();
    else if (command && event.key.toLowerCase() === 'z') actions.undo();
    else if (command || event.altKey) return false;
    else if (event.key === 'n') setNaming(true);
    else if (event.key === 'u') void upload('files');
    else if (event.key === 'Escape' && clipboard.state !== 'empty') {
      setClipboard({ state: 'empty' });
    } else return false;
    return true;
  };

  const drop: DropRules<Entry> = {
    drag: (row, transfer) => startDragging([row], transfer),
    accepts: (row, transfer) =>
      row.kind === 'folder' &&
      (carriesFiles(transfer) ||
        (draggedEntries(transfer).length > 0 &&
          placingTrouble('move', draggedEntries(transfer), row.id, []) === null)),
    drop: (row, transfer) => {
      if (carriesFiles(transfer)) void uploadDrop(transfer, row.id);
      else void actions.move(draggedEntries(transfer), { id: row.id, name: row.name });
    },
  };

  if (query.isError && entries.length === 0) {
    return <Trouble error={query.error} onRetry={() => query.refetch()} />;
  }

  const newMenu = space.mayWrite ? (
    <NewMenu onNewFolder={() => setNaming(true)} onUpload={upload} />
  ) : null;
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <div className={classes.titles}>
          {folder === null ? null : (
            <Crumbs
              trail={trail}
              onDropEntries={(dropped, id, to) =>
                void actions.move(dropped, { id: id ?? space.top, name: to })
              }
            />
          )}
          <Group gap="xs" wrap="nowrap">
            {parent === undefined ? null : (
              <ActionIcon
                variant="subtle"
                color="gray"
                onClick={() => goToFolder(parent)}
                aria-label={text.drive.parent}
                className={classes.up}
              >
                <IconArrowUp size={20} aria-hidden />
              </ActionIcon>
            )}
            <Title order={1} className={classes.title} title={name}>
              {name === '' ? <Skeleton width={180} height={28} /> : name}
            </Title>
          </Group>
        </div>
        {newMenu}
      </header>

      <EntryBrowser
        key={here}
        entries={entries}
        layout={layout}
        sorting={sorting}
        commands={workspace.commands}
        hasMore={query.hasNextPage}
        onEndReached={onEndReached}
        onKey={onKey}
        {...(space.mayWrite ? { drop } : {})}
        toolbar={
          <>
            <Group gap={4}>
              {clipboard.state === 'empty' ? null : (
                <Button
                  variant="light"
                  size="compact-md"
                  leftSection={<IconClipboard size={18} aria-hidden />}
                  onClick={paste}
                >
                  {text.drive.actions.paste}
                </Button>
              )}
              <Text size="sm" c="dimmed" className="numbers">
                {entries.length === 0 ? '' : text.drive.loaded(entries.length, query.hasNextPage)}
              </Text>
              {layout === 'grid' ? <SortMenu {...sorting} /> : null}
            </Group>
            <Group gap="xs" wrap="nowrap">
              {entries.length === 0 ? null : (
                <Tooltip label={`${text.drive.actions.downloadAll} (ZIP)`}>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    onClick={() => downloadFolder(here)}
                    aria-label={`${text.drive.actions.downloadAll} (ZIP)`}
                  >
                    <IconDownload size={18} aria-hidden />
                  </ActionIcon>
                </Tooltip>
              )}
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
          query.isPending ? (
            <LoadingRows />
          ) : (
            <EmptyState
              icon={<IconFolderOpen size={40} stroke={1.5} />}
              title={text.drive.emptyTitle}
              hint={emptyHint(space, folder)}
            >
              {space.mayWrite ? (
                <>
                  <Button onClick={() => upload('files')}>{text.drive.uploadFiles}</Button>
                  <Button variant="default" onClick={() => upload('folder')}>
                    {text.drive.uploadFolder}
                  </Button>
                  <Button variant="default" onClick={() => setNaming(true)}>
                    {text.drive.newFolder}
                  </Button>
                </>
              ) : null}
            </EmptyState>
          )
        }
      />

      {space.mayWrite ? (
        <DropVeil folderName={name} onDrop={(transfer) => void uploadDrop(transfer, here)} />
      ) : null}
      {naming ? (
        <NameDialog
          title={text.drive.newFolderForm.title}
          label={text.drive.newFolderForm.label}
          submit={text.drive.newFolderForm.submit}
          start=""
          save={async (folderName) => {
            const made = await createFolder({ name: folderName, folder: here });
            await actions.refresh();
            notifyDone(text.drive.folderCreated(made.name));
          }}
          onClose={() => setNaming(false)}
        />
      ) : null}
      {workspace.overlays}
    </div>
  );
}

function emptyHint({ mayWrite }: Space, folder: string | null): string {
  if (!mayWrite) return text.drive.emptyReadOnly;
  return folder === null ? text.drive.emptyTop : text.drive.emptyFolder;
}

function isUp(event: KeyboardEvent): boolean {
  return event.key === 'Backspace' || (event.altKey && event.key === 'ArrowUp');
}

function LoadingRows() {
  return (
    <div className={classes.loading} aria-busy="true">
      {['75%', '55%', '68%', '40%', '60%', '50%'].map((width) => (
        <Skeleton key={width} height={18} width={width} />
      ))}
    </div>
  );
}
