import type { Crumb, Listing } from '@/api/types';

/** The folders from the top down to the listed one, itself included. */
export function trailOf(listing: Pick<Listing, 'folder' | 'crumbs'> | undefined): Crumb[] {
  if (listing === undefined || listing.folder === null) return [];
  const { id, name } = listing.folder;
  const above = listing.crumbs.filter((crumb) => crumb.id !== id);
  return [...above, { id, name }];
}
