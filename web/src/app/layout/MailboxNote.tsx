import { IconMailExclamation } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import { setupQuery, userQuery } from '@/api/queries';
import { text } from '@/text';
import classes from './layout.module.css';

/** Stands over every page of the installation's owner while letters cannot be sent. */
export function MailboxNote() {
  const ownsInstallation = useQuery(userQuery).data?.role === 'owner';
  const mailbox = useQuery(setupQuery).data?.mailbox === true;
  const there = useRouterState({ select: ({ location }) => location.pathname === '/mailbox' });
  if (!ownsInstallation || !mailbox || there) return null;
  return (
    <aside className={classes.mailboxNote} aria-label={text.places.mailbox}>
      <IconMailExclamation size={18} stroke={1.7} aria-hidden />
      <span className={classes.wideOnlyWords}>{text.places.mailboxWarning}</span>
      <span className={classes.phoneOnlyWords}>{text.places.mailboxWarningShort}</span>
      <Link to="/mailbox">{text.places.mailboxOpen}</Link>
    </aside>
  );
}
