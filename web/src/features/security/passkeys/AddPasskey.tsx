import { Button, type ButtonProps } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { type Ceremony, makePasskey } from '@/api/passkeys';
import { sentence } from '@/api/problem';
import { text } from '@/text';
import { notifyDone, notifyProblem } from '@/ui/notify';
import { addPasskey, beginPasskey } from '../api';
import { deviceName } from '../device';
import { NameForm } from './NameForm';

const words = text.security.passkeys;

interface AddPasskeyProps extends ButtonProps {
  children: string;
  onDone?: () => void;
}

/** The server is asked first, so that its question comes before ours; then a name, then the device. */
export function AddPasskey({ children, onDone, ...button }: AddPasskeyProps) {
  const client = useQueryClient();
  const beginning = useMutation({ mutationFn: beginPasskey, onError: notifyProblem });
  const making = useMutation({
    mutationFn: async ({ begun, name }: { begun: Ceremony; name: string }) => {
      const credential = await makePasskey(begun);
      return addPasskey({ ceremony: begun.ceremony, name, credential });
    },
    onSuccess: ({ name }) => {
      beginning.reset();
      notifyDone(words.added(name));
      void client.invalidateQueries({ queryKey: keys.factors });
      onDone?.();
    },
  });
  return (
    <>
      <Button {...button} loading={beginning.isPending} onClick={() => beginning.mutate()}>
        {children}
      </Button>
      {beginning.isSuccess ? (
        <NameForm
          title={words.addTitle}
          hint={words.addHint}
          name={deviceName(navigator.userAgent)}
          submit={words.submit}
          busy={making.isPending}
          error={making.isError ? sentence(making.error) : null}
          onSubmit={(name) => making.mutate({ begun: beginning.data, name })}
          onClose={() => {
            beginning.reset();
            making.reset();
          }}
        />
      ) : null}
    </>
  );
}
