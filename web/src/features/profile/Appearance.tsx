import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { updateUser } from '@/api/calls';
import { keys } from '@/api/keys';
import type { Theme, User } from '@/api/types';
import { text } from '@/text';
import { Card } from '@/ui/Card';
import { notifyProblem } from '@/ui/notify';

const themes: readonly Theme[] = ['auto', 'light', 'dark'];

/** Shown at once and kept with the account; put back if it could not be kept. */
export function Appearance({ user }: { user: User }) {
  const client = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  const choosing = useMutation({
    mutationFn: (theme: Theme) => updateUser({ theme }),
    onMutate: (theme) => {
      setColorScheme(theme);
      client.setQueryData(keys.user, { ...user, theme });
    },
    onSuccess: (saved) => client.setQueryData(keys.user, saved),
    onError: (error) => {
      setColorScheme(user.theme);
      client.setQueryData(keys.user, user);
      notifyProblem(error);
    },
  });
  return (
    <Card title={text.profile.appearance} hint={text.profile.appearanceHint}>
      <SegmentedControl
        aria-label={text.shell.theme}
        value={user.theme}
        onChange={(theme) => choosing.mutate(theme as Theme)}
        data={themes.map((value) => ({ value, label: text.shell.themes[value] }))}
      />
    </Card>
  );
}
