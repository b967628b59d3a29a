import { Badge, Button, Loader, Text } from '@mantine/core';
import { IconDeviceDesktop } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { deleteSession, listSessions } from '@/api/calls';
import { keys } from '@/api/keys';
import { sentence } from '@/api/problem';
import { formatRelative } from '@/format/time';
import { text } from '@/text';
import { notifyDone, notifyProblem } from '@/ui/notify';
import { Card } from './Card';
import { deviceName } from './device';
import classes from './profile.module.css';

const words = text.profile.sessions;

export function Sessions() {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: keys.sessions,
    queryFn: ({ signal }) => listSessions(signal),
  });
  const ending = useMutation({
    mutationFn: deleteSession,
    onSuccess: () => notifyDone(words.ended),
    onError: notifyProblem,
    onSettled: () => client.invalidateQueries({ queryKey: keys.sessions }),
  });
  return (
    <Card title={words.title} hint={words.hint}>
      {query.isPending ? <Loader size="sm" /> : null}
      {query.isError ? <Text size="sm">{sentence(query.error)}</Text> : null}
      <ul className={classes.rows}>
        {query.data?.items.map((session) => {
          const name = deviceName(session.agent);
          return (
            <li key={session.id}>
              <IconDeviceDesktop size={22} stroke={1.5} aria-hidden />
              <div className={classes.rowText}>
                <Text size="sm" fw={600}>
                  {name}
                </Text>
                <Text size="xs" c="dimmed">
                  {words.lastUsed(formatRelative(session.last_used_at))}
                  {session.address === '' ? '' : ` · ${session.address}`}
                </Text>
              </div>
              {session.current ? (
                <Badge variant="light">{words.current}</Badge>
              ) : (
                <Button
                  variant="subtle"
                  size="compact-sm"
                  color="red"
                  onClick={() => ending.mutate(session.id)}
                  loading={ending.isPending && ending.variables === session.id}
                  aria-label={words.endOf(name)}
                >
                  {words.end}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
