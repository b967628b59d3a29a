/** What every step of signing in answers, and who is let in by it. */
import type * as wire from './generated/types.gen';
import type { Sent } from './types';

/** By what somebody can be known, after the password. */
export type Factor = wire.Factor;

export type SignInAnswer = Sent<wire.SignInAnswer>;

export type SignedIn = Extract<SignInAnswer, { status: 'signed_in' }>;

export type SecondFactor = Extract<SignInAnswer, { status: 'second_factor' }> & {
  /** False when the address got so many letters lately that none was sent now. */
  code_sent?: boolean;
};

export type SessionsFull = Extract<SignInAnswer, { status: 'sessions_full' }>;
