/** Sizes, rates and durations the way people say them. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `1234567` → `1.2 MB` (decimal units, as disks are sold and as other drives show them). */
export function sizeInWords(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

export function rateInWords(perSecond: number): string {
  return `${sizeInWords(perSecond)}/s`;
}

/** `75` → `2 min left`; long times are rounded hard because they are guesses. */
export function timeLeftInWords(seconds: number): string {
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 55) return `${Math.ceil(seconds / 5) * 5} s left`;
  if (seconds < 3300) return `${Math.ceil(seconds / 60)} min left`;
  if (seconds < 36 * 3600) return `${Math.ceil(seconds / 3600)} h left`;
  return `${Math.ceil(seconds / 86400)} days left`;
}

export function filesInWords(count: number): string {
  return count === 1 ? '1 file' : `${count.toLocaleString('en')} files`;
}

/** Percent done, rounded down so that 100 is never said early. */
export function percent(sent: number, total: number): number {
  return total === 0 ? 100 : Math.floor((sent / total) * 100);
}
