import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { isProblem, sentence } from '@/api/problem';
import { text } from '@/text';

let last: string | null = null;

/**
 * A short confirmation in the corner, with a way back where there is one. Only
 * the newest is shown: an old one would offer to undo what was long overtaken.
 */
export function notifyDone(message: string, undo?: () => void): void {
  if (last !== null) notifications.hide(last);
  const id = crypto.randomUUID();
  last = id;
  notifications.show({
    id,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm">{message}</Text>
        {undo === undefined ? null : (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              notifications.hide(id);
              undo();
            }}
          >
            {text.common.undo}
          </Button>
        )}
      </Group>
    ),
    autoClose: undo === undefined ? 4_000 : 10_000,
    withBorder: true,
    role: 'status',
    closeButtonProps: { 'aria-label': text.common.close },
  });
}

/** What went wrong and what to do, from any error. */
export function notifyProblem(error: unknown): void {
  // Whoever closes the question knows that nothing happened.
  if (isProblem(error, 'STEP_UP_REQUIRED')) return;
  notifyTrouble(sentence(error));
}

export function notifyTrouble(message: string): void {
  notifications.show({
    message,
    color: 'red',
    autoClose: 8_000,
    withBorder: true,
    role: 'alert',
    closeButtonProps: { 'aria-label': text.common.close },
  });
}
