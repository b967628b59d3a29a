import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core';
import {
  type Icon,
  IconDots,
  IconMailForward,
  IconUserCheck,
  IconUserCog,
  IconUserOff,
  IconUserX,
  IconX,
} from '@tabler/icons-react';
import { text } from '@/text';
import classes from '../people.module.css';
import type { PersonRow } from './columns';
import { type Offer, offersFor, takeUp } from './offers';
import type { Bulk } from './useBulk';

const words = text.directory;

export const offerIcons: Readonly<Record<Offer, Icon>> = {
  resend: IconMailForward,
  setRole: IconUserCog,
  reactivate: IconUserCheck,
  deactivate: IconUserOff,
  revoke: IconUserX,
};

interface BulkBarProps {
  rows: readonly PersonRow[];
  mayManage: boolean;
  bulk: Bulk;
  onClear: () => void;
}

/** Takes the place of the count while people are chosen. */
export function BulkBar({ rows, mayManage, bulk, onClear }: BulkBarProps) {
  const offers = offersFor(rows, mayManage);
  return (
    <div className={classes.bulk} role="toolbar" aria-label={words.selected(rows.length)}>
      <Group gap="xs" wrap="nowrap">
        <ActionIcon variant="subtle" onClick={onClear} aria-label={words.clearSelection}>
          <IconX size={18} aria-hidden />
        </ActionIcon>
        <Text size="sm" fw={600} aria-live="polite" className="numbers">
          {words.selected(rows.length)}
        </Text>
      </Group>
      {offers.length === 0 ? null : (
        <>
          <Group gap={4} wrap="nowrap" className={classes.bulkWide}>
            {offers.map((offer) => {
              const Picture = offerIcons[offer];
              return (
                <Button
                  key={offer}
                  variant="subtle"
                  size="compact-sm"
                  leftSection={<Picture size={18} aria-hidden />}
                  loading={bulk.busy}
                  onClick={() => takeUp(offer, bulk, rows)}
                >
                  {words.actions[offer]}
                </Button>
              );
            })}
          </Group>
          <Menu position="bottom-end" shadow="md">
            <Menu.Target>
              <ActionIcon
                variant="subtle"
                className={classes.bulkNarrow}
                aria-label={words.actions.more}
              >
                <IconDots size={18} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {offers.map((offer) => {
                const Picture = offerIcons[offer];
                return (
                  <Menu.Item
                    key={offer}
                    leftSection={<Picture size={18} aria-hidden />}
                    onClick={() => takeUp(offer, bulk, rows)}
                  >
                    {words.actions[offer]}
                  </Menu.Item>
                );
              })}
            </Menu.Dropdown>
          </Menu>
        </>
      )}
    </div>
  );
}
