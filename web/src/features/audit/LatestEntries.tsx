import { Skeleton, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { sentence } from '@/api/problem';
import { text } from '@/text';
import { Section } from '@/ui/page/Section';
import type { RenderObject } from './AuditPage';
import { entriesQuery } from './api';
import classes from './audit.module.css';
import { Entry } from './Entry';

const words = text.home;
const most = 5;

interface LatestEntriesProps {
  institute: string;
  renderObject: RenderObject;
}

/** The last few deeds, as a card. */
export function LatestEntries({ institute, renderObject }: LatestEntriesProps) {
  const query = useInfiniteQuery(entriesQuery(institute, {}, most));
  const entries = query.data?.pages[0]?.items;
  return (
    <Section
      title={words.audit}
      layout="above"
      aside={
        <Link to="/i/$institute/audit" params={{ institute }} className={classes.more}>
          {words.auditAll}
        </Link>
      }
    >
      {query.isError ? <Text size="sm">{sentence(query.error)}</Text> : null}
      {query.isPending ? <Skeleton height={120} /> : null}
      {entries?.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.auditNone}
        </Text>
      ) : null}
      <ol className={classes.entries} aria-label={words.audit}>
        {entries?.map((entry) => (
          <Entry key={entry.number} entry={entry} renderObject={renderObject} />
        ))}
      </ol>
    </Section>
  );
}
