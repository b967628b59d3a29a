import { TextInput } from '@mantine/core';
import { type Ref, useRef } from 'react';
import { text } from '@/text';
import { codeLength, digitsOf } from './code';
import classes from './fields.module.css';

interface CodeFieldProps {
  value: string;
  onChange: (digits: string) => void;
  /** Called once for each complete code, without a button having been pressed. */
  onComplete: (digits: string) => void;
  error?: string | null | undefined;
  busy?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** Six digits in one field: phones offer the code from the message, paste works, and it sends itself. */
export function CodeField({ value, onChange, onComplete, error, busy, ref }: CodeFieldProps) {
  const last = useRef('');
  return (
    <TextInput
      ref={ref ?? null}
      name="code"
      label={text.account.code.label}
      classNames={{ input: classes.code }}
      type="text"
      inputMode="numeric"
      autoComplete="one-time-code"
      spellCheck={false}
      size="lg"
      data-autofocus
      value={value}
      readOnly={busy === true}
      onChange={(event) => {
        const digits = digitsOf(event.currentTarget.value);
        onChange(digits);
        if (digits.length === codeLength && digits !== last.current) onComplete(digits);
        last.current = digits;
      }}
      error={error ?? null}
    />
  );
}
