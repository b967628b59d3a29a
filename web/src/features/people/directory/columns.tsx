import { Avatar, Badge } from '@mantine/core';
import { initials } from '@/format/initials';
import { formatListDate, formatMoment, formatRelative } from '@/format/time';
import { text } from '@/text';
import type { Column, Item } from '@/ui/collection/types';
import type { Person } from '../api';
import classes from '../people.module.css';

const words = text.directory;

export type PersonRow = Person & Item;

export const columns: readonly Column<PersonRow>[] = [
  {
    id: 'name',
    header: words.columns.name,
    width: 'minmax(0, 1fr)',
    cell: (row) => (
      <span className={classes.who}>
        <Avatar size={32} color="pine" aria-hidden>
          {initials(row.name)}
        </Avatar>
        <span className={classes.whoText}>
          <span className={classes.name} title={row.name}>
            {row.name}
          </span>
          <span className={classes.under} title={row.email}>
            {row.email}
          </span>
        </span>
        <span className={classes.stateOnPhone}>
          <StateBadge person={row} />
        </span>
      </span>
    ),
  },
  {
    id: 'role',
    header: words.columns.role,
    width: '8.5rem',
    from: 'medium',
    cell: (row) => text.places.roles[row.role],
  },
  {
    id: 'state',
    header: words.columns.state,
    width: '10.5rem',
    from: 'medium',
    cell: (row) => <StateBadge person={row} />,
  },
  {
    id: 'roll',
    header: words.columns.roll,
    width: '8rem',
    from: 'wide',
    cell: (row) => row.roll_number ?? '',
  },
  {
    id: 'seen',
    header: words.columns.seen,
    width: '8rem',
    from: 'wide',
    align: 'end',
    cell: (row) =>
      row.last_seen_at === null ? (
        <span className={classes.faint}>{words.neverSeen}</span>
      ) : (
        <time dateTime={row.last_seen_at} title={formatMoment(row.last_seen_at)}>
          {formatListDate(row.last_seen_at)}
        </time>
      ),
  },
];

const tones = { active: 'pine', invited: 'orange', deactivated: 'gray' } as const;

/** In a word and a colour whether somebody is here, on the way, or shut out. */
export function StateBadge({ person }: { person: Pick<Person, 'state' | 'invited_until'> }) {
  const until = person.invited_until;
  const over = person.state === 'invited' && until !== null && new Date(until) < new Date();
  return (
    <Badge
      variant="light"
      color={over ? 'red' : tones[person.state]}
      className={classes.state}
      data-state={over ? 'expired' : person.state}
      title={
        person.state === 'invited' && until !== null && !over
          ? words.invitedUntil(formatRelative(until))
          : undefined
      }
    >
      {over ? words.expired : words.states[person.state]}
    </Badge>
  );
}
