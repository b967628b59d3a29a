import { Skeleton, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { text } from '@/text';
import classes from '../people.module.css';
import { summaryQuery } from '../queries';

const words = text.directory;

interface JoinedProps {
  institute: string;
  onMissing: () => void;
}

/** Who has followed the invitation, at a glance: "412 of 500 have joined". */
export function Joined({ institute, onMissing }: JoinedProps) {
  const summary = useQuery(summaryQuery(institute)).data;
  if (summary === undefined) return <Skeleton height={44} mx="xs" radius="md" />;
  const all = summary.active + summary.invited;
  return (
    <div className={classes.joined}>
      <div
        className={classes.meter}
        role="img"
        aria-label={`${words.joined(summary.active, all)} ${words.joinedOf}`}
      >
        <span style={{ width: `${all === 0 ? 0 : (summary.active / all) * 100}%` }} />
      </div>
      <Text size="sm" className="numbers">
        <strong>{words.joined(summary.active, all)}</strong> {words.joinedOf}.{' '}
        <span className={classes.soft}>{words.joinedHint(summary.invited)}</span>{' '}
        {summary.invited === 0 ? null : (
          <UnstyledButton className={classes.link} onClick={onMissing}>
            {words.showInvited}
          </UnstyledButton>
        )}
      </Text>
    </div>
  );
}
