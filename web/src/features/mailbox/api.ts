/** Letters that could not be sent, for whoever runs a server without a mail server. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { read } from '@/api/by_hand';
import { keys } from '@/api/keys';
import type { Page } from '@/api/types';

export interface Letter {
  id: string;
  to: string;
  subject: string;
  text: string;
  /** A whole page that loads nothing. */
  html: string;
  state: 'queued' | 'sent' | 'failed' | 'kept';
  problem: string | null;
  created_at: string;
}

const pageSize = 50;
const pollMs = 5_000;

export const mailboxQuery = infiniteQueryOptions({
  queryKey: keys.mailbox,
  queryFn: ({ pageParam, signal }) =>
    read<Page<Letter>>('/api/mailbox', { after: pageParam, limit: pageSize }, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
  refetchInterval: pollMs,
});
