import { Button, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { text } from '@/text';

const words = text.security.passkeys;
const longestName = 60;

interface NameFormProps {
  title: string;
  hint?: string;
  name: string;
  submit: string;
  busy: boolean;
  error: string | null;
  onSubmit: (name: string) => void;
  onClose: () => void;
}

/** Asks for the name of a passkey. */
export function NameForm(props: NameFormProps) {
  const [name, setName] = useState(props.name);
  const [tried, setTried] = useState(false);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== '') props.onSubmit(name.trim());
  };
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      centered
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="md">
          {props.hint === undefined ? null : (
            <Text size="sm" c="dimmed">
              {props.hint}
            </Text>
          )}
          <TextInput
            label={words.name}
            description={words.nameHint}
            autoComplete="off"
            data-autofocus
            maxLength={longestName}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={tried && name.trim() === '' ? words.nameEmpty : props.error}
          />
          <Button type="submit" loading={props.busy}>
            {props.submit}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
