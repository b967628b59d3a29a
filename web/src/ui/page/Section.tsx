import { Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './page.module.css';

interface SectionProps {
  title: string;
  /** The part of an address that leads here: `#mail`. */
  anchor?: string;
  hint?: ReactNode;
  /** `danger` for what destroys; `plain` puts the heading above instead of beside. */
  tone?: 'normal' | 'danger';
  layout?: 'beside' | 'above';
  /** A small link or button at the end of the heading. */
  aside?: ReactNode;
  children: ReactNode;
}

/** One subject of a page, as a sheet with a heading. */
export function Section(props: SectionProps) {
  const id = useId();
  return (
    <section
      id={props.anchor}
      className={classes.section}
      data-tone={props.tone}
      data-layout={props.layout ?? 'beside'}
      aria-labelledby={id}
    >
      <div className={classes.sectionHead}>
        <div>
          <Title order={2} id={id} className={classes.sectionTitle}>
            {props.title}
          </Title>
          {props.hint === undefined ? null : (
            <Text size="sm" c="dimmed" component="div">
              {props.hint}
            </Text>
          )}
        </div>
        {props.aside}
      </div>
      <div className={classes.sectionBody}>{props.children}</div>
    </section>
  );
}
