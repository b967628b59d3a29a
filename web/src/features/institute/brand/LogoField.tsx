import { Button, Group, Input, Text } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { text } from '@/text';
import classes from '../institute.module.css';
import { logoTrouble } from '../model';

const words = text.institute.fields;

interface LogoFieldProps {
  has: boolean;
  busy?: boolean;
  onChoose: (file: File) => void;
  onRemove: () => void;
}

export function LogoField({ has, busy = false, onChoose, onRemove }: LogoFieldProps) {
  const picker = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const take = (file: File | undefined) => {
    if (file === undefined) return;
    const why = logoTrouble(file);
    setRefused(why);
    if (why === null) onChoose(file);
  };
  return (
    <Input.Wrapper label={words.logo} labelElement="div" error={refused}>
      <Text size="xs" c="dimmed" mb={6}>
        {words.logoHint}
      </Text>
      <Group gap="xs">
        <input
          ref={picker}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          aria-label={words.logoChoose}
          tabIndex={-1}
          className={classes.unseen}
          onChange={(event) => {
            take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
        <Button
          variant="default"
          leftSection={<IconPhoto size={18} aria-hidden />}
          loading={busy}
          onClick={() => picker.current?.click()}
        >
          {words.logoChoose}
        </Button>
        {has ? (
          <Button variant="subtle" color="red" onClick={onRemove} disabled={busy}>
            {words.logoRemove}
          </Button>
        ) : null}
      </Group>
    </Input.Wrapper>
  );
}
