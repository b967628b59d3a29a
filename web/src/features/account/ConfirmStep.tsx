import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { SignedIn } from '@/api/sign_in';
import { text } from '@/text';
import { CodeField } from '@/ui/fields/CodeField';
import { codeLength } from '@/ui/fields/code';
import { ResendCode } from '@/ui/fields/ResendCode';
import { useRefocus } from '@/ui/fields/useRefocus';
import { StepTitle } from '@/ui/StepTitle';
import { confirmRegistration, resendRegistrationCode, type Unconfirmed } from './api';
import { codeTrouble } from './fields';

const words = text.account.register;

interface ConfirmStepProps {
  waiting: Unconfirmed;
  onSignedIn: (answer: SignedIn) => void;
  onBack: () => void;
}

/** A new account waits for the code that was sent to its address. */
export function ConfirmStep({ waiting, onSignedIn, onBack }: ConfirmStepProps) {
  const { attempt, email_hint, resend_after } = waiting;
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const confirming = useMutation({
    mutationFn: (digits: string) => confirmRegistration({ attempt, code: digits }),
    onSuccess: onSignedIn,
  });
  const field = useRefocus<HTMLInputElement>(confirming.error, () => setCode(''));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (code.length === codeLength) confirming.mutate(code);
  };
  const incomplete = tried && code !== '' && code.length < codeLength;
  return (
    <form onSubmit={onSubmit} noValidate>
      <StepTitle>{words.confirmTitle}</StepTitle>
      <Text c="dimmed" mb="lg">
        {words.confirm(email_hint)}
      </Text>
      <Stack gap="md">
        <CodeField
          ref={field}
          value={code}
          onChange={setCode}
          onComplete={(digits) => confirming.mutate(digits)}
          busy={confirming.isPending}
          error={
            incomplete
              ? text.account.code.incomplete
              : confirming.isError
                ? codeTrouble(confirming.error)
                : null
          }
        />
        <Button type="submit" size="md" loading={confirming.isPending}>
          {text.account.code.submit}
        </Button>
        <ResendCode
          wait={resend_after ?? 0}
          send={async () => {
            const sent = await resendRegistrationCode(attempt);
            confirming.reset();
            return sent;
          }}
        />
        <Button variant="subtle" color="gray" size="compact-sm" onClick={onBack}>
          {words.otherAddress}
        </Button>
      </Stack>
    </form>
  );
}
