import { queryOptions } from '@tanstack/react-query';
import { getSetup, getUsage, getUser } from './calls';
import { keys } from './keys';
import { isProblem } from './problem';
import { noteEndingIn } from './session_end';

// The router waits for the first two of these, so they take no signal: a component that
// goes away in between must not call them off.

/** Who is signed in; null when nobody is. */
export const userQuery = queryOptions({
  queryKey: keys.user,
  queryFn: () =>
    getUser().catch((error: unknown) => {
      noteEndingIn(error);
      if (isProblem(error, 'UNAUTHENTICATED')) return null;
      throw error;
    }),
  staleTime: 60_000,
});

export const setupQuery = queryOptions({
  queryKey: keys.setup,
  queryFn: () => getSetup(),
  staleTime: 60_000,
});

export const usageQuery = queryOptions({
  queryKey: keys.usage,
  queryFn: ({ signal }) => getUsage(signal),
});
