import { useQueryClient } from '@tanstack/react-query';
import { copyEntry, moveEntry, restoreEntry, trashEntry } from '@/api/calls';
import type { FolderName } from '@/api/folders';
import { keys } from '@/api/keys';
import { sentence } from '@/api/problem';
import type { Entry } from '@/api/types';
import { text } from '@/text';
import { notifyDone, notifyProblem, notifyTrouble } from '@/ui/notify';
import { doToMany, type Outcome } from '@/work/many';
import { type Clipboard, setClipboard } from './model/clipboard';
import { forget, remember, takeUndo } from './model/undo';

export interface Destination {
  id: FolderName;
  name: string;
}

/** Everything that changes several entries at once, with its words and its way back. */
export function useDriveActions() {
  const client = useQueryClient();

  const refresh = async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: keys.files }),
      client.invalidateQueries({ queryKey: keys.usage }),
    ]);
  };

  const settle = async (outcome: Outcome<Entry>, said: string, undo?: () => Promise<void>) => {
    await refresh();
    const [first] = outcome.failed;
    if (first !== undefined) {
      const all = outcome.failed.length + outcome.done.length;
      notifyTrouble(text.drive.someFailed(outcome.failed.length, all, sentence(first.error)));
    }
    if (outcome.done.length === 0) return;
    if (undo === undefined) {
      notifyDone(said);
      return;
    }
    const once = async () => {
      await undo();
      await refresh();
      notifyDone(text.drive.undone);
    };
    remember(once);
    notifyDone(said, () => {
      forget(once);
      once().catch(notifyProblem);
    });
  };

  const trash = async (entries: readonly Entry[]) => {
    const outcome = await doToMany(entries, (entry) => trashEntry(entry.id));
    await settle(outcome, text.drive.trashed(outcome.done.length), async () => {
      await doToMany(outcome.done, (entry) => restoreEntry(entry.id));
    });
  };

  const move = async (entries: readonly Entry[], to: Destination) => {
    const outcome = await doToMany(entries, (entry) => moveEntry(entry.id, to.id));
    await settle(outcome, text.drive.moved(outcome.done.length, to.name), async () => {
      await doToMany(outcome.done, (entry) => moveEntry(entry.id, entry.folder));
    });
  };

  const copy = async (entries: readonly Entry[], to: Destination) => {
    const outcome = await doToMany(entries, (entry) => copyEntry(entry.id, to.id));
    await settle(outcome, text.drive.copied(outcome.done.length, to.name));
  };

  const paste = async (clipboard: Clipboard, to: Destination) => {
    if (clipboard.state === 'empty') return;
    if (clipboard.state === 'copied') return copy(clipboard.entries, to);
    setClipboard({ state: 'empty' });
    await move(
      clipboard.entries.filter((entry) => (entry.folder ?? clipboard.top) !== to.id),
      to,
    );
  };

  const undo = () => {
    takeUndo()?.().catch(notifyProblem);
  };

  return { refresh, trash, move, copy, paste, undo };
}

export type DriveActions = ReturnType<typeof useDriveActions>;
