import { text } from '@/text';
import { carriesWhite, isColor } from '@/ui/ink';

const words = text.institute;

/** The same bounds the server holds. */
const longestName = 100;
const largestLogo = 512 * 1024;
const logoKinds = ['image/png', 'image/jpeg', 'image/webp'];

/** Why a field cannot be sent as it is, as a sentence; null when it can. */
export function nameTrouble(name: string): string | null {
  if (name.trim() === '') return words.fields.nameEmpty;
  return [...name.trim()].length > longestName ? words.fields.nameLong : null;
}

export function emailTrouble(email: string, sentence: string): string | null {
  return /^[^\s@]+@[^\s@]+$/.test(email.trim()) ? null : sentence;
}

/** Empty is fine: every Google account may be used then. */
export function domainTrouble(domain: string): string | null {
  const typed = domain.trim();
  if (typed === '' || /^([a-z0-9-]+\.)+[a-z]{2,}$/i.test(typed)) return null;
  return words.policy.googleInvalid;
}

/** White letters lie on the colour, in pages and in letters. */
export function colorTrouble(color: string): string | null {
  if (!isColor(color)) return words.fields.colorWritten;
  return carriesWhite(color) ? null : words.fields.colorLight;
}

export function logoTrouble(file: { type: string; size: number }): string | null {
  if (!logoKinds.includes(file.type)) return words.fields.logoKind;
  return file.size > largestLogo ? words.fields.logoLarge : null;
}

/** Cities that some browsers still call by the name they had in the nineties. */
const renamed: Readonly<Record<string, string>> = {
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Dacca': 'Asia/Dhaka',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Asia/Thimbu': 'Asia/Thimphu',
  'Europe/Kiev': 'Europe/Kyiv',
};

/** The time zone this browser is in. */
export function timeZoneHere(): string {
  return todaysName(Intl.DateTimeFormat().resolvedOptions().timeZone);
}

/** Every time zone this browser knows, and `chosen` in any case. */
export function timeZones(chosen: string): string[] {
  const known = Intl.supportedValuesOf('timeZone').map(todaysName);
  return [...new Set([...known, timeZoneHere(), 'UTC', chosen])].sort();
}

function todaysName(zone: string): string {
  return renamed[zone] ?? zone;
}

/** "Asia/Kolkata (GMT+5:30)", so that people find theirs by its hour too. */
export function timeZoneLabel(zone: string, now = new Date()): string {
  try {
    const part = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' })
      .formatToParts(now)
      .find(({ type }) => type === 'timeZoneName');
    return `${zone.replaceAll('_', ' ')} (${part?.value ?? ''})`;
  } catch {
    return zone;
  }
}
