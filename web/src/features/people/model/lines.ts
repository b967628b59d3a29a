/** One person somebody typed or pasted. */
export interface TypedPerson {
  /** Counted from 1, as people count lines. */
  line: number;
  name: string;
  email: string;
}

export interface ReadLines {
  people: TypedPerson[];
  /** Lines without a usable address, and addresses that came before. */
  wrong: { line: number; words: string; why: 'no_address' | 'twice' }[];
}

/** The most that one letter-box of a dialog takes; longer lists are imported as a file. */
export const mostLines = 50;

const address = /[^\s<>,;"']+@[^\s<>,;"']+/;

/**
 * Reads "name, email" lines the way people really paste them: the other way
 * around, from a spreadsheet (tabs), from a mail program (`Asha <asha@…>`), or
 * the address alone, which then also gives the name.
 */
export function readLines(typed: string): ReadLines {
  const people: TypedPerson[] = [];
  const wrong: ReadLines['wrong'] = [];
  const seen = new Set<string>();
  for (const [index, words] of typed.split(/\r?\n/).entries()) {
    if (words.trim() === '') continue;
    const line = index + 1;
    const email = address.exec(words)?.[0];
    if (email === undefined) {
      wrong.push({ line, words: words.trim(), why: 'no_address' });
    } else if (seen.has(email.toLowerCase())) {
      wrong.push({ line, words: words.trim(), why: 'twice' });
    } else {
      seen.add(email.toLowerCase());
      people.push({ line, email, name: nameBeside(words, email) });
    }
  }
  return { people, wrong };
}

function nameBeside(words: string, email: string): string {
  const rest = words
    .replace(email, ' ')
    .replaceAll(/[<>"\t;,]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return rest === '' ? nameFrom(email) : rest;
}

/** "asha.rao@…" is most likely Asha Rao. */
function nameFrom(email: string): string {
  const [before = email] = email.split('@');
  return before
    .split(/[._+-]+/)
    .filter((part) => /\p{L}/u.test(part))
    .map((part) => part.charAt(0).toLocaleUpperCase() + part.slice(1))
    .join(' ');
}
