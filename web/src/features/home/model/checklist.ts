import type { HomeNote } from '../api';

/** The steps in the order in which they make sense. */
const steps = ['no_mail', 'nobody_invited', 'no_students', 'no_strong_factor'] as const;

export interface Step {
  code: (typeof steps)[number];
  done: boolean;
  to: string;
  /** The section of the page it leads to. */
  hash?: string;
}

/** A step the server does not mention any more is done. */
export function checklist(notes: readonly HomeNote[], institute: string): Step[] {
  const places: Record<Step['code'], Pick<Step, 'to' | 'hash'>> = {
    no_mail: { to: `/i/${institute}/settings`, hash: 'mail' },
    nobody_invited: { to: `/i/${institute}/people` },
    no_students: { to: `/i/${institute}/people/import` },
    no_strong_factor: { to: `/i/${institute}/settings`, hash: 'sign-in' },
  };
  return steps.map((code) => ({
    code,
    done: !notes.some((note) => note.code === code),
    ...places[code],
  }));
}
