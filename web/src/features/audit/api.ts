/** What was done, by whom and when: the record of one institute, or of the installation. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { address, answer } from '@/api/client';
import * as sdk from '@/api/generated/sdk.gen';
import type * as wire from '@/api/generated/types.gen';
import { keys } from '@/api/keys';
import type { Sent } from '@/api/types';

export type AuditEntry = Sent<wire.EntryView>;

/** Whether the chain is the one that was written. */
export type Verification = Sent<wire.Report>;

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

export const entriesQuery = (chain: Chain, filter: AuditFilter, limit = pageSize) =>
  infiniteQueryOptions({
    queryKey: [...keys.audit(chain), 'list', filter, limit],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, after: pageParam ?? undefined, limit };
      return answer(
        chain === null
          ? sdk.listAudit({ query, signal })
          : sdk.listInstituteAudit({ path: { institute: chain }, query, signal }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

/** Reading a whole chain costs something, so the answer is kept for a while. */
export const verificationQuery = (chain: Chain) =>
  queryOptions({
    queryKey: [...keys.audit(chain), 'verification'],
    queryFn: ({ signal }) =>
      answer(
        chain === null
          ? sdk.verifyAudit({ signal })
          : sdk.verifyInstituteAudit({ path: { institute: chain }, signal }),
      ),
    staleTime: 60_000,
    retry: false,
  });

/** Where the record is fetched as a file. */
export function exportAddress(chain: Chain, format: 'csv' | 'ndjson', filter: AuditFilter): string {
  const place = chain === null ? '/api' : `/api/institutes/${encodeURIComponent(chain)}`;
  return address(`${place}/audit/export`, { format, ...filter });
}
