/**
 * What a person can do with uploads: add, pause, go on, give up, and find them
 * again after a reload. Every decision about a state is made in
 * `model/machine.ts`; the moving is done in `traffic.ts`.
 */

import { fingerprintOf, isSameFile } from '../files/fingerprint';
import type { PickedFile } from '../files/picked';
import type { StateName, Upload, UploadId, UploadState } from '../model/upload';
import { words } from '../text';
import { emptyLuggage, type Luggage } from './luggage';
import { type Remembered, splitLeftovers } from './memory';
import { Notebook } from './notebook';
import { UploadStore } from './store';
import type { Surroundings } from './surroundings';
import { Traffic } from './traffic';

export class UploadEngine {
  readonly store: UploadStore;
  private readonly luggage = new Map<UploadId, Luggage>();
  private readonly notebook: Notebook;
  private readonly traffic: Traffic;
  /** Uploads by fingerprint, so that dropping a file again goes on with what there is. */
  private readonly known = new Map<string, UploadId>();

  constructor(private readonly world: Surroundings) {
    this.store = new UploadStore(world.clock);
    this.notebook = new Notebook(world.memory, world.clock);
    this.traffic = new Traffic(world, this.store, this.luggage, this.notebook);
  }

  /** Brings back what an earlier page left unfinished. */
  async restore(): Promise<void> {
    const { useful, leftovers } = splitLeftovers(await this.world.memory.load());
    for (const { id } of leftovers) this.world.memory.forget(id);
    const claims = new Map<string, boolean>();
    for (const record of useful) {
      const { batch } = record;
      if (!claims.has(batch)) claims.set(batch, await this.world.claim(batch));
      if (claims.get(batch)) this.bringBack(record);
    }
  }

  addFiles(picked: readonly PickedFile[], folder: string | null): void {
    const batch = this.world.newId();
    let added = 0;
    for (const one of picked) {
      const relativePath = one.relativePath ?? one.file.name;
      const destination = { folder, relativePath };
      const known = this.known.get(fingerprintOf(one.file, destination));
      if (known && this.standsFor(known)) this.giveFile(known, one);
      else {
        this.add(one, destination, batch);
        added += 1;
      }
    }
    if (added > 0) void this.world.claim(batch);
    this.traffic.pump();
  }

  /**
   * Goes on with a restored upload from the file a person chose for it.
   * Answers `false` when it is not the file that was being sent.
   */
  offerFile(id: UploadId, picked: PickedFile): boolean {
    const upload = this.store.get(id);
    const luggage = this.luggage.get(id);
    if (!upload || !luggage) return false;
    const expected = { name: upload.name, size: upload.size, lastModified: luggage.lastModified };
    if (!isSameFile(picked.file, expected)) {
      this.store.say(words.otherFile(upload.name));
      return false;
    }
    this.store.say(null);
    this.giveFile(id, picked);
    this.traffic.pump();
    return true;
  }

  /** The kept way to the file of a restored upload, if the browser gave us one. */
  handleOf(id: UploadId): FileSystemFileHandle | null {
    return this.luggage.get(id)?.handle ?? null;
  }

  pause(id: UploadId): void {
    if (this.store.apply(id, { type: 'pause' })) this.traffic.halt(id);
    this.traffic.pump();
  }

  resume(id: UploadId): void {
    const upload = this.store.apply(id, { type: 'resume' });
    if (upload) this.traffic.enqueue(upload);
    this.traffic.pump();
  }

  retry(id: UploadId): void {
    this.queueAgain(id);
    this.traffic.release();
  }

  private queueAgain(id: UploadId): void {
    const upload = this.store.apply(id, { type: 'retry' });
    const luggage = this.luggage.get(id);
    if (!upload || !luggage) return;
    if (upload.localSha256 === null) luggage.hash = null;
    if (upload.state.is === 'queued' && upload.state.sent === 0) this.startAfresh(luggage);
    this.traffic.enqueueFirst(upload);
  }

  /** The server's half of an upload that begins again is of no use. */
  private startAfresh(luggage: Luggage): void {
    if (luggage.uploadUrl !== null) void this.world.terminate(luggage.uploadUrl);
    luggage.uploadUrl = null;
  }

