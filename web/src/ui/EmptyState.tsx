import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './EmptyState.module.css';

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  hint: string;
  children?: ReactNode;
}

/** A page without content that says what could be here and how it gets here. */
export function EmptyState({ icon, title, hint, children }: EmptyStateProps) {
  return (
    <Stack align="center" justify="center" gap="xs" className={classes.empty}>
      <div className={classes.icon} aria-hidden>
        {icon}
      </div>
      <Title order={2} className={classes.title}>
        {title}
      </Title>
      <Text c="dimmed" maw={380}>
        {hint}
      </Text>
      {children === undefined ? null : <div className={classes.actions}>{children}</div>}
    </Stack>
  );
}
