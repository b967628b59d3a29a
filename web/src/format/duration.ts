import { text } from '@/text';
import { formatBytes } from './bytes';

const words = text.common.duration;

/** Bytes per second as "12.3 MiB/s"; nothing measured yet is a dash. */
export function formatRate(bytesPerSecond: number): string {
  if (!Number.isFinite(bytesPerSecond) || bytesPerSecond <= 0) return '–';
  return words.rate(formatBytes(bytesPerSecond));
}

/** Seconds left at a steady rate, or null when nobody can know. */
export function secondsLeft(remainingBytes: number, bytesPerSecond: number): number | null {
  if (remainingBytes <= 0) return 0;
  if (!Number.isFinite(bytesPerSecond) || bytesPerSecond <= 0) return null;
  return remainingBytes / bytesPerSecond;
}

/**
 * A length of time as "12 s", "4 min", "2 h 5 min", "3 d". Coarser as it grows,
 * so that the number on the screen does not flicker.
 */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 1) return `<${words.seconds(1)}`;
  if (seconds < 59.5) return words.seconds(Math.round(seconds));
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return words.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours < 24)
    return rest === 0 ? words.hours(hours) : `${words.hours(hours)} ${words.minutes(rest)}`;
  return words.days(Math.round(hours / 24));
}
