import { Avatar, Button, Group, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { updateUser } from '@/api/calls';
import { keys } from '@/api/keys';
import { sentence } from '@/api/problem';
import type { User } from '@/api/types';
import { initials } from '@/format/initials';
import { formatMoment } from '@/format/time';
import { text } from '@/text';
import { Card } from '@/ui/Card';
import { notifyDone } from '@/ui/notify';
import classes from './profile.module.css';

const words = text.profile;

export function You({ user }: { user: User }) {
  const client = useQueryClient();
  const [name, setName] = useState(user.name);
  const saving = useMutation({
    mutationFn: () => updateUser({ name: name.trim() }),
    onSuccess: (saved) => {
      client.setQueryData(keys.user, saved);
      setName(saved.name);
      notifyDone(words.nameSaved);
    },
  });
  const changed = name.trim() !== '' && name.trim() !== user.name;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (changed) saving.mutate();
  };
  return (
    <Card title={words.you}>
      <Group gap="md" wrap="nowrap" mb="md">
        <Avatar color="pine" variant="filled" size={52} aria-hidden>
          {initials(user.name)}
        </Avatar>
        <div className={classes.who}>
          <Text fw={600} truncate>
            {user.email}
          </Text>
          <Text size="sm" c="dimmed">
            {words.role[user.role]} {words.since(formatMoment(user.created_at))}
          </Text>
        </div>
      </Group>
      <form onSubmit={onSubmit} className={classes.inline}>
        <TextInput
          label={words.name}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={saving.isError ? sentence(saving.error) : null}
        />
        <Button type="submit" loading={saving.isPending} disabled={!changed}>
          {text.common.save}
        </Button>
      </form>
    </Card>
  );
}
