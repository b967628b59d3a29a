import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { keys } from '@/api/keys';
import { sentence } from '@/api/problem';
import { text } from '@/text';
import { Notice } from '@/ui/Notice';
import { notifyDone } from '@/ui/notify';
import { type Person, updatePerson } from '../api';
import { personQuery } from '../queries';

const words = text.person;

interface EditPersonProps {
  institute: string;
  person: Person;
  onDone: () => void;
}

export function EditPerson({ institute, person, onDone }: EditPersonProps) {
  const client = useQueryClient();
  const [name, setName] = useState(person.name);
  const [phone, setPhone] = useState(person.phone ?? '');
  const [rollNumber, setRollNumber] = useState(person.roll_number ?? '');
  const [guardian, setGuardian] = useState(person.guardian_email ?? '');
  const saving = useMutation({
    mutationFn: () =>
      updatePerson(institute, person.member, {
        name: name.trim(),
        phone: phone.trim(),
        roll_number: rollNumber.trim(),
        guardian_email: guardian.trim(),
      }),
    onSuccess: (saved) => {
      client.setQueryData(personQuery(institute, person.member).queryKey, saved);
      notifyDone(words.saved);
      onDone();
      return client.invalidateQueries({ queryKey: keys.people(institute) });
    },
  });
  const nameless = name.trim() === '';
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!nameless) saving.mutate();
  };
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        {saving.isError ? (
          <Notice tone="bad" role="alert">
            {sentence(saving.error)}
          </Notice>
        ) : null}
        <TextInput
          label={words.name}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={nameless ? text.invite.nameEmpty : null}
        />
        <TextInput
          label={words.phone}
          type="tel"
          value={phone}
          onChange={(event) => setPhone(event.currentTarget.value)}
        />
        <TextInput
          label={words.rollNumber}
          value={rollNumber}
          onChange={(event) => setRollNumber(event.currentTarget.value)}
        />
        <TextInput
          label={words.guardian}
          type="email"
          value={guardian}
          onChange={(event) => setGuardian(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button type="submit" loading={saving.isPending} disabled={nameless}>
            {text.common.save}
          </Button>
          <Button variant="default" onClick={onDone}>
            {text.common.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
