/** Lists of people that were handed in as files. */
import { write } from '@/api/by_hand';
import { answer } from '@/api/client';
import * as sdk from '@/api/generated/sdk.gen';
import type * as wire from '@/api/generated/types.gen';
import type { Sent } from '@/api/types';

export type Import = Sent<wire.Import>;
export type ImportState = wire.ImportState;
export type ImportRow = Sent<wire.ImportRow>;

/** The server takes no larger file. */
export const mostBytes = 20 * 1024 * 1024;

const rowsAtOnce = 100;

const at = (institute: string) => `/api/institutes/${encodeURIComponent(institute)}/imports`;

/** Sent as it is: the server looks into the file to see of which kind it is. */
export const startImport = (institute: string, file: File) =>
  write<Import>('POST', at(institute), { query: { name: file.name }, file });

export const getImport = (institute: string, id: string, signal?: AbortSignal): Promise<Import> =>
  answer(sdk.readImport({ path: { institute, id }, signal }));

export const listRows = (
  institute: string,
  id: string,
  { onlyBad, after }: { onlyBad: boolean; after: string | null },
  signal?: AbortSignal,
) =>
  answer(
    sdk.listRows({
      path: { institute, id },
      query: {
        only: onlyBad ? 'bad' : undefined,
        after: after ?? undefined,
        limit: rowsAtOnce,
      },
      signal,
    }),
  );

export const confirmImport = (institute: string, id: string, invite: boolean) =>
  answer(sdk.confirmImport({ path: { institute, id }, body: { invite } }));

export const discardImport = (institute: string, id: string) =>
  answer(sdk.deleteImport({ path: { institute, id } }));

export const templateAddress = (institute: string) => `${at(institute)}/template`;
