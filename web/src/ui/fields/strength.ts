/**
 * A hint while somebody makes up a password, after NIST SP 800-63B: length
 * counts, kinds of characters do not, and what everybody uses is no password.
 * The server decides with a list a thousand times as long.
 */
export const shortestPassword = 8;

export type Strength = 'empty' | 'short' | 'common' | 'personal' | 'fair' | 'good' | 'strong';

/** Words at the heart of the passwords that are guessed first. */
const worn: readonly string[] = [
  ...[
    'password',
    'passwort',
    'passw',
    'letmein',
    'welcome',
    'admin',
    'login',
    'changeme',
    'secret',
  ],
  ...['qwerty', 'qwertz', 'azerty', 'asdfgh', 'zxcvbn', 'abc', 'master', 'computer', 'google'],
  ...['iloveyou', 'monkey', 'dragon', 'sunshine', 'princess', 'football', 'cricket', 'superman'],
  ...['india', 'bharat', 'student', 'teacher', 'school', 'lyceum'],
];

const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** `known` are words others know of this person: the name, the e-mail address. */
export function strengthOf(password: string, known: readonly string[] = []): Strength {
  const length = [...password].length;
  if (length === 0) return 'empty';
  if (length < shortestPassword) return 'short';
  if (isCommon(password)) return 'common';
  if (isPersonal(password, known)) return 'personal';
  if (length < 12) return 'fair';
  return length < 16 ? 'good' : 'strong';
}

function isCommon(password: string): boolean {
  const small = password.toLowerCase();
  if (new Set(small).size <= 3 || isRun(small)) return true;
  return [small, unleet(small)].some((form) => worn.some((word) => isWornOut(form, word)));
}

/** Nothing but a worn word, digits and signs: "Password@123". */
function isWornOut(password: string, word: string): boolean {
  if (!password.includes(word)) return false;
  return !/\p{L}/u.test(password.replaceAll(word, '').replace(/^my/, ''));
}

function unleet(password: string): string {
  // Digits at the end are decoration, not letters in disguise.
  const body = password.replace(/\d+$/, '');
  return [...body].map((letter) => leet[letter] ?? letter).join('');
}

/** "12345678", "hgfedcba": each character follows the one before. */
function isRun(password: string): boolean {
  const points = [...password].map((letter) => letter.codePointAt(0) ?? 0);
  const steps = points.slice(1).map((point, at) => point - (points[at] ?? 0));
  const [first = 0] = steps;
  // From 9 on to 0 is a step of nine back.
  return Math.abs(first) === 1 && steps.every((step) => step === first || step === -9 * first);
}

function isPersonal(password: string, known: readonly string[]): boolean {
  const small = password.toLowerCase();
  return known
    .flatMap((words) => words.toLowerCase().split(/[\s@.]+/))
    .filter((word) => word.length >= 4)
    .some((word) => small.includes(word) && small.length - word.length < shortestPassword);
}
