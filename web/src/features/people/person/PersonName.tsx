import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { text } from '@/text';
import classes from '../people.module.css';
import { personQuery } from '../queries';

interface PersonNameProps {
  institute: string;
  member: string;
}

/** The name of somebody, leading to their details; whoever left has none any more. */
export function PersonName({ institute, member }: PersonNameProps) {
  const query = useQuery({ ...personQuery(institute, member), staleTime: 60_000, retry: false });
  if (query.data === undefined) return <span>{query.isError ? text.audit.somebody : '…'}</span>;
  return (
    <Link
      to="/i/$institute/people"
      params={{ institute }}
      search={{ person: member }}
      className={classes.nameLink}
    >
      {query.data.name}
    </Link>
  );
}
