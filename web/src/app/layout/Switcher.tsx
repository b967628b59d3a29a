import { Menu, UnstyledButton } from '@mantine/core';
import {
  IconBuildingCommunity,
  IconCheck,
  IconPlus,
  IconSelector,
  IconUser,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type MyInstitute, myInstitutesQuery } from '@/api/institutes';
import { userQuery } from '@/api/queries';
import { text } from '@/text';
import { InstituteMark } from '@/ui/InstituteMark';
import { rememberPlace } from '../place/remembered';
import { usePlace } from '../place/usePlace';
import classes from './switcher.module.css';

const icon = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;

/**
 * Which institute this is, and the way to another. `small` is only the mark, for
 * a phone's header. Absent for somebody with nothing to choose from.
 */
export function Switcher({ small = false }: { small?: boolean }) {
  const place = usePlace();
  const mine = useQuery(myInstitutesQuery).data ?? [];
  const ownsInstallation = useQuery(userQuery).data?.role === 'owner';
  const navigate = useNavigate();
  if (mine.length === 0 && !ownsInstallation) return null;

  const name = place?.name ?? text.places.personal;
  const role = place === null ? text.places.personalHint : text.places.roles[place.role];
  const goHome = (institute: MyInstitute | null) => {
    rememberPlace(institute?.id ?? null);
    if (institute === null) void navigate({ to: '/drive' });
    else void navigate({ to: '/i/$institute', params: { institute: institute.id } });
  };

  return (
    <Menu position="bottom-start" shadow="md" width={272}>
      <Menu.Target>
        <UnstyledButton
          className={classes.target}
          data-small={small || undefined}
          aria-label={text.places.current(name, role)}
        >
          {place === null ? <Personal size={34} /> : <InstituteMark {...place} size={34} />}
          {small ? null : (
            <>
              <span className={classes.words}>
                <strong>{name}</strong>
                <span>{role}</span>
              </span>
              <IconSelector size={18} stroke={1.6} aria-hidden />
            </>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes.dropdown}>
        {mine.length === 0 ? null : <Menu.Label>{text.places.yours}</Menu.Label>}
        {mine.map((institute) => (
          <Menu.Item
            key={institute.id}
            onClick={() => goHome(institute)}
            leftSection={<InstituteMark {...institute} size={28} />}
            rightSection={institute.id === place?.id ? <IconCheck {...icon} /> : null}
            aria-current={institute.id === place?.id || undefined}
          >
            <span className={classes.words}>
              <strong>{institute.name}</strong>
              <span>{text.places.roles[institute.role]}</span>
            </span>
          </Menu.Item>
        ))}
        <Menu.Item
          onClick={() => goHome(null)}
          leftSection={<Personal size={28} />}
          rightSection={place === null ? <IconCheck {...icon} /> : null}
          aria-current={place === null || undefined}
        >
          <span className={classes.words}>
            <strong>{text.places.personal}</strong>
            <span>{text.places.personalHint}</span>
          </span>
        </Menu.Item>
        {ownsInstallation ? (
          <>
            <Menu.Divider />
            <Menu.Item
              component={Link}
              to="/institutes"
              leftSection={<IconBuildingCommunity {...icon} />}
            >
              {text.places.all}
            </Menu.Item>
            <Menu.Item component={Link} to="/institutes/open" leftSection={<IconPlus {...icon} />}>
              {text.places.open}
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

function Personal({ size }: { size: number }) {
  return (
    <span className={classes.personal} style={{ width: size, height: size }} aria-hidden>
      <IconUser size={size * 0.6} stroke={1.6} />
    </span>
  );
}
