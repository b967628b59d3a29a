import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { formatRelative } from '@/format/time';
import { text } from '@/text';
import { Card } from '@/ui/Card';
import { Confirm } from '@/ui/Confirm';
import { notifyDone, notifyProblem } from '@/ui/notify';
import { type Factors, linkGoogle, unlinkGoogle } from './api';

const words = text.security.google;

export function Google({ linked }: { linked: Factors['google'] }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const linking = useMutation({
    mutationFn: linkGoogle,
    onSuccess: ({ url }) => window.location.assign(url),
    onError: notifyProblem,
  });
  const unlinking = useMutation({
    mutationFn: unlinkGoogle,
    onSuccess: () => notifyDone(words.unlinked),
    onError: notifyProblem,
    onSettled: () => client.invalidateQueries({ queryKey: keys.factors }),
  });
  return (
    <Card title={words.title} hint={words.hint}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" {...(linked === null ? { c: 'dimmed' } : {})}>
          {linked === null
            ? words.none
            : words.linked(linked.email, formatRelative(linked.linked_at))}
        </Text>
        {linked === null ? (
          <Button
            variant="light"
            loading={linking.isPending || linking.isSuccess}
            onClick={() => linking.mutate()}
          >
            {words.link}
          </Button>
        ) : (
          <Button
            variant="subtle"
            color="red"
            size="compact-sm"
            loading={unlinking.isPending}
            onClick={() => setAsking(true)}
          >
            {words.unlink}
          </Button>
        )}
      </Group>
      <Confirm
        opened={asking}
        title={words.unlinkTitle}
        confirm={words.unlink}
        busy={false}
        onConfirm={() => {
          setAsking(false);
          unlinking.mutate();
        }}
        onClose={() => setAsking(false)}
      >
        {words.unlinkHint}
      </Confirm>
    </Card>
  );
}
