/** Every call the app makes, in its own words, over the generated client. */
import type { Language } from '@/text/language';
import { address, answer } from './client';
import { type FolderName, placeOf } from './folders';
import * as sdk from './generated/sdk.gen';
import type {
  Entry,
  FileVersion,
  Page,
  Placement,
  Setup,
  SortKey,
  SortOrder,
  StorageTarget,
  Theme,
  User,
} from './types';

/** How many rows one page of a listing brings. */
export const pageSize = 200;

type Signal = AbortSignal | undefined;

// Accounts

export const getSetup = (signal?: Signal): Promise<Setup> => answer(sdk.readSetup({ signal }));

export const getUser = (signal?: Signal): Promise<User> => answer(sdk.readUser({ signal }));

export const signOut = () => answer(sdk.signOut());

export const updateUser = (body: {
  name?: string;
  theme?: Theme;
  language?: Language;
}): Promise<User> => answer(sdk.updateUser({ body }));

// Drive

export interface ListingOptions {
  folder: FolderName;
  sort: SortKey;
  order: SortOrder;
  after?: string | null | undefined;
}

export const listFolder = ({ folder, sort, order, after }: ListingOptions, signal?: Signal) =>
  answer(
    sdk.listFiles({
      query: {
        ...placeOf(folder),
        after: after ?? undefined,
        sort,
        order,
        limit: pageSize,
      },
      signal,
    }),
  );

export const getEntry = (id: string, signal?: Signal): Promise<Entry> =>
  answer(sdk.readInfo({ path: { id }, signal }));

export const createFolder = ({ name, folder }: { name: string; folder: FolderName }) => {
  const { library, ...parent } = placeOf(folder);
  return answer(sdk.createFolder({ query: { library }, body: { name, ...parent } }));
};

export const renameEntry = (id: string, name: string) =>
  answer(sdk.updateEntry({ path: { id }, body: { name } }));

/** On the wire an empty `folder` is the top of the space the entry is in; nothing moves between spaces. */
export const moveEntry = (id: string, folder: FolderName) =>
  answer(sdk.updateEntry({ path: { id }, body: { folder: placeOf(folder).folder ?? '' } }));

export const copyEntry = (id: string, folder: FolderName) =>
  answer(sdk.copyEntry({ path: { id }, body: { folder: placeOf(folder).folder ?? '' } }));

export const trashEntry = (id: string) => answer(sdk.deleteEntry({ path: { id } }));

export const deleteForGood = (id: string) =>
  answer(sdk.deleteEntry({ path: { id }, query: { permanent: true } }));

export const restoreEntry = (id: string) => answer(sdk.restoreEntry({ path: { id } }));

export interface SearchOptions {
  /** The top of the space that is searched. */
  top: FolderName;
  q: string;
  kind?: string | undefined;
  after?: string | null | undefined;
}

export const searchEntries = (
  { top, q, kind, after }: SearchOptions,
  signal?: Signal,
): Promise<Page<Entry>> =>
  answer(
    sdk.searchEntries({
      query: { ...placeOf(top), q, kind, after: after ?? undefined, limit: pageSize },
      signal,
    }),
  );

export const listTrash = (after: string | null, signal?: Signal): Promise<Page<Entry>> =>
  answer(sdk.listTrash({ query: { after: after ?? undefined, limit: pageSize }, signal }));

export const planEmptyTrash = () => answer(sdk.emptyTrash({ query: { dry_run: true } }));

export const emptyTrash = () => answer(sdk.emptyTrash());

export const listVersions = (id: string, signal?: Signal): Promise<Page<FileVersion>> =>
  answer(sdk.listVersions({ path: { id }, signal }));

export const restoreVersion = (id: string, version: number) =>
  answer(sdk.restoreVersion({ path: { id, version } }));

export const deleteVersion = (id: string, version: number) =>
  answer(sdk.deleteVersion({ path: { id, version } }));

export const getPlacement = async (
  id: string,
  after: string | null,
  signal?: Signal,
): Promise<Placement> =>
  (await answer(
    sdk.readPlacement({ path: { id }, query: { after: after ?? undefined }, signal }),
  )) as Placement;

// Work on copies

export const replicate = (id: string) => answer(sdk.replicateFile({ path: { id } }));

export const sync = (id: string) => answer(sdk.syncFile({ path: { id } }));

export const getJob = (id: string, signal?: Signal) =>
  answer(sdk.readJob({ path: { id }, signal }));

// Storage

export const getUsage = (signal?: Signal) => answer(sdk.readUsage({ signal }));

export const listTargets = async (signal?: Signal): Promise<Page<StorageTarget>> =>
  (await answer(sdk.listNodes({ signal }))) as Page<StorageTarget>;

export const getHealth = (signal?: Signal) => answer(sdk.readHealth({ signal }));

export const startScrub = () => answer(sdk.startScrub());

// Addresses the browser opens by itself

/** The bytes of a file; `version` asks for an older one, `download` for a saved file. */
export function contentAddress(
  id: string,
  options: { version?: number | undefined; download?: boolean } = {},
): string {
  return address(`/api/files/${encodeURIComponent(id)}`, {
    version: options.version,
    download: options.download === true ? 1 : undefined,
  });
}

/** A folder as a ZIP; a top is everything. */
export function zipAddress(folder: FolderName): string {
  const { folder: id = 'top', library } = placeOf(folder);
  return address(`/api/folders/${encodeURIComponent(id)}/zip`, { library });
}
