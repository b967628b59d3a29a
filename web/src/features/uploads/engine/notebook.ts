import type { Upload, UploadId } from '../model/upload';
import { Batches } from './batches';
import type { Luggage } from './luggage';
import type { Memory } from './memory';
import type { Clock } from './store';

const PROGRESS_EVERY_MS = 2_000;

/** Writes down what a reload must not lose, and strikes out what has arrived. */
export class Notebook {
  private readonly batches: Batches;

  constructor(
    private readonly memory: Memory,
    private readonly clock: Clock,
  ) {
    this.batches = new Batches((id) => memory.forget(id));
  }

  /** A new upload. */
  open(upload: Upload, luggage: Luggage): void {
    this.batches.join(upload.id, upload.batch);
    this.keep(upload, luggage);
  }

  /** An upload that is written down already, from before the reload. */
  reopen({ id, batch, state }: Upload): void {
    this.batches.join(id, batch);
    if (state.is === 'done') this.batches.arrived(id);
  }

  /** The server has opened its half. */
  located(upload: Upload, luggage: Luggage): void {
    this.keep(upload, luggage);
  }

  /** Bytes got through. Only pieces survive a reload, and seconds of progress may be lost. */
  progress(upload: Upload, luggage: Luggage): void {
    const now = this.clock.now();
    if (luggage.uploadUrl === null || now - luggage.rememberedAt < PROGRESS_EVERY_MS) return;
    luggage.rememberedAt = now;
    this.keep(upload, luggage);
  }

  /** It is in the drive. */
  arrived(upload: Upload, luggage: Luggage): void {
    this.keep(upload, luggage);
    this.batches.arrived(upload.id);
  }

  /** Nobody wants it any more. */
  strike(id: UploadId): void {
    this.batches.drop(id);
  }

  private keep(upload: Upload, luggage: Luggage): void {
    const { id, batch, name, size, destination, way, state } = upload;
    this.memory.keep({
      id,
      batch,
      name,
      size,
      destination,
      way,
      lastModified: luggage.lastModified,
      uploadUrl: luggage.uploadUrl,
      handle: luggage.handle,
      sent: 'sent' in state ? state.sent : 0,
      stored: state.is === 'done' ? state.stored : null,
    });
  }
}
