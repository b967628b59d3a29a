import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { IconArrowRight, IconDots, IconDownload, IconTrash, IconX } from '@tabler/icons-react';
import type { Entry } from '@/api/types';
import { text } from '@/text';
import type { Point } from '@/ui/collection/types';
import classes from './browser.module.css';
import type { EntryCommands } from './commands';

interface SelectionBarProps {
  entries: readonly Entry[];
  commands: EntryCommands;
  onMore: (at: Point) => void;
  onClear: () => void;
}

/** Takes the place of the toolbar while something is chosen. */
export function SelectionBar({ entries, commands, onMore, onClear }: SelectionBarProps) {
  const words = text.drive.actions;
  const { change } = commands;
  return (
    <div
      className={classes.selectionBar}
      role="toolbar"
      aria-label={text.drive.selected(entries.length)}
    >
      <Group gap="xs" wrap="nowrap">
        <ActionIcon variant="subtle" onClick={onClear} aria-label={text.drive.clearSelection}>
          <IconX size={18} aria-hidden />
        </ActionIcon>
        <Text size="sm" fw={600} aria-live="polite" className="numbers">
          {text.drive.selected(entries.length)}
        </Text>
      </Group>
      <Group gap={4} wrap="nowrap">
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconDownload size={18} aria-hidden />}
          onClick={() => commands.download(entries)}
          className={classes.collapsing}
          aria-label={words.download}
        >
          {words.download}
        </Button>
        {change === undefined ? null : (
          <>
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconArrowRight size={18} aria-hidden />}
              onClick={() => change.moveTo(entries)}
              className={classes.collapsing}
              aria-label={words.move}
            >
              {words.move}
            </Button>
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconTrash size={18} aria-hidden />}
              onClick={() => change.trash(entries)}
              className={classes.collapsing}
              aria-label={words.trash}
            >
              {words.trash}
            </Button>
          </>
        )}
        <ActionIcon
          variant="subtle"
          aria-label={words.more}
          aria-haspopup="menu"
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            onMore({ x: box.left, y: box.bottom });
          }}
        >
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Group>
    </div>
  );
}
