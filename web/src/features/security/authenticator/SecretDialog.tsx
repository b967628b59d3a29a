import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { isProblem, sentence } from '@/api/problem';
import { text } from '@/text';
import { CopyText } from '@/ui/CopyText';
import { CodeField } from '@/ui/fields/CodeField';
import { codeLength } from '@/ui/fields/code';
import { useRefocus } from '@/ui/fields/useRefocus';
import { type AuthenticatorSecret, confirmAuthenticator } from '../api';
import classes from '../security.module.css';
import { QrCode } from './QrCode';

const words = text.security.authenticator;

interface SecretDialogProps {
  secret: AuthenticatorSecret;
  onConfirmed: (recoveryCodes: string[]) => void;
  onClose: () => void;
}

/** The secret as a picture and as text; it counts once the app shows a code made from it. */
export function SecretDialog({ secret, onConfirmed, onClose }: SecretDialogProps) {
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const confirming = useMutation({
    mutationFn: confirmAuthenticator,
    onSuccess: ({ recovery_codes }) => onConfirmed(recovery_codes),
  });
  const field = useRefocus<HTMLInputElement>(confirming.error, () => setCode(''));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (code.length === codeLength) confirming.mutate(code);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.addTitle}
      centered
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="md">
          <Text size="sm">{words.scan}</Text>
          <QrCode value={secret.uri} label={words.qr} />
          <div>
            <Text size="sm" c="dimmed" mb={4}>
              {words.byHand}
            </Text>
            <Group wrap="nowrap" gap="xs" className={classes.secret}>
              <code>{inFours(secret.secret)}</code>
              <CopyText value={secret.secret} label={words.copy} />
            </Group>
          </div>
          <Text size="sm">{words.confirm}</Text>
          <CodeField
            ref={field}
            value={code}
            onChange={setCode}
            onComplete={(digits) => confirming.mutate(digits)}
            busy={confirming.isPending}
            error={
              tried && code.length < codeLength && code !== ''
                ? text.account.code.incomplete
                : confirming.isError
                  ? wordsFor(confirming.error)
                  : null
            }
          />
          <Button type="submit" loading={confirming.isPending}>
            {words.submit}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

/** Easier to copy by hand: "JBSW Y3DP …". */
function inFours(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? secret;
}

function wordsFor(error: Error): string {
  return isProblem(error, 'WRONG_CODE') ? text.account.code.wrong(null) : sentence(error);
}
