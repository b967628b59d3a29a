import { Title } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { userQuery } from '@/api/queries';
import { text } from '@/text';
import page from '@/ui/page.module.css';
import { usePageTitle } from '@/ui/usePageTitle';
import { Appearance } from './Appearance';
import { Language } from './Language';
import { You } from './You';

export function ProfilePage() {
  usePageTitle(text.profile.title);
  const user = useSuspenseQuery(userQuery).data;
  // Null only for the moment between signing out and leaving the page.
  if (user === null) return null;
  return (
    <div className={page.page}>
      <Title order={1} className={page.title}>
        {text.profile.title}
      </Title>
      <You user={user} />
      <Appearance user={user} />
      <Language />
    </div>
  );
}
