import { Button, List, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { saveText } from '@/format/csv';
import { text } from '@/text';
import { Confirm } from '@/ui/Confirm';
import { Notice } from '@/ui/Notice';
import { notifyDone, notifyProblem } from '@/ui/notify';
import { exportPerson, type Person, resetPerson, signOutPerson } from '../api';
import type { Bulk } from '../directory/useBulk';
import classes from '../people.module.css';

const words = text.person;

interface PersonActsProps {
  institute: string;
  person: Person;
  bulk: Bulk;
  /** The person left the directory. */
  onGone: () => void;
}

/** Everything that concerns somebody's way in, each with what it means beside it. */
export function PersonActs({ institute, person, bulk, onGone }: PersonActsProps) {
  const [asking, setAsking] = useState<'nothing' | 'sign_out' | 'reset'>('nothing');
  const client = useQueryClient();
  const settled = () => {
    setAsking('nothing');
    return client.invalidateQueries({ queryKey: keys.people(institute) });
  };
  const signingOut = useMutation({
    mutationFn: () => signOutPerson(institute, person.member),
    onSuccess: () => notifyDone(words.signedOut(person.name)),
    onError: notifyProblem,
    onSettled: settled,
  });
  const resetting = useMutation({
    mutationFn: () => resetPerson(institute, person.member),
    onSuccess: ({ factors_removed }) => notifyDone(words.resetDone(person.email, factors_removed)),
    onError: notifyProblem,
    onSettled: settled,
  });
  const exporting = useMutation({
    mutationFn: () => exportPerson(institute, person.member),
    onSuccess: (everything) => {
      saveText(`${person.name}.json`, JSON.stringify(everything, null, 2), 'application/json');
      notifyDone(words.exported);
    },
    onError: notifyProblem,
  });

  return (
    <section>
      <Title order={3} size="sm" mb="xs">
        {words.access}
      </Title>
      <ul className={classes.acts}>
        {person.state === 'invited' ? (
          <>
            <Act
              hint={words.resendHint}
              label={text.directory.actions.resend}
              busy={bulk.busy}
              onClick={() => bulk.resend([person])}
            />
            <Act
              hint={words.revokeHint}
              label={text.directory.actions.revoke}
              danger
              onClick={() => {
                bulk.revoke([person]);
                onGone();
              }}
            />
          </>
        ) : null}
        {person.state === 'active' ? (
          <>
            <Act hint={words.resetHint} label={words.reset} onClick={() => setAsking('reset')} />
            <Act
              hint={words.signOutHint}
              label={words.signOut}
              onClick={() => setAsking('sign_out')}
            />
          </>
        ) : null}
        <Act
          hint={words.exportHint}
          label={words.export}
          busy={exporting.isPending}
          onClick={() => exporting.mutate()}
        />
        {person.state === 'active' ? (
          <Act
            hint={words.deactivateHint}
            label={text.directory.actions.deactivate}
            danger
            onClick={() => bulk.deactivate([person])}
          />
        ) : null}
        {person.state === 'deactivated' ? (
          <Act
            hint={words.deactivateHint}
            label={text.directory.actions.reactivate}
            busy={bulk.busy}
            onClick={() => bulk.reactivate([person])}
          />
        ) : null}
      </ul>

      <Confirm
        opened={asking === 'sign_out'}
        title={words.signOutTitle(person.name)}
        confirm={words.signOut}
        busy={signingOut.isPending}
        onConfirm={() => signingOut.mutate()}
        onClose={() => setAsking('nothing')}
      >
        {words.signOutAsk}
      </Confirm>
      <Confirm
        opened={asking === 'reset'}
        title={words.resetTitle(person.name)}
        confirm={words.resetConfirm}
        busy={resetting.isPending}
        onConfirm={() => resetting.mutate()}
        onClose={() => setAsking('nothing')}
      >
        <Stack gap="sm">
          <List size="sm" spacing={6}>
            {words.resetPoints.map((point) => (
              <List.Item key={point}>{point}</List.Item>
            ))}
          </List>
          <Notice tone="warning" icon={<IconAlertTriangle size={18} aria-hidden />}>
            {words.resetWarn}
          </Notice>
        </Stack>
      </Confirm>
    </section>
  );
}

interface ActProps {
  hint: string;
  label: string;
  danger?: boolean;
  busy?: boolean;
  onClick: () => void;
}

function Act({ hint, label, danger = false, busy = false, onClick }: ActProps) {
  return (
    <li>
      <Text size="sm" c="dimmed">
        {hint}
      </Text>
      <Button
        variant={danger ? 'light' : 'default'}
        color={danger ? 'red' : 'pine'}
        size="xs"
        loading={busy}
        onClick={onClick}
      >
        {label}
      </Button>
    </li>
  );
}
