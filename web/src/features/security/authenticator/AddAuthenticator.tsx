import { Button, type ButtonProps } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { text } from '@/text';
import { notifyDone, notifyProblem } from '@/ui/notify';
import { beginAuthenticator } from '../api';
import { ShownCodes } from '../recovery/ShownCodes';
import { SecretDialog } from './SecretDialog';

interface AddAuthenticatorProps extends ButtonProps {
  email: string;
  children: string;
  /** Called once the app is set up and the recovery codes are kept. */
  onDone?: () => void;
}

/** From the button over the QR code and its first code to the recovery codes. */
export function AddAuthenticator({ email, children, onDone, ...button }: AddAuthenticatorProps) {
  const client = useQueryClient();
  const [codes, setCodes] = useState<string[] | null>(null);
  const beginning = useMutation({ mutationFn: beginAuthenticator, onError: notifyProblem });
  return (
    <>
      <Button {...button} loading={beginning.isPending} onClick={() => beginning.mutate()}>
        {children}
      </Button>
      {beginning.isSuccess && codes === null ? (
        <SecretDialog
          secret={beginning.data}
          onConfirmed={setCodes}
          onClose={() => beginning.reset()}
        />
      ) : null}
      {codes === null ? null : (
        <ShownCodes
          email={email}
          codes={codes}
          onClose={() => {
            setCodes(null);
            beginning.reset();
            notifyDone(text.security.authenticator.added);
            void client.invalidateQueries({ queryKey: keys.factors });
            onDone?.();
          }}
        />
      )}
    </>
  );
}
