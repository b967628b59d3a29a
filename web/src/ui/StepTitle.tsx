import { Title } from '@mantine/core';
import classes from './StepTitle.module.css';
import { usePageTitle } from './usePageTitle';

/** The heading of a step, which is the name of the page as well. */
export function StepTitle({ children }: { children: string }) {
  usePageTitle(children);
  return (
    <Title order={1} className={classes.title}>
      {children}
    </Title>
  );
}
