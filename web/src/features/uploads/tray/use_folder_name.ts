import { useQuery } from '@tanstack/react-query';
import { request } from '@/api/client';
import type { Entry } from '@/api/types';
import { words } from '../text';

/** The name of the folder an upload goes to; asked once for each folder. */
export function useFolderName(folder: string | null): string {
  const { data } = useQuery({
    queryKey: ['folder-name', folder],
    queryFn: ({ signal }) =>
      request<Entry>('GET', `/api/files/${encodeURIComponent(folder ?? '')}/info`, { signal }),
    enabled: folder !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return folder === null ? words.top : (data?.name ?? '');
}
