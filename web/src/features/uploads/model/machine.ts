/**
 * What may happen to an upload, and what becomes of it.
 *
 * `step` is total: an event that makes no sense in a state leaves the upload
 * as it is, because senders are asynchronous and their last words may arrive
 * after somebody has pressed pause or cancel.
 */

import { words } from '../text';
import { advancePace, startPace } from './pace';
import type { Failure, StoredFile, Upload, UploadState, WaitReason } from './upload';
import { sentBytes } from './upload';

export type UploadEvent =
  | { readonly type: 'start'; readonly at: number }
  | { readonly type: 'progress'; readonly sent: number; readonly at: number }
  | { readonly type: 'interrupt'; readonly reason: WaitReason }
  | { readonly type: 'reconnect' }
  | { readonly type: 'hashed'; readonly sha256: string }
  | { readonly type: 'stored'; readonly stored: StoredFile }
  | { readonly type: 'fail'; readonly failure: Failure }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'retry' }
  | { readonly type: 'cancel' }
  | { readonly type: 'file-chosen' };

export function step(upload: Upload, event: UploadEvent): Upload {
  if (event.type === 'hashed') return hashed(upload, event.sha256);
  const state = nextState(upload, event);
  if (state === upload.state) return upload;
  const readAgain = event.type === 'retry' && mustReadAgain(upload.state);
  return { ...upload, state, localSha256: readAgain ? null : upload.localSha256 };
}

/** What was read of the file is in doubt, so its checksum is too. */
function mustReadAgain(state: UploadState): boolean {
  if (state.is !== 'failed') return false;
  return state.failure.kind === 'checksum' || state.failure.kind === 'file-unreadable';
}

function nextState(upload: Upload, event: Exclude<UploadEvent, { type: 'hashed' }>): UploadState {
  const { state } = upload;
  switch (event.type) {
    case 'start':
      if (state.is !== 'queued') return state;
      return {
        is: 'uploading',
        sent: state.sent,
        attempts: state.attempts,
        pace: startPace(state.sent, event.at),
      };
    case 'progress':
      return state.is === 'uploading' ? moved(state, event.sent, event.at) : state;
    case 'interrupt':
      if (state.is !== 'uploading') return state;
      return {
        is: 'waiting-for-network',
        sent: kept(upload),
        attempts: state.attempts + 1,
        reason: event.reason,
      };
    case 'reconnect':
      if (state.is !== 'waiting-for-network') return state;
      return { is: 'queued', sent: state.sent, attempts: state.attempts };
    case 'stored':
      return state.is === 'uploading' ? compared(upload.localSha256, event.stored) : state;
    case 'fail':
      return canFail(state) ? { is: 'failed', sent: kept(upload), failure: event.failure } : state;
    case 'pause':
      return canPause(state) ? { is: 'paused', sent: kept(upload) } : state;
    case 'resume':
      return state.is === 'paused' ? { is: 'queued', sent: state.sent, attempts: 0 } : state;
    case 'retry':
      if (state.is === 'waiting-for-network')
        return { is: 'queued', sent: state.sent, attempts: 0 };
      return state.is === 'failed' ? { is: 'queued', sent: restartAt(state), attempts: 0 } : state;
    case 'cancel':
      return canCancel(state) ? { is: 'cancelled' } : state;
    case 'file-chosen':
      return state.is === 'needs-file' ? { is: 'queued', sent: state.sent, attempts: 0 } : state;
  }
}

type Uploading = Extract<UploadState, { is: 'uploading' }>;

/** Bytes that got through end a row of failed attempts. */
function moved(state: Uploading, sent: number, at: number): UploadState {
  const attempts = sent > state.sent ? 0 : state.attempts;
  return { is: 'uploading', sent, attempts, pace: advancePace(state.pace, sent, at) };
}

/** What survives an interruption: pieces do, half of a whole does not. */
function kept(upload: Upload): number {
  return upload.way === 'pieces' ? sentBytes(upload) : 0;
}

/** A file that arrived different, or was on its way to a folder that is gone, travels again from its first byte. */
function restartAt(state: Extract<UploadState, { is: 'failed' }>): number {
  const { kind } = state.failure;
  return kind === 'checksum' || kind === 'folder-gone' ? 0 : state.sent;
}

function hashed(upload: Upload, sha256: string): Upload {
  const { state } = upload;
  const next = { ...upload, localSha256: sha256 };
  return state.is === 'verifying' ? { ...next, state: compared(sha256, state.stored) } : next;
}

/** The promise of the tray: nothing is called done unless both sides hashed the same bytes. */
function compared(localSha256: string | null, stored: StoredFile): UploadState {
  if (localSha256 === null) return { is: 'verifying', stored };
  if (localSha256 === stored.sha256) return { is: 'done', stored };
  return {
    is: 'failed',
    sent: 0,
    failure: { kind: 'checksum', message: words.failures.mismatch },
  };
}

export function canPause(state: UploadState): boolean {
  return state.is === 'queued' || state.is === 'uploading' || state.is === 'waiting-for-network';
}

export function canCancel(state: UploadState): boolean {
  return (
    canPause(state) || state.is === 'paused' || state.is === 'needs-file' || state.is === 'failed'
  );
}

function canFail(state: UploadState): boolean {
  return canPause(state) || state.is === 'verifying' || state.is === 'needs-file';
}
