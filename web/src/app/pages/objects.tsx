import type { RenderObject } from '@/features/audit/AuditPage';
import { PersonName } from '@/features/people/person/PersonName';

/** What the things of an institute's record are called: people have names, the rest an id. */
export function objectsOf(institute: string): RenderObject {
  return (object) =>
    object.startsWith('member_') ? (
      <PersonName institute={institute} member={object} />
    ) : (
      <code>{object}</code>
    );
}

/** In the record of the whole installation nothing is known but ids. */
export const bareObject: RenderObject = (object) => <code>{object}</code>;
