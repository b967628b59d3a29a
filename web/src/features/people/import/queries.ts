import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { getImport, type ImportState, listRows } from './api';

const pollMs = 700;

/** While nobody waits for a person, something is happening: look again soon. */
const underWay: readonly ImportState[] = ['reading', 'applying'];

export const importQuery = (institute: string, id: string) =>
  queryOptions({
    queryKey: [...keys.imports(institute), id],
    queryFn: ({ signal }) => getImport(institute, id, signal),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && underWay.includes(data.state) ? pollMs : false,
  });

export const rowsQuery = (institute: string, id: string, onlyBad: boolean) =>
  infiniteQueryOptions({
    queryKey: [...keys.imports(institute), id, 'rows', onlyBad],
    queryFn: ({ pageParam, signal }) =>
      listRows(institute, id, { onlyBad, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
