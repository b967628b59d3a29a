import { skipToken, useQuery } from '@tanstack/react-query';
import { getEntry } from '@/api/calls';
import { words } from '../text';

/** The name of the folder an upload goes to; asked once for each folder. */
export function useFolderName(folder: string | null): string {
  const { data } = useQuery({
    queryKey: ['folder-name', folder],
    queryFn: folder === null ? skipToken : ({ signal }) => getEntry(folder, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return folder === null ? words.top : (data?.name ?? '');
}
