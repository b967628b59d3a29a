import { Text } from '@mantine/core';
import { formatMoment } from '@/format/time';
import { text } from '@/text';
import { StepTitle } from '@/ui/StepTitle';
import type { Invitation } from '../api';
import classes from './join.module.css';

const words = text.account.join;

/** Who invites, and as what: the institute's own face above the form. */
export function InstituteHead({ invitation }: { invitation: Invitation }) {
  const { institute, role, email, expires_at } = invitation;
  return (
    <div>
      <div
        className={classes.band}
        style={institute.color === null ? undefined : { background: institute.color }}
      />
      {institute.logo === null ? null : (
        <img className={classes.logo} src={institute.logo} alt={words.logo(institute.name)} />
      )}
      <StepTitle>{words.title(institute.name)}</StepTitle>
      <Text>{words.invited(words.roles[role] ?? role)}</Text>
      <Text size="sm" c="dimmed" mb="lg">
        {words.as(email)}
        <br />
        {words.until(formatMoment(expires_at))}
      </Text>
    </div>
  );
}
