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

/** Remembers the reason a 401 carries while the server still knows it, until it is asked for. */
export function noteEndingIn(error: unknown): void {
  if (!isProblem(error, 'UNAUTHENTICATED')) return;
  const { reason } = error.fields;
  if (reason !== undefined && reason !== null) ending = asEnding(reason);
}

/** Why the session ended, once; null when nobody said. */
export function takeEnding(): Ending | null {
  const taken = ending;
  ending = null;
  return taken;
}
