import { Menu } from '@mantine/core';
import {
  IconArrowRight,
  IconClipboardCopy,
  IconCopy,
  IconCut,
  IconDownload,
  IconEye,
  IconFolderOpen,
  IconFolderSymlink,
  IconHistory,
  IconInfoCircle,
  IconMap2,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import type { Entry } from '@/api/types';
import { text } from '@/text';
import type { Point } from '@/ui/collection/types';
import { canPreview } from '../model/can';
import type { ChangeCommands, EntryCommands } from './commands';

interface EntryMenuProps {
  /** Where it opens, and for what; null when it is closed. */
  open: { at: Point; entries: readonly Entry[] } | null;
  commands: EntryCommands;
  onClose: () => void;
}

const icon = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;

/** The actions of one or several entries: right click, the row's button, or the `.` key. */
export function EntryMenu({ open, commands, onClose }: EntryMenuProps) {
  const entries = open?.entries ?? [];
  const [first] = entries;
  const single = entries.length === 1 ? first : undefined;
  const words = text.drive.actions;

  return (
    <Menu
      opened={open !== null}
      onClose={onClose}
      position="bottom-start"
      shadow="md"
      width={232}
      withinPortal
      // The target has no size, so "out of sight" would be a matter of luck.
      hideDetached={false}
      trapFocus
      returnFocus={false}
    >
      <Menu.Target>
        <span
          style={{ position: 'fixed', left: open?.at.x ?? 0, top: open?.at.y ?? 0 }}
          aria-hidden
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={single ? text.drive.actionsFor(single.name) : words.more}>
        {single === undefined ? (
          <Menu.Label>{text.drive.selected(entries.length)}</Menu.Label>
        ) : (
          <>
            <Menu.Item
              leftSection={
                single.kind === 'folder' ? <IconFolderOpen {...icon} /> : <IconEye {...icon} />
              }
              rightSection={<kbd>Enter</kbd>}
              onClick={() => commands.open(single)}
            >
              {canPreview(single) ? words.preview : words.open}
            </Menu.Item>
            {commands.showInFolder === undefined ? null : (
              <Menu.Item
                leftSection={<IconFolderSymlink {...icon} />}
                onClick={() => commands.showInFolder?.(single)}
              >
                {words.showInFolder}
              </Menu.Item>
            )}
          </>
        )}
        <Menu.Item
          leftSection={<IconDownload {...icon} />}
          onClick={() => commands.download(entries)}
        >
          {single?.kind === 'folder' ? words.downloadZip : words.download}
        </Menu.Item>
        {single === undefined ? null : (
          <Menu.Item
            leftSection={<IconInfoCircle {...icon} />}
            rightSection={<kbd>i</kbd>}
            onClick={() => commands.details(single, 'info')}
          >
            {words.details}
          </Menu.Item>
        )}
        {single?.kind === 'file' ? (
          <>
            <Menu.Item
              leftSection={<IconHistory {...icon} />}
              onClick={() => commands.details(single, 'versions')}
            >
              {words.versions}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconMap2 {...icon} />}
              onClick={() => commands.details(single, 'map')}
            >
              {words.map}
            </Menu.Item>
          </>
        ) : null}
        {commands.change === undefined ? null : (
          <ChangeItems entries={entries} single={single} change={commands.change} />
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ChangeItemsProps {
  entries: readonly Entry[];
  single: Entry | undefined;
  change: ChangeCommands;
}

/** What changes something; nobody sees it who only reads. */
function ChangeItems({ entries, single, change }: ChangeItemsProps) {
  const words = text.drive.actions;
  return (
    <>
      <Menu.Divider />
      {single === undefined ? null : (
        <Menu.Item
          leftSection={<IconPencil {...icon} />}
          rightSection={<kbd>F2</kbd>}
          onClick={() => change.rename(single)}
        >
          {words.rename}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconArrowRight {...icon} />} onClick={() => change.moveTo(entries)}>
        {words.move}
      </Menu.Item>
      <Menu.Item leftSection={<IconCopy {...icon} />} onClick={() => change.copyTo(entries)}>
        {words.copyTo}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconCut {...icon} />}
        rightSection={<kbd>Ctrl X</kbd>}
        onClick={() => change.cut(entries)}
      >
        {words.cut}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconClipboardCopy {...icon} />}
        rightSection={<kbd>Ctrl C</kbd>}
        onClick={() => change.copy(entries)}
      >
        {words.copy}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item
        color="red"
        leftSection={<IconTrash {...icon} />}
        rightSection={<kbd>Del</kbd>}
        onClick={() => change.trash(entries)}
      >
        {words.trash}
      </Menu.Item>
    </>
  );
}
