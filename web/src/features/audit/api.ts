/** What was done, by whom and when: the record of one institute, or of the installation. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { read } from '@/api/by_hand';
import { address } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page } from '@/api/types';

export type ActorKind = 'person' | 'program' | 'nobody' | 'system' | 'command_line';

export interface AuditEntry {
  /** The place in the chain, counted from 1. */
  number: number;
  at: string;
  actor: { kind: ActorKind; account: string | null; name: string | null };
  /** Such as `institute.policy.changed`. */
  action: string;
  /** What it was done to: an id, or nothing. */
  object: string;
  /** Of the client; empty when there was none. */
  address: string;
  agent: string;
  /** `before` and `after` of a change, and what else is worth knowing. */
  detail: unknown;
}

/** Whether the chain is the one that was written. */
export interface Verification {
  intact: boolean;
  entries: number;
}

export interface AuditFilter {
  /** The whole name of an action, or a beginning that ends with a dot. */
  action?: string | undefined;
  /** An account. */
  actor?: string | undefined;
  object?: string | undefined;
  /** Moments; `until` is the first one that is left out. */
  from?: string | undefined;
  until?: string | undefined;
}

/** Null is the installation's own chain. */
export type Chain = string | null;

const pageSize = 50;

const at = (chain: Chain, rest = '') =>
  chain === null
    ? `/api/audit${rest}`
    : `/api/institutes/${encodeURIComponent(chain)}/audit${rest}`;

export const entriesQuery = (chain: Chain, filter: AuditFilter, limit = pageSize) =>
  infiniteQueryOptions({
    queryKey: [...keys.audit(chain), 'list', filter, limit],
    queryFn: ({ pageParam, signal }) =>
      read<Page<AuditEntry>>(at(chain), { ...filter, after: pageParam, limit }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

/** Reading a whole chain costs something, so the answer is kept for a while. */
export const verificationQuery = (chain: Chain) =>
  queryOptions({
    queryKey: [...keys.audit(chain), 'verification'],
    queryFn: ({ signal }) => read<Verification>(at(chain, '/verification'), {}, signal),
    staleTime: 60_000,
    retry: false,
  });

export const exportAddress = (chain: Chain, format: 'csv' | 'ndjson', filter: AuditFilter) =>
  address(at(chain, '/export'), { format, ...filter });
