/** What every part of the app knows of institutes: which ones are mine, and one of them. */
import { queryOptions } from '@tanstack/react-query';
import { read } from './by_hand';
import { keys } from './keys';
import { isProblem } from './problem';
import type { Role } from './roles';
import type { Page } from './types';

export type MemberState = 'invited' | 'active' | 'deactivated';

/** An institute from the view of somebody in it. */
export interface MyInstitute {
  id: string;
  name: string;
  role: Role;
  /** Address of its picture. */
  logo: string | null;
  /** `#rrggbb`, dark enough for white words on it. */
  color: string;
  /** One that is being deleted is closed to everybody. */
  state: 'active' | 'deleting';
}

/** Bytes that may be stored, and are. */
export interface Allowance {
  limit: number;
  used: number;
  reserved: number;
}

export interface Institute {
  id: string;
  name: string;
  /** IANA name, such as Asia/Kolkata. */
  time_zone: string;
  language: Language;
  color: string;
  logo: string | null;
  contact_email: string | null;
  created_at: string;
  /** Mine. */
  role: Role;
  /** For managers. */
  allowances: { library: Allowance } | null;
}

export type Language = 'en' | 'hi';

export const listMyInstitutes = (signal?: AbortSignal) =>
  read<Page<MyInstitute>>('/api/user/institutes', {}, signal);

export const getInstitute = (institute: string, signal?: AbortSignal) =>
  read<Institute>(`/api/institutes/${encodeURIComponent(institute)}`, {}, signal);

/** The institutes one belongs to; none for somebody who is not signed in. */
export const myInstitutesQuery = queryOptions({
  queryKey: keys.myInstitutes,
  queryFn: async ({ signal }) => {
    try {
      const { items } = await listMyInstitutes(signal);
      return items.filter((institute) => institute.state === 'active');
    } catch (error) {
      if (isProblem(error, 'UNAUTHENTICATED')) return [];
      throw error;
    }
  },
  staleTime: 60_000,
});

export const instituteQuery = (institute: string) =>
  queryOptions({
    queryKey: keys.institute(institute),
    queryFn: ({ signal }) => getInstitute(institute, signal),
    staleTime: 30_000,
  });
