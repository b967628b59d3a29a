import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { sentence } from '@/api/problem';
import { text } from '@/text';
import { StepTitle } from '@/ui/StepTitle';
import classes from '../account.module.css';
import { askForReset } from '../api';
import { EmailField } from '../EmailField';
import { FormProblem } from '../FormProblem';
import { emailTrouble } from '../fields';

const words = text.account.reset;

/** Always the same answer, so that nobody learns here who has an account. */
export function AskForReset() {
  const [email, setEmail] = useState('');
  const [tried, setTried] = useState(false);
  const asking = useMutation({ mutationFn: askForReset });
  const trouble = emailTrouble(email);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (trouble === null) asking.mutate(email.trim());
    else event.currentTarget.querySelector<HTMLInputElement>('[name="email"]')?.focus();
  };

  if (asking.isSuccess) {
    return (
      <>
        <StepTitle>{words.sentTitle}</StepTitle>
        <Text mb="xs" role="status">
          {words.sent(email.trim())}
        </Text>
        <Text c="dimmed" mb="lg">
          {text.account.code.spam}
        </Text>
        <Stack gap="md">
          <Button component={Link} to="/login" size="md">
            {words.back}
          </Button>
          <Button variant="subtle" size="compact-sm" onClick={() => asking.reset()}>
            {words.again}
          </Button>
        </Stack>
      </>
    );
  }
  return (
    <form onSubmit={onSubmit} noValidate>
      <StepTitle>{words.title}</StepTitle>
      <Text c="dimmed" mb="lg">
        {words.intro}
      </Text>
      <Stack gap="md">
        <FormProblem>{asking.isError ? sentence(asking.error) : null}</FormProblem>
        <EmailField value={email} onChange={setEmail} error={tried ? trouble : null} />
        <Button type="submit" size="md" loading={asking.isPending}>
          {words.submit}
        </Button>
        <Link to="/login" className={classes.quietLink}>
          {words.back}
        </Link>
      </Stack>
    </form>
  );
}
