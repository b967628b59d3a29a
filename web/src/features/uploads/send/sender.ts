/** The seam between the engine, which decides, and the code that talks to the server. */

import type { FolderName } from '@/api/folders';
import type { Answer } from '../model/outcome';
import type { StoredFile } from '../model/upload';

/** One file, ready to travel: its folder exists. */
export interface Parcel {
  readonly file: File;
  readonly name: string;
  readonly folder: FolderName;
  /** Known in advance for small files, so that the server can refuse damaged bytes. */
  readonly sha256: string | null;
  /** Address of the server's half of an upload begun earlier, if there is one. */
  readonly uploadUrl: string | null;
}

/** What a sender tells while it works. `stored`, `refused` and `unreadable` are last words. */
export interface Listener {
  progress(sent: number): void;
  /** The server has opened a resumable upload here. */
  located(uploadUrl: string): void;
  stored(stored: StoredFile): void;
  refused(answer: Answer): void;
  unreadable(): void;
}

/** A transfer under way. */
export interface Transfer {
  /** Stops sending; what the server has stays there. */
  stop(): void;
}

export type Send = (parcel: Parcel, listener: Listener) => Transfer;
