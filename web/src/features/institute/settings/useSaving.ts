import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Institute, instituteQuery } from '@/api/institutes';
import { keys } from '@/api/keys';
import { text } from '@/text';
import { notifyDone } from '@/ui/notify';
import { updateInstitute } from '../api';

type Change = Parameters<typeof updateInstitute>[1];

/** Saves a part of the institute and shows it everywhere at once, also in the switcher. */
export function useSaving(institute: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Change) => updateInstitute(institute, change),
    onSuccess: (saved: Institute) => {
      client.setQueryData(instituteQuery(institute).queryKey, saved);
      notifyDone(text.institute.settings.saved);
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.myInstitutes }),
  });
}
