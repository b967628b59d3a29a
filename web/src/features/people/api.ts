/** The people of an institute, as the server speaks of them. */
import { read, write } from '@/api/by_hand';
import type { MemberState } from '@/api/institutes';
import type { Role } from '@/api/roles';
import type { Page } from '@/api/types';

export interface Person {
  member: string;
  name: string;
  email: string;
  role: Role;
  state: MemberState;
  phone: string | null;
  roll_number: string | null;
  /** The address of somebody who looks after them. */
  guardian_email: string | null;
  joined_at: string | null;
  last_seen_at: string | null;
  /** While invited: when the invitation ends. */
  invited_until: string | null;
}

/** How many people there are, by role and by state. */
export interface Summary {
  invited: number;
  active: number;
  deactivated: number;
  by_role: { role: Role; invited: number; active: number; deactivated: number }[];
}

export interface PeopleFilter {
  q?: string | undefined;
  role?: Role | undefined;
  state?: MemberState | undefined;
}

export type BulkAction =
  | { kind: 'deactivate' | 'reactivate' | 'resend' | 'revoke' }
  | { kind: 'set_role'; role: Role };

export interface BulkAnswer {
  changed: number;
  /** `why` is for programs, `detail` for people. */
  refused: { member: string; why: string; detail: string }[];
}

export interface Invitation {
  email: string;
  name: string;
  role: Role;
}

const pageSize = 200;

/** The server takes no more at once. */
export const bulkLimit = 500;

const at = (institute: string, rest: string) =>
  `/api/institutes/${encodeURIComponent(institute)}/${rest}`;

const personAt = (institute: string, member: string, rest = '') =>
  at(institute, `people/${encodeURIComponent(member)}${rest}`);

export const listPeople = (
  institute: string,
  filter: PeopleFilter,
  after: string | null,
  signal?: AbortSignal,
) => read<Page<Person>>(at(institute, 'people'), { ...filter, after, limit: pageSize }, signal);

export const getSummary = (institute: string, signal?: AbortSignal) =>
  read<Summary>(at(institute, 'people/summary'), {}, signal);

export const getPerson = (institute: string, member: string, signal?: AbortSignal) =>
  read<Person>(personAt(institute, member), {}, signal);

export const updatePerson = (
  institute: string,
  member: string,
  /** What is left out stays; an empty text takes away what it stands for. */
  body: { name?: string; phone?: string; roll_number?: string; guardian_email?: string },
) => write<Person>('PATCH', personAt(institute, member), { body });

export const changePeople = (institute: string, members: readonly string[], action: BulkAction) =>
  write<BulkAnswer>('POST', at(institute, 'people/bulk'), { body: { members, action } });

export const signOutPerson = (institute: string, member: string) =>
  write('POST', personAt(institute, member, '/sign-out'));

export const resetPerson = (institute: string, member: string) =>
  write<{ factors_removed: boolean }>('POST', personAt(institute, member, '/reset'));

export const invite = (institute: string, body: Invitation) =>
  write<Person>('POST', at(institute, 'invitations'), { body });

export const resendInvitation = (institute: string, member: string) =>
  write('POST', at(institute, `invitations/${encodeURIComponent(member)}/resend`));

export const revokeInvitation = (institute: string, member: string) =>
  write('DELETE', at(institute, `invitations/${encodeURIComponent(member)}`));

/** Everything kept about one person, as a file. */
export const exportPerson = (institute: string, member: string) =>
  read<unknown>(personAt(institute, member, '/export'));

/** The directory as CSV; the browser fetches it by itself. */
export const peopleCsvAddress = (institute: string) => at(institute, 'people/export');
