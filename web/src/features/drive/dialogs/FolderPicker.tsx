import { ActionIcon, Button, Group, Loader, Modal, Stack, Text, Tooltip } from '@mantine/core';
import {
  IconChevronLeft,
  IconChevronRight,
  IconFolderFilled,
  IconFolderPlus,
} from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { createFolder } from '@/api/calls';
import { sentence } from '@/api/problem';
import type { Entry } from '@/api/types';
import { text } from '@/text';
import { placingTrouble } from '../model/can';
import { trailOf } from '../model/trail';
import { folderQuery } from '../queries';
import { useSpace } from '../space';
import type { Destination } from '../useDriveActions';
import classes from './FolderPicker.module.css';
import { NameDialog } from './NameDialog';

interface FolderPickerProps {
  what: 'move' | 'copy';
  entries: readonly Entry[];
  /** Where it begins to look; null is the top. */
  start: string | null;
  onPick: (to: Destination) => Promise<void>;
  onClose: () => void;
}

/**
 * Chooses a folder by walking through them. Every folder is a button, so it
 * works with mouse, keyboard and screen reader alike; arrows are a shortcut.
 */
export function FolderPicker({ what, entries, start, onPick, onClose }: FolderPickerProps) {
  const space = useSpace();
  const [here, setHere] = useState(start);
  const [naming, setNaming] = useState(false);
  const [busy, setBusy] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const words = text.drive.picker;

  const query = useInfiniteQuery(folderQuery(here ?? space.top, 'name', 'asc'));
  const pages = query.data?.pages ?? [];
  const all = pages.flatMap((page) => page.items);
  const folders = all.filter((entry) => entry.kind === 'folder');
  // Folders come first: once a file shows up, all of them are here.
  const moreFolders = query.hasNextPage && folders.length === all.length;
  const trail = trailOf(pages[0]);
  const current = trail.at(-1);
  const name = here === null ? space.name : (current?.name ?? '');
  const parent = here === null ? undefined : (trail.at(-2)?.id ?? null);
  const moving = new Set(entries.map((entry) => entry.id));
  const trouble = placingTrouble(what, entries, here, trail);

  // Entering a folder moves the focus to its first row, as soon as there is one.
  const entering = useRef<{ folder: string | null } | null>(null);
  useEffect(() => {
    if (entering.current?.folder !== here || query.isPending) return;
    entering.current = null;
    const first = list.current?.querySelector<HTMLElement>('button:not(:disabled)');
    (first ?? list.current)?.focus();
  }, [here, query.isPending]);

  const go = (folder: string | null) => {
    entering.current = { folder };
    setHere(folder);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Backspace' && parent !== undefined) {
      event.preventDefault();
      go(parent);
      return;
    }
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const buttons = [
      ...(list.current?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? []),
    ];
    const now = buttons.indexOf(document.activeElement as HTMLElement);
    buttons[Math.max(0, Math.min(buttons.length - 1, now + by))]?.focus();
  };

  const pick = async () => {
    setBusy(true);
    await onPick({ id: here ?? space.top, name });
    onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={what === 'move' ? words.moveTitle(entries.length) : words.copyTitle(entries.length)}
      size="md"
      centered
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      <Stack gap="sm">
        <Group gap="xs" wrap="nowrap" justify="space-between">
          <Group gap={4} wrap="nowrap" miw={0}>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={parent === undefined}
              onClick={() => parent !== undefined && go(parent)}
              aria-label={text.drive.parent}
            >
              <IconChevronLeft size={20} aria-hidden />
            </ActionIcon>
            <Text fw={600} truncate aria-live="polite">
              {name}
            </Text>
          </Group>
          <Tooltip label={text.drive.newFolder}>
            <ActionIcon
              variant="subtle"
              onClick={() => setNaming(true)}
              aria-label={text.drive.newFolder}
            >
              <IconFolderPlus size={20} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>

        <ul
          ref={list}
          className={classes.list}
          aria-label={words.folders}
          tabIndex={-1}
          onKeyDown={onKeyDown}
        >
          {query.isPending ? (
            <li className={classes.note}>
              <Loader size="sm" />
            </li>
          ) : query.isError ? (
            <li className={classes.note}>{sentence(query.error)}</li>
          ) : folders.length === 0 ? (
            <li className={classes.note}>{words.noFolders}</li>
          ) : (
            folders.map((folder) => (
              <li key={folder.id}>
                <button
                  type="button"
                  className={classes.folder}
                  disabled={moving.has(folder.id)}
                  title={moving.has(folder.id) ? words.inside : folder.name}
                  onClick={() => go(folder.id)}
                >
                  <IconFolderFilled size={20} className={classes.icon} aria-hidden />
                  <span className={classes.label}>{folder.name}</span>
                  <IconChevronRight size={16} aria-hidden />
                </button>
              </li>
            ))
          )}
          {moreFolders ? (
            <li className={classes.note}>
              <Button
                variant="subtle"
                size="compact-sm"
                loading={query.isFetchingNextPage}
                onClick={() => query.fetchNextPage()}
              >
                {text.common.loadMore}
              </Button>
            </li>
          ) : null}
        </ul>

        <Text size="xs" c="dimmed" mih="1.2em">
          {trouble ?? words.hint}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {text.common.cancel}
          </Button>
          <Button onClick={pick} loading={busy} disabled={trouble !== null || query.isPending}>
            {what === 'move' ? words.moveHere(name) : words.copyHere(name)}
          </Button>
        </Group>
      </Stack>

      {naming ? (
        <NameDialog
          title={text.drive.newFolderForm.title}
          label={text.drive.newFolderForm.label}
          submit={text.drive.newFolderForm.submit}
          start=""
          save={async (folderName) => {
            const made = await createFolder({ name: folderName, folder: here ?? space.top });
            go(made.id);
          }}
          onClose={() => setNaming(false)}
        />
      ) : null}
    </Modal>
  );
}
