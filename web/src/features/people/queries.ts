import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { getPerson, getSummary, listPeople, type PeopleFilter } from './api';

export const peopleQuery = (institute: string, filter: PeopleFilter) =>
  infiniteQueryOptions({
    queryKey: [...keys.people(institute), 'list', filter],
    queryFn: ({ pageParam, signal }) => listPeople(institute, filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

export const summaryQuery = (institute: string) =>
  queryOptions({
    queryKey: [...keys.people(institute), 'summary'],
    queryFn: ({ signal }) => getSummary(institute, signal),
  });

export const personQuery = (institute: string, member: string) =>
  queryOptions({
    queryKey: [...keys.people(institute), 'one', member],
    queryFn: ({ signal }) => getPerson(institute, member, signal),
  });
