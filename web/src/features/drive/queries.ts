import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import {
  getEntry,
  getJob,
  getPlacement,
  listFolder,
  listVersions,
  searchEntries,
} from '@/api/calls';
import type { FolderName } from '@/api/folders';
import { keys } from '@/api/keys';
import type { SortKey, SortOrder } from '@/api/types';

/** A folder page by page. */
export const folderQuery = (folder: FolderName, sort: SortKey, order: SortOrder) =>
  infiniteQueryOptions({
    queryKey: [...keys.files, 'folder', folder, sort, order],
    queryFn: ({ pageParam, signal }) =>
      listFolder({ folder, sort, order, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const searchQuery = (top: FolderName, q: string, kind: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...keys.files, 'search', top, q, kind],
    queryFn: ({ pageParam, signal }) => searchEntries({ top, q, kind, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    enabled: q !== '',
  });

export const entryQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.files, 'entry', id],
    queryFn: ({ signal }) => getEntry(id, signal),
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.files, 'versions', id],
    queryFn: ({ signal }) => listVersions(id, signal),
  });

export const placementQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.files, 'placement', id],
    queryFn: ({ pageParam, signal }) => getPlacement(id, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

const jobPollMs = 700;

/** A job, asked about until it has ended. */
export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: keys.job(id),
    queryFn: ({ signal }) => getJob(id, signal),
    refetchInterval: (query) =>
      query.state.data?.state === 'done' || query.state.data?.state === 'failed'
        ? false
        : jobPollMs,
  });
