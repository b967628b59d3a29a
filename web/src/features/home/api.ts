/** What the first page of an institute shows, in one answer. */
import { queryOptions } from '@tanstack/react-query';
import { read } from '@/api/by_hand';
import type { Allowance } from '@/api/institutes';
import { keys } from '@/api/keys';
import type { Role } from '@/api/roles';

export type NoteCode =
  | 'no_mail'
  | 'no_strong_factor'
  | 'nobody_invited'
  | 'no_students'
  | 'one_owner'
  | 'no_logo'
  | 'storage_nearly_full'
  | 'invitations_expired';

export interface HomeNote {
  code: NoteCode;
  count?: number;
  percent?: number;
}

export interface Home {
  role: Role;
  /** For the office. */
  people: { active: number; invited: number; deactivated: number } | null;
  /** Of the library, for managers. */
  storage: Allowance | null;
  notes: HomeNote[];
}

export const homeQuery = (institute: string) =>
  queryOptions({
    queryKey: [...keys.institute(institute), 'home'],
    queryFn: ({ signal }) =>
      read<Home>(`/api/institutes/${encodeURIComponent(institute)}/home`, {}, signal),
  });

/** By what I can prove who I am, as far as the home page has a word about it. */
interface Factors {
  totp: { created_at: string } | null;
  passkeys: { id: string }[];
  required: 'none' | 'any' | 'strong';
}

export const factorsQuery = queryOptions({
  queryKey: keys.factors,
  queryFn: ({ signal }) => read<Factors>('/api/user/factors', {}, signal),
  staleTime: 60_000,
});
