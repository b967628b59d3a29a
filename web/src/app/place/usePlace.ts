import { useQuery } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { type MyInstitute, myInstitutesQuery } from '@/api/institutes';
import { rememberedPlace } from './remembered';

/**
 * The institute somebody is at work in: the one in the address, else the last
 * one; null among their own things. It frames every page, so that looking into
 * one's own drive does not lose the way back.
 */
export function usePlace(): MyInstitute | null {
  const mine = useQuery(myInstitutesQuery).data;
  const here = useRouterState({ select: ({ location }) => instituteIn(location.pathname) });
  if (mine === undefined) return null;
  return here === null
    ? rememberedPlace(mine)
    : (mine.find((institute) => institute.id === here) ?? null);
}

/** The institute an address belongs to: `/i/<institute>/…`. */
export function instituteIn(path: string): string | null {
  return /^\/i\/([^/]+)/.exec(path)?.[1] ?? null;
}
