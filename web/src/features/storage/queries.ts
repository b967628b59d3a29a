import { queryOptions } from '@tanstack/react-query';
import { getHealth, listTargets } from '@/api/calls';
import { keys } from '@/api/keys';

export const targetsQuery = queryOptions({
  queryKey: keys.targets,
  queryFn: ({ signal }) => listTargets(signal),
});

export const healthQuery = queryOptions({
  queryKey: keys.health,
  queryFn: ({ signal }) => getHealth(signal),
});
