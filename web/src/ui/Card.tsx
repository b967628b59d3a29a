import { Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './Card.module.css';

interface CardProps {
  title: string;
  hint?: string;
  children: ReactNode;
}

/** One subject of a page: what it is at the side, and what can be done about it. */
export function Card({ title, hint, children }: CardProps) {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id}>
      <div>
        <Title order={2} id={id} className={classes.title}>
          {title}
        </Title>
        {hint === undefined ? null : (
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        )}
      </div>
      <div className={classes.body}>{children}</div>
    </section>
  );
}
