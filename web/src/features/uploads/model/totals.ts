import { type StateName, sentBytes, type Upload } from './upload';

/** What the head of the tray says about all uploads together. */
export interface Totals {
  readonly files: number;
  /** Of everything that is not cancelled. */
  readonly bytes: number;
  readonly sentBytes: number;
  readonly count: Readonly<Record<StateName, number>>;
}

export const NOTHING: Totals = {
  files: 0,
  bytes: 0,
  sentBytes: 0,
  count: {
    queued: 0,
    uploading: 0,
    paused: 0,
    'waiting-for-network': 0,
    verifying: 0,
    done: 0,
    failed: 0,
    cancelled: 0,
    'needs-file': 0,
  },
};

/**
 * The totals after one upload changed from `before` to `after`; `null` means
 * it was not there, or is gone. Adding up differences keeps ten thousand files
 * as cheap as one.
 */
export function tally(totals: Totals, before: Upload | null, after: Upload | null): Totals {
  const count = { ...totals.count };
  if (before) count[before.state.is] -= 1;
  if (after) count[after.state.is] += 1;
  return {
    files: totals.files + (after ? 1 : 0) - (before ? 1 : 0),
    bytes: totals.bytes + weight(after) - weight(before),
    sentBytes: totals.sentBytes + sent(after) - sent(before),
    count,
  };
}

function weight(upload: Upload | null): number {
  return upload && upload.state.is !== 'cancelled' ? upload.size : 0;
}

function sent(upload: Upload | null): number {
  return upload ? sentBytes(upload) : 0;
}

/** Files that are moving, or will without anybody's help. */
export function activeFiles({ count }: Totals): number {
  return count.queued + count.uploading + count['waiting-for-network'] + count.verifying;
}
