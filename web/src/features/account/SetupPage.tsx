import { Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { text } from '@/text';
import { StepTitle } from '@/ui/StepTitle';
import classes from './account.module.css';
import { NewAccount } from './NewAccount';
import { useEnter } from './useEnter';

/** The very first page of a new installation. */
export function SetupPage() {
  const words = text.account.setup;
  const enter = useEnter();
  return (
    <NewAccount
      submit={words.submit}
      head={
        <>
          <Text className={classes.step}>{words.step}</Text>
          <StepTitle>{words.title}</StepTitle>
          <Text c="dimmed" mb="lg">
            {words.intro}
          </Text>
        </>
      }
      foot={
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
      }
      onSignedIn={(answer) => enter(answer, undefined)}
    />
  );
}
