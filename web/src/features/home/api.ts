/** What the first page of an institute shows, in one answer. */
import { queryOptions } from '@tanstack/react-query';
import { read } from '@/api/by_hand';
import { answer } from '@/api/client';
import * as sdk from '@/api/generated/sdk.gen';
import type * as wire from '@/api/generated/types.gen';
import { keys } from '@/api/keys';
import type { Sent } from '@/api/types';

export type Home = Sent<wire.Home>;
export type HomeNote = Sent<wire.HomeNote>;

export const homeQuery = (institute: string) =>
  queryOptions({
    queryKey: [...keys.institute(institute), 'home'],
    queryFn: ({ signal }) => answer(sdk.readHome({ path: { institute }, signal })),
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
