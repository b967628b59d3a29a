import { Badge, Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { formatRelative } from '@/format/time';
import { text } from '@/text';
import { Card } from '@/ui/Card';
import { Confirm } from '@/ui/Confirm';
import { notifyDone, notifyProblem } from '@/ui/notify';
import { type Factors, removeAuthenticator } from '../api';
import { AddAuthenticator } from './AddAuthenticator';

const words = text.security.authenticator;

export function Authenticator({ factors, email }: { factors: Factors; email: string }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: removeAuthenticator,
    onSuccess: () => notifyDone(words.removed),
    onError: notifyProblem,
    onSettled: () => client.invalidateQueries({ queryKey: keys.factors }),
  });
  const { totp } = factors;
  return (
    <Card title={words.title} hint={words.hint}>
      <Group justify="space-between" gap="sm">
        {totp === null ? (
          <Text size="sm" c="dimmed">
            {words.off}
          </Text>
        ) : (
          <Badge variant="light" size="lg" tt="none">
            {words.on(formatRelative(totp.created_at))}
          </Badge>
        )}
        {totp === null ? (
          <AddAuthenticator email={email}>{words.add}</AddAuthenticator>
        ) : (
          <Button
            variant="subtle"
            color="red"
            size="compact-sm"
            loading={removing.isPending}
            onClick={() => setAsking(true)}
          >
            {words.remove}
          </Button>
        )}
      </Group>
      <Confirm
        opened={asking}
        title={words.removeTitle}
        confirm={words.remove}
        busy={false}
        onConfirm={() => {
          setAsking(false);
          removing.mutate();
        }}
        onClose={() => setAsking(false)}
      >
        {words.removeHint}
      </Confirm>
    </Card>
  );
}
