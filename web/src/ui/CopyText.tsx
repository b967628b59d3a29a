import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { text } from '@/text';

/** A small button that puts `value` on the clipboard and says so. */
export function CopyText({ value, label }: { value: string; label: string }) {
  return (
    <CopyButton value={value} timeout={2_000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? text.common.copied : label}>
          <ActionIcon
            variant="subtle"
            color={copied ? 'pine' : 'gray'}
            onClick={copy}
            aria-label={copied ? text.common.copied : label}
          >
            {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
