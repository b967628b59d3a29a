import { Badge, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { Session } from '@/api/types';
import { formatRelative } from '@/format/time';
import { text } from '@/text';
import { Card } from '@/ui/Card';
import { Confirm } from '@/ui/Confirm';
import { DeviceRow, placeName } from '@/ui/DeviceRow';
import { Loaded } from '@/ui/Loaded';
import { notifyDone, notifyProblem } from '@/ui/notify';
import rows from '@/ui/rows.module.css';
import { endOtherSessions, endSession } from '../api';
import { sessionsQuery } from '../queries';
import classes from '../security.module.css';

const words = text.security.devices;

/** Where one is signed in, this device first. */
export function Sessions() {
  const query = useQuery(sessionsQuery);
  return (
    <Card title={words.title} hint={words.hint}>
      <Loaded query={query} rows={2}>
        {({ items }) => <List sessions={items.toSorted(currentFirst)} />}
      </Loaded>
    </Card>
  );
}

function List({ sessions }: { sessions: readonly Session[] }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: keys.sessions });
  const ending = useMutation({
    mutationFn: ({ id }: Session) => endSession(id),
    onSuccess: (_, { name }) => notifyDone(words.ended(name)),
    onError: notifyProblem,
    onSettled: refresh,
  });
  const endingOthers = useMutation({
    mutationFn: endOtherSessions,
    onSuccess: () => notifyDone(words.othersEnded),
    onError: notifyProblem,
    onSettled: refresh,
  });
  return (
    <>
      <ul className={`${rows.rows} ${classes.list}`}>
        {sessions.map((session) => (
          <li key={session.id}>
            <DeviceRow
              kind={session.kind}
              name={session.name}
              facts={[
                placeName(session.place),
                words.lastUsed(formatRelative(session.last_used_at)),
              ]}
            >
              {session.current ? (
                <Badge variant="light" tt="none" className={classes.badge}>
                  {words.current}
                </Badge>
              ) : (
                <Button
                  variant="subtle"
                  size="compact-sm"
                  color="red"
                  className={classes.badge}
                  loading={ending.isPending && ending.variables.id === session.id}
                  onClick={() => ending.mutate(session)}
                  aria-label={words.endOf(session.name)}
                >
                  {words.end}
                </Button>
              )}
            </DeviceRow>
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <Button variant="default" loading={endingOthers.isPending} onClick={() => setAsking(true)}>
          {words.endOthers}
        </Button>
      ) : null}
      <Confirm
        opened={asking}
        title={words.endOthersTitle}
        confirm={words.endOthers}
        busy={false}
        onConfirm={() => {
          setAsking(false);
          endingOthers.mutate();
        }}
        onClose={() => setAsking(false)}
      >
        {words.endOthersHint}
      </Confirm>
    </>
  );
}

function currentFirst(a: Session, b: Session): number {
  if (a.current !== b.current) return a.current ? -1 : 1;
  return b.last_used_at.localeCompare(a.last_used_at);
}
