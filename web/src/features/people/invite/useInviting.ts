import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { sentence } from '@/api/problem';
import { type Invitation, invite } from '../api';

export interface Invited {
  sent: Invitation[];
  failed: { email: string; why: string }[];
}

/** Sends invitations one after the other; one that is refused does not stop the rest. */
export function useInviting(institute: string, onDone: (result: Invited) => void) {
  const client = useQueryClient();
  const [done, setDone] = useState(0);
  const sending = useMutation({
    mutationFn: async (invitations: readonly Invitation[]): Promise<Invited> => {
      const result: Invited = { sent: [], failed: [] };
      for (const [index, invitation] of invitations.entries()) {
        setDone(index);
        try {
          await invite(institute, invitation);
          result.sent.push(invitation);
        } catch (error) {
          result.failed.push({ email: invitation.email, why: sentence(error) });
        }
      }
      return result;
    },
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries({ queryKey: keys.institute(institute) }),
  });
  return {
    send: sending.mutate,
    busy: sending.isPending,
    done,
    of: sending.variables?.length ?? 0,
  };
}
