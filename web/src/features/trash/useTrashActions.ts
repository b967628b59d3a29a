import { useQueryClient } from '@tanstack/react-query';
import { deleteForGood, restoreEntry } from '@/api/calls';
import { keys } from '@/api/keys';
import { sentence } from '@/api/problem';
import type { Entry } from '@/api/types';
import { text } from '@/text';
import { notifyDone, notifyTrouble } from '@/ui/notify';
import { doToMany, type Outcome } from '@/work/many';

export function useTrashActions() {
  const client = useQueryClient();

  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.files }),
      client.invalidateQueries({ queryKey: keys.usage }),
    ]);

  const settle = async (outcome: Outcome<Entry>, said: string) => {
    await refresh();
    const [first] = outcome.failed;
    if (first !== undefined) {
      const all = outcome.failed.length + outcome.done.length;
      notifyTrouble(text.drive.someFailed(outcome.failed.length, all, sentence(first.error)));
    }
    if (outcome.done.length > 0) notifyDone(said);
  };

  return {
    refresh,
    restore: async (entries: readonly Entry[]) => {
      const outcome = await doToMany(entries, (entry) => restoreEntry(entry.id));
      await settle(outcome, text.trash.restored(outcome.done.length));
    },
    deleteForGood: async (entries: readonly Entry[]) => {
      const outcome = await doToMany(entries, (entry) => deleteForGood(entry.id));
      await settle(outcome, text.trash.deleted(outcome.done.length));
    },
  };
}
