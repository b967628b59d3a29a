import { Group, Skeleton, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { sentence } from '@/api/problem';
import { text } from '@/text';

interface LoadedProps<Data> {
  query: UseQueryResult<Data>;
  /** How many rows to keep room for meanwhile, so that nothing jumps. */
  rows?: number;
  children: (data: Data) => ReactNode;
}

/** A part of a page that comes later: room for it, then it, or what went wrong. */
export function Loaded<Data>({ query, rows = 1, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    return (
      <Group gap="xs">
        <Text size="sm">{sentence(query.error)}</Text>
        <Text
          component="button"
          type="button"
          size="sm"
          c="pine"
          td="underline"
          onClick={() => void query.refetch()}
        >
          {text.common.retry}
        </Text>
      </Group>
    );
  }
  return (
    <div aria-busy="true" role="status" aria-label={text.common.loading}>
      {Array.from({ length: rows }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: these are all the same
        <Skeleton key={at} height={44} mb="xs" radius="md" />
      ))}
    </div>
  );
}
