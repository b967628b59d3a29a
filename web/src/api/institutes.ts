/** What every part of the app knows of institutes: which ones are mine, and one of them. */
import { queryOptions } from '@tanstack/react-query';
import { answer } from './client';
import * as sdk from './generated/sdk.gen';
import type * as wire from './generated/types.gen';
import { keys } from './keys';
import { isProblem } from './problem';
import type { Sent } from './types';

export type MemberState = wire.MemberState;

/** Bytes that may be stored, and are. */
export type Allowance = Sent<wire.Allowance>;

/** An institute from the view of somebody in it. */
export type MyInstitute = Sent<wire.MyInstitute>;

export type Institute = Sent<wire.Institute>;

/**
 * The institutes one belongs to; none for somebody who is not signed in. Without a
 * signal, since the router waits for it.
 */
export const myInstitutesQuery = queryOptions({
  queryKey: keys.myInstitutes,
  queryFn: async (): Promise<MyInstitute[]> => {
    try {
      const { items } = await answer(sdk.listMyInstitutes());
      return items.filter(({ state }) => state === 'active');
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
    queryFn: ({ signal }) => answer(sdk.readInstitute({ path: { institute }, signal })),
    staleTime: 30_000,
  });
