import { Button } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { sentence } from '@/api/problem';
import { text } from '@/text';
import { EmptyState } from './EmptyState';

/** Said in place of something that could not be loaded. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <EmptyState
      icon={<IconCloudOff size={40} stroke={1.5} />}
      title={text.errors.loadFailed}
      hint={sentence(error)}
    >
      {onRetry === undefined ? null : (
        <Button variant="default" onClick={onRetry}>
          {text.common.retry}
        </Button>
      )}
    </EmptyState>
  );
}
