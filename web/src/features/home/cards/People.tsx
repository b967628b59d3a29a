import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { text } from '@/text';
import { Section } from '@/ui/page/Section';
import type { CardProps } from '../HomePage';
import classes from '../home.module.css';

const words = text.home;

/** How many have joined, and how many are still on the way. */
export function People({ place, home: { people, notes } }: CardProps) {
  if (people === null) return null;
  const all = people.active + people.invited;
  const expired = notes.find((note) => note.code === 'invitations_expired')?.count ?? 0;
  return (
    <Section
      title={words.people}
      layout="above"
      aside={
        <Link to="/i/$institute/people" params={{ institute: place.id }} className={classes.more}>
          {words.peopleAll}
        </Link>
      }
    >
      <p className={classes.big}>
        {words.joined(people.active, all)} <span>{words.joinedHint}</span>
      </p>
      <div className={classes.meter} aria-hidden>
        <span style={{ width: `${all === 0 ? 0 : (people.active / all) * 100}%` }} />
      </div>
      <Text size="sm" c="dimmed">
        {words.missing(people.invited)}
      </Text>
      {notes.some(({ code }) => code === 'one_owner') ? (
        <Text size="sm" c="dimmed" mt={4}>
          {words.oneOwner}
        </Text>
      ) : null}
      {expired > 0 ? (
        <Text size="sm" className={classes.warn}>
          {words.expired(expired)}
        </Text>
      ) : null}
    </Section>
  );
}
