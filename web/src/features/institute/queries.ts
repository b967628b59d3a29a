import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { getDeletionPlan, getMail, getPolicy, listInstitutes } from './api';

export const allInstitutesQuery = infiniteQueryOptions({
  queryKey: keys.allInstitutes,
  queryFn: ({ pageParam, signal }) => listInstitutes(pageParam, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
});

export const policyQuery = (institute: string) =>
  queryOptions({
    queryKey: [...keys.institute(institute), 'policy'],
    queryFn: ({ signal }) => getPolicy(institute, signal),
  });

export const mailQuery = (institute: string) =>
  queryOptions({
    queryKey: [...keys.institute(institute), 'mail'],
    queryFn: ({ signal }) => getMail(institute, signal),
  });

export const deletionQuery = (institute: string) =>
  queryOptions({
    queryKey: [...keys.institute(institute), 'deletion'],
    queryFn: ({ signal }) => getDeletionPlan(institute, signal),
  });
