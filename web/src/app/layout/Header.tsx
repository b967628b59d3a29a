import { ActionIcon, Avatar, Menu, UnstyledButton } from '@mantine/core';
import { IconKeyboard, IconLogout, IconShieldLock, IconUser } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { signOut } from '@/api/calls';
import { keys } from '@/api/keys';
import { userQuery } from '@/api/queries';
import { initials } from '@/format/initials';
import { text } from '@/text';
import { notifyProblem } from '@/ui/notify';
import classes from './layout.module.css';
import { SearchField } from './SearchField';
import { Switcher } from './Switcher';

const icon = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;

export function Header({ onShortcuts }: { onShortcuts: () => void }) {
  return (
    <header className={classes.header}>
      <Link to="/" className={classes.brand} aria-label={text.product}>
        <img src="/favicon.svg" alt="" width={30} height={30} />
        <span>{text.product}</span>
      </Link>
      <div className={classes.phoneOnly}>
        <Switcher small />
      </div>
      <SearchField />
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        className={classes.wideOnly}
        onClick={onShortcuts}
        aria-label={text.shell.shortcuts}
        title={text.shell.shortcuts}
      >
        <IconKeyboard size={22} stroke={1.6} aria-hidden />
      </ActionIcon>
      <AccountMenu />
    </header>
  );
}

function AccountMenu() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const user = useQuery(userQuery).data;
  const leaving = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      // Nothing of this person may stay behind for the next one.
      client.clear();
      client.setQueryData(keys.user, null);
      await navigate({ to: '/login' });
    },
    onError: notifyProblem,
  });
  const name = user?.name ?? '';

  return (
    <Menu position="bottom-end" shadow="md" width={240}>
      <Menu.Target>
        <UnstyledButton
          className={classes.avatar}
          aria-label={text.shell.account(name, initials(name))}
        >
          <Avatar color="pine" variant="filled" size={34}>
            {initials(name)}
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <strong className={classes.menuName}>{name}</strong>
          {user?.email}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item leftSection={<IconUser {...icon} />} component={Link} to="/profile">
          {text.shell.profile}
        </Menu.Item>
        <Menu.Item leftSection={<IconShieldLock {...icon} />} component={Link} to="/security">
          {text.security.title}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout {...icon} />} onClick={() => leaving.mutate()}>
          {text.shell.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
