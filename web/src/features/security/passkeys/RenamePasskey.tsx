import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { sentence } from '@/api/problem';
import { text } from '@/text';
import { notifyDone } from '@/ui/notify';
import { type Passkey, renamePasskey } from '../api';
import { NameForm } from './NameForm';

const words = text.security.passkeys;

export function RenamePasskey({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const client = useQueryClient();
  const renaming = useMutation({
    mutationFn: (name: string) => renamePasskey(passkey.id, name),
    onSuccess: (_, name) => {
      notifyDone(words.renamed(name));
      void client.invalidateQueries({ queryKey: keys.factors });
      onClose();
    },
  });
  return (
    <NameForm
      title={words.rename}
      name={passkey.name}
      submit={text.common.save}
      busy={renaming.isPending}
      error={renaming.isError ? sentence(renaming.error) : null}
      onSubmit={renaming.mutate}
      onClose={onClose}
    />
  );
}
