import { Menu } from '@mantine/core';
import { IconId } from '@tabler/icons-react';
import { text } from '@/text';
import type { Point } from '@/ui/collection/types';
import { offerIcons } from './BulkBar';
import type { PersonRow } from './columns';
import { offersFor, takeUp } from './offers';
import type { Bulk } from './useBulk';

const words = text.directory;

interface PeopleMenuProps {
  menu: { at: Point; rows: readonly PersonRow[] } | null;
  mayManage: boolean;
  bulk: Bulk;
  onOpen: (row: PersonRow) => void;
  onClose: () => void;
}

/** What can be done with a row, or with all that are chosen, at the point of the click. */
export function PeopleMenu({ menu, mayManage, bulk, onOpen, onClose }: PeopleMenuProps) {
  const rows = menu?.rows ?? [];
  const only = rows.length === 1 ? rows[0] : undefined;
  return (
    <Menu
      opened={menu !== null}
      onClose={onClose}
      position="bottom-start"
      shadow="md"
      returnFocus={false}
    >
      <Menu.Target>
        <span style={{ position: 'fixed', left: menu?.at.x, top: menu?.at.y }} aria-hidden />
      </Menu.Target>
      <Menu.Dropdown>
        {only === undefined ? null : (
          <Menu.Item leftSection={<IconId size={18} aria-hidden />} onClick={() => onOpen(only)}>
            {words.actions.details}
          </Menu.Item>
        )}
        {offersFor(rows, mayManage).map((offer) => {
          const Picture = offerIcons[offer];
          return (
            <Menu.Item
              key={offer}
              leftSection={<Picture size={18} aria-hidden />}
              onClick={() => takeUp(offer, bulk, rows)}
              {...(offer === 'deactivate' || offer === 'revoke' ? { color: 'red' } : {})}
            >
              {words.actions[offer]}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
