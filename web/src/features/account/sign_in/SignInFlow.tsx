import { Loader, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { passkeysWork } from '@/api/passkeys';
import type { SecondFactor, SessionsFull, SignedIn, SignInAnswer } from '@/api/sign_in';
import { text } from '@/text';
import { lookAtAttempt } from '../api';
import { FactorStep } from './FactorStep';
import { FullStep } from './FullStep';
import { PasswordStep } from './PasswordStep';
import { bestFactor, type Stage } from './stage';

interface SignInFlowProps {
  /** Heading and words above the first form. */
  head: ReactNode;
  /** What stands below the first form. */
  foot?: ReactNode;
  /** Filled in when it is known. */
  email?: string | undefined;
  submit: string;
  /** A try that began elsewhere; the page goes on with it. */
  attempt?: string | undefined;
  /** What the server answered to a try that began on this page. */
  begun?: SecondFactor | SessionsFull | undefined;
  /** Said above the first form. */
  problem?: string | null;
  /** Where Google should lead to in the end; undefined leaves Google out. */
  google?: { next: string | undefined } | undefined;
  onSignedIn: (answer: SignedIn) => void;
}

/** Signing in, from the password to the last question, on one page. */
export function SignInFlow(props: SignInFlowProps) {
  const { attempt } = props;
  const [email, setEmail] = useState(props.email ?? '');
  const [stage, setStage] = useState<Stage>(() => {
    if (props.begun !== undefined) return stageOf(props.begun);
    if (attempt !== undefined) return { at: 'looking' };
    return { at: 'password', notice: props.problem ?? null };
  });

  const hear = (answer: SignInAnswer) => {
    if (answer.status === 'second_factor' || answer.status === 'sessions_full') {
      setStage(stageOf(answer));
    } else {
      props.onSignedIn(answer);
    }
  };
  const startAgain = (notice: string | null) => setStage({ at: 'password', notice });

  const looking = useMutation({
    mutationFn: lookAtAttempt,
    onSuccess: hear,
    onError: () => startAgain(text.account.signIn.over),
  });
  const look = useEffectEvent((secret: string) => looking.mutate(secret));
  useEffect(() => {
    if (attempt !== undefined) look(attempt);
  }, [attempt]);

  switch (stage.at) {
    case 'password':
      return (
        <>
          {props.head}
          <PasswordStep
            email={email}
            onEmail={setEmail}
            submit={props.submit}
            notice={stage.notice}
            google={props.google}
            onAnswer={hear}
          />
          {props.foot}
        </>
      );
    case 'factor':
      return (
        <FactorStep
          key={stage.answer.attempt}
          answer={stage.answer}
          factor={stage.factor}
          onFactor={(factor) => setStage({ ...stage, factor })}
          onSent={(sent) =>
            setStage({ ...stage, answer: { ...stage.answer, ...sent, code_sent: true } })
          }
          onAnswer={hear}
          onOver={startAgain}
        />
      );
    case 'full':
      return (
        <FullStep
          key={stage.answer.attempt}
          answer={stage.answer}
          onAnswer={hear}
          onOver={startAgain}
        />
      );
    case 'looking':
      return (
        <Stack align="center" py="xl" role="status">
          <Loader />
          <Text c="dimmed">{text.account.signIn.looking}</Text>
        </Stack>
      );
  }
}

function stageOf(answer: SecondFactor | SessionsFull): Stage {
  if (answer.status === 'sessions_full') return { at: 'full', answer };
  return { at: 'factor', answer, factor: bestFactor(answer.factors, passkeysWork()) };
}
