import { Button, Text } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { passkeysWork } from '@/api/passkeys';
import { formatRelative } from '@/format/time';
import { text } from '@/text';
import { Card } from '@/ui/Card';
import { Confirm } from '@/ui/Confirm';
import { notifyDone, notifyProblem } from '@/ui/notify';
import rows from '@/ui/rows.module.css';
import { type Passkey, removePasskey } from '../api';
import classes from '../security.module.css';
import { AddPasskey } from './AddPasskey';
import { RenamePasskey } from './RenamePasskey';

const words = text.security.passkeys;

export function Passkeys({ passkeys }: { passkeys: readonly Passkey[] }) {
  const [renaming, setRenaming] = useState<Passkey | null>(null);
  const [asking, setAsking] = useState<Passkey | null>(null);
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: removePasskey,
    onSuccess: () => notifyDone(words.removed),
    onError: notifyProblem,
    onSettled: () => client.invalidateQueries({ queryKey: keys.factors }),
  });
  return (
    <Card title={words.title} hint={words.hint}>
      {passkeys.length === 0 ? (
        <Text size="sm" c="dimmed" mb="sm">
          {words.none}
        </Text>
      ) : null}
      <ul className={`${rows.rows} ${classes.list}`}>
        {passkeys.map((passkey) => (
          <li key={passkey.id} className={`${rows.row} ${classes.wrapping}`}>
            <IconFingerprint size={24} stroke={1.5} aria-hidden />
            <div className={rows.text}>
              <Text size="sm" fw={600}>
                {passkey.name}
              </Text>
              <Text size="xs" c="dimmed">
                {words.made(formatRelative(passkey.created_at))}
                {' · '}
                {passkey.last_used_at === null
                  ? words.neverUsed
                  : words.used(formatRelative(passkey.last_used_at))}
              </Text>
            </div>
            <div className={classes.actions}>
              <Button
                variant="subtle"
                size="compact-sm"
                color="gray"
                aria-label={words.renameOf(passkey.name)}
                onClick={() => setRenaming(passkey)}
              >
                {words.rename}
              </Button>
              <Button
                variant="subtle"
                size="compact-sm"
                color="red"
                aria-label={words.removeOf(passkey.name)}
                loading={removing.isPending && removing.variables === passkey.id}
                onClick={() => setAsking(passkey)}
              >
                {words.remove}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {passkeysWork() ? (
        <AddPasskey variant="light">{words.add}</AddPasskey>
      ) : (
        <Text size="sm" c="dimmed">
          {words.unsupported}
        </Text>
      )}
      {renaming === null ? null : (
        <RenamePasskey passkey={renaming} onClose={() => setRenaming(null)} />
      )}
      <Confirm
        opened={asking !== null}
        title={words.removeTitle(asking?.name ?? '')}
        confirm={words.remove}
        busy={false}
        onConfirm={() => {
          if (asking !== null) removing.mutate(asking.id);
          setAsking(null);
        }}
        onClose={() => setAsking(null)}
      >
        {words.removeHint}
      </Confirm>
    </Card>
  );
}
