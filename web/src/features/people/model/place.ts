import type { MemberState } from '@/api/institutes';
import { isRole } from '@/api/roles';
import type { PeopleFilter } from '../api';

export const memberStates = ['active', 'invited', 'deactivated'] as const;

/** What the address of the directory holds, so that any view of it can be linked. */
export interface PeoplePlace extends PeopleFilter {
  /** The person whose details are open. */
  person?: string | undefined;
}

/** Reads the query part of an address; anything unknown is left out. */
export function peoplePlace(raw: Record<string, unknown>): PeoplePlace {
  // The router reads ?q=2024 as a number; a search is always text.
  const q = typeof raw.q === 'number' || typeof raw.q === 'boolean' ? String(raw.q) : raw.q;
  return {
    q: word(q),
    role: isRole(raw.role) ? raw.role : undefined,
    state: isState(raw.state) ? raw.state : undefined,
    person: word(raw.person),
  };
}

export function isState(raw: unknown): raw is MemberState {
  return memberStates.some((state) => state === raw);
}

function word(raw: unknown): string | undefined {
  return typeof raw === 'string' && raw !== '' ? raw : undefined;
}