  cancel(id: UploadId): void {
    if (!this.store.apply(id, { type: 'cancel' })) return;
    const uploadUrl = this.luggage.get(id)?.uploadUrl ?? null;
    this.traffic.halt(id);
    this.notebook.strike(id);
    if (uploadUrl !== null) void this.world.terminate(uploadUrl);
    this.traffic.pump();
  }

  /** The queue first: otherwise each one stopped would let the next depart. */
  pauseAll(): void {
    this.forEachIn(['queued', 'waiting-for-network', 'uploading'], (id) => this.pause(id));
  }

  resumeAll(): void {
    this.store.say(null);
    this.forEachIn(['paused'], (id) => this.resume(id));
  }

  retryFailed(): void {
    this.store.say(null);
    this.forEachIn(['failed'], (id) => this.queueAgain(id));
    this.traffic.release();
  }

  cancelAll(): void {
    const idle: StateName[] = ['queued', 'paused', 'needs-file', 'failed'];
    this.forEachIn([...idle, 'waiting-for-network', 'uploading'], (id) => this.cancel(id));
  }

  /** Takes what is over off the list. A failed upload is not over: it can be retried. */
  clearFinished(): void {
    this.forEachIn(['done', 'cancelled'], (id) => {
      this.store.remove(id);
      this.luggage.delete(id);
    });
  }

  dismissNotice(): void {
    this.store.say(null);
  }

  /** The network or the session is back, or may be: nobody waits any longer. */
  release(): void {
    this.traffic.release();
  }

  /** Stops everything, for example when somebody else signs in. What is unfinished stays remembered. */
  dispose(): void {
    this.traffic.open();
    for (const [id, { transfer }] of this.luggage) if (transfer) this.traffic.halt(id);
  }

  private add(picked: PickedFile, destination: Upload['destination'], batch: string): void {
    const { file, handle } = picked;
    const id = this.world.newId() as UploadId;
    const upload: Upload = {
      id,
      batch,
      name: nameIn(destination.relativePath, file.name),
      size: file.size,
      destination,
      way: file.size <= this.world.wholeUpTo() ? 'whole' : 'pieces',
      localSha256: null,
      state: { is: 'queued', sent: 0, attempts: 0 },
    };
    const luggage = emptyLuggage(file, handle ?? null, file.lastModified, null);
    this.luggage.set(id, luggage);
    this.known.set(fingerprintOf(file, destination), id);
    this.store.add(upload);
    this.notebook.open(upload, luggage);
    this.traffic.enqueue(upload);
  }

  private bringBack(record: Remembered): void {
    const { id, batch, name, size, destination, way, stored, sent } = record;
    if (this.store.get(id)) return;
    const state: UploadState = stored ? { is: 'done', stored } : { is: 'needs-file', sent };
    const luggage = emptyLuggage(null, record.handle, record.lastModified, record.uploadUrl);
    const upload = { id, batch, name, size, destination, way, localSha256: null, state };
    this.luggage.set(id, luggage);
    this.store.add(upload);
    this.notebook.reopen(upload);
    this.known.set(fingerprintOf(record, destination), id);
  }

  /**
   * Whether this upload already stands for the file that was just added: it is
   * on its way, waits for it since a reload, or arrived before the reload.
   */
  private standsFor(id: UploadId): boolean {
    const is = this.store.get(id)?.state.is;
    if (is === undefined || is === 'cancelled' || is === 'failed') return false;
    return is !== 'done' || this.luggage.get(id)?.file === null;
  }

  private giveFile(id: UploadId, picked: PickedFile): void {
    const luggage = this.luggage.get(id);
    const upload = this.store.apply(id, { type: 'file-chosen' });
    if (!luggage || !upload) return;
    luggage.file = picked.file;
    luggage.handle = picked.handle ?? luggage.handle;
    this.traffic.enqueue(upload);
  }

  /** State by state in the order given, as things stood at the beginning. */
  private forEachIn(names: readonly StateName[], work: (id: UploadId) => void): void {
    const ids = names.flatMap((name) => this.store.in(name).map(({ id }) => id));
    for (const id of ids) work(id);
  }
}

function nameIn(relativePath: string, fallback: string): string {
  return relativePath.split('/').at(-1) || fallback;
}
