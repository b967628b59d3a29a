import type { Pace } from './upload';

/** Samples closer together than this are one sample: progress events come in bursts. */
const SHORTEST_SAMPLE_MS = 250;

/** How fast an old rate is forgotten: after this long it weighs a third of what it did. */
const MEMORY_MS = 4000;

export function startPace(bytes: number, at: number): Pace {
  return { at, bytes, perSecond: null };
}

/** The pace after `bytes` in all have arrived at time `at` (milliseconds). */
export function advancePace(pace: Pace, bytes: number, at: number): Pace {
  const elapsed = at - pace.at;
  if (bytes < pace.bytes) return startPace(bytes, at);
  if (elapsed < SHORTEST_SAMPLE_MS) return pace;
  const sample = ((bytes - pace.bytes) / elapsed) * 1000;
  const keep = pace.perSecond === null ? 0 : Math.exp(-elapsed / MEMORY_MS);
  return { at, bytes, perSecond: keep * (pace.perSecond ?? 0) + (1 - keep) * sample };
}

/** Seconds until `bytesLeft` are through, or `null` while nobody can tell. */
export function secondsLeft(bytesLeft: number, perSecond: number | null): number | null {
  if (bytesLeft <= 0) return 0;
  if (perSecond === null || perSecond < 1) return null;
  return bytesLeft / perSecond;
}
