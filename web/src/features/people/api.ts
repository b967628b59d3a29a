/** The people of an institute, as the server speaks of them. */
import { answer } from '@/api/client';
import * as sdk from '@/api/generated/sdk.gen';
import type * as wire from '@/api/generated/types.gen';
import type { MemberState } from '@/api/institutes';
import type { Role } from '@/api/roles';
import type { Sent } from '@/api/types';

export type Person = Sent<wire.Person>;
export type BulkAction = wire.PeopleAction;
export type BulkAnswer = Sent<wire.ChangedMany>;

export interface PeopleFilter {
  q?: string | undefined;
  role?: Role | undefined;
  state?: MemberState | undefined;
}

export interface Invitation {
  email: string;
  name: string;
  role: Role;
}

const pageSize = 200;

/** The server takes no more at once. */
export const bulkLimit = 500;

export const listPeople = (
  institute: string,
  { q, role, state }: PeopleFilter,
  after: string | null,
  signal?: AbortSignal,
) =>
  answer(
    sdk.listPeople({
      path: { institute },
      query: { q, role, state, after: after ?? undefined, limit: pageSize },
      signal,
    }),
  );

export const getSummary = (institute: string, signal?: AbortSignal) =>
  answer(sdk.summarizePeople({ path: { institute }, signal }));

export const getPerson = (institute: string, member: string, signal?: AbortSignal) =>
  answer(sdk.readPerson({ path: { institute, member }, signal }));

/** What is left out stays; an empty text takes away what it stands for. */
export const updatePerson = (institute: string, member: string, body: wire.UpdatePerson) =>
  answer(sdk.updatePerson({ path: { institute, member }, body }));

export const changePeople = (institute: string, members: readonly string[], action: BulkAction) =>
  answer(sdk.changeMany({ path: { institute }, body: { members: [...members], action } }));

export const signOutPerson = (institute: string, member: string) =>
  answer(sdk.signOutPerson({ path: { institute, member } }));

export const resetPerson = (institute: string, member: string) =>
  answer(sdk.resetPerson({ path: { institute, member } }));

export const invite = (institute: string, body: Invitation) =>
  answer(sdk.invitePerson({ path: { institute }, body }));

/** Everything kept about one person, as a file. */
export const exportPerson = (institute: string, member: string) =>
  answer(sdk.exportPerson({ path: { institute, member } }));

/** The directory as CSV; the browser fetches it by itself. */
export const peopleCsvAddress = (institute: string) =>
  `/api/institutes/${encodeURIComponent(institute)}/people/export`;
