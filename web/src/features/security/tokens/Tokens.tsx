import { Button, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { formatRelative } from '@/format/time';
import { text } from '@/text';
import { Card } from '@/ui/Card';
import { Confirm } from '@/ui/Confirm';
import { Loaded } from '@/ui/Loaded';
import { notifyDone, notifyProblem } from '@/ui/notify';
import rows from '@/ui/rows.module.css';
import { type NewToken as Made, revokeToken, type Token } from '../api';
import { tokensQuery } from '../queries';
import classes from '../security.module.css';
import { NewToken } from './NewToken';
import { ShownToken } from './ShownToken';

const words = text.security.tokens;

export function Tokens() {
  const client = useQueryClient();
  const [shown, setShown] = useState<Made | null>(null);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: keys.tokens });

  const query = useQuery(tokensQuery);
  const revoke = useMutation({
    mutationFn: revokeToken,
    onSuccess: () => notifyDone(words.revoked),
    onError: notifyProblem,
    onSettled: refresh,
  });

  return (
    <Card title={words.title} hint={words.hint}>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed" mb="sm">
              {words.none}
            </Text>
          ) : (
            <ul className={`${rows.rows} ${classes.list}`}>
              {items.map((token) => (
                <li key={token.id} className={rows.row}>
                  <IconKey size={24} stroke={1.5} aria-hidden />
                  <div className={rows.text}>
                    <Text size="sm" fw={600}>
                      {token.name}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {facts(token)}
                    </Text>
                  </div>
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    color="red"
                    className={classes.badge}
                    loading={revoke.isPending && revoke.variables === token.id}
                    onClick={() => setRevoking(token)}
                    aria-label={words.revokeOf(token.name)}
                  >
                    {words.revoke}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
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
        busy={false}
        onConfirm={() => {
          if (revoking !== null) revoke.mutate(revoking.id);
          setRevoking(null);
        }}
        onClose={() => setRevoking(null)}
      >
        {words.revokeHint}
      </Confirm>
    </Card>
  );
}

/** What it may do, when it was used, when it ends. */
function facts({ scopes, last_used_at, expires_at }: Token): string {
  return [
    scopes.map((scope) => words.scopeNames[scope]).join(', '),
    last_used_at === null ? words.neverUsed : words.lastUsed(formatRelative(last_used_at)),
    expires_at === null ? words.endsNever : words.ends(formatRelative(expires_at)),
  ].join(' · ');
}
