import { Button, Loader, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { keys } from '@/api/keys';
import { isProblem, sentence } from '@/api/problem';
import { text } from '@/text';
import { NewPasswordField } from '@/ui/fields/NewPasswordField';
import { StepTitle } from '@/ui/StepTitle';
import { Trouble } from '@/ui/Trouble';
import { finishReset, lookAtReset } from '../api';
import { FormProblem } from '../FormProblem';
import { newPasswordTrouble, refusedPassword } from '../fields';
import { isOver } from '../sign_in/over';

const words = text.account.reset;

/** The link from the letter was followed. */
export function ChoosePassword({ secret }: { secret: string }) {
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const client = useQueryClient();
  const link = useQuery({ queryKey: keys.reset(secret), queryFn: () => lookAtReset(secret) });
  const saving = useMutation({
    mutationFn: () => finishReset(secret, password),
    // Whoever was signed in on this device is not any more.
    onSuccess: () => client.setQueryData(keys.user, null),
  });

  if (isGone(link.error) || isGone(saving.error)) {
    return (
      <>
        <StepTitle>{words.overTitle}</StepTitle>
        <Text mb="lg">{words.over}</Text>
        <Button component={Link} to="/reset" reloadDocument size="md" fullWidth>
          {words.ask}
        </Button>
      </>
    );
  }
  if (link.isError) return <Trouble error={link.error} onRetry={() => void link.refetch()} />;
  if (link.isPending) {
    return (
      <Stack align="center" py="xl" role="status" aria-label={text.common.loading}>
        <Loader />
      </Stack>
    );
  }
  if (saving.isSuccess) {
    return (
      <>
        <StepTitle>{words.doneTitle}</StepTitle>
        <Text mb="lg" role="status">
          {words.done}
        </Text>
        <Button component={Link} to="/login" size="md" fullWidth>
          {words.signIn}
        </Button>
      </>
    );
  }

  const trouble = newPasswordTrouble(password);
  const refused = saving.isError ? refusedPassword(saving.error) : null;
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (trouble === null) saving.mutate();
    else event.currentTarget.querySelector<HTMLInputElement>('[name="password"]')?.focus();
  };
  return (
    <form onSubmit={onSubmit} noValidate>
      <StepTitle>{words.newTitle}</StepTitle>
      <Text c="dimmed" mb="lg">
        {words.newFor(link.data.email_hint)}
      </Text>
      <Stack gap="md">
        <FormProblem>
          {saving.isError && refused === null ? sentence(saving.error) : null}
        </FormProblem>
        <NewPasswordField
          label={text.account.newPassword}
          size="md"
          value={password}
          onChange={setPassword}
          error={tried ? (trouble ?? refused) : null}
        />
        <Button type="submit" size="md" loading={saving.isPending}>
          {words.newSubmit}
        </Button>
      </Stack>
    </form>
  );
}

/** Used already or too old: the server knows no difference between these and never. */
function isGone(error: unknown): boolean {
  return isProblem(error, 'NOT_FOUND') || isOver(error);
}
