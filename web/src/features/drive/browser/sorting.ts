import type { SortKey, SortOrder } from '@/api/types';

/** The order of a list, and the way to ask for another one. */
export interface Sorting {
  sort: SortKey;
  order: SortOrder;
  onSort: (key: SortKey) => void;
}
