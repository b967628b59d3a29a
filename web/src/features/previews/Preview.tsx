import { ActionIcon, Group, Modal, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconDownload, IconX } from '@tabler/icons-react';
import { contentAddress } from '@/api/calls';
import type { Entry } from '@/api/types';
import { formatBytes } from '@/format/bytes';
import { FileIcon } from '@/ui/files/FileIcon';
import { PreviewBody } from './PreviewBody';
import styles from './preview.module.css';
import { useArrowKeys } from './use_arrow_keys';
import { words } from './words';

export interface PreviewProps {
  entry: Entry;
  onClose: () => void;
  /** Left out at the end of a list. */
  onNext?: (() => void) | undefined;
  /** Left out at the beginning of a list. */
  onPrevious?: (() => void) | undefined;
}

/** A file over the whole window. Escape closes, the arrow keys go through the list. */
export function Preview({ entry, onClose, onNext, onPrevious }: PreviewProps) {
  useArrowKeys(onPrevious, onNext);
  return (
    <Modal.Root
      opened
      onClose={onClose}
      fullScreen
      transitionProps={{ duration: 0 }}
      classNames={{ content: styles.window ?? '' }}
    >
      <Modal.Content radius={0}>
        <Modal.Header className={styles.header ?? ''}>
          <Group gap="xs" wrap="nowrap" miw={0}>
            <FileIcon entry={entry} />
            <Modal.Title className={styles.title ?? ''}>{entry.name}</Modal.Title>
            <Text size="sm" c="dimmed" className={styles.size ?? ''}>
              {formatBytes(entry.size)}
            </Text>
          </Group>
          <HeaderActions entry={entry} onClose={onClose} onNext={onNext} onPrevious={onPrevious} />
        </Modal.Header>
        <Modal.Body className={styles.body ?? ''}>
          <PreviewBody entry={entry} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function HeaderActions({ entry, onClose, onNext, onPrevious }: PreviewProps) {
  const buttons = [
    { label: words.previous, Icon: IconChevronLeft, run: onPrevious },
    { label: words.next, Icon: IconChevronRight, run: onNext },
  ];
  const look = { variant: 'subtle', color: 'gray', size: 40 } as const;
  return (
    <Group gap={2} wrap="nowrap">
      {(onPrevious || onNext) &&
        buttons.map(({ label, Icon, run }) => (
          <ActionIcon
            key={label}
            {...look}
            aria-label={label}
            title={label}
            disabled={!run}
            onClick={() => run?.()}
          >
            <Icon size={22} stroke={1.75} />
          </ActionIcon>
        ))}
      <ActionIcon
        {...look}
        component="a"
        href={contentAddress(entry.id, { download: true })}
        download
        aria-label={words.download}
        title={words.download}
      >
        <IconDownload size={22} stroke={1.75} />
      </ActionIcon>
      <ActionIcon
        {...look}
        aria-label={words.close}
        title={words.close}
        onClick={onClose}
        data-autofocus
      >
        <IconX size={22} stroke={1.75} />
      </ActionIcon>
    </Group>
  );
}
