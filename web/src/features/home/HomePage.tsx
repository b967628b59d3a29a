import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { MyInstitute } from '@/api/institutes';
import { userQuery } from '@/api/queries';
import { belongs, type Circle } from '@/api/roles';
import { text } from '@/text';
import { Page } from '@/ui/page/Page';
import { Trouble } from '@/ui/Trouble';
import { type Home, homeQuery } from './api';
import classes from './home.module.css';

const words = text.home;

export interface CardProps {
  place: MyInstitute;
  home: Home;
}

/**
 * One card of the home page. Any feature can offer some; app/home gathers them
 * in the order they are shown. A card with nothing to say renders nothing.
 */
export interface HomeCard {
  id: string;
  /** Who sees it. */
  circle: Circle;
  /** `wide` takes the whole width on a large screen. */
  size: 'half' | 'wide';
  Card: (props: CardProps) => ReactNode;
}

interface HomePageProps {
  place: MyInstitute;
  cards: readonly HomeCard[];
}

/** Where everybody arrives: a greeting, and what matters to somebody of this role. */
export function HomePage({ place, cards }: HomePageProps) {
  const name = useQuery(userQuery).data?.name ?? '';
  const query = useQuery(homeQuery(place.id));
  return (
    <Page
      title={greeting(name, new Date().getHours())}
      intro={words.intro(text.places.roles[place.role], place.name)}
    >
      {query.data === undefined ? (
        query.isError ? (
          <Trouble error={query.error} onRetry={() => query.refetch()} />
        ) : (
          <div className={classes.cards} aria-busy="true">
            <Skeleton height={170} radius="lg" />
            <Skeleton height={170} radius="lg" />
          </div>
        )
      ) : (
        <div className={classes.cards}>
          {cards
            .filter(({ circle }) => belongs(place.role, circle))
            .map(({ id, size, Card }) => (
              <div key={id} className={classes.slot} data-size={size}>
                <Card place={place} home={query.data} />
              </div>
            ))}
        </div>
      )}
    </Page>
  );
}

/** People are greeted by what their friends call them, most likely the first word. */
function greeting(name: string, hour: number): string {
  const first = name.trim().split(/\s+/)[0] ?? '';
  if (hour < 12 && hour >= 4) return words.morning(first);
  return hour >= 18 || hour < 4 ? words.evening(first) : words.day(first);
}
