import { Button, Loader, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { deleteToken, listTokens } from '@/api/calls';
import { keys } from '@/api/keys';
import { sentence } from '@/api/problem';
import type { ApiToken, NewApiToken } from '@/api/types';
import { formatRelative } from '@/format/time';
import { text } from '@/text';
import { Confirm } from '@/ui/Confirm';
import { notifyDone, notifyProblem } from '@/ui/notify';
import { Card } from './Card';
import { NewToken } from './NewToken';
import classes from './profile.module.css';
import { ShownToken } from './ShownToken';

const words = text.profile.tokens;

export function Tokens() {
  const client = useQueryClient();
  const [shown, setShown] = useState<NewApiToken | null>(null);
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: keys.tokens });

  const query = useQuery({ queryKey: keys.tokens, queryFn: ({ signal }) => listTokens(signal) });
  const revoke = useMutation({
    mutationFn: deleteToken,
    onSuccess: () => notifyDone(words.revoked),
    onError: notifyProblem,
    onSettled: () => {
      setRevoking(null);
      return refresh();
    },
  });

  return (
    <Card title={words.title} hint={words.hint}>
      {query.isPending ? <Loader size="sm" /> : null}
      {query.isError ? <Text size="sm">{sentence(query.error)}</Text> : null}
      {query.data?.items.length === 0 ? (
        <Text size="sm" c="dimmed" mb="sm">
          {words.none}
        </Text>
      ) : null}
      <ul className={classes.rows}>
        {query.data?.items.map((token) => (
          <li key={token.id}>
            <IconKey size={22} stroke={1.5} aria-hidden />
            <div className={classes.rowText}>
              <Text size="sm" fw={600}>
                {token.name}
              </Text>
              <Text size="xs" c="dimmed">
                {token.last_used_at === null
                  ? words.neverUsed
                  : words.lastUsed(formatRelative(token.last_used_at))}
                {' · '}
                {token.expires_at === null
                  ? words.endsNever
                  : words.ends(formatRelative(token.expires_at))}
              </Text>
            </div>
            <Button
              variant="subtle"
              size="compact-sm"
              color="red"
              onClick={() => setRevoking(token)}
              aria-label={words.revokeOf(token.name)}
            >
              {words.revoke}
            </Button>
          </li>
        ))}
      </ul>
      <NewToken
        onMade={(token) => {
          setShown(token);
          void refresh();
        }}
      />

      {shown === null ? null : <ShownToken token={shown} onClose={() => setShown(null)} />}
      <Confirm
        opened={revoking !== null}
        title={words.revokeTitle(revoking?.name ?? '')}
        confirm={words.revoke}
        busy={revoke.isPending}
        onConfirm={() => revoking && revoke.mutate(revoking.id)}
        onClose={() => setRevoking(null)}
      >
        {words.revokeHint}
      </Confirm>
    </Card>
  );
}
