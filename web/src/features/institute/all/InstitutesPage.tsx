import { Button, Skeleton, Text } from '@mantine/core';
import { IconBuildingCommunity, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type MyInstitute, myInstitutesQuery } from '@/api/institutes';
import { formatBytes } from '@/format/bytes';
import { formatMoment } from '@/format/time';
import { text } from '@/text';
import { EmptyState } from '@/ui/EmptyState';
import { InstituteMark } from '@/ui/InstituteMark';
import { Page } from '@/ui/page/Page';
import { Trouble } from '@/ui/Trouble';
import type { HostedInstitute } from '../api';
import classes from '../institute.module.css';
import { allInstitutesQuery } from '../queries';

const words = text.institute.all;

/** All institutes of the server, for the one who runs it. */
export function InstitutesPage() {
  const query = useInfiniteQuery(allInstitutesQuery);
  const mine = useQuery(myInstitutesQuery).data;
  const items = query.data?.pages.flatMap((page) => page.items);
  const open = (
    <Button component={Link} to="/institutes/open" leftSection={<IconPlus size={18} aria-hidden />}>
      {words.open}
    </Button>
  );
  return (
    <Page title={words.title} intro={words.intro} actions={items?.length ? open : undefined}>
      {items === undefined ? (
        query.isError ? (
          <Trouble error={query.error} onRetry={() => query.refetch()} />
        ) : (
          <div className={classes.cards} aria-busy="true">
            <Skeleton height={84} radius="lg" />
            <Skeleton height={84} radius="lg" />
          </div>
        )
      ) : items.length === 0 ? (
        <EmptyState
          icon={<IconBuildingCommunity size={40} stroke={1.5} />}
          title={words.emptyTitle}
          hint={words.empty}
        >
          {open}
        </EmptyState>
      ) : (
        <ul className={classes.cards}>
          {items.map((institute) => (
            <Card
              key={institute.id}
              institute={institute}
              mine={mine?.find(({ id }) => id === institute.id)}
            />
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <Button
          variant="default"
          w="fit-content"
          loading={query.isFetchingNextPage}
          onClick={() => query.fetchNextPage()}
        >
          {text.common.loadMore}
        </Button>
      ) : null}
    </Page>
  );
}

interface CardProps {
  institute: HostedInstitute;
  /** The same, when this person belongs to it. */
  mine: MyInstitute | undefined;
}

function Card({ institute, mine }: CardProps) {
  const { people, storage } = institute;
  return (
    <li>
      <InstituteMark name={institute.name} color={institute.color} logo={mine?.logo} size={44} />
      <div className={classes.cardText}>
        <Text fw={600}>{institute.name}</Text>
        <Text size="sm" c="dimmed">
          {[
            words.people(people.active, people.invited),
            words.storage(formatBytes(storage.used)),
            words.since(formatMoment(institute.created_at)),
          ].join(' · ')}
        </Text>
      </div>
      {mine !== undefined && institute.state === 'active' ? (
        <Button
          variant="default"
          component={Link}
          to={`/i/${institute.id}`}
          aria-label={words.enterOf(institute.name)}
        >
          {words.enter}
        </Button>
      ) : (
        <Text size="sm" c="dimmed">
          {institute.state === 'deleting' ? words.deleting : words.notMember}
        </Text>
      )}
    </li>
  );
}
