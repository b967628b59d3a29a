import type { Entry } from '@/api/types';
import type { DetailsTab } from '../model/place';

/** What can be done with entries, however it was asked for: menu, bar or key. */
export interface EntryCommands {
  open: (entry: Entry) => void;
  /** Only where the list is not that folder already. */
  showInFolder?: (entry: Entry) => void;
  details: (entry: Entry, tab: DetailsTab) => void;
  download: (entries: readonly Entry[]) => void;
  /** Absent where nothing may be changed. */
  change?: ChangeCommands;
}

export interface ChangeCommands {
  rename: (entry: Entry) => void;
  moveTo: (entries: readonly Entry[]) => void;
  copyTo: (entries: readonly Entry[]) => void;
  cut: (entries: readonly Entry[]) => void;
  copy: (entries: readonly Entry[]) => void;
  trash: (entries: readonly Entry[]) => void;
}
