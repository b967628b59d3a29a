import { Button, Checkbox, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { sentence } from '@/api/problem';
import type { SessionsFull, SignInAnswer } from '@/api/sign_in';
import { formatRelative } from '@/format/time';
import { text } from '@/text';
import { DeviceRow, placeName } from '@/ui/DeviceRow';
import rows from '@/ui/rows.module.css';
import { StepTitle } from '@/ui/StepTitle';
import classes from '../account.module.css';
import { takeOver } from '../api';
import { FormProblem } from '../FormProblem';
import { isOver } from './over';

const words = text.account.full;

interface FullStepProps {
  answer: SessionsFull;
  onAnswer: (answer: SignInAnswer) => void;
  onOver: (notice: string | null) => void;
}

/** As many devices are signed in as may be: where, and whether to end one of them. */
export function FullStep({ answer, onAnswer, onOver }: FullStepProps) {
  const { attempt, rule, sessions } = answer;
  const choosing = rule === 'ask' && sessions.length > 1;
  const [chosen, setChosen] = useState<readonly string[]>(() => longestUnused(sessions));
  const [tried, setTried] = useState(false);

  const taking = useMutation({
    mutationFn: () => takeOver(attempt, choosing ? [...chosen] : null),
    onSuccess: onAnswer,
    onError: (error) => {
      if (isOver(error)) onOver(text.account.signIn.over);
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!choosing || chosen.length > 0) taking.mutate();
  };
  const toggle = (id: string) =>
    setChosen((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now, id]));

  return (
    <form onSubmit={onSubmit}>
      <StepTitle>{words.title}</StepTitle>
      <Text c="dimmed" mb="md">
        {rule === 'ask' ? words.ask : words.oldest_stays(sessions.length)}
      </Text>
      <Stack gap="md">
        <FormProblem>
          {taking.isError
            ? sentence(taking.error)
            : tried && choosing && chosen.length === 0
              ? words.nothing
              : null}
        </FormProblem>
        <ul className={rows.rows} aria-label={words.choose}>
          {sessions.map((session) => {
            const row = (
              <DeviceRow
                kind={session.kind}
                name={session.name}
                facts={[placeName(session.place), formatRelative(session.last_used_at)]}
              />
            );
            return (
              <li key={session.id}>
                {choosing ? (
                  <Checkbox
                    classNames={{ body: classes.choice, labelWrapper: classes.choiceLabel }}
                    checked={chosen.includes(session.id)}
                    onChange={() => toggle(session.id)}
                    label={row}
                  />
                ) : (
                  row
                )}
              </li>
            );
          })}
        </ul>
        <Button type="submit" size="md" loading={taking.isPending}>
          {words.submit}
        </Button>
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onOver(null)}>
          {words.stay}
        </Button>
      </Stack>
    </form>
  );
}

/** What is proposed: the device nobody has touched for longest. */
function longestUnused(sessions: SessionsFull['sessions']): readonly string[] {
  const [oldest] = sessions.toSorted((a, b) => a.last_used_at.localeCompare(b.last_used_at));
  return oldest === undefined ? [] : [oldest.id];
}
