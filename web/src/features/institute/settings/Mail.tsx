import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Institute } from '@/api/institutes';
import { sentence } from '@/api/problem';
import { text } from '@/text';
import { Confirm } from '@/ui/Confirm';
import { notifyDone, notifyProblem } from '@/ui/notify';
import { Section } from '@/ui/page/Section';
import { deleteMail } from '../api';
import { MailForm } from '../mail/MailForm';
import { TestLetter } from '../mail/TestLetter';
import { mailQuery } from '../queries';

const words = text.institute.mail;

export function Mail({ institute }: { institute: Institute }) {
  const client = useQueryClient();
  const query = useQuery(mailQuery(institute.id));
  const [asking, setAsking] = useState(false);
  const saved = query.data;
  const removing = useMutation({
    mutationFn: () => deleteMail(institute.id),
    onSuccess: () => {
      notifyDone(words.removed);
    },
    onError: notifyProblem,
    onSettled: () => {
      setAsking(false);
      return client.invalidateQueries({ queryKey: mailQuery(institute.id).queryKey });
    },
  });
  return (
    <Section anchor="mail" title={words.title} hint={words.hint}>
      {query.isError ? <Text size="sm">{sentence(query.error)}</Text> : null}
      {query.isPending ? <Skeleton height={220} radius="md" /> : null}
      {saved === undefined ? null : (
        <Stack gap="lg">
          {saved.own ? null : (
            <Text size="sm" c="dimmed">
              {saved.installation ? words.byServer : words.none}
            </Text>
          )}
          <MailForm
            key={saved.own ? 'kept' : 'new'}
            institute={institute.id}
            name={institute.name}
            saved={saved}
            submit={words.save}
            beside={
              saved.own ? (
                <Button variant="subtle" color="red" onClick={() => setAsking(true)}>
                  {words.remove}
                </Button>
              ) : null
            }
          />
          {saved.own || saved.installation ? <TestLetter institute={institute.id} /> : null}
        </Stack>
      )}
      <Confirm
        opened={asking}
        title={words.removeTitle}
        confirm={words.remove}
        busy={removing.isPending}
        onConfirm={() => removing.mutate()}
        onClose={() => setAsking(false)}
      >
        {words.removeHint}
      </Confirm>
    </Section>
  );
}
