import { Button, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { createToken } from '@/api/calls';
import { sentence } from '@/api/problem';
import type { NewApiToken } from '@/api/types';
import { text } from '@/text';
import classes from './profile.module.css';

const words = text.profile.tokens;
const never = 'never';
const expiries = ['30', '90', '365', never] as const;

export function NewToken({ onMade }: { onMade: (token: NewApiToken) => void }) {
  const [name, setName] = useState('');
  const [expiry, setExpiry] = useState<string>('90');
  const [tried, setTried] = useState(false);
  const making = useMutation({
    mutationFn: () =>
      createToken({
        name: name.trim(),
        ...(expiry === never ? {} : { expires_in_days: Number(expiry) }),
      }),
    onSuccess: (token) => {
      setName('');
      setTried(false);
      onMade(token);
    },
  });
  const nameless = name.trim() === '';
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!nameless) making.mutate();
  };
  return (
    <form onSubmit={onSubmit} className={classes.inline}>
      <TextInput
        label={words.name}
        placeholder={words.namePlaceholder}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={tried && nameless ? words.nameEmpty : making.isError ? sentence(making.error) : null}
      />
      <Select
        label={words.expiry}
        w={140}
        allowDeselect={false}
        value={expiry}
        onChange={(value) => setExpiry(value ?? never)}
        data={expiries.map((value) => ({ value, label: words.expiries[value] }))}
      />
      <Button type="submit" variant="light" loading={making.isPending}>
        {words.create}
      </Button>
    </form>
  );
}
