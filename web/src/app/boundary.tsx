import { Anchor } from '@mantine/core';
import { IconCompass } from '@tabler/icons-react';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { text } from '@/text';
import { EmptyState } from '@/ui/EmptyState';
import { Trouble } from '@/ui/Trouble';
import classes from './boundary.module.css';

/** Shown in place of a page that failed, with a way to try again. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <main className={classes.whole}>
      <Trouble
        error={error}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </main>
  );
}

/** An address that leads nowhere, or to something that is not this person's. */
export function Lost() {
  return (
    <EmptyState
      icon={<IconCompass size={40} stroke={1.5} />}
      title={text.errors.notFoundTitle}
      hint={text.errors.notFound}
    >
      <Anchor component={Link} to="/">
        {text.errors.home}
      </Anchor>
    </EmptyState>
  );
}

export function NotFound() {
  return (
    <main className={classes.whole}>
      <Lost />
    </main>
  );
}
