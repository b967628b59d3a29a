import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
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
  const { place, error, retry } = useMembership(institute);
  const id = place?.id;
  useEffect(() => {
    if (id !== undefined) rememberPlace(id);
  }, [id]);
  if (place === undefined) return error === null ? null : <Trouble error={error} onRetry={retry} />;
  if (place === null || !belongs(place.role, circle)) return <Lost />;
  return children(place);
}

/** What this person is in an institute: null for a stranger, undefined until that is known. */
function useMembership(institute: string | undefined) {
  const { data, error, refetch } = useQuery(myInstitutesQuery);
  const place = data?.find(({ id }) => id === institute);
  const missing = data !== undefined && place === undefined;

  // Who joined a moment ago is not in the list we know: it is asked for again before it is believed.
  const [asked, setAsked] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (!missing || asked === institute) return;
    void refetch().finally(() => setAsked(institute));
  }, [missing, asked, institute, refetch]);

  const stranger = missing && asked === institute;
  return {
    place: stranger ? null : place,
    error: data === undefined ? error : null,
    retry: () => void refetch(),
  };
}
