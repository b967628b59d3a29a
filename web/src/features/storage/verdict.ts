import type { StorageHealth, StorageTarget, TargetState } from '@/api/types';

/** How a state looks and sounds: fine, worth knowing, or asking for somebody. */
export type Tone = 'good' | 'fair' | 'bad';

export const targetTones: Readonly<Record<TargetState, Tone>> = {
  online: 'good',
  read_only: 'fair',
  full: 'fair',
  suspended: 'bad',
  lost: 'bad',
};

export type Verdict = 'good' | 'repairing' | 'attention' | 'several';

/** The one sentence at the top of the storage page. */
export function verdict(targets: readonly StorageTarget[], health: StorageHealth): Verdict {
  const away = targets.filter((target) => targetTones[target.state] === 'bad').length;
  if (away > 1) return 'several';
  if (away === 1) return 'attention';
  if (health.repairs.waiting + health.repairs.running > 0) return 'repairing';
  if (targets.some((target) => target.state === 'full' || target.state === 'read_only')) {
    return 'attention';
  }
  return 'good';
}

export const verdictTones: Readonly<Record<Verdict, Tone>> = {
  good: 'good',
  repairing: 'fair',
  attention: 'bad',
  several: 'bad',
};
