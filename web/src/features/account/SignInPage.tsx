import { Alert, Text } from '@mantine/core';
import { IconDeviceLaptopOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { setupQuery } from '@/api/queries';
import type { Ending } from '@/api/session_end';
import { text } from '@/text';
import { useFragment } from '@/ui/fragment';
import { googleProblem } from '@/ui/google_problem';
import { StepTitle } from '@/ui/StepTitle';
import classes from './account.module.css';
import { SignInFlow } from './sign_in/SignInFlow';
import { useEnter } from './useEnter';

const words = text.account.signIn;

export function SignInPage() {
  const { next, why } = useSearch({ from: '/welcome/login' });
  const setup = useQuery(setupQuery).data;
  const enter = useEnter();
  // What Google's answer left in the address. Secrets do not stay there.
  const fragment = useFragment();
  const wanted = next ?? fragment.next;
  return (
    <SignInFlow
      submit={words.submit}
      attempt={fragment.attempt}
      problem={googleProblem(fragment.problem)}
      google={{ next: wanted }}
      head={<Head why={why} />}
      foot={
        setup?.registration === 'open' ? (
          <Text size="sm" c="dimmed" mt="lg">
            {words.noAccount}{' '}
            <Link to="/register" search={{ next }} className={classes.link}>
              {words.register}
            </Link>
          </Text>
        ) : null
      }
      onSignedIn={(answer) => enter(answer, wanted)}
    />
  );
}

function Head({ why }: { why: Ending | undefined }) {
  const ended = text.account.ended;
  return (
    <>
      <StepTitle>{why === undefined ? words.title : ended.title}</StepTitle>
      {why === undefined ? null : (
        <Alert
          icon={<IconDeviceLaptopOff size={20} aria-hidden />}
          role="alert"
          mb="lg"
          variant="light"
        >
          {ended[why]} {ended.kept}
        </Alert>
      )}
    </>
  );
}
