/** Lists of people that were handed in as files. */
import { read, write } from '@/api/by_hand';
import type { Page } from '@/api/types';

export type ImportState = 'reading' | 'checked' | 'applying' | 'done' | 'failed';

export interface Import {
  id: string;
  /** Of the file. */
  name: string;
  state: ImportState;
  /** Rows in the file, as far as it was read. */
  total: number;
  good: number;
  bad: number;
  /** Rows applied so far. */
  done: number;
  /** Why it failed, as a sentence. */
  problem: string | null;
}

export interface ImportRow {
  /** As the spreadsheet counts it. */
  row: number;
  name: string;
  email: string;
  problems: { column: string; code: string; message: string }[];
}

/** The server takes no larger file. */
export const mostBytes = 20 * 1024 * 1024;

const rowsAtOnce = 100;

const at = (institute: string, rest = '') =>
  `/api/institutes/${encodeURIComponent(institute)}/imports${rest}`;

const one = (institute: string, id: string, rest = '') =>
  at(institute, `/${encodeURIComponent(id)}${rest}`);

export const startImport = (institute: string, file: File) =>
  write<Import>('POST', at(institute), { query: { name: file.name }, file });

export const getImport = (institute: string, id: string, signal?: AbortSignal) =>
  read<Import>(one(institute, id), {}, signal);

export const listRows = (
  institute: string,
  id: string,
  { onlyBad, after }: { onlyBad: boolean; after: string | null },
  signal?: AbortSignal,
) =>
  read<Page<ImportRow>>(
    one(institute, id, '/rows'),
    { only: onlyBad ? 'bad' : undefined, after, limit: rowsAtOnce },
    signal,
  );

export const confirmImport = (institute: string, id: string, invite: boolean) =>
  write('POST', one(institute, id, '/confirm'), { body: { invite } });

export const discardImport = (institute: string, id: string) => write('DELETE', one(institute, id));

export const templateAddress = (institute: string) => at(institute, '/template');
