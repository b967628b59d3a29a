import { Alert, Button, Loader, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { signOut } from '@/api/calls';
import { keys } from '@/api/keys';
import { isProblem, sentence } from '@/api/problem';
import { setupQuery, userQuery } from '@/api/queries';
import type { SignedIn } from '@/api/sign_in';
import type { User } from '@/api/types';
import { text } from '@/text';
import { useSecret } from '@/ui/fragment';
import { Trouble } from '@/ui/Trouble';
import { acceptInvitation, type Invitation, lookAtInvitation } from '../api';
import { FormProblem } from '../FormProblem';
import { GoogleButton } from '../GoogleButton';
import { NewAccount } from '../NewAccount';
import { SignInFlow } from '../sign_in/SignInFlow';
import { useEnter } from '../useEnter';
import { InstituteHead } from './InstituteHead';
import { Over } from './Over';

const words = text.account.join;

/** Where the link in an invitation leads: into an institute, with or without an account. */
export function JoinPage() {
  const secret = useSecret();
  const invitation = useQuery({
    queryKey: keys.invitation(secret),
    queryFn: () => lookAtInvitation(secret),
    enabled: secret !== '',
  });
  const user = useQuery(userQuery).data ?? null;

  if (secret === '' || isProblem(invitation.error, 'NOT_FOUND')) return <Over />;
  if (invitation.isError) {
    return <Trouble error={invitation.error} onRetry={() => void invitation.refetch()} />;
  }
  if (invitation.isPending) {
    return (
      <Stack align="center" py="xl" role="status" aria-label={text.common.loading}>
        <Loader />
      </Stack>
    );
  }
  return user === null ? (
    <Welcome secret={secret} invitation={invitation.data} />
  ) : (
    <Accept secret={secret} invitation={invitation.data} user={user} />
  );
}

interface JoiningProps {
  secret: string;
  invitation: Invitation;
}

/** Joins, and leads to the institute's own page. */
function useJoin(secret: string) {
  const client = useQueryClient();
  const enter = useEnter();
  const router = useRouter();
  return useMutation({
    mutationFn: async (entered: SignedIn | null) => {
      const { institute } = await acceptInvitation(secret);
      return { entered, home: `/i/${typeof institute === 'string' ? institute : institute.id}` };
    },
    onSuccess: async ({ entered, home }) => {
      await client.invalidateQueries({ queryKey: keys.user });
      if (entered === null) router.history.push(home);
      else enter(entered, home);
    },
  });
}

/** For somebody who is not signed in: an account first, new or old. */
function Welcome({ secret, invitation }: JoiningProps) {
  const [known, setKnown] = useState(invitation.account_exists);
  const setup = useQuery(setupQuery).data;
  const enter = useEnter();
  const join = useJoin(secret);
  const head = <InstituteHead invitation={invitation} />;
  const google =
    setup?.google === true ? <GoogleButton purpose="join" next="/" invitation={secret} /> : null;

  if (known) {
    return (
      <SignInFlow
        email={invitation.email}
        submit={words.accept}
        head={
          <>
            {head}
            <FormProblem>{join.isError ? sentence(join.error) : null}</FormProblem>
            <Text c="dimmed" mb="md">
              {words.haveAccount}
            </Text>
          </>
        }
        foot={
          <Stack gap="md" mt="md">
            {google}
            {invitation.account_exists ? null : (
              <Other onClick={() => setKnown(false)}>{words.newAccount}</Other>
            )}
          </Stack>
        }
        onSignedIn={(answer) => join.mutate(answer)}
      />
    );
  }
  return (
    <NewAccount
      submit={words.submit}
      email={invitation.email}
      name={invitation.name}
      invitation={secret}
      head={head}
      foot={
        <Stack gap="md" mt="md">
          {google}
          <Other onClick={() => setKnown(true)}>{words.useAccount}</Other>
        </Stack>
      }
      onSignedIn={(answer) => enter(answer, '/')}
    />
  );
}

function Other({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <Button variant="subtle" size="compact-sm" onClick={onClick}>
      {children}
    </Button>
  );
}

/** For somebody who is signed in already: one button. */
function Accept({ secret, invitation, user }: JoiningProps & { user: User }) {
  const client = useQueryClient();
  const join = useJoin(secret);
  const leaving = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      client.clear();
      client.setQueryData(keys.user, null);
    },
  });
  const other = user.email.toLowerCase() !== invitation.email.toLowerCase();
  return (
    <Stack gap="md">
      <InstituteHead invitation={invitation} />
      <Text>{words.acceptAs(user.name)}</Text>
      <FormProblem>{join.isError ? sentence(join.error) : null}</FormProblem>
      {other ? (
        <>
          <Alert variant="light">{words.otherPerson}</Alert>
          <Button size="md" loading={leaving.isPending} onClick={() => leaving.mutate()}>
            {words.signOut}
          </Button>
        </>
      ) : (
        <Button size="md" loading={join.isPending} onClick={() => join.mutate(null)}>
          {words.accept}
        </Button>
      )}
    </Stack>
  );
}
