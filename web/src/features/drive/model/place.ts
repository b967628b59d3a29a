import type { SortKey, SortOrder } from '@/api/types';

/**
 * What the address of a drive page holds besides the folder, so that any view
 * can be linked: order, layout, and what is open over the list.
 */
export interface DrivePlace {
  sort?: SortKey | undefined;
  order?: SortOrder | undefined;
  view?: Layout | undefined;
  /** The entry whose details are open. */
  details?: string | undefined;
  tab?: DetailsTab | undefined;
  /** The file shown over the page. */
  preview?: string | undefined;
}

export type Layout = 'list' | 'grid';
export type DetailsTab = 'info' | 'versions' | 'map';

export interface SearchPlace extends DrivePlace {
  q?: string | undefined;
  kind?: string | undefined;
}

const sortKeys = ['name', 'modified', 'size', 'kind'] as const;
const orders = ['asc', 'desc'] as const;
const layouts = ['list', 'grid'] as const;
const tabs = ['info', 'versions', 'map'] as const;

/** Reads the query part of an address; anything unknown is left out. */
export function drivePlace(raw: Record<string, unknown>): DrivePlace {
  return {
    sort: oneOf(sortKeys, raw.sort),
    order: oneOf(orders, raw.order),
    view: oneOf(layouts, raw.view),
    details: word(raw.details),
    tab: oneOf(tabs, raw.tab),
    preview: word(raw.preview),
  };
}

export function searchPlace(raw: Record<string, unknown>): SearchPlace {
  // The router reads ?q=2024 as a number; a search is always text.
  const q = typeof raw.q === 'number' || typeof raw.q === 'boolean' ? String(raw.q) : raw.q;
  return { ...drivePlace(raw), q: word(q), kind: word(raw.kind) };
}

/** The order a column starts with when it is chosen: newest and largest first. */
export function firstOrder(sort: SortKey): SortOrder {
  return sort === 'modified' || sort === 'size' ? 'desc' : 'asc';
}

/** Choosing the same column again turns it around. */
export function nextSort(
  now: { sort: SortKey; order: SortOrder },
  chosen: SortKey,
): { sort: SortKey; order: SortOrder } {
  if (now.sort !== chosen) return { sort: chosen, order: firstOrder(chosen) };
  return { sort: chosen, order: now.order === 'asc' ? 'desc' : 'asc' };
}

function oneOf<Word extends string>(words: readonly Word[], raw: unknown): Word | undefined {
  return words.find((allowed) => allowed === raw);
}

function word(raw: unknown): string | undefined {
  return typeof raw === 'string' && raw !== '' ? raw : undefined;
}
