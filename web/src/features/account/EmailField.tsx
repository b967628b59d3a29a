import { TextInput } from '@mantine/core';
import { text } from '@/text';

interface EmailFieldProps {
  value: string;
  onChange: (email: string) => void;
  error?: string | null;
  /** Lets passkeys appear in the list of the field. */
  passkeys?: boolean;
}

export function EmailField({ value, onChange, error, passkeys = false }: EmailFieldProps) {
  return (
    <TextInput
      name="email"
      type="email"
      label={text.account.email}
      autoComplete={passkeys ? 'username webauthn' : 'username'}
      inputMode="email"
      autoCapitalize="none"
      spellCheck={false}
      size="md"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error ?? null}
    />
  );
}
