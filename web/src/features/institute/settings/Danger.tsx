import { Button, Group, List, Modal, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Institute } from '@/api/institutes';
import { keys } from '@/api/keys';
import { sentence } from '@/api/problem';
import { formatBytes } from '@/format/bytes';
import { text } from '@/text';
import { notifyDone } from '@/ui/notify';
import { Section } from '@/ui/page/Section';
import { deleteInstitute } from '../api';
import { deletionQuery } from '../queries';

const words = text.institute.danger;

interface DangerProps {
  institute: Institute;
  onDeleted: () => void;
}

export function Danger({ institute, onDeleted }: DangerProps) {
  const [asking, setAsking] = useState(false);
  return (
    <Section title={words.title} hint={words.hint} tone="danger">
      <Button variant="light" color="red" onClick={() => setAsking(true)}>
        {words.open}
      </Button>
      {asking ? (
        <Farewell institute={institute} onDeleted={onDeleted} onClose={() => setAsking(false)} />
      ) : null}
    </Section>
  );
}

/** Says what goes, and wants the name typed: nobody deletes an institute by a slip. */
function Farewell({ institute, onDeleted, onClose }: DangerProps & { onClose: () => void }) {
  const client = useQueryClient();
  const plan = useQuery(deletionQuery(institute.id));
  const [typed, setTyped] = useState('');
  const sure = typed.trim() === institute.name;
  const deleting = useMutation({
    mutationFn: () => deleteInstitute(institute.id, typed.trim()),
    onSuccess: async () => {
      notifyDone(words.done(institute.name));
      onDeleted();
      await client.invalidateQueries({ queryKey: keys.institutes });
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (sure) deleting.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.planTitle(institute.name)}
      centered
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      <form onSubmit={onSubmit}>
        <Stack>
          <Text size="sm">{words.plan}</Text>
          {plan.isError ? <Text size="sm">{sentence(plan.error)}</Text> : null}
          {plan.isPending ? <Skeleton height={70} /> : null}
          {plan.data === undefined ? null : (
            <List size="sm" spacing={4}>
              <List.Item>{words.people(plan.data.people)}</List.Item>
              <List.Item>{words.files(plan.data.files, formatBytes(plan.data.bytes))}</List.Item>
              <List.Item>{words.rest}</List.Item>
            </List>
          )}
          <TextInput
            label={words.type(institute.name)}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            error={deleting.isError ? sentence(deleting.error) : null}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              {text.common.cancel}
            </Button>
            <Button type="submit" color="red" disabled={!sure} loading={deleting.isPending}>
              {words.confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
