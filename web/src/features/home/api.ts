/** What the first page of an institute shows, in one answer. */
import { queryOptions } from '@tanstack/react-query';
import { read } from '@/api/by_hand';
import { keys } from '@/api/keys';
import type { Role } from '@/api/roles';

export type NoteCode =
  | 'no_mail'
  | 'no_strong_factor'
  | 'nobody_invited'
  | 'no_students'
  | 'invitations_expired'
  | 'add_strong_factor';

export interface HomeNote {
  code: NoteCode;
  count?: number | null;
}

export interface Home {
  role: Role;
  /** Null for those who may not see people. */
  people: { active: number; invited: number; deactivated: number } | null;
  /** Null for those who do not look after the space. */
  storage: { bytes: number; files: number; limit: number | null } | null;
  notes: HomeNote[];
}

export const homeQuery = (institute: string) =>
  queryOptions({
    queryKey: [...keys.institute(institute), 'home'],
    queryFn: ({ signal }) =>
      read<Home>(`/api/institutes/${encodeURIComponent(institute)}/home`, {}, signal),
  });
