import { showPasskey } from '@/api/passkeys';
import type { SignInAnswer } from '@/api/sign_in';
import { passkeyOptions, verifyPasskey } from '../api';

/** Signs in with a passkey and nothing else. */
export async function enterByPasskey(): Promise<SignInAnswer> {
  const begun = await passkeyOptions();
  const credential = await showPasskey(begun);
  return verifyPasskey({ ceremony: begun.ceremony, credential, remember: false });
}
