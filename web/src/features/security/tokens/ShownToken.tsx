import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { text } from '@/text';
import { CopyText } from '@/ui/CopyText';
import type { NewToken } from '../api';
import classes from '../security.module.css';

const words = text.security.tokens;

/** The only time a token is seen; the dialog does not close by accident. */
export function ShownToken({ token, onClose }: { token: NewToken; onClose: () => void }) {
  const example = [
    `curl -H 'Authorization: Bearer ${token.token}' \\`,
    `  ${window.location.origin}/api/files`,
  ].join('\n');
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.created}
      size="lg"
      centered
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack>
        <Text c="dimmed">{words.once}</Text>
        <Group wrap="nowrap" className={classes.secret}>
          <code>{token.token}</code>
          <CopyText value={token.token} label={words.copy} />
        </Group>
        <Text size="sm" c="dimmed">
          {words.example}
        </Text>
        <Group wrap="nowrap" align="flex-start" className={classes.secret}>
          <code>{example}</code>
          <CopyText value={example} label={words.copyExample} />
        </Group>
        <Group justify="flex-end">
          <Button onClick={onClose}>{words.done}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
