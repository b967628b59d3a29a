import { Drawer, UnstyledButton } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { setupQuery, usageQuery, userQuery } from '@/api/queries';
import { formatBytes } from '@/format/bytes';
import { text } from '@/text';
import { UsageRing } from '@/ui/UsageRing';
import { type Door, type Doors, doorsFor, underThumb } from '../place/doors';
import { usePlace } from '../place/usePlace';
import classes from './layout.module.css';
import { Switcher } from './Switcher';

/** A column at the side on wide screens, a bar under the thumb on a phone. */
export function Navigation() {
  const doors = useDoors();
  const [more, setMore] = useState(false);
  const { thumb, rest, groups } = underThumb(doors);
  const onlyOne = rest.length === 1 && groups.length === 0;
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: arriving anywhere closes the drawer.
  useEffect(() => setMore(false), [path]);

  return (
    <nav className={classes.navigation} aria-label={text.shell.navigation}>
      <div className={classes.side}>
        <Switcher />
        <DoorList doors={doors.main} />
        {doors.groups.map(({ title, doors: group }) => (
          <div key={title}>
            <p className={classes.groupTitle}>{title}</p>
            <DoorList doors={group} />
          </div>
        ))}
      </div>
      <Space />

      <ul className={classes.thumb}>
        {[...thumb, ...(onlyOne ? rest : [])].map((door) => (
          <li key={door.to}>
            <DoorLink door={door} />
          </li>
        ))}
        {onlyOne ? null : (
          <li>
            <UnstyledButton
              className={classes.door}
              onClick={() => setMore(true)}
              aria-haspopup="dialog"
            >
              <IconMenu2 size={22} stroke={1.6} aria-hidden />
              {text.places.more}
            </UnstyledButton>
          </li>
        )}
      </ul>
      <More rest={rest} groups={groups} opened={more} onClose={() => setMore(false)} />
    </nav>
  );
}

function useDoors(): Doors {
  const place = usePlace();
  const ownsInstallation = useQuery(userQuery).data?.role === 'owner';
  const mailbox = useQuery(setupQuery).data?.mailbox === true;
  return doorsFor({ place, ownsInstallation, mailbox });
}

function DoorList({ doors }: { doors: readonly Door[] }) {
  return (
    <ul className={classes.doors}>
      {doors.map((door) => (
        <li key={door.to}>
          <DoorLink door={door} />
        </li>
      ))}
    </ul>
  );
}

function DoorLink({ door: { to, label, icon: Picture, deep } }: { door: Door }) {
  return (
    <Link
      to={to}
      className={classes.door}
      activeOptions={{ exact: !deep }}
      activeProps={{ 'data-active': true, 'aria-current': 'page' }}
    >
      <Picture size={22} stroke={1.6} aria-hidden />
      {label}
    </Link>
  );
}

interface MoreProps {
  rest: readonly Door[];
  groups: Doors['groups'];
  opened: boolean;
  onClose: () => void;
}

/** Everything that does not fit under the thumb. */
function More({ rest, groups, opened, onClose }: MoreProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="bottom"
      size="auto"
      title={text.places.moreTitle}
      closeButtonProps={{ 'aria-label': text.common.close }}
      classNames={{ content: classes.sheet, body: classes.sheetBody }}
    >
      <DoorList doors={rest} />
      {groups.map(({ title, doors: group }) => (
        <div key={title}>
          <p className={classes.groupTitle}>{title}</p>
          <DoorList doors={group} />
        </div>
      ))}
    </Drawer>
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
