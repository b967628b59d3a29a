import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { sentence } from '@/api/problem';
import { text } from '@/text';
import { nameTrouble, stemLength, tidyName } from '../model/names';

interface NameDialogProps {
  title: string;
  label: string;
  submit: string;
  /** What the field holds at first; the part before the extension is selected. */
  start: string;
  save: (name: string) => Promise<unknown>;
  onClose: () => void;
}

/** Asks for one name: a new folder's, or a new one for something that exists. */
export function NameDialog({ title, label, submit, start, save, onClose }: NameDialogProps) {
  const [name, setName] = useState(start);
  const field = useRef<HTMLInputElement>(null);
  const saving = useMutation({ mutationFn: () => save(tidyName(name)), onSuccess: onClose });
  const trouble = name === start ? null : nameTrouble(name);

  useEffect(() => {
    // The dialog moves the focus into the field first; the selection follows it.
    const frame = requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(0, stemLength(start));
    });
    return () => cancelAnimationFrame(frame);
  }, [start]);

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (nameTrouble(name) === null) saving.mutate();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      centered
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      <form onSubmit={onSubmit}>
        <Stack>
          <TextInput
            ref={field}
            label={label}
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
              saving.reset();
            }}
            error={trouble ?? (saving.isError ? sentence(saving.error) : null)}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {text.common.cancel}
            </Button>
            <Button type="submit" loading={saving.isPending} disabled={nameTrouble(name) !== null}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
