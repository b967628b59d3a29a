import { locale } from '@/text/language';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/**
 * Bytes as people read them, in powers of 1024 under their honest names.
 * Three significant digits at most; whole bytes stay whole.
 */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) return '–';
  let unit = 0;
  let value = bytes;
  // 1023.5 would be written as "1,024": step up to the next unit instead.
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
  return `${number} ${units[unit]}`;
}

/** A share of a whole as "12 %"; anything above nothing is at least "<1 %". */
export function formatShare(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return '0 %';
  const percent = Math.min(100, (part / whole) * 100);
  if (percent < 1) return '<1 %';
  // Never say 100 % while something is still missing.
  const rounded = part < whole ? Math.min(99, Math.round(percent)) : 100;
  return `${new Intl.NumberFormat(locale).format(rounded)} %`;
}
