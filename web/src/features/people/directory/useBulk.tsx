import { Button, Group, List, Modal, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { MyInstitute } from '@/api/institutes';
import { keys } from '@/api/keys';
import { grantable, isRole, type Role } from '@/api/roles';
import { text } from '@/text';
import { Confirm } from '@/ui/Confirm';
import { notifyDone, notifyProblem, notifyTrouble } from '@/ui/notify';
import { type BulkAction, type BulkAnswer, bulkLimit, changePeople, type Person } from '../api';

const words = text.directory;

export type Chosen = readonly Pick<Person, 'member' | 'name'>[];

/** What can be done to several people at once, or to one. */
export interface Bulk {
  busy: boolean;
  deactivate: (people: Chosen) => void;
  reactivate: (people: Chosen) => void;
  resend: (people: Chosen) => void;
  revoke: (people: Chosen) => void;
  setRole: (people: Chosen) => void;
  /** The questions asked before, and the refusals shown after. */
  dialogs: ReactNode;
}

type Question =
  | { kind: 'none' }
  | { kind: 'deactivate' | 'revoke'; people: Chosen }
  | { kind: 'set_role'; people: Chosen };

interface Refusals {
  people: Chosen;
  refused: BulkAnswer['refused'];
}

export function useBulk(institute: MyInstitute): Bulk {
  const client = useQueryClient();
  const [question, setQuestion] = useState<Question>({ kind: 'none' });
  const [refusals, setRefusals] = useState<Refusals | null>(null);
  const close = () => setQuestion({ kind: 'none' });

  const changing = useMutation({
    mutationFn: ({ people, action }: { people: Chosen; action: BulkAction }) =>
      changePeople(
        institute.id,
        people.map(({ member }) => member),
        action,
      ),
    onSuccess: ({ changed, refused }, { people, action }) => {
      if (changed > 0) notifyDone(words.done[action.kind](changed));
      if (refused.length > 0) setRefusals({ people, refused });
    },
    onError: notifyProblem,
    onSettled: () => {
      close();
      return client.invalidateQueries({ queryKey: keys.institute(institute.id) });
    },
  });

  const run = (people: Chosen, action: BulkAction) => {
    if (people.length > bulkLimit) notifyTrouble(words.tooMany(bulkLimit));
    else changing.mutate({ people, action });
  };
  const asked = question.kind === 'deactivate' || question.kind === 'revoke' ? question : null;
  const ask = words.ask[asked?.kind ?? 'deactivate'];

  return {
    busy: changing.isPending,
    reactivate: (people) => run(people, { kind: 'reactivate' }),
    resend: (people) => run(people, { kind: 'resend' }),
    deactivate: (people) => setQuestion({ kind: 'deactivate', people }),
    revoke: (people) => setQuestion({ kind: 'revoke', people }),
    setRole: (people) => setQuestion({ kind: 'set_role', people }),
    dialogs: (
      <>
        <Confirm
          opened={asked !== null}
          title={ask.title(asked?.people.length ?? 0)}
          confirm={ask.confirm}
          busy={changing.isPending}
          onConfirm={() => asked && run(asked.people, { kind: asked.kind })}
          onClose={close}
        >
          {ask.hint}
        </Confirm>
        {question.kind === 'set_role' ? (
          <RoleQuestion
            by={institute.role}
            amount={question.people.length}
            busy={changing.isPending}
            onChoose={(role) => run(question.people, { kind: 'set_role', role })}
            onClose={close}
          />
        ) : null}
        {refusals === null ? null : <RefusedList {...refusals} onClose={() => setRefusals(null)} />}
      </>
    ),
  };
}

interface RoleQuestionProps {
  by: Role;
  amount: number;
  busy: boolean;
  onChoose: (role: Role) => void;
  onClose: () => void;
}

function RoleQuestion({ by, amount, busy, onChoose, onClose }: RoleQuestionProps) {
  const [role, setRole] = useState<Role>('student');
  const ask = words.ask.setRole;
  return (
    <Modal
      opened
      onClose={onClose}
      title={ask.title(amount)}
      centered
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      <Stack>
        <Select
          label={ask.label}
          description={text.places.roleHints[role]}
          data={grantable(by).map((value) => ({ value, label: text.places.roles[value] }))}
          value={role}
          onChange={(value) => {
            if (isRole(value)) setRole(value);
          }}
          allowDeselect={false}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {text.common.cancel}
          </Button>
          <Button loading={busy} onClick={() => onChoose(role)}>
            {ask.confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function RefusedList({ people, refused, onClose }: Refusals & { onClose: () => void }) {
  const nameOf = (member: string) =>
    people.find((one) => one.member === member)?.name ?? text.common.unknown;
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.refused(refused.length)}
      centered
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      <Stack>
        <Text c="dimmed" size="sm">
          {words.refusedHint}
        </Text>
        <List size="sm" spacing="xs">
          {refused.map(({ member, detail }) => (
            <List.Item key={member}>
              <strong>{nameOf(member)}</strong>: {detail}
            </List.Item>
          ))}
        </List>
        <Group justify="flex-end">
          <Button onClick={onClose}>{text.common.close}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
