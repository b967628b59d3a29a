import type { Transfer } from '../send/sender';

/** What belongs to an upload but is not a value: open files and running transfers. */
export interface Luggage {
  file: File | null;
  handle: FileSystemFileHandle | null;
  lastModified: number;
  uploadUrl: string | null;
  transfer: Transfer | null;
  hash: Promise<string> | null;
  /** Grows with every start and stop; whoever holds an older number speaks of the past. */
  turn: number;
  rememberedAt: number;
}

export function emptyLuggage(
  file: File | null,
  handle: FileSystemFileHandle | null,
  lastModified: number,
  uploadUrl: string | null,
): Luggage {
  return {
    file,
    handle,
    lastModified,
    uploadUrl,
    transfer: null,
    hash: null,
    turn: 0,
    rememberedAt: 0,
  };
}

/** Distinguishes a lost network from a file that changed under the browser's hands. */
export async function canRead(file: File | null): Promise<boolean> {
  if (file === null) return false;
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
}
