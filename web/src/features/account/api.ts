/** Every call of the door. */
import { write } from '@/api/by_hand';
import type { Ceremony } from '@/api/passkeys';
import type { Factor, SessionsFull, SignedIn, SignInAnswer } from '@/api/sign_in';
import type { Language } from '@/text/language';

/** How long to wait, in seconds, before another letter; null when nobody said. */
export interface CodeSent {
  resend_after: number | null;
}

/** The account waits for the code in the letter. */
export interface Unconfirmed extends CodeSent {
  status: 'confirm';
  attempt: string;
  /** The address with most letters hidden. */
  email_hint: string;
}

export interface Newcomer {
  /** May be left out with an invitation, which knows it. */
  email?: string;
  password: string;
  name: string;
  invitation?: string;
  language?: Language;
}

export interface Invitation {
  institute: { name: string; color: string | null; logo: string | null };
  email: string;
  name: string;
  role: string;
  account_exists: boolean;
  expires_at: string;
}

export type GooglePurpose = 'sign_in' | 'join';

// Signing in

export const signIn = (body: { email: string; password: string }) =>
  write<SignInAnswer>('POST', '/api/auth/login', { body });

/** Where a try stands that began elsewhere, such as at Google. */
export const lookAtAttempt = (attempt: string) =>
  write<SignInAnswer>('POST', '/api/auth/login/look', { body: { attempt } });

export const sendCode = (attempt: string) =>
  write<CodeSent>('POST', '/api/auth/login/code', { body: { attempt } });

export const verifyCode = (body: {
  attempt: string;
  factor: Exclude<Factor, 'passkey'>;
  code: string;
  remember: boolean;
}) => write<SignInAnswer>('POST', '/api/auth/login/verify', { body });

/** Without an attempt the passkey alone signs in. */
export const passkeyOptions = (attempt?: string) =>
  write<Ceremony>('POST', '/api/auth/login/passkey/options', {
    body: attempt === undefined ? {} : { attempt },
  });

export const verifyPasskey = (body: { ceremony: string; credential: unknown; remember: boolean }) =>
  write<SignInAnswer>('POST', '/api/auth/login/passkey', { body });

/** Ends the named sessions, or all of them, and signs in here. */
export const takeOver = (attempt: string, end: string[] | null) =>
  write<SignedIn | SessionsFull>('POST', '/api/auth/login/takeover', { body: { attempt, end } });

/** The address at Google to go to. */
export const startGoogle = (body: { purpose: GooglePurpose; next?: string; invitation?: string }) =>
  write<{ url: string }>('POST', '/api/auth/google/start', { body });

// Becoming somebody

export const register = (body: Newcomer) =>
  write<Unconfirmed | { user: unknown; status?: never }>('POST', '/api/auth/register', { body });

export const resendRegistrationCode = (attempt: string) =>
  write<CodeSent>('POST', '/api/auth/register/code', { body: { attempt } });

export const confirmRegistration = (body: { attempt: string; code: string }) =>
  write<SignedIn>('POST', '/api/auth/register/confirm', { body });

export const lookAtInvitation = (secret: string) =>
  write<Invitation>('POST', '/api/invitations/look', { body: { secret } });

export const acceptInvitation = (secret: string) =>
  write<{ institute: string | { id: string } }>('POST', '/api/invitations/accept', {
    body: { secret },
  });

// A forgotten password

export const askForReset = (email: string) => write('POST', '/api/auth/reset', { body: { email } });

export const lookAtReset = (secret: string) =>
  write<{ email_hint: string }>('POST', '/api/auth/reset/look', { body: { secret } });

export const finishReset = (secret: string, password: string) =>
  write('POST', '/api/auth/reset/finish', { body: { secret, password } });
