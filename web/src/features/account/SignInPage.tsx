import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { setupQuery } from '@/api/queries';
import { text } from '@/text';
import { usePageTitle } from '@/ui/usePageTitle';
import { AccountForm } from './AccountForm';
import classes from './account.module.css';

export function SignInPage() {
  const { next } = useSearch({ from: '/welcome/login' });
  const setup = useQuery(setupQuery).data;
  const words = text.account.signIn;
  usePageTitle(words.submit);
  return (
    <>
      <Title order={1} className={classes.title}>
        {words.title}
      </Title>
      <AccountForm account="existing" submit={words.submit} next={next} />
      {setup?.registration === 'open' ? (
        <Text size="sm" c="dimmed" mt="lg">
          {words.noAccount}{' '}
          <Link to="/register" search={{ next }} className={classes.link}>
            {words.register}
          </Link>
        </Text>
      ) : null}
    </>
  );
}
