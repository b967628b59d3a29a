import { Button, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { passkeysWork, showPasskey } from '@/api/passkeys';
import { isProblem, sentence } from '@/api/problem';
import type { Proof, Question } from '@/api/step_up';
import { text } from '@/text';
import { CodeField } from '@/ui/fields/CodeField';
import { codeLength } from '@/ui/fields/code';
import { ResendCode } from '@/ui/fields/ResendCode';
import { useRefocus } from '@/ui/fields/useRefocus';
import { confirm, confirmByPasskey, confirmPasskeyOptions, sendConfirmCode } from '../api';

const words = text.security.confirm;
const usualWaitSeconds = 30;

/** "Is it you?": asked once for all calls that wait for the answer. */
export function ConfirmDialog({ question }: { question: Question }) {
  const offered = bestFirst.filter(
    (proof) => question.proofs.includes(proof) && (proof !== 'passkey' || passkeysWork()),
  );
  const [proof, setProof] = useState<Proof>(offered[0] ?? 'password');
  const [others, setOthers] = useState(false);
  const proving = useMutation({
    mutationFn: async (code: string) => {
      if (proof !== 'passkey') return confirm({ factor: proof, code });
      const begun = await confirmPasskeyOptions();
      const credential = await showPasskey(begun);
      return confirmByPasskey({ ceremony: begun.ceremony, credential });
    },
    onSuccess: () => question.settle(true),
  });
  const Form = forms[proof];
  const ways = offered.filter((one) => one !== proof);
  return (
    <Modal
      opened
      onClose={() => question.settle(false)}
      title={words.title}
      centered
      // Above the dialog that asked for it.
      zIndex={300}
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {words.intro}
        </Text>
        <Form key={proof} proving={proving} />
        {others ? (
          ways.map((way) => (
            <Button
              key={way}
              variant="default"
              onClick={() => {
                proving.reset();
                setOthers(false);
                setProof(way);
              }}
            >
              {words.ways[way]}
            </Button>
          ))
        ) : ways.length > 0 ? (
          <Button variant="subtle" size="compact-sm" onClick={() => setOthers(true)}>
            {text.account.factor.another}
          </Button>
        ) : null}
      </Stack>
    </Modal>
  );
}

/** The quickest and safest first. */
const bestFirst: readonly Proof[] = ['passkey', 'totp', 'password', 'email', 'recovery'];

interface FormProps {
  proving: {
    mutate: (code: string) => void;
    isPending: boolean;
    isError: boolean;
    error: Error | null;
  };
}

function ByPassword({ proving }: FormProps) {
  return <BySecret proving={proving} wrong={words.passwordWrong} label={words.password} hidden />;
}

function ByRecovery({ proving }: FormProps) {
  return (
    <BySecret
      proving={proving}
      wrong={text.account.code.wrong(null)}
      label={text.account.factor.recoveryLabel}
      hint={words.recovery}
    />
  );
}

interface BySecretProps extends FormProps {
  label: string;
  hint?: string;
  wrong: string;
  hidden?: boolean;
}

function BySecret({ proving, label, hint, wrong, hidden = false }: BySecretProps) {
  const [secret, setSecret] = useState('');
  const field = useRefocus<HTMLInputElement>(proving.error, () => setSecret(''));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (secret.trim() !== '') proving.mutate(secret);
  };
  const common = {
    ref: field,
    label,
    description: hint,
    value: secret,
    'data-autofocus': true,
    onChange: (event: { currentTarget: HTMLInputElement }) => setSecret(event.currentTarget.value),
    error: proving.error === null ? null : wordsFor(proving.error, wrong),
  };
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        {hidden ? (
          <PasswordInput
            {...common}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': text.account.showPassword }}
          />
        ) : (
          <TextInput {...common} autoComplete="off" autoCapitalize="none" spellCheck={false} />
        )}
        <Button type="submit" loading={proving.isPending}>
          {words.submit}
        </Button>
      </Stack>
    </form>
  );
}

function ByCode({ proving, hint }: FormProps & { hint: string }) {
  const [code, setCode] = useState('');
  const field = useRefocus<HTMLInputElement>(proving.error, () => setCode(''));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (code.length === codeLength) proving.mutate(code);
  };
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <Text size="sm">{hint}</Text>
        <CodeField
          ref={field}
          value={code}
          onChange={setCode}
          onComplete={(digits) => proving.mutate(digits)}
          busy={proving.isPending}
          error={
            proving.error === null ? null : wordsFor(proving.error, text.account.code.wrong(null))
          }
        />
        <Button type="submit" loading={proving.isPending}>
          {words.submit}
        </Button>
      </Stack>
    </form>
  );
}

function ByTotp(props: FormProps) {
  return <ByCode {...props} hint={words.totp} />;
}

/** The letter leaves when it is asked for, not when the dialog opens. */
function ByEmail(props: FormProps) {
  const sending = useMutation({ mutationFn: sendConfirmCode });
  if (!sending.isSuccess) {
    return (
      <Stack gap="md">
        <Text size="sm">{words.email}</Text>
        {sending.isError ? (
          <Text size="sm" c="red" role="alert">
            {sentence(sending.error)}
          </Text>
        ) : null}
        <Button loading={sending.isPending} onClick={() => sending.mutate()} data-autofocus>
          {words.sendCode}
        </Button>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <ByCode {...props} hint={words.emailSent} />
      <ResendCode
        wait={sending.data?.resend_after ?? usualWaitSeconds}
        send={async () => (await sendConfirmCode()) ?? { resend_after: null }}
      />
    </Stack>
  );
}

function ByPasskey({ proving }: FormProps) {
  return (
    <Stack gap="md">
      {proving.error === null ? null : (
        <Text size="sm" c="red" role="alert">
          {sentence(proving.error)}
        </Text>
      )}
      <Button loading={proving.isPending} onClick={() => proving.mutate('')} data-autofocus>
        {words.passkey}
      </Button>
    </Stack>
  );
}

const forms = {
  passkey: ByPasskey,
  totp: ByTotp,
  password: ByPassword,
  email: ByEmail,
  recovery: ByRecovery,
} as const satisfies Record<Proof, (props: FormProps) => ReactNode>;

function wordsFor(error: Error, wrong: string): string {
  const no = isProblem(error, 'WRONG_CODE') || isProblem(error, 'WRONG_CREDENTIALS');
  return no ? wrong : sentence(error);
}
