import { Button, Stack, Text } from '@mantine/core';
import { passkeysWork } from '@/api/passkeys';
import type { User } from '@/api/types';
import { text } from '@/text';
import { StepTitle } from '@/ui/StepTitle';
import { AddAuthenticator } from './authenticator/AddAuthenticator';
import { AddPasskey } from './passkeys/AddPasskey';

const words = text.security.safer;

interface SaferProps {
  user: User;
  /** A factor was added. */
  onDone: () => void;
  onSignOut: () => void;
}

/** Somebody is signed in, and adds a stronger factor before anything else is open. */
export function Safer({ user, onDone, onSignOut }: SaferProps) {
  const byPasskey = passkeysWork();
  return (
    <>
      <StepTitle>{words.title}</StepTitle>
      <Text c="dimmed" mb="lg">
        {words.intro}
      </Text>
      <Stack gap="lg">
        {byPasskey ? (
          <div>
            <AddPasskey size="md" fullWidth onDone={onDone}>
              {words.passkey}
            </AddPasskey>
            <Text size="sm" c="dimmed" mt="xs">
              {words.passkeyHint}
            </Text>
          </div>
        ) : null}
        <div>
          <AddAuthenticator
            size="md"
            fullWidth
            variant={byPasskey ? 'default' : 'filled'}
            email={user.email}
            onDone={onDone}
          >
            {words.authenticator}
          </AddAuthenticator>
          <Text size="sm" c="dimmed" mt="xs">
            {words.authenticatorHint}
          </Text>
        </div>
        <Button variant="subtle" color="gray" size="compact-sm" onClick={onSignOut}>
          {words.signOut}
        </Button>
      </Stack>
    </>
  );
}
