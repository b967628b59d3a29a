import { text } from '@/text';
import { locale } from '@/text/language';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A moment in full, in the reader's own time zone: "20 Nov 2026, 14:05". */
export function formatMoment(iso: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(iso),
  );
}

/** A date for lists: the time today, the day this year, the full date before. */
export function formatListDate(iso: string, now = new Date()): string {
  const moment = new Date(iso);
  if (moment.toDateString() === now.toDateString()) {
    return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(moment);
  }
  const sameYear = moment.getFullYear() === now.getFullYear();
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(moment);
}

/** How long ago, or how far ahead: "5 minutes ago", "in 3 days". */
export function formatRelative(iso: string, now = new Date()): string {
  const seconds = (new Date(iso).getTime() - now.getTime()) / 1000;
  const size = Math.abs(seconds);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (size < 45) return text.common.justNow;
  if (size < 45 * minute) return format.format(Math.round(seconds / minute), 'minute');
  if (size < 22 * hour) return format.format(Math.round(seconds / hour), 'hour');
  if (size < 26 * day) return format.format(Math.round(seconds / day), 'day');
  if (size < 320 * day) return format.format(Math.round(seconds / (30.4 * day)), 'month');
  return format.format(Math.round(seconds / (365 * day)), 'year');
}
