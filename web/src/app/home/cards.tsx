import { LatestEntries } from '@/features/audit/LatestEntries';
import { Checklist } from '@/features/home/cards/Checklist';
import { People } from '@/features/home/cards/People';
import { DriveShortcut, LibraryShortcut, SecurityNudge } from '@/features/home/cards/Shortcuts';
import { Storage } from '@/features/home/cards/Storage';
import type { CardProps, HomeCard } from '@/features/home/HomePage';
import { objectsOf } from '../pages/objects';

/**
 * Every card of the home page, in the order they are shown. A feature that has
 * something to say there adds a line.
 */
export const homeCards: readonly HomeCard[] = [
  { id: 'checklist', circle: 'managers', size: 'wide', Card: Checklist },
  { id: 'people', circle: 'office', size: 'half', Card: People },
  { id: 'storage', circle: 'managers', size: 'half', Card: Storage },
  { id: 'library', circle: 'everybody', size: 'half', Card: LibraryShortcut },
  { id: 'drive', circle: 'everybody', size: 'half', Card: DriveShortcut },
  { id: 'security', circle: 'everybody', size: 'wide', Card: SecurityNudge },
  { id: 'audit', circle: 'managers', size: 'wide', Card: Audit },
];

function Audit({ place }: CardProps) {
  return <LatestEntries institute={place.id} renderObject={objectsOf(place.id)} />;
}
