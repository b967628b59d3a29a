import { text } from '@/text';

/** Why somebody came back from Google without what they wanted, in words. */
export function googleProblem(code: string | undefined): string | null {
  if (code === undefined) return null;
  return text.account.google[code] ?? text.account.google.other ?? null;
}
