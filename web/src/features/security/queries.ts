import { queryOptions } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { listDevices, listSessions, listTokens, readFactors } from './api';

export const factorsQuery = queryOptions({
  queryKey: keys.factors,
  queryFn: ({ signal }) => readFactors(signal),
});

export const sessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: ({ signal }) => listSessions(signal),
});

export const devicesQuery = queryOptions({
  queryKey: keys.devices,
  queryFn: ({ signal }) => listDevices(signal),
});

export const tokensQuery = queryOptions({
  queryKey: keys.tokens,
  queryFn: ({ signal }) => listTokens(signal),
});
