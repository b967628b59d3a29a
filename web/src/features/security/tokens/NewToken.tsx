import { Button, Checkbox, Select, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { isProblem, sentence } from '@/api/problem';
import { text } from '@/text';
import { createToken, type NewToken as Made, type Scope, scopes } from '../api';
import classes from '../security.module.css';

const words = text.security.tokens;
const never = 'never';
const expiries = ['30', '90', '365', never] as const;
const dayMs = 86_400_000;

export function NewToken({ onMade }: { onMade: (token: Made) => void }) {
  const [name, setName] = useState('');
  const [expiry, setExpiry] = useState<string>('90');
  const [chosen, setChosen] = useState<readonly Scope[]>(['files_read']);
  const [tried, setTried] = useState(false);
  const making = useMutation({
    mutationFn: () =>
      createToken({
        name: name.trim(),
        scopes: [...chosen],
        ...(expiry === never ? {} : { expires_at: inDays(Number(expiry)) }),
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
    if (!nameless && chosen.length > 0) making.mutate();
  };
  // Whoever closed the question knows that nothing was made.
  const failed = making.isError && !isProblem(making.error, 'STEP_UP_REQUIRED');
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <div className={classes.inline}>
          <TextInput
            label={words.name}
            placeholder={words.namePlaceholder}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={tried && nameless ? words.nameEmpty : failed ? sentence(making.error) : null}
          />
          <Select
            label={words.expiry}
            w={150}
            allowDeselect={false}
            value={expiry}
            onChange={(value) => setExpiry(value ?? never)}
            data={expiries.map((value) => ({ value, label: words.expiries[value] }))}
          />
        </div>
        <Checkbox.Group
          label={words.scopes}
          value={[...chosen]}
          onChange={(values) => setChosen(scopes.filter((scope) => values.includes(scope)))}
          error={tried && chosen.length === 0 ? words.scopesEmpty : null}
        >
          <div className={classes.scopes}>
            {scopes.map((scope) => (
              <Checkbox
                key={scope}
                value={scope}
                label={words.scopeNames[scope]}
                disabled={scope !== 'everything' && chosen.includes('everything')}
              />
            ))}
          </div>
        </Checkbox.Group>
        <Button type="submit" variant="light" w="fit-content" loading={making.isPending}>
          {words.create}
        </Button>
      </Stack>
    </form>
  );
}

function inDays(days: number): string {
  return new Date(Date.now() + days * dayMs).toISOString();
}
