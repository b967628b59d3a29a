import { Alert, Title } from '@mantine/core';
import { IconAlertCircle, IconShieldExclamation } from '@tabler/icons-react';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { setupQuery, userQuery } from '@/api/queries';
import { text } from '@/text';
import { Card } from '@/ui/Card';
import { useFragment } from '@/ui/fragment';
import { googleProblem } from '@/ui/google_problem';
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
import classes from './security.module.css';
import { Tokens } from './tokens/Tokens';

/** How one signs in, and where one is signed in. */
export function SecurityPage() {
  usePageTitle(text.security.title);
  const user = useSuspenseQuery(userQuery).data;
  const setup = useQuery(setupQuery).data;
  const factors = useQuery(factorsQuery);
  const problem = googleProblem(useFragment().problem);
  // Null only for the moment between signing out and leaving the page.
  if (user === null) return null;
  return (
    <div className={page.page}>
      <Title order={1} className={page.title}>
        {text.security.title}
      </Title>
      {problem === null ? null : (
        <Alert color="red" role="alert" icon={<IconAlertCircle size={20} aria-hidden />}>
          {problem}
        </Alert>
      )}
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
  // Where any second step will do, the code by e-mail does.
  if (has || factors.required !== 'strong') return null;
  return (
    <Alert
      classNames={{
        root: classes.warning,
        title: classes.warningWords,
        icon: classes.warningWords,
      }}
      icon={<IconShieldExclamation size={20} aria-hidden />}
      title={text.security.warning.title}
    >
      {text.security.warning.strong}
    </Alert>
  );
}
