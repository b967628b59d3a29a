import { isProblem } from './problem';

/** Why a session is over, as far as the server tells. */
export const endings = [
  'taken_over',
  'signed_out',
  'ended_by_administrator',
  'password_changed',
  'idle',
  'expired',
  'deactivated',
  'ended',
] as const;

export type Ending = (typeof endings)[number];

let ending: Ending | null = null;

function asEnding(value: unknown): Ending {
  return endings.find((one) => one === value) ?? 'ended';
}

/** Remembers what the last news of the session said, until it is asked for. */
export function noteEnding(reason: unknown): void {
  if (reason === undefined || reason === null) return;
  ending = asEnding(reason);
}

/** The same from a 401, which carries it while the server still remembers. */
export function noteEndingIn(error: unknown): void {
  if (isProblem(error, 'UNAUTHENTICATED')) noteEnding(error.fields.reason);
}

/** Why the session ended, once; null when nobody said. */
export function takeEnding(): Ending | null {
  const taken = ending;
  ending = null;
  return taken;
}
