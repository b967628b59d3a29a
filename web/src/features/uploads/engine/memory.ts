/** What the browser remembers of uploads, so that a reload or a crash loses nothing. */

import type { FileFacts } from '../files/fingerprint';
import type { Destination, StoredFile, UploadId, Way } from '../model/upload';

export interface Remembered extends FileFacts {
  readonly id: UploadId;
  readonly batch: string;
  readonly destination: Destination;
  readonly way: Way;
  readonly sent: number;
  /** Where the server keeps the pieces it has. */
  readonly uploadUrl: string | null;
  /** Set when the file has arrived while others of its batch have not. */
  readonly stored: StoredFile | null;
  readonly handle: FileSystemFileHandle | null;
}

export interface Memory {
  load(): Promise<readonly Remembered[]>;
  /** Writes soon, many at a time; later words about the same upload replace earlier ones. */
  keep(record: Remembered): void;
  forget(id: UploadId): void;
}

/**
 * Records that are still of use: those of batches in which something is
 * missing. The others are leftovers of a page that closed at the last moment.
 */
export function splitLeftovers(records: readonly Remembered[]): {
  useful: readonly Remembered[];
  leftovers: readonly Remembered[];
} {
  const open = new Set(records.filter(({ stored }) => stored === null).map(({ batch }) => batch));
  return {
    useful: records.filter(({ batch }) => open.has(batch)),
    leftovers: records.filter(({ batch }) => !open.has(batch)),
  };
}
