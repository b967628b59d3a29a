import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { text } from '@/text';
import { notifyTrouble } from '@/ui/notify';
import { type NewInstitute, openInstitute, putLogo, updateInstitute } from '../api';

type Opening = NewInstitute & { color: string; logo: File | null };

/** Opens the institute, then dresses it. A logo that fails does not close it again. */
export function useOpening(onOpened: (id: string) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ color, logo, ...body }: Opening) => {
      const { id } = await openInstitute(body);
      try {
        await updateInstitute(id, { color });
        if (logo !== null) await putLogo(id, logo);
      } catch {
        notifyTrouble(text.institute.wizard.logoFailed);
      }
      return id;
    },
    onSuccess: async (id) => {
      await client.invalidateQueries({ queryKey: keys.institutes });
      onOpened(id);
    },
  });
}
