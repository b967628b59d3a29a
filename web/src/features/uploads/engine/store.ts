/**
 * Holds all uploads, applies events to them and shows the result to React a
 * few times a second: a folder of thousands of files causes tens of thousands
 * of events, and a page that redrew for each would stand still.
 */

import { step, type UploadEvent } from '../model/machine';
import { trayOrder } from '../model/order';
import { advancePace, startPace } from '../model/pace';
import { NOTHING, type Totals, tally } from '../model/totals';
import { type Pace, type StateName, sentBytes, type Upload, type UploadId } from '../model/upload';

const PUBLISH_EVERY_MS = 150;

export interface Snapshot {
  /** In the order of the tray. */
  readonly uploads: readonly Upload[];
  readonly totals: Totals;
  /** Bytes per second of everything together; `null` while nothing moves. */
  readonly perSecond: number | null;
  /** One sentence that concerns all uploads, such as a full drive. */
  readonly notice: string | null;
}

export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Runs `work` after `ms`; the returned function calls it off. */
  after(ms: number, work: () => void): () => void;
}

export class UploadStore {
  private readonly uploads = new Map<UploadId, Upload>();
  private readonly listeners = new Set<() => void>();
  private totals: Totals = NOTHING;
  private transferred = 0;
  private pace: Pace;
  private notice: string | null = null;
  private snapshot: Snapshot = { uploads: [], totals: NOTHING, perSecond: null, notice: null };
  private publishing = false;

  constructor(private readonly clock: Clock) {
    this.pace = startPace(0, clock.now());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getSnapshot = (): Snapshot => this.snapshot;

  get(id: UploadId): Upload | undefined {
    return this.uploads.get(id);
  }

  all(): Iterable<Upload> {
    return this.uploads.values();
  }

  /** Those that are in this state now. */
  in(name: StateName): Upload[] {
    return [...this.uploads.values()].filter(({ state }) => state.is === name);
  }

  liveTotals(): Totals {
    return this.totals;
  }

  add(upload: Upload): void {
    this.change(upload.id, null, upload);
  }

  remove(id: UploadId): void {
    this.change(id, this.uploads.get(id) ?? null, null);
  }

  /** The upload after `event`, or `null` when the event changed nothing. */
  apply(id: UploadId, event: UploadEvent): Upload | null {
    const before = this.uploads.get(id);
    if (!before) return null;
    const after = step(before, event);
    if (after === before) return null;
    this.transferred += Math.max(0, sentBytes(after) - sentBytes(before));
    this.change(id, before, after);
    return after;
  }

  say(notice: string | null): void {
    this.notice = notice;
    this.publishSoon();
  }

  private change(id: UploadId, before: Upload | null, after: Upload | null): void {
    this.totals = tally(this.totals, before, after);
    if (after) this.uploads.set(id, after);
    else this.uploads.delete(id);
    this.publishSoon();
  }

  private publishSoon(): void {
    if (this.publishing) return;
    this.publishing = true;
    this.clock.after(PUBLISH_EVERY_MS, () => this.publish());
  }

  private publish(): void {
    this.publishing = false;
    const now = this.clock.now();
    const moving = this.totals.count.uploading > 0;
    this.pace = moving
      ? advancePace(this.pace, this.transferred, now)
      : startPace(this.transferred, now);
    this.snapshot = {
      uploads: trayOrder(this.uploads.values()),
      totals: this.totals,
      perSecond: this.pace.perSecond,
      notice: this.notice,
    };
    for (const listener of this.listeners) listener();
  }
}
