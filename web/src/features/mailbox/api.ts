/** Letters that could not be sent, for whoever runs a server without a mail server. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { answer } from '@/api/client';
import * as sdk from '@/api/generated/sdk.gen';
import type * as wire from '@/api/generated/types.gen';
import { keys } from '@/api/keys';
import type { Sent } from '@/api/types';

export type Letter = Sent<wire.MailboxLetter>;

const pageSize = 50;
const pollMs = 5_000;

export const mailboxQuery = infiniteQueryOptions({
  queryKey: keys.mailbox,
  queryFn: ({ pageParam, signal }) =>
    answer(sdk.listMailbox({ query: { after: pageParam ?? undefined, limit: pageSize }, signal })),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
  refetchInterval: pollMs,
});
