import { Button, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCheck } from '@tabler/icons-react';
import type { SortKey } from '@/api/types';
import { text } from '@/text';
import type { Sorting } from './sorting';

const keys: readonly SortKey[] = ['name', 'modified', 'size', 'kind'];

/** The order, for tiles and phones where there are no column heads to click. */
export function SortMenu({ sort, order, onSort, className }: Sorting & { className?: string }) {
  const words = text.drive;
  const Arrow = order === 'asc' ? IconArrowUp : IconArrowDown;
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          className={className}
          c="dimmed"
          fw={500}
          rightSection={<Arrow size={16} aria-hidden />}
          aria-label={words.sortedBy(
            words.sort[sort],
            order === 'asc' ? words.ascending : words.descending,
          )}
        >
          {words.sort[sort]}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words.sortBy}</Menu.Label>
        {keys.map((key) => (
          <Menu.Item
            key={key}
            onClick={() => onSort(key)}
            rightSection={key === sort ? <IconCheck size={16} aria-hidden /> : null}
          >
            {words.sort[key]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
