import { skipToken, useQuery } from '@tanstack/react-query';
import { getEntry } from '@/api/calls';
import { type FolderName, libraryOf } from '@/api/folders';
import { myInstitutesQuery } from '@/api/institutes';
import { words } from '../text';

/** The name of the folder an upload goes to; asked once for each folder. */
export function useFolderName(folder: FolderName): string {
  const library = libraryOf(folder);
  const { data } = useQuery({
    queryKey: ['folder-name', folder],
    queryFn:
      folder === null || library !== null ? skipToken : ({ signal }) => getEntry(folder, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const { data: mine } = useQuery({ ...myInstitutesQuery, enabled: library !== null });
  if (folder === null) return words.top;
  if (library === null) return data?.name ?? '';
  return words.library(mine?.find(({ id }) => id === library)?.name ?? '');
}
