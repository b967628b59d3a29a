import { Badge, Button, Skeleton, Text, UnstyledButton } from '@mantine/core';
import { IconArrowLeft, IconMailExclamation, IconMailOpened } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { formatMoment, formatRelative } from '@/format/time';
import { text } from '@/text';
import { CopyText } from '@/ui/CopyText';
import { EmptyState } from '@/ui/EmptyState';
import { Notice } from '@/ui/Notice';
import { Page } from '@/ui/page/Page';
import { Trouble } from '@/ui/Trouble';
import { type Letter, mailboxQuery } from './api';
import { findingsIn } from './findings';
import classes from './mailbox.module.css';

const words = text.mailbox;

interface MailboxPageProps {
  /** The letter that is open. */
  letter: string | undefined;
  onLetter: (id: string | undefined) => void;
}

/** Where letters land while the server cannot send any. */
export function MailboxPage({ letter, onLetter }: MailboxPageProps) {
  const query = useInfiniteQuery(mailboxQuery);
  const letters = query.data?.pages.flatMap((page) => page.items) ?? [];
  const open = letters.find(({ id }) => id === letter);
  return (
    <Page title={words.title} intro={words.intro}>
      <div className={open === undefined ? undefined : classes.onlyWide}>
        <Notice
          tone="warning"
          icon={<IconMailExclamation size={22} aria-hidden />}
          title={words.warningTitle}
        >
          {words.warning}
        </Notice>
      </div>
      {query.isError && letters.length === 0 ? (
        <Trouble error={query.error} onRetry={() => query.refetch()} />
      ) : query.isPending ? (
        <div aria-busy="true">
          <Skeleton height={220} radius="lg" />
        </div>
      ) : letters.length === 0 ? (
        <EmptyState
          icon={<IconMailOpened size={40} stroke={1.5} />}
          title={words.emptyTitle}
          hint={words.empty}
        >
          <Button variant="default" onClick={() => query.refetch()} loading={query.isFetching}>
            {words.refresh}
          </Button>
        </EmptyState>
      ) : (
        <div className={classes.box} data-open={open === undefined ? undefined : true}>
          <div className={classes.list}>
            <ul>
              {letters.map((one) => (
                <li key={one.id}>
                  <UnstyledButton
                    className={classes.row}
                    aria-current={one.id === letter || undefined}
                    onClick={() => onLetter(one.id)}
                  >
                    <strong>{one.subject}</strong>
                    <span>{words.to(one.to)}</span>
                    <span title={formatMoment(one.created_at)}>
                      {formatRelative(one.created_at)}
                    </span>
                  </UnstyledButton>
                </li>
              ))}
            </ul>
            {query.hasNextPage ? (
              <Button
                variant="default"
                m="sm"
                loading={query.isFetchingNextPage}
                onClick={() => query.fetchNextPage()}
              >
                {words.loadMore}
              </Button>
            ) : null}
          </div>
          {open === undefined ? (
            <Text c="dimmed" className={classes.choose}>
              {words.choose}
            </Text>
          ) : (
            <Reading letter={open} onBack={() => onLetter(undefined)} />
          )}
        </div>
      )}
    </Page>
  );
}

/** A letter as plain text: what is in it is written by this server, yet shown as words only. */
function Reading({ letter, onBack }: { letter: Letter; onBack: () => void }) {
  const { code, link } = findingsIn(letter.text);
  return (
    <article className={classes.reading} aria-label={letter.subject}>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconArrowLeft size={18} aria-hidden />}
        onClick={onBack}
        className={classes.back}
      >
        {words.back}
      </Button>
      <div>
        <Text fw={600} size="lg">
          {letter.subject}
        </Text>
        <Text size="sm" c="dimmed">
          {words.to(letter.to)} · {formatMoment(letter.created_at)}{' '}
          {letter.state === 'kept' ? null : (
            <Badge variant="light" size="sm">
              {words.states[letter.state]}
            </Badge>
          )}
        </Text>
        {letter.problem === null ? null : (
          <Text size="sm" className={classes.problem}>
            {words.problem(letter.problem)}
          </Text>
        )}
      </div>
      {code === null ? null : (
        <p className={classes.finding}>
          <span>{words.code}</span>
          <strong className={classes.code}>{code}</strong>
          <CopyText value={code} label={words.copyCode} />
        </p>
      )}
      {link === null ? null : (
        <p className={classes.finding}>
          <span>{words.link}</span>
          <a href={link}>{link}</a>
          <CopyText value={link} label={words.copyLink} />
        </p>
      )}
      <pre className={classes.text}>{letter.text}</pre>
    </article>
  );
}
