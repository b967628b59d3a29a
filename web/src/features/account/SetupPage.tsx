import { Text, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { text } from '@/text';
import { usePageTitle } from '@/ui/usePageTitle';
import { AccountForm } from './AccountForm';
import classes from './account.module.css';

/** The very first page of a new installation. */
export function SetupPage() {
  const words = text.account.setup;
  usePageTitle(words.title);
  return (
    <>
      <Text className={classes.step}>{words.step}</Text>
      <Title order={1} className={classes.title}>
        {words.title}
      </Title>
      <Text c="dimmed" mb="lg">
        {words.intro}
      </Text>
      <AccountForm account="new" submit={words.submit} next={undefined} />
      <ul className={classes.points}>
        {words.points.map(([title, hint]) => (
          <li key={title}>
            <IconCheck size={18} aria-hidden />
            <span>
              <strong>{title}.</strong> {hint}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
