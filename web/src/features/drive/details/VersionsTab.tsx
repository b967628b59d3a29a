import { ActionIcon, Badge, Button, Group, Loader, Text, Tooltip } from '@mantine/core';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { contentAddress, deleteVersion, restoreVersion } from '@/api/calls';
import { keys } from '@/api/keys';
import type { Entry, FileVersion } from '@/api/types';
import { formatBytes } from '@/format/bytes';
import { formatMoment, formatRelative } from '@/format/time';
import { text } from '@/text';
import { Confirm } from '@/ui/Confirm';
import { notifyDone, notifyProblem } from '@/ui/notify';
import { Trouble } from '@/ui/Trouble';
import { versionsQuery } from '../queries';
import { useSpace } from '../space';
import classes from './details.module.css';

export function VersionsTab({ entry }: { entry: Entry }) {
  const words = text.drive.versions;
  const client = useQueryClient();
  const query = useQuery(versionsQuery(entry.id));
  const restoring = useMutation({
    mutationFn: (version: number) => restoreVersion(entry.id, version),
    onSuccess: (_, version) => notifyDone(words.restored(version)),
    onError: notifyProblem,
    onSettled: () => client.invalidateQueries({ queryKey: keys.files }),
  });

  const [dying, setDying] = useState<FileVersion | null>(null);
  const deleting = useMutation({
    mutationFn: (version: number) => deleteVersion(entry.id, version),
    onSuccess: (_, version) => notifyDone(words.deleted(version)),
    onError: notifyProblem,
    onSettled: () => {
      setDying(null);
      return client.invalidateQueries();
    },
  });

  if (query.isError) return <Trouble error={query.error} onRetry={() => query.refetch()} />;
  if (query.isPending) return <Loader size="sm" />;
  const newestFirst = [...query.data.items].sort((a, b) => b.version - a.version);
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {words.intro}
      </Text>
      <ol className={classes.versions}>
        {newestFirst.map((version) => (
          <Version
            key={version.version}
            entry={entry}
            version={version}
            busy={restoring.isPending}
            onRestore={() => restoring.mutate(version.version)}
            onDelete={() => setDying(version)}
          />
        ))}
      </ol>
      <Confirm
        opened={dying !== null}
        title={words.deleteTitle(dying?.version ?? 0)}
        confirm={words.deleteForGood}
        busy={deleting.isPending}
        onConfirm={() => dying && deleting.mutate(dying.version)}
        onClose={() => setDying(null)}
      >
        {words.deleteHint(formatBytes(dying?.size ?? 0))}
      </Confirm>
    </>
  );
}

interface VersionProps {
  entry: Entry;
  version: FileVersion;
  busy: boolean;
  onRestore: () => void;
  onDelete: () => void;
}

function Version({ entry, version, busy, onRestore, onDelete }: VersionProps) {
  const words = text.drive.versions;
  const { mayWrite } = useSpace();
  return (
    <li className={classes.version} data-current={version.current || undefined}>
      <div>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {words.number(version.version)}
          </Text>
          {version.current ? (
            <Badge variant="light" size="sm">
              {words.current}
            </Badge>
          ) : null}
        </Group>
        <Text size="xs" c="dimmed">
          <time dateTime={version.created_at} title={formatMoment(version.created_at)}>
            {formatRelative(version.created_at)}
          </time>
          {' · '}
          {formatBytes(version.size)}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace" title={version.sha256}>
          {version.sha256.slice(0, 16)} …
        </Text>
      </div>
      <Group gap={4} wrap="nowrap">
        {version.current || !mayWrite ? null : (
          <Button
            variant="subtle"
            size="compact-sm"
            loading={busy}
            onClick={onRestore}
            aria-label={words.restoreOf(version.version)}
          >
            {words.restoreShort}
          </Button>
        )}
        <Tooltip label={words.download}>
          <ActionIcon
            component="a"
            href={contentAddress(entry.id, { version: version.version, download: true })}
            download
            variant="subtle"
            color="gray"
            aria-label={words.downloadOf(version.version)}
          >
            <IconDownload size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        {version.current || !mayWrite ? null : (
          <Tooltip label={words.deleteForGood}>
            <ActionIcon
              variant="subtle"
              color="gray"
              onClick={onDelete}
              aria-label={words.deleteOf(version.version)}
            >
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
    </li>
  );
}
