import { text } from '@/text';

const longestBytes = 255;

/**
 * Why a name cannot be used, as a sentence; null when it can. The same rules the
 * server holds, so that a person learns it while typing.
 */
export function nameTrouble(raw: string): string | null {
  const name = tidyName(raw);
  if (name === '') return text.drive.name.empty;
  if (name === '.' || name === '..') return text.drive.name.dots;
  if (name.includes('/')) return text.drive.name.slash;
  if ([...name].some(isControl)) return text.drive.name.control;
  if (new TextEncoder().encode(name).length > longestBytes) return text.drive.name.long;
  return null;
}

/** The form that is stored: composed characters, no spaces around. */
export function tidyName(raw: string): string {
  return raw.trim().normalize('NFC');
}

/** Where the name ends and the extension begins; renaming selects only the name. */
export function stemLength(name: string): number {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? dot : name.length;
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 || (code >= 0x7f && code <= 0x9f);
}
