import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { sentence } from '@/api/problem';
import { text } from '@/text';
import { NewPasswordField } from '@/ui/fields/NewPasswordField';
import { EmailField } from './EmailField';
import { FormProblem } from './FormProblem';
import { emailTrouble, nameTrouble, newPasswordTrouble, refusedPassword } from './fields';

export interface NewPerson {
  name: string;
  email: string;
  password: string;
}

interface NewAccountFormProps {
  /** Given by an invitation: shown elsewhere, and not asked for. */
  email: string | undefined;
  name: string | undefined;
  submit: string;
  busy: boolean;
  error: Error | null;
  onSubmit: (person: NewPerson) => void;
}

export function NewAccountForm(props: NewAccountFormProps) {
  const [name, setName] = useState(props.name ?? '');
  const [email, setEmail] = useState(props.email ?? '');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);

  const troubles = {
    name: nameTrouble(name),
    email: emailTrouble(email),
    password: newPasswordTrouble(password),
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const wrong = (['name', 'email', 'password'] as const).find((field) => troubles[field]);
    if (wrong === undefined) props.onSubmit({ name: name.trim(), email: email.trim(), password });
    else event.currentTarget.querySelector<HTMLInputElement>(`[name="${wrong}"]`)?.focus();
  };
  const refused = props.error === null ? null : refusedPassword(props.error);

  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <FormProblem>
          {props.error !== null && refused === null ? sentence(props.error) : null}
        </FormProblem>
        <TextInput
          name="name"
          label={text.account.name}
          autoComplete="name"
          size="md"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={tried ? troubles.name : null}
        />
        {props.email === undefined ? (
          <EmailField value={email} onChange={setEmail} error={tried ? troubles.email : null} />
        ) : (
          // Tells password managers whose password this is.
          <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
        )}
        <NewPasswordField
          label={text.account.password}
          size="md"
          value={password}
          onChange={setPassword}
          known={[name, email]}
          error={tried ? (troubles.password ?? refused) : null}
        />
        <Button type="submit" size="md" loading={props.busy}>
          {props.submit}
        </Button>
      </Stack>
    </form>
  );
}
