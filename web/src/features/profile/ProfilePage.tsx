import { Title } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { userQuery } from '@/api/queries';
import { text } from '@/text';
import { usePageTitle } from '@/ui/usePageTitle';
import { Appearance } from './Appearance';
import { Password } from './Password';
import classes from './profile.module.css';
import { Sessions } from './Sessions';
import { Tokens } from './Tokens';
import { You } from './You';

export function ProfilePage() {
  usePageTitle(text.profile.title);
  const user = useSuspenseQuery(userQuery).data;
  // Null only for the moment between signing out and leaving the page.
  if (user === null) return null;
  return (
    <div className={classes.page}>
      <Title order={1} className={classes.title}>
        {text.profile.title}
      </Title>
      <You user={user} />
      <Appearance user={user} />
      <Password email={user.email} />
      <Sessions />
      <Tokens />
    </div>
  );
}
