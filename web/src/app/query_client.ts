import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import { noteEndingIn } from '@/api/session_end';

/** Trying again helps when nobody answered, not when the answer was no. */
function worthRetrying(failures: number, error: Error): boolean {
  return failures < 2 && isProblem(error) && (error.code === 'OFFLINE' || error.status >= 500);
}

/** An institute wants a factor that the account has not: the router leads to where one is added. */
function askAgainWhoThisIs(error: Error): void {
  if (isProblem(error, 'FACTOR_REQUIRED')) {
    void queryClient.invalidateQueries({ queryKey: keys.user });
  }
}

/** A session that ended while the page was open: the router then asks for a new one. */
function forgetUserWhenSignedOut(error: Error): void {
  if (isProblem(error, 'UNAUTHENTICATED') && queryClient.getQueryData(keys.user) !== undefined) {
    noteEndingIn(error);
    queryClient.setQueryData(keys.user, null);
  }
}

function onError(error: Error): void {
  forgetUserWhenSignedOut(error);
  askAgainWhoThisIs(error);
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { retry: worthRetrying, staleTime: 5_000, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});
