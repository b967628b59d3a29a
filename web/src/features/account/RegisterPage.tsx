import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { setupQuery } from '@/api/queries';
import { text } from '@/text';
import { StepTitle } from '@/ui/StepTitle';
import classes from './account.module.css';
import { NewAccount } from './NewAccount';
import { useEnter } from './useEnter';

const words = text.account.register;

export function RegisterPage() {
  const { next } = useSearch({ from: '/welcome/register' });
  const setup = useQuery(setupQuery).data;
  const enter = useEnter();
  const title = <StepTitle>{words.title}</StepTitle>;
  const foot = (
    <Text size="sm" c="dimmed" mt="lg">
      {words.haveAccount}{' '}
      <Link to="/login" search={{ next }} className={classes.link}>
        {words.signIn}
      </Link>
    </Text>
  );
  if (setup?.registration === 'closed') {
    return (
      <>
        {title}
        <Text>{words.closed}</Text>
        {foot}
      </>
    );
  }
  return (
    <NewAccount
      submit={words.submit}
      head={
        <>
          {title}
          <Text c="dimmed" mb="lg">
            {words.intro}
          </Text>
        </>
      }
      foot={foot}
      onSignedIn={(answer) => enter(answer, next)}
    />
  );
}
