import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { sentence } from '@/api/problem';
import { userQuery } from '@/api/queries';
import { text } from '@/text';
import { Notice } from '@/ui/Notice';
import { testMail } from '../api';

const words = text.institute.mail;

/** One real letter, so that nobody waits for an invitation that never leaves. */
export function TestLetter({ institute }: { institute: string }) {
  const me = useQuery(userQuery).data?.email ?? '';
  const [to, setTo] = useState(me);
  const testing = useMutation({ mutationFn: () => testMail(institute, to.trim()) });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (to.trim() !== '') testing.mutate();
  };
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <Group align="flex-end" gap="sm">
          <TextInput
            label={words.testTo}
            type="email"
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
            style={{ flex: '1 1 13rem' }}
          />
          <Button type="submit" variant="default" loading={testing.isPending}>
            {words.test}
          </Button>
        </Group>
        <div role="status">
          {testing.isError ? <Notice tone="bad">{sentence(testing.error)}</Notice> : null}
          {testing.data?.delivered === true ? <Notice tone="good">{words.testGood}</Notice> : null}
          {testing.data?.delivered === false ? (
            <Notice tone="bad" title={words.testBad}>
              {testing.data.message}
            </Notice>
          ) : null}
        </div>
      </Stack>
    </form>
  );
}
