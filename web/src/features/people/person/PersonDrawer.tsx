import { Avatar, Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MyInstitute } from '@/api/institutes';
import { belongs } from '@/api/roles';
import { initials } from '@/format/initials';
import { formatMoment, formatRelative } from '@/format/time';
import { text } from '@/text';
import { CopyText } from '@/ui/CopyText';
import { Trouble } from '@/ui/Trouble';
import type { Person } from '../api';
import { StateBadge } from '../directory/columns';
import type { Bulk } from '../directory/useBulk';
import classes from '../people.module.css';
import { personQuery } from '../queries';
import { EditPerson } from './EditPerson';
import { PersonActs } from './PersonActs';

const words = text.person;

interface PersonDrawerProps {
  institute: MyInstitute;
  member: string;
  bulk: Bulk;
  onClose: () => void;
}

/** One person, at the side of the directory. */
export function PersonDrawer({ institute, member, bulk, onClose }: PersonDrawerProps) {
  const query = useQuery(personQuery(institute.id, member));
  const person = query.data;
  const [editing, setEditing] = useState(false);
  const mayManage = belongs(institute.role, 'managers');
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={460}
      title={person?.name ?? words.title}
      overlayProps={{ backgroundOpacity: 0.25 }}
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      {person === undefined ? (
        query.isError ? (
          <Trouble error={query.error} onRetry={() => query.refetch()} />
        ) : (
          <Stack aria-busy="true">
            <Skeleton height={52} circle />
            <Skeleton height={18} width="70%" />
            <Skeleton height={18} width="50%" />
          </Stack>
        )
      ) : (
        <Stack gap="lg">
          <Group wrap="nowrap">
            <Avatar size={52} color="pine" variant="filled" aria-hidden>
              {initials(person.name)}
            </Avatar>
            <div>
              <Text fw={600}>{text.places.roles[person.role]}</Text>
              <StateBadge person={person} />
            </div>
          </Group>
          {editing ? (
            <EditPerson institute={institute.id} person={person} onDone={() => setEditing(false)} />
          ) : (
            <>
              <Facts person={person} />
              {mayManage ? (
                <Group gap="xs">
                  <Button variant="default" size="xs" onClick={() => setEditing(true)}>
                    {words.edit}
                  </Button>
                  <Button variant="default" size="xs" onClick={() => bulk.setRole([person])}>
                    {words.changeRole}
                  </Button>
                </Group>
              ) : null}
            </>
          )}
          {mayManage ? (
            <PersonActs institute={institute.id} person={person} bulk={bulk} onGone={onClose} />
          ) : null}
        </Stack>
      )}
    </Drawer>
  );
}

function Facts({ person }: { person: Person }) {
  const moment = (iso: string | null) => (iso === null ? words.none : formatMoment(iso));
  return (
    <dl className={classes.facts}>
      <dt>{words.email}</dt>
      <dd>
        {person.email}
        <CopyText value={person.email} label={words.copyEmail} />
      </dd>
      <dt>{words.phone}</dt>
      <dd>{person.phone ?? words.none}</dd>
      <dt>{words.rollNumber}</dt>
      <dd>{person.roll_number ?? words.none}</dd>
      {person.guardian_email === null ? null : (
        <>
          <dt>{words.guardian}</dt>
          <dd>{person.guardian_email}</dd>
        </>
      )}
      {person.state === 'invited' ? (
        <>
          <dt>{words.invitedUntil}</dt>
          <dd>{moment(person.invited_until)}</dd>
        </>
      ) : (
        <>
          <dt>{words.joined}</dt>
          <dd>{moment(person.joined_at)}</dd>
          <dt>{words.seen}</dt>
          <dd title={person.last_seen_at === null ? undefined : formatMoment(person.last_seen_at)}>
            {person.last_seen_at === null ? words.none : formatRelative(person.last_seen_at)}
          </dd>
        </>
      )}
    </dl>
  );
}
