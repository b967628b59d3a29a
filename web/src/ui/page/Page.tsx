import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { usePageTitle } from '../usePageTitle';
import classes from './page.module.css';

interface PageProps {
  title: string;
  intro?: string | undefined;
  /** Buttons beside the title. */
  actions?: ReactNode;
  /** `list` fills the height and scrolls inside; `narrow` is for forms. */
  shape?: 'normal' | 'narrow' | 'list';
  children: ReactNode;
}

/** The paper every institute page is written on: a title, its buttons, the content. */
export function Page({ title, intro, actions, shape = 'normal', children }: PageProps) {
  usePageTitle(title);
  return (
    <div className={classes.page} data-shape={shape}>
      <header className={classes.header}>
        <div className={classes.titles}>
          <Title order={1} className={classes.title}>
            {title}
          </Title>
          {intro === undefined ? null : (
            <Text c="dimmed" size="sm">
              {intro}
            </Text>
          )}
        </div>
        {actions === undefined ? null : <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
