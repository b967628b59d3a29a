import { type Icon, IconDatabase, IconFolder, IconTrash, IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { usageQuery } from '@/api/queries';
import { formatBytes } from '@/format/bytes';
import { text } from '@/text';
import { UsageRing } from '@/ui/UsageRing';
import classes from './layout.module.css';

const places: readonly {
  to: '/drive' | '/trash' | '/storage' | '/profile';
  label: string;
  icon: Icon;
  phoneOnly?: true;
}[] = [
  { to: '/drive', label: text.shell.drive, icon: IconFolder },
  { to: '/trash', label: text.shell.trash, icon: IconTrash },
  { to: '/storage', label: text.shell.storage, icon: IconDatabase },
  { to: '/profile', label: text.shell.profile, icon: IconUser, phoneOnly: true },
];

/** A column at the side on wide screens, a bar under the thumb on a phone. */
export function Navigation() {
  return (
    <nav className={classes.navigation} aria-label={text.shell.navigation}>
      <ul>
        {places.map(({ to, label, icon: Picture, phoneOnly }) => (
          <li key={to} className={phoneOnly ? classes.phoneOnly : undefined}>
            <Link to={to} activeProps={{ 'data-active': true, 'aria-current': 'page' }}>
              <Picture size={22} stroke={1.6} aria-hidden />
              {label}
            </Link>
          </li>
        ))}
      </ul>
      <Space />
    </nav>
  );
}

function Space() {
  const usage = useQuery(usageQuery).data;
  if (usage === undefined) return null;
  return (
    <Link to="/storage" className={classes.space}>
      <UsageRing usage={usage} size={44} thickness={5} />
      <span>
        <strong>{formatBytes(usage.used)}</strong>
        <span>{text.usage.of(formatBytes(usage.limit))}</span>
      </span>
    </Link>
  );
}
