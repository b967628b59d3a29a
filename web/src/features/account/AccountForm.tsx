import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { register, signIn } from '@/api/calls';
import { keys } from '@/api/keys';
import { sentence } from '@/api/problem';
import type { User } from '@/api/types';
import { text } from '@/text';
import { emailTrouble, nameTrouble, newPasswordTrouble, passwordTrouble } from './fields';

interface AccountFormProps {
  /** `new` also asks for a name and holds the password to the rules for new ones. */
  account: 'new' | 'existing';
  submit: string;
  /** Where to go afterwards; a path of this site. */
  next: string | undefined;
}

/** Signs in, or makes an account and signs into it at once. */
export function AccountForm({ account, submit, next }: AccountFormProps) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const client = useQueryClient();
  const router = useRouter();
  const isNew = account === 'new';

  const entering = useMutation({
    mutationFn: async (): Promise<User> => {
      const who = { email: email.trim(), password };
      if (isNew) await register({ ...who, name: name.trim() });
      return (await signIn(who)).user;
    },
    onSuccess: async (user) => {
      client.removeQueries({ queryKey: keys.setup });
      client.setQueryData(keys.user, user);
      router.history.push(next ?? '/drive');
    },
  });

  const troubles = {
    name: isNew ? nameTrouble(name) : null,
    email: emailTrouble(email),
    password: isNew ? newPasswordTrouble(password) : passwordTrouble(password),
  };

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const wrong = (['name', 'email', 'password'] as const).find((field) => troubles[field]);
    if (wrong === undefined) entering.mutate();
    else event.currentTarget.querySelector<HTMLInputElement>(`[name="${wrong}"]`)?.focus();
  };

  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        {entering.isError ? (
          <Alert color="red" icon={<IconAlertCircle size={20} aria-hidden />} role="alert">
            {sentence(entering.error)}
          </Alert>
        ) : null}
        {isNew ? (
          <TextInput
            name="name"
            label={text.account.name}
            autoComplete="name"
            size="md"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={tried ? troubles.name : null}
          />
        ) : null}
        <TextInput
          name="email"
          type="email"
          label={text.account.email}
          autoComplete="username"
          inputMode="email"
          autoCapitalize="none"
          spellCheck={false}
          size="md"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={tried ? troubles.email : null}
        />
        <PasswordInput
          name="password"
          label={text.account.password}
          description={isNew ? text.account.passwordHint : undefined}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          visibilityToggleButtonProps={{ 'aria-label': text.account.showPassword }}
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={tried ? troubles.password : null}
        />
        <Button type="submit" size="md" mt="xs" loading={entering.isPending}>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
