import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { keys } from '@/api/keys';
import { takeEnding } from '@/api/session_end';
import type { SignedIn } from '@/api/sign_in';

/** Lets somebody in who is known now, and leads to where they wanted to go. */
export function useEnter(): (answer: SignedIn, next: string | undefined) => void {
  const client = useQueryClient();
  const router = useRouter();
  return ({ user, must_add_factor }, next) => {
    takeEnding();
    client.removeQueries({ queryKey: keys.setup });
    client.setQueryData(keys.user, { ...user, must_add_factor });
    router.history.push(next ?? '/');
  };
}
