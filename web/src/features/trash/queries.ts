import { infiniteQueryOptions } from '@tanstack/react-query';
import { listTrash } from '@/api/calls';
import { keys } from '@/api/keys';

export const trashQuery = infiniteQueryOptions({
  queryKey: [...keys.files, 'trash'],
  queryFn: ({ pageParam, signal }) => listTrash(pageParam, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
});
