const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * Milliseconds to wait before attempt number `attempts + 1`. `dice` is in 0..1
 * and spreads the return of many browsers after an outage over half the delay.
 */
export function retryDelay(attempts: number, dice: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempts - 1));
  return full / 2 + (full / 2) * dice;
}
