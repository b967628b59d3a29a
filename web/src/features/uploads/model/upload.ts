/**
 * One file on its way to the drive, as a value.
 *
 * Everything the tray shows is derived from these records; nothing here knows
 * about the network, the disk or React.
 */

import type { FolderName } from '@/api/folders';

/** Names one upload within this page. It is also its key in the browser's memory of unfinished work. */
export type UploadId = string & { readonly kind: 'UploadId' };

/** Where a file goes. */
export interface Destination {
  /** The folder the person was in. */
  readonly folder: FolderName;
  /** Path below that folder, with the file's own name last: `photos/2024/a.jpg`. */
  readonly relativePath: string;
}

/**
 * How the bytes travel: small files whole, in one request; large ones in
 * pieces, so that an interruption costs one piece at most.
 */
export type Way = 'whole' | 'pieces';

/** What the server answered when it had everything. */
export interface StoredFile {
  readonly fileId: string;
  readonly sha256: string;
}

export type FailureKind =
  | 'quota'
  | 'too-large'
  | 'folder-gone'
  | 'file-unreadable'
  | 'checksum'
  | 'refused'
  | 'server';

/** Why an upload stopped for good, with a sentence that says what to do. */
export interface Failure {
  readonly kind: FailureKind;
  readonly message: string;
}

/** Bytes per second, smoothed; see `pace.ts`. */
export interface Pace {
  readonly at: number;
  readonly bytes: number;
  readonly perSecond: number | null;
}

/** Why an upload waits: nobody answered, the server asked for patience, or the session ended. */
export type WaitReason = 'no-network' | 'server-busy' | 'signed-out';

export type UploadState =
  | { readonly is: 'queued'; readonly sent: number; readonly attempts: number }
  | {
      readonly is: 'uploading';
      readonly sent: number;
      readonly attempts: number;
      readonly pace: Pace;
    }
  | { readonly is: 'paused'; readonly sent: number }
  | {
      readonly is: 'waiting-for-network';
      readonly sent: number;
      readonly attempts: number;
      readonly reason: WaitReason;
    }
  | { readonly is: 'verifying'; readonly stored: StoredFile }
  | { readonly is: 'done'; readonly stored: StoredFile }
  | { readonly is: 'failed'; readonly sent: number; readonly failure: Failure }
  | { readonly is: 'cancelled' }
  | { readonly is: 'needs-file'; readonly sent: number };

export type StateName = UploadState['is'];

export interface Upload {
  readonly id: UploadId;
  /** Files added together; a batch is forgotten when all of it has arrived. */
  readonly batch: string;
  readonly name: string;
  readonly size: number;
  readonly destination: Destination;
  readonly way: Way;
  /** Computed here from the file on this machine; `null` until that is done. */
  readonly localSha256: string | null;
  readonly state: UploadState;
}

/** Bytes of this upload that the server is known to have. */
export function sentBytes({ state, size }: Upload): number {
  switch (state.is) {
    case 'verifying':
    case 'done':
      return size;
    case 'cancelled':
      return 0;
    default:
      return Math.min(state.sent, size);
  }
}

/** Work that would be lost, or left undone, if the page closed now. */
export function isUnfinished({ state }: Upload): boolean {
  return state.is !== 'done' && state.is !== 'cancelled' && state.is !== 'failed';
}

/** Nothing will happen to it any more without a person. */
export function isSettled({ state }: Upload): boolean {
  return state.is === 'done' || state.is === 'cancelled' || state.is === 'failed';
}
