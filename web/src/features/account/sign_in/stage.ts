import type { Factor, SecondFactor, SessionsFull } from '@/api/sign_in';

/** Where somebody stands on the way in. Kept in memory: an attempt is a secret and soon over. */
export type Stage =
  | { at: 'password'; notice: string | null }
  | { at: 'factor'; answer: SecondFactor; factor: Factor }
  | { at: 'full'; answer: SessionsFull }
  /** A try that began elsewhere is looked up. */
  | { at: 'looking' };

/** The hardest to steal first. */
const bestFirst: readonly Factor[] = ['passkey', 'totp', 'email', 'recovery'];

/** What to ask for first. A device that cannot use passkeys is not asked for one. */
export function bestFactor(factors: readonly Factor[], passkeysWork: boolean): Factor {
  const usable = bestFirst.filter((one) => passkeysWork || one !== 'passkey');
  return usable.find((one) => factors.includes(one)) ?? factors[0] ?? 'email';
}

/** The other ways, best first. */
export function otherFactors(factors: readonly Factor[], now: Factor, passkeysWork: boolean) {
  return bestFirst.filter(
    (one) => one !== now && factors.includes(one) && (passkeysWork || one !== 'passkey'),
  );
}
