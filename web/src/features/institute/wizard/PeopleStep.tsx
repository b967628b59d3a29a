import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '@/text';
import classes from '../institute.module.css';

const words = text.institute.wizard;

export function PeopleStep({ children }: { children: ReactNode }) {
  return (
    <div className={classes.panel}>
      <div>
        <Title order={2} className={classes.panelTitle}>
          {words.peopleTitle}
        </Title>
        <Text c="dimmed" size="sm">
          {words.peopleIntro}
        </Text>
      </div>
      {children}
    </div>
  );
}
