import { ActionIcon, Group } from '@mantine/core';
import {
  IconFolderOpen,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconX,
} from '@tabler/icons-react';
import { useEngine } from '../context';
import type { UploadEngine } from '../engine/engine';
import { chooseOneFile, reopen } from '../files/reopen';
import { canCancel, canPause } from '../model/machine';
import type { Upload } from '../model/upload';
import { words } from '../text';

interface RowAction {
  label: string;
  Icon: typeof IconX;
  run: () => void;
}

/** The buttons of a row: at most two at a time. */
export function RowActions({ upload }: { upload: Upload }) {
  const engine = useEngine();
  return (
    <Group gap={2} wrap="nowrap">
      {actionsFor(upload, engine).map(({ label, Icon, run }) => (
        <ActionIcon
          key={label}
          variant="subtle"
          color="gray"
          size={32}
          aria-label={label}
          title={label}
          onClick={run}
        >
          <Icon size={18} stroke={1.75} />
        </ActionIcon>
      ))}
    </Group>
  );
}

function actionsFor({ id, name, state }: Upload, engine: UploadEngine): RowAction[] {
  const actions: RowAction[] = [];
  if (canPause(state)) {
    actions.push({ label: words.pause(name), Icon: IconPlayerPause, run: () => engine.pause(id) });
  }
  if (state.is === 'paused') {
    actions.push({ label: words.resume(name), Icon: IconPlayerPlay, run: () => engine.resume(id) });
  }
  if (state.is === 'failed') {
    actions.push({ label: words.retry(name), Icon: IconRefresh, run: () => engine.retry(id) });
  }
  if (state.is === 'needs-file') actions.push(reopenAction(id, name, engine));
  if (canCancel(state)) {
    actions.push({ label: words.cancel(name), Icon: IconX, run: () => engine.cancel(id) });
  }
  return actions;
}

function reopenAction(id: Upload['id'], name: string, engine: UploadEngine): RowAction {
  const handle = engine.handleOf(id);
  const goOn = async () => {
    const picked = (handle && (await reopen(handle))) ?? (await chooseOneFile());
    if (picked) engine.offerFile(id, picked);
  };
  return {
    label: handle ? words.resume(name) : words.chooseFile(name),
    Icon: handle ? IconPlayerPlay : IconFolderOpen,
    run: () => void goOn(),
  };
}
