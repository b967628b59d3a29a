import { Button, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconMailExclamation } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Institute } from '@/api/institutes';
import { text } from '@/text';
import { Notice } from '@/ui/Notice';
import { Trouble } from '@/ui/Trouble';
import classes from '../institute.module.css';
import { MailForm } from '../mail/MailForm';
import { TestLetter } from '../mail/TestLetter';
import { mailQuery } from '../queries';

const words = text.institute.wizard;

interface MailStepProps {
  institute: Institute;
  onNext: () => void;
}

/** Mail now, with a test letter, or later, with the consequence said plainly. */
export function MailStep({ institute, onNext }: MailStepProps) {
  const query = useQuery(mailQuery(institute.id));
  const saved = query.data;
  if (saved === undefined) {
    if (query.isError) return <Trouble error={query.error} onRetry={() => query.refetch()} />;
    return <Skeleton height={260} radius="lg" />;
  }
  return (
    <div className={classes.panel}>
      <div>
        <Title order={2} className={classes.panelTitle}>
          {words.mailTitle}
        </Title>
        <Text c="dimmed" size="sm">
          {words.mailIntro}
        </Text>
      </div>
      <MailForm
        key={saved.own ? 'kept' : 'new'}
        institute={institute.id}
        name={institute.name}
        saved={saved}
        submit={text.institute.mail.save}
        beside={
          saved.own ? null : (
            <Button variant="default" onClick={onNext}>
              {words.mailLater}
            </Button>
          )
        }
      />
      {!saved.own ? (
        <Notice
          tone={saved.installation ? 'good' : 'warning'}
          icon={<IconMailExclamation size={20} aria-hidden />}
        >
          {saved.installation ? words.mailServerHint : words.mailLaterHint}
        </Notice>
      ) : (
        <Stack>
          <TestLetter institute={institute.id} />
          <Button onClick={onNext} w="fit-content">
            {words.next}
          </Button>
        </Stack>
      )}
    </div>
  );
}
