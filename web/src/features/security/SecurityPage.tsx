import { Alert, Title } from '@mantine/core';
import { IconShieldExclamation } from '@tabler/icons-react';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { setupQuery, userQuery } from '@/api/queries';
import { text } from '@/text';
import { Card } from '@/ui/Card';
import { Loaded } from '@/ui/Loaded';
import page from '@/ui/page.module.css';
import { usePageTitle } from '@/ui/usePageTitle';
import type { Factors } from './api';
import { Authenticator } from './authenticator/Authenticator';
import { Remembered } from './devices/Remembered';
import { Sessions } from './devices/Sessions';
import { Google } from './Google';
import { Password } from './Password';
import { Passkeys } from './passkeys/Passkeys';
import { factorsQuery } from './queries';
import { Recovery } from './recovery/Recovery';
import { Tokens } from './tokens/Tokens';

/** How one signs in, and where one is signed in. */
export function SecurityPage() {
  usePageTitle(text.security.title);
  const user = useSuspenseQuery(userQuery).data;
  const setup = useQuery(setupQuery).data;
  const factors = useQuery(factorsQuery);
  // Null only for the moment between signing out and leaving the page.
  if (user === null) return null;
  return (
    <div className={page.page}>
      <Title order={1} className={page.title}>
        {text.security.title}
      </Title>
      {factors.data === undefined ? null : <Warning factors={factors.data} />}
      {factors.data === undefined ? (
        <Card title={text.security.passkeys.title} hint={text.security.passkeys.hint}>
          <Loaded query={factors} rows={2}>
            {() => null}
          </Loaded>
        </Card>
      ) : (
        <>
          <Passkeys passkeys={factors.data.passkeys} />
          <Authenticator factors={factors.data} email={user.email} />
          {factors.data.totp === null ? null : (
            <Recovery left={factors.data.recovery.left} email={user.email} />
          )}
          {setup?.google === true || factors.data.google !== null ? (
            <Google linked={factors.data.google} />
          ) : null}
        </>
      )}
      <Password email={user.email} name={user.name} />
      <Sessions />
      <Remembered />
      <Tokens />
    </div>
  );
}

/** An institute wants more than this account has. */
function Warning({ factors }: { factors: Factors }) {
  const has = factors.totp !== null || factors.passkeys.length > 0;
  if (has || factors.required === 'none') return null;
  return (
    <Alert
      color="orange"
      icon={<IconShieldExclamation size={20} aria-hidden />}
      title={text.security.warning.title}
    >
      {text.security.warning[factors.required]}
    </Alert>
  );
}
