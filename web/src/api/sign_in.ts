/** What every step of signing in answers, and who is let in by it. */
import type { Session, User } from './types';

/** By what somebody can be known, after the password. */
export type Factor = 'passkey' | 'totp' | 'email' | 'recovery';

export interface SignedIn {
  status: 'signed_in';
  user: User;
  /** The account must get a stronger factor before it is used. */
  must_add_factor: boolean;
}

export interface SecondFactor {
  status: 'second_factor';
  /** Knows this try until it is over; a secret. */
  attempt: string;
  factors: Factor[];
  /** The address with most letters hidden. */
  email_hint: string | null;
  /** Seconds until another letter may be asked for; null when none was sent yet. */
  resend_after: number | null;
  /** False when the address got so many letters lately that none was sent now. */
  code_sent?: boolean;
}

export interface SessionsFull {
  status: 'sessions_full';
  attempt: string;
  rule: 'oldest_stays' | 'ask';
  sessions: Session[];
}

export type SignInAnswer = SignedIn | SecondFactor | SessionsFull;
