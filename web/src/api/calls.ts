import { address, request } from './client';
import type {
  ApiToken,
  Entry,
  FileVersion,
  Job,
  Listing,
  NewApiToken,
  Page,
  Placement,
  Session,
  Setup,
  SortKey,
  SortOrder,
  StorageHealth,
  StorageTarget,
  Theme,
  TrashPlan,
  Usage,
  User,
} from './types';

/** How many rows one page of a listing brings. */
export const pageSize = 200;

type Signal = AbortSignal | undefined;

function segment(id: string): string {
  return encodeURIComponent(id);
}

// Accounts

export const getSetup = (signal?: Signal) => request<Setup>('GET', '/api/setup', { signal });

export const getUser = (signal?: Signal) => request<User>('GET', '/api/user/info', { signal });

export interface Credentials {
  email: string;
  password: string;
}

export const register = (body: Credentials & { name: string }) =>
  request<{ user: User }>('POST', '/api/auth/register', { body });

export const signIn = (body: Credentials) =>
  request<{ user: User }>('POST', '/api/auth/login', { body });

export const signOut = () => request<void>('POST', '/api/auth/logout');

export const updateUser = (body: { name?: string; theme?: Theme }) =>
  request<User>('PATCH', '/api/user/info', { body });

export const changePassword = (body: { current: string; new: string }) =>
  request<void>('POST', '/api/user/password', { body });

export const listTokens = (signal?: Signal) =>
  request<{ items: ApiToken[] }>('GET', '/api/user/tokens', { signal });

export const createToken = (body: { name: string; expires_in_days?: number }) =>
  request<NewApiToken>('POST', '/api/user/tokens', { body });

export const deleteToken = (id: string) =>
  request<void>('DELETE', `/api/user/tokens/${segment(id)}`);

export const listSessions = (signal?: Signal) =>
  request<{ items: Session[] }>('GET', '/api/user/sessions', { signal });

export const deleteSession = (id: string) =>
  request<void>('DELETE', `/api/user/sessions/${segment(id)}`);

// Drive

export interface ListingOptions {
  /** null is the top of the drive. */
  folder: string | null;
  sort: SortKey;
  order: SortOrder;
  after?: string | null | undefined;
  limit?: number;
}

export const listFolder = (options: ListingOptions, signal?: Signal) =>
  request<Listing>('GET', '/api/files', { query: { limit: pageSize, ...options }, signal });

export const getEntry = (id: string, signal?: Signal) =>
  request<Entry>('GET', `/api/files/${segment(id)}/info`, { signal });

export const createFolder = (body: { name: string; folder: string | null }) =>
  request<Entry>('POST', '/api/folders', { body });

export const renameEntry = (id: string, name: string) =>
  request<Entry>('PATCH', `/api/files/${segment(id)}`, { body: { name } });

/** An empty `folder` is the top of the drive. */
export const moveEntry = (id: string, folder: string | null) =>
  request<Entry>('PATCH', `/api/files/${segment(id)}`, { body: { folder: folder ?? '' } });

export const copyEntry = (id: string, folder: string | null, name?: string) =>
  request<Entry>('POST', `/api/files/${segment(id)}/copy`, {
    body: { folder: folder ?? '', ...(name === undefined ? {} : { name }) },
  });

export const trashEntry = (id: string) => request<void>('DELETE', `/api/files/${segment(id)}`);

export const deleteForGood = (id: string) =>
  request<void>('DELETE', `/api/files/${segment(id)}`, { query: { permanent: true } });

export const restoreEntry = (id: string) =>
  request<Entry>('POST', `/api/files/${segment(id)}/restore`);

export const searchEntries = (
  query: { q: string; kind?: string | undefined; after?: string | null | undefined },
  signal?: Signal,
) => request<Page<Entry>>('GET', '/api/search', { query: { limit: pageSize, ...query }, signal });

export const listTrash = (after: string | null, signal?: Signal) =>
  request<Page<Entry>>('GET', '/api/trash', { query: { after, limit: pageSize }, signal });

export const planEmptyTrash = () =>
  request<TrashPlan>('DELETE', '/api/trash', { query: { dry_run: true } });

export const emptyTrash = () => request<TrashPlan>('DELETE', '/api/trash');

export const listVersions = (id: string, signal?: Signal) =>
  request<{ items: FileVersion[] }>('GET', `/api/files/${segment(id)}/versions`, { signal });

export const restoreVersion = (id: string, version: number) =>
  request<Entry>('POST', `/api/files/${segment(id)}/versions/${version}/restore`);

export const getPlacement = (id: string, after: string | null, signal?: Signal) =>
  request<Placement>('GET', `/api/files/${segment(id)}/placement`, { query: { after }, signal });

// Work on copies

export const replicate = (id: string) =>
  request<Job>('POST', `/api/files/${segment(id)}/replicate`);

export const sync = (id: string) => request<Job>('POST', `/api/files/${segment(id)}/sync`);

export const getJob = (id: string, signal?: Signal) =>
  request<Job>('GET', `/api/jobs/${segment(id)}`, { signal });

// Storage

export const getUsage = (signal?: Signal) =>
  request<Usage>('GET', '/api/storage/usage', { signal });

export const listTargets = (signal?: Signal) =>
  request<{ items: StorageTarget[] }>('GET', '/api/nodes', { signal });

export const getHealth = (signal?: Signal) =>
  request<StorageHealth>('GET', '/api/storage/health', { signal });

export const startScrub = () => request<Job>('POST', '/api/storage/scrub');

// Addresses the browser opens by itself

/** The bytes of a file; `version` asks for an older one, `download` for a saved file. */
export function contentAddress(
  id: string,
  options: { version?: number | undefined; download?: boolean } = {},
): string {
  return address(`/api/files/${segment(id)}`, {
    version: options.version,
    download: options.download === true ? 1 : undefined,
  });
}

/** A folder as a ZIP; null is the whole drive. */
export function zipAddress(folder: string | null): string {
  return `/api/folders/${folder === null ? 'top' : segment(folder)}/zip`;
}
