import { Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { changePassword } from '@/api/calls';
import { sentence } from '@/api/problem';
import { text } from '@/text';
import { notifyDone } from '@/ui/notify';
import { Card } from './Card';

const words = text.profile.password;
const shortest = 8;

export function Password({ email }: { email: string }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [tried, setTried] = useState(false);
  const changing = useMutation({
    mutationFn: () => changePassword({ current, new: next }),
    onSuccess: () => {
      setCurrent('');
      setNext('');
      setTried(false);
      notifyDone(words.done);
    },
  });
  const tooShort = [...next].length < shortest;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!tooShort && current !== '') changing.mutate();
  };
  const toggle = { 'aria-label': text.account.showPassword };
  return (
    <Card title={words.title} hint={text.account.passwordHint}>
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="sm">
          {/* Tells password managers whose password this is. */}
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
          <PasswordInput
            label={words.current}
            autoComplete="current-password"
            visibilityToggleButtonProps={toggle}
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            error={
              tried && current === ''
                ? text.account.passwordEmpty
                : changing.isError
                  ? sentence(changing.error)
                  : null
            }
          />
          <PasswordInput
            label={words.next}
            autoComplete="new-password"
            visibilityToggleButtonProps={toggle}
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
            error={tried && tooShort ? text.account.passwordShort : null}
          />
          <Button type="submit" loading={changing.isPending} w="fit-content">
            {words.submit}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
