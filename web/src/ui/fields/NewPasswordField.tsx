import { PasswordInput, Text } from '@mantine/core';
import { useId } from 'react';
import { text } from '@/text';
import classes from './fields.module.css';
import { type Strength, shortestPassword, strengthOf } from './strength';

const levels: Readonly<Record<Strength, number>> = {
  empty: 0,
  short: 1,
  common: 1,
  personal: 1,
  fair: 2,
  good: 3,
  strong: 4,
};

interface NewPasswordFieldProps {
  label: string;
  value: string;
  onChange: (password: string) => void;
  /** Words others know of this person: the name, the e-mail address. */
  known?: readonly string[];
  error?: string | null | undefined;
  size?: 'sm' | 'md';
}

/** A password being made up, with a word on how good it is. The line is always there, so nothing jumps. */
export function NewPasswordField(props: NewPasswordFieldProps) {
  const hint = useId();
  const strength = strengthOf(props.value, props.known);
  return (
    <div>
      <PasswordInput
        name="password"
        label={props.label}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': text.account.showPassword }}
        size={props.size ?? 'sm'}
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value)}
        error={props.error ?? null}
        aria-describedby={hint}
      />
      <div className={classes.strength} data-level={levels[strength]} aria-hidden>
        <i />
        <i />
        <i />
        <i />
      </div>
      <Text id={hint} size="xs" c="dimmed" className={classes.strengthHint} aria-live="polite">
        {wordsFor(strength, props.value)}
      </Text>
    </div>
  );
}

function wordsFor(strength: Strength, password: string): string {
  const words = text.account.strength;
  if (strength === 'short') return words.short(shortestPassword - [...password].length);
  return words[strength];
}
