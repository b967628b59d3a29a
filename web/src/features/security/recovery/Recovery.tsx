import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { text } from '@/text';
import { Card } from '@/ui/Card';
import { Confirm } from '@/ui/Confirm';
import { notifyProblem } from '@/ui/notify';
import { makeRecoveryCodes } from '../api';
import { ShownCodes } from './ShownCodes';

const words = text.security.recovery;
const few = 3;

export function Recovery({ left, email }: { left: number; email: string }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const making = useMutation({
    mutationFn: makeRecoveryCodes,
    onSuccess: () => client.invalidateQueries({ queryKey: keys.factors }),
    onError: notifyProblem,
  });
  return (
    <Card title={words.title} hint={words.hint}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" {...(left <= few ? { c: 'var(--warning)' } : {})}>
          {words.left(left)}
        </Text>
        <Button variant="default" loading={making.isPending} onClick={() => setAsking(true)}>
          {words.make}
        </Button>
      </Group>
      {left <= few ? (
        <Text size="sm" c="dimmed" mt="xs">
          {words.few}
        </Text>
      ) : null}
      <Confirm
        opened={asking}
        title={words.makeTitle}
        confirm={words.make}
        busy={false}
        onConfirm={() => {
          setAsking(false);
          making.mutate();
        }}
        onClose={() => setAsking(false)}
      >
        {words.makeHint}
      </Confirm>
      {making.isSuccess ? (
        <ShownCodes
          email={email}
          codes={making.data.recovery_codes}
          onClose={() => making.reset()}
        />
      ) : null}
    </Card>
  );
}
