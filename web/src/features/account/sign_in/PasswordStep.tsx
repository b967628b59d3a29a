import { Button, Divider, PasswordInput, Stack } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { passkeysWork } from '@/api/passkeys';
import { isProblem, sentence } from '@/api/problem';
import { setupQuery } from '@/api/queries';
import type { SignInAnswer } from '@/api/sign_in';
import { text } from '@/text';
import classes from '../account.module.css';
import { signIn } from '../api';
import { EmailField } from '../EmailField';
import { FormProblem } from '../FormProblem';
import { emailTrouble, passwordTrouble } from '../fields';
import { GoogleButton } from '../GoogleButton';
import { enterByPasskey, usePasskeysInList } from './by_passkey';

const words = text.account.signIn;

interface PasswordStepProps {
  email: string;
  onEmail: (email: string) => void;
  submit: string;
  notice: string | null;
  google: { next: string | undefined } | undefined;
  onAnswer: (answer: SignInAnswer) => void;
}

/** The first step: the password, or a passkey or Google in its place. */
export function PasswordStep(props: PasswordStepProps) {
  const { email } = props;
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const setup = useQuery(setupQuery).data;

  const entering = useMutation({
    mutationFn: () => signIn({ email: email.trim(), password }),
    onSuccess: props.onAnswer,
    onError: () => {
      setPassword('');
      form.current?.querySelector<HTMLInputElement>('[name="password"]')?.focus();
    },
  });
  const passkey = useMutation({
    mutationFn: () => enterByPasskey(false),
    onSuccess: props.onAnswer,
  });
  // A device answers one question at a time.
  usePasskeysInList(passkey.isIdle || passkey.isError, props.onAnswer);

  const troubles = { email: emailTrouble(email), password: passwordTrouble(password) };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    passkey.reset();
    const wrong = (['email', 'password'] as const).find((field) => troubles[field]);
    if (wrong === undefined) entering.mutate();
    else form.current?.querySelector<HTMLInputElement>(`[name="${wrong}"]`)?.focus();
  };

  const problem = entering.isError
    ? wordsFor(entering.error)
    : passkey.isError
      ? sentence(passkey.error)
      : props.notice;
  return (
    <form onSubmit={onSubmit} noValidate ref={form}>
      <Stack gap="md">
        <FormProblem>{problem}</FormProblem>
        <EmailField
          value={email}
          onChange={props.onEmail}
          error={tried ? troubles.email : null}
          passkeys
        />
        <PasswordInput
          name="password"
          label={text.account.password}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': text.account.showPassword }}
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={tried && !entering.isError ? troubles.password : null}
        />
        <Link to="/reset" className={classes.quietLink}>
          {words.forgot}
        </Link>
        <Button type="submit" size="md" loading={entering.isPending}>
          {props.submit}
        </Button>
        {passkeysWork() || setup?.google === true ? (
          <Divider label={text.account.or} classNames={{ label: classes.or }} />
        ) : null}
        {passkeysWork() ? (
          <Button
            variant="default"
            size="md"
            leftSection={<IconFingerprint size={20} stroke={1.6} aria-hidden />}
            loading={passkey.isPending}
            onClick={() => passkey.mutate()}
          >
            {words.passkey}
          </Button>
        ) : null}
        {setup?.google === true && props.google !== undefined ? (
          <GoogleButton purpose="sign_in" next={props.google.next} />
        ) : null}
      </Stack>
    </form>
  );
}

/** At this door "not signed in" means that the two do not fit together. */
function wordsFor(error: unknown): string {
  return isProblem(error, 'UNAUTHENTICATED') ? words.wrong : sentence(error);
}
