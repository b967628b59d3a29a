/** Guesses how bytes were meant to be read. */

export type Decoded =
  | { readonly is: 'text'; readonly text: string; readonly encoding: string }
  | { readonly is: 'binary' };

/** A text may have an odd control character; a program's data has many. */
const MOST_CONTROLS = 0.02;

/**
 * Decodes the beginning of a file. `whole` says that nothing was cut off, so
 * that half a character at the end is an error rather than an accident.
 */
export function decode(bytes: Uint8Array, whole: boolean): Decoded {
  const encoding = markedEncoding(bytes) ?? unmarkedEncoding(bytes, whole);
  const text = new TextDecoder(encoding).decode(bytes, { stream: !whole });
  return looksBinary(text) ? { is: 'binary' } : { is: 'text', text, encoding };
}

/** What a byte order mark says. */
function markedEncoding(bytes: Uint8Array): string | null {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return null;
}

/** UTF-8 if it is valid as such, UTF-16 if every other byte is zero, else the old Western default. */
function unmarkedEncoding(bytes: Uint8Array, whole: boolean): string {
  const zeros = zeroBytes(bytes);
  const pairs = bytes.length / 2;
  if (zeros.odd > pairs * 0.4 && zeros.even < pairs * 0.05) return 'utf-16le';
  if (zeros.even > pairs * 0.4 && zeros.odd < pairs * 0.05) return 'utf-16be';
  return isUtf8(bytes, whole) ? 'utf-8' : 'windows-1252';
}

function zeroBytes(bytes: Uint8Array): { even: number; odd: number } {
  const zeros = { even: 0, odd: 0 };
  for (const [index, byte] of bytes.entries()) {
    if (byte === 0) zeros[index % 2 === 0 ? 'even' : 'odd'] += 1;
  }
  return zeros;
}

function isUtf8(bytes: Uint8Array, whole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

function looksBinary(text: string): boolean {
  if (text.includes('\0')) return true;
  let controls = 0;
  for (const character of text) {
    const code = character.charCodeAt(0);
    // Tab, line feed, form feed, carriage return and escape belong to texts and logs.
    if (code < 32 && ![9, 10, 12, 13, 27].includes(code)) controls += 1;
  }
  return controls > text.length * MOST_CONTROLS;
}
