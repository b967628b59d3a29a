import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { SecondFactor, SessionsFull, SignedIn } from '@/api/sign_in';
import { text } from '@/text';
import { language } from '@/text/language';
import { StepTitle } from '@/ui/StepTitle';
import { register, signIn, type Unconfirmed } from './api';
import { ConfirmStep } from './ConfirmStep';
import { NewAccountForm, type NewPerson } from './NewAccountForm';
import { SignInFlow } from './sign_in/SignInFlow';

interface NewAccountProps {
  submit: string;
  /** The address is this one and cannot be changed. */
  email?: string;
  name?: string;
  /** The secret of the invitation this account comes from. */
  invitation?: string;
  /** Heading and words above the form. */
  head: ReactNode;
  foot?: ReactNode;
  onSignedIn: (answer: SignedIn) => void;
}

/** The server speaks English unless it is told otherwise. */
const spoken = language === 'en' ? {} : { language };

/** The account is there, and its first sign-in asks for more. */
interface Asked {
  email: string;
  answer: SecondFactor | SessionsFull;
}

/** Makes an account: name, address and password, then the code from the letter where one is sent. */
export function NewAccount(props: NewAccountProps) {
  const [waiting, setWaiting] = useState<Unconfirmed | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const making = useMutation({
    mutationFn: async ({ name, email, password }: NewPerson) => {
      const { invitation } = props;
      const who = invitation === undefined ? { email } : { invitation };
      const made = await register({ ...who, name, password, ...spoken });
      if (made.status === 'confirm') return setWaiting(made);
      const entered = await signIn({ email, password });
      if (entered.status === 'second_factor' || entered.status === 'sessions_full') {
        setAsked({ email, answer: entered });
      } else {
        props.onSignedIn(entered);
      }
    },
  });
  if (waiting !== null) {
    return (
      <ConfirmStep
        waiting={waiting}
        onSignedIn={props.onSignedIn}
        onBack={() => {
          making.reset();
          setWaiting(null);
        }}
      />
    );
  }
  if (asked !== null) {
    return (
      <SignInFlow
        email={asked.email}
        begun={asked.answer}
        submit={text.account.signIn.submit}
        head={<StepTitle>{text.account.signIn.title}</StepTitle>}
        onSignedIn={props.onSignedIn}
      />
    );
  }
  return (
    <>
      {props.head}
      <NewAccountForm
        email={props.email}
        name={props.name}
        submit={props.submit}
        busy={making.isPending}
        error={making.error}
        onSubmit={making.mutate}
      />
      {props.foot}
    </>
  );
}
