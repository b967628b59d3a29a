import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { type MyInstitute, myInstitutesQuery } from '@/api/institutes';
import { belongs, type Circle } from '@/api/roles';
import { Trouble } from '@/ui/Trouble';
import { Lost } from '../boundary';
import { rememberPlace } from './remembered';

interface InsideProps {
  /** Who the page is for. */
  circle: Circle;
  children: (place: MyInstitute) => ReactNode;
}

/**
 * A page of the institute in the address, for those who belong to it and to the
 * circle. Everybody else meets the same page as at an address that never was.
 */
export function Inside({ circle, children }: InsideProps) {
  const { institute } = useParams({ strict: false });
  const query = useQuery(myInstitutesQuery);
  const place = query.data?.find(({ id }) => id === institute);
  const id = place?.id;
  useEffect(() => {
    if (id !== undefined) rememberPlace(id);
  }, [id]);
  if (query.data === undefined) {
    return query.isError ? <Trouble error={query.error} onRetry={() => query.refetch()} /> : null;
  }
  if (place === undefined || !belongs(place.role, circle)) return <Lost />;
  return children(place);
}
