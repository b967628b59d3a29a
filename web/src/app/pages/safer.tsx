import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { signOut } from '@/api/calls';
import { keys } from '@/api/keys';
import { userQuery } from '@/api/queries';
import { Door } from '@/features/account/Door';
import { Safer } from '@/features/security/Safer';
import { notifyProblem } from '@/ui/notify';

const route = getRouteApi('/safer');

/** A stronger factor first; then on to where the person wanted to go. */
export function SaferPage() {
  const { next } = route.useSearch();
  const router = useRouter();
  const client = useQueryClient();
  const user = useSuspenseQuery(userQuery).data;
  const leaving = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      client.clear();
      client.setQueryData(keys.user, null);
      await router.navigate({ to: '/login' });
    },
    onError: notifyProblem,
  });
  const goOn = async () => {
    await client.fetchQuery({ ...userQuery, staleTime: 0 });
    router.history.push(next ?? '/');
  };
  if (user === null) return null;
  return (
    <Door>
      <Safer user={user} onDone={() => void goOn()} onSignOut={() => leaving.mutate()} />
    </Door>
  );
}
