import { ActionIcon, Alert, Group, Progress, Text, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useEngine, useUploadSnapshot } from '../context';
import type { Snapshot } from '../engine/store';
import { activeFiles } from '../model/totals';
import { words } from '../text';
import { announcement, headline } from './headline';
import { paceParts } from './status_line';
import { TrayActions } from './TrayActions';
import styles from './tray.module.css';
import { UploadList } from './UploadList';

/** The panel in the corner that says the truth about every file on its way. */
export function UploadTray() {
  const engine = useEngine();
  const snapshot = useUploadSnapshot();
  const [open, setOpen] = useState(true);
  const listId = useId();
  const { totals, notice, uploads } = snapshot;
  if (totals.files === 0) return null;

  return (
    <section className={styles.tray} aria-label={words.title}>
      <TrayHead snapshot={snapshot} open={open} listId={listId} onToggle={() => setOpen(!open)} />
      <VisuallyHidden aria-live="polite">{announcement(totals)}</VisuallyHidden>
      {notice !== null && (
        <Alert
          color="red"
          radius={0}
          withCloseButton
          closeButtonLabel={words.dismiss}
          onClose={() => engine.dismissNotice()}
        >
          {notice}
        </Alert>
      )}
      {open && (
        <div id={listId}>
          <UploadList uploads={uploads} />
          <TrayActions totals={totals} />
        </div>
      )}
    </section>
  );
}

interface TrayHeadProps {
  snapshot: Snapshot;
  open: boolean;
  listId: string;
  onToggle: () => void;
}

function TrayHead({ snapshot, open, listId, onToggle }: TrayHeadProps) {
  const { totals } = snapshot;
  const Chevron = open ? IconChevronDown : IconChevronUp;
  const toggle = open ? words.hide : words.show;
  return (
    <div className={styles.head}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <div>
          <Text fw={600} size="sm">
            {headline(totals)}
          </Text>
          <Text size="xs" c="dimmed" className="numbers">
            {summary(snapshot)}
          </Text>
        </div>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-expanded={open}
          aria-controls={listId}
          aria-label={toggle}
          title={toggle}
          onClick={onToggle}
        >
          <Chevron size={20} />
        </ActionIcon>
      </Group>
      <Progress
        value={totals.bytes === 0 ? 100 : (totals.sentBytes / totals.bytes) * 100}
        size="xs"
        mt={6}
        color={totals.count.failed > 0 ? 'red' : 'pine'}
        aria-hidden
      />
    </div>
  );
}

function summary({ totals, perSecond }: Snapshot): string {
  const finished = words.finishedOf(totals.count.done, totals.files - totals.count.cancelled);
  if (activeFiles(totals) === 0) return finished;
  return [finished, ...paceParts(totals.bytes - totals.sentBytes, perSecond)].join(' · ');
}
