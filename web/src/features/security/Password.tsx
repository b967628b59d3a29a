import { Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { keys } from '@/api/keys';
import { isProblem, sentence } from '@/api/problem';
import { text } from '@/text';
import { Card } from '@/ui/Card';
import { NewPasswordField } from '@/ui/fields/NewPasswordField';
import { shortestPassword } from '@/ui/fields/strength';
import { notifyDone } from '@/ui/notify';
import { changePassword } from './api';

const words = text.security.password;

export function Password({ email, name }: { email: string; name: string }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [tried, setTried] = useState(false);
  const client = useQueryClient();
  const changing = useMutation({
    mutationFn: () => changePassword({ current, new: next }),
    onSuccess: () => {
      setCurrent('');
      setNext('');
      setTried(false);
      notifyDone(words.done);
      void client.invalidateQueries({ queryKey: keys.sessions });
    },
  });
  const tooShort = [...next].length < shortestPassword;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!tooShort && current !== '') changing.mutate();
  };
  const refused = changing.isError ? refusal(changing.error) : null;
  return (
    <Card title={words.title} hint={words.hint}>
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="sm">
          {/* Tells password managers whose password this is. */}
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
          <PasswordInput
            label={words.current}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': text.account.showPassword }}
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            error={
              tried && current === '' ? text.account.passwordEmpty : (refused?.current ?? null)
            }
          />
          <NewPasswordField
            label={words.next}
            value={next}
            onChange={setNext}
            known={[name, email]}
            error={tried && tooShort ? text.account.passwordShort : (refused?.next ?? null)}
          />
          <Button type="submit" loading={changing.isPending} w="fit-content">
            {words.submit}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}

/** Which of the two fields a problem speaks of, and how. */
function refusal(error: Error): { current?: string; next?: string } {
  if (isProblem(error, 'WRONG_CREDENTIALS')) return { current: words.wrong };
  if (!isProblem(error, 'VALIDATION')) return { current: sentence(error) };
  const { field, reason } = error.fields;
  if (field === 'current') return { current: words.wrong };
  const known = typeof reason === 'string' ? text.account.passwordRefused[reason] : undefined;
  return { next: known ?? sentence(error) };
}
