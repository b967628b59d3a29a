import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { setupQuery } from '@/api/queries';
import { text } from '@/text';
import { usePageTitle } from '@/ui/usePageTitle';
import { AccountForm } from './AccountForm';
import classes from './account.module.css';

export function RegisterPage() {
  const { next } = useSearch({ from: '/welcome/register' });
  const setup = useQuery(setupQuery).data;
  const words = text.account.register;
  usePageTitle(words.title);
  return (
    <>
      <Title order={1} className={classes.title}>
        {words.title}
      </Title>
      {setup?.registration === 'closed' ? (
        <Text>{words.closed}</Text>
      ) : (
        <>
          <Text c="dimmed" mb="lg">
            {words.intro}
          </Text>
          <AccountForm account="new" submit={words.submit} next={next} />
        </>
      )}
      <Text size="sm" c="dimmed" mt="lg">
        {words.haveAccount}{' '}
        <Link to="/login" search={{ next }} className={classes.link}>
          {words.signIn}
        </Link>
      </Text>
    </>
  );
}
