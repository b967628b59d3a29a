import type { Crumb, Entry } from '@/api/types';
import { text } from '@/text';

/** Why these entries cannot go into that folder; null when they can. */
export function placingTrouble(
  what: 'move' | 'copy',
  entries: readonly Entry[],
  folder: string | null,
  /** The folders around the destination, itself included. */
  trail: readonly Crumb[],
): string | null {
  const onTheWay = new Set(trail.map((crumb) => crumb.id));
  if (folder !== null) onTheWay.add(folder);
  if (entries.some((entry) => onTheWay.has(entry.id))) return text.drive.picker.inside;
  if (what === 'move' && entries.every((entry) => entry.folder === folder)) {
    return text.drive.picker.already;
  }
  return null;
}

export function canPreview(entry: Entry): boolean {
  return entry.kind === 'file' && entry.trashed_at === null;
}
