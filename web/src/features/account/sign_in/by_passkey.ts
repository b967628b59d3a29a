import { useEffect, useEffectEvent } from 'react';
import { passkeysInAutofill, showPasskey, stopAsking } from '@/api/passkeys';
import type { SignInAnswer } from '@/api/sign_in';
import { passkeyOptions, verifyPasskey } from '../api';

/** Signs in with a passkey and nothing else. */
export async function enterByPasskey(inList: boolean): Promise<SignInAnswer> {
  const begun = await passkeyOptions();
  const credential = await showPasskey(begun, inList);
  return verifyPasskey({ ceremony: begun.ceremony, credential, remember: false });
}

/** Lets the browser offer passkeys in the list of the e-mail field, where it can, while `offering`. */
export function usePasskeysInList(
  offering: boolean,
  onAnswer: (answer: SignInAnswer) => void,
): void {
  const heard = useEffectEvent(onAnswer);
  useEffect(() => {
    if (!offering) return;
    let gone = false;
    const wait = async () => {
      if (!(await passkeysInAutofill()) || gone) return;
      const answer = await enterByPasskey(true);
      if (!gone) heard(answer);
    };
    // Nobody asked for this, so nobody is told that it did not work.
    wait().catch(() => undefined);
    return () => {
      gone = true;
      stopAsking();
    };
  }, [offering]);
}
