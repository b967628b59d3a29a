import { Button, Checkbox, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { passkeysWork, showPasskey } from '@/api/passkeys';
import { sentence } from '@/api/problem';
import type { Factor, SecondFactor, SignInAnswer } from '@/api/sign_in';
import { text } from '@/text';
import { CodeField } from '@/ui/fields/CodeField';
import { codeLength } from '@/ui/fields/code';
import { ResendCode } from '@/ui/fields/ResendCode';
import { useRefocus } from '@/ui/fields/useRefocus';
import { StepTitle } from '@/ui/StepTitle';
import classes from '../account.module.css';
import { type CodeSent, passkeyOptions, sendCode, verifyCode, verifyPasskey } from '../api';
import { FormProblem } from '../FormProblem';
import { codeTrouble } from '../fields';
import { isOver } from './over';
import { otherFactors } from './stage';

const words = text.account.factor;

interface FactorStepProps {
  answer: SecondFactor;
  factor: Factor;
  onFactor: (factor: Factor) => void;
  /** A letter with a code has left. */
  onSent: (sent: CodeSent) => void;
  onAnswer: (answer: SignInAnswer) => void;
  /** The try is over, for the reason given; null when the person wanted it. */
  onOver: (notice: string | null) => void;
}

/** The second question: best first, the others behind "Try another way". */
export function FactorStep({
  answer,
  factor,
  onFactor,
  onSent,
  onAnswer,
  onOver,
}: FactorStepProps) {
  const { attempt } = answer;
  const [remember, setRemember] = useState(false);
  const [others, setOthers] = useState(false);

  const answering = useMutation({
    mutationFn: async (code: string) => {
      if (factor !== 'passkey') return verifyCode({ attempt, factor, code, remember });
      const begun = await passkeyOptions(attempt);
      const credential = await showPasskey(begun);
      return verifyPasskey({ ceremony: begun.ceremony, credential, remember });
    },
    onSuccess: onAnswer,
    onError: (error) => {
      if (isOver(error)) onOver(text.account.signIn.over);
    },
  });
  const sending = useMutation({
    mutationFn: () => sendCode(attempt),
    onSuccess: onSent,
    onError: (error) => {
      if (isOver(error)) onOver(text.account.signIn.over);
    },
  });
  const choose = (next: Factor) => {
    answering.reset();
    setOthers(false);
    onFactor(next);
    if (next === 'email' && answer.resend_after === null) sending.mutate();
  };

  const ways = otherFactors(answer.factors, factor, passkeysWork());
  const form = { answering, remember: <Remember value={remember} onChange={setRemember} /> };
  return (
    <>
      <StepTitle>{words.titles[factor]}</StepTitle>
      <Text c="dimmed" mb="lg">
        {factor === 'email' ? aboutLetter(answer) : words[factor]}
      </Text>
      <Stack gap="md">
        <FormProblem>{sending.isError ? sentence(sending.error) : null}</FormProblem>
        {factor === 'passkey' ? (
          <PasskeyForm {...form} />
        ) : factor === 'recovery' ? (
          <RecoveryForm {...form} />
        ) : (
          <CodeForm key={factor} {...form} />
        )}
        {factor === 'email' && answer.resend_after !== null ? (
          <ResendCode
            wait={answer.resend_after}
            send={async () => {
              const sent = await sendCode(attempt);
              answering.reset();
              return sent;
            }}
          />
        ) : null}
        <div className={classes.ways}>
          {others ? (
            ways.map((way) => (
              <Button key={way} variant="default" fullWidth onClick={() => choose(way)}>
                {words.ways[way]}
              </Button>
            ))
          ) : ways.length > 0 ? (
            <Button variant="subtle" size="compact-sm" onClick={() => setOthers(true)}>
              {words.another}
            </Button>
          ) : null}
          <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onOver(null)}>
            {words.startAgain}
          </Button>
        </div>
      </Stack>
    </>
  );
}

function aboutLetter({ email_hint, code_sent }: SecondFactor): string {
  return code_sent === false ? words.emailLater(email_hint ?? '') : words.email(email_hint ?? '');
}

interface FormProps {
  answering: {
    mutate: (code: string) => void;
    isPending: boolean;
    isError: boolean;
    error: Error | null;
  };
  remember: ReactNode;
}

function CodeForm({ answering, remember }: FormProps) {
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const field = useRefocus<HTMLInputElement>(answering.error, () => setCode(''));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (code.length === codeLength) answering.mutate(code);
  };
  const incomplete = tried && code !== '' && code.length < codeLength;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <CodeField
          ref={field}
          value={code}
          onChange={setCode}
          onComplete={(digits) => answering.mutate(digits)}
          busy={answering.isPending}
          error={
            incomplete
              ? text.account.code.incomplete
              : answering.isError
                ? codeTrouble(answering.error)
                : null
          }
        />
        {remember}
        <Button type="submit" size="md" loading={answering.isPending}>
          {text.account.code.submit}
        </Button>
      </Stack>
    </form>
  );
}

function RecoveryForm({ answering, remember }: FormProps) {
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const field = useRefocus<HTMLInputElement>(answering.error);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (code.trim() !== '') answering.mutate(code.trim());
  };
  const empty = tried && code.trim() === '';
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <TextInput
          ref={field}
          name="recovery"
          label={words.recoveryLabel}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          size="md"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={
            empty ? words.recoveryEmpty : answering.isError ? codeTrouble(answering.error) : null
          }
        />
        {remember}
        <Button type="submit" size="md" loading={answering.isPending}>
          {text.account.code.submit}
        </Button>
      </Stack>
    </form>
  );
}

function PasskeyForm({ answering, remember }: FormProps) {
  return (
    <>
      <FormProblem>{answering.isError ? sentence(answering.error) : null}</FormProblem>
      {remember}
      <Button
        size="md"
        data-autofocus
        loading={answering.isPending}
        onClick={() => answering.mutate('')}
      >
        {words.usePasskey}
      </Button>
    </>
  );
}

function Remember({ value, onChange }: { value: boolean; onChange: (value: boolean) => void }) {
  return (
    <Checkbox
      label={words.remember}
      description={words.rememberHint}
      checked={value}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
