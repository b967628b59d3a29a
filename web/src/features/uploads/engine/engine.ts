/**
 * Moves uploads along: decides what starts when, listens to the senders,
 * turns what they say into events, and remembers what a reload must not lose.
 * Every decision about a state is made in `model/machine.ts`.
 */

import { fingerprintOf, isSameFile } from '../files/fingerprint';
import type { Hasher } from '../files/hasher';
import type { PickedFile } from '../files/picked';
import { retryDelay } from '../model/backoff';
import { type Answer, outcomeOf, UNREADABLE } from '../model/outcome';
import type {
  Failure,
  StoredFile,
  Upload,
  UploadId,
  UploadState,
  WaitReason,
} from '../model/upload';
import { FolderRefused, type Folders } from '../send/folders';
import type { Listener, Parcel, Send, Transfer } from '../send/sender';
import { words } from '../text';
import { Batches } from './batches';
import { Departures, type Lanes } from './lanes';
import { type Memory, type Remembered, splitLeftovers } from './memory';
import { type Clock, UploadStore } from './store';

/** The world as the engine needs it; tests bring a small one of their own. */
export interface Surroundings {
  readonly clock: Clock;
  /** A number in 0..1. */
  readonly dice: () => number;
  readonly newId: () => string;
  readonly lanes: Lanes;
  readonly folders: Folders;
  readonly hasher: Hasher;
  readonly memory: Memory;
  readonly sendWhole: Send;
  readonly sendPieces: Send;
  readonly terminate: (uploadUrl: string) => Promise<void>;
  /** Whether no other window of this browser works on the batch; takes it if so. */
  readonly claim: (batch: string) => Promise<boolean>;
  /** Files up to this many bytes travel whole. */
  readonly wholeUpTo: () => number;
  /** Something arrived; what shows the drive is out of date. */
  readonly onStored: () => void;
  /** The server no longer knows who is sending. */
  readonly onSignedOut: () => void;
}

/** What belongs to an upload but is not a value: open files and running transfers. */
interface Luggage {
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

const REMEMBER_PROGRESS_EVERY_MS = 2_000;

export class UploadEngine {
  readonly store: UploadStore;
  private readonly luggage = new Map<UploadId, Luggage>();
  private readonly departures: Departures;
  private readonly batches: Batches;
  /** Uploads by fingerprint, so that dropping a file again goes on with what there is. */
  private readonly known = new Map<string, UploadId>();
  private outages = 0;
  private cancelHold: (() => void) | null = null;

  constructor(private readonly world: Surroundings) {
    this.store = new UploadStore(world.clock);
    this.departures = new Departures(world.lanes);
    this.batches = new Batches((id) => world.memory.forget(id));
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
    this.pump();
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
    this.pump();
    return true;
  }

  /** The kept way to the file of a restored upload, if the browser gave us one. */
  handleOf(id: UploadId): FileSystemFileHandle | null {
    return this.luggage.get(id)?.handle ?? null;
  }

  pause(id: UploadId): void {
    if (this.store.apply(id, { type: 'pause' })) this.halt(id);
    this.pump();
  }

  resume(id: UploadId): void {
    const upload = this.store.apply(id, { type: 'resume' });
    if (upload) this.departures.enqueue(id, upload.way);
    this.pump();
  }

  retry(id: UploadId): void {
    const upload = this.store.apply(id, { type: 'retry' });
    const luggage = this.luggage.get(id);
    if (!upload || !luggage) return;
    if (upload.localSha256 === null) luggage.hash = null;
    if (upload.state.is === 'queued' && upload.state.sent === 0) this.startAfresh(luggage);
    this.departures.enqueueFirst(id, upload.way);
    this.release();
  }

  /** The server's half of an upload that begins again is of no use. */
  private startAfresh(luggage: Luggage): void {
    if (luggage.uploadUrl !== null) void this.world.terminate(luggage.uploadUrl);
    luggage.uploadUrl = null;
  }

  cancel(id: UploadId): void {
    if (!this.store.apply(id, { type: 'cancel' })) return;
    const uploadUrl = this.luggage.get(id)?.uploadUrl ?? null;
    this.halt(id);
    this.batches.drop(id);
    if (uploadUrl !== null) void this.world.terminate(uploadUrl);
    this.pump();
  }

  pauseAll(): void {
    this.forEachIn(['uploading', 'waiting-for-network', 'queued'], (id) => this.pause(id));
  }

  resumeAll(): void {
    this.store.say(null);
    this.forEachIn(['paused'], (id) => this.resume(id));
  }

  retryFailed(): void {
    this.store.say(null);
    this.forEachIn(['failed'], (id) => this.retry(id));
  }

  cancelAll(): void {
    this.forEachIn(
      ['queued', 'uploading', 'waiting-for-network', 'paused', 'needs-file', 'failed'],
      (id) => this.cancel(id),
    );
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
    this.cancelHold?.();
    this.cancelHold = null;
    this.forEachIn(['waiting-for-network'], (id) => {
      const upload = this.store.apply(id, { type: 'reconnect' });
      if (upload) this.departures.enqueueFirst(id, upload.way);
    });
    this.pump();
  }

  /** Stops everything, for example at sign-out. What is unfinished stays remembered. */
  dispose(): void {
    this.cancelHold?.();
    this.cancelHold = null;
    for (const [id, { transfer }] of this.luggage) if (transfer) this.halt(id);
  }

  // Coming in

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
    this.luggage.set(id, emptyLuggage(file, handle ?? null, file.lastModified, null));
    this.known.set(fingerprintOf(file, destination), id);
    this.batches.join(id, batch);
    this.store.add(upload);
    this.remember(id);
    this.departures.enqueue(id, upload.way);
  }

  private bringBack(record: Remembered): void {
    const { id, batch, name, size, destination, way, stored, sent } = record;
    if (this.store.get(id)) return;
    const state: UploadState = stored ? { is: 'done', stored } : { is: 'needs-file', sent };
    const luggage = emptyLuggage(null, record.handle, record.lastModified, record.uploadUrl);
    this.luggage.set(id, luggage);
    this.batches.join(id, batch);
    if (stored) this.batches.arrived(id);
    this.store.add({ id, batch, name, size, destination, way, localSha256: null, state });
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
    this.departures.enqueue(id, upload.way);
  }

  // On the way

  private pump(): void {
    if (this.cancelHold) return;
    for (;;) {
      const id = this.departures.next((id) => this.store.get(id)?.state.is === 'queued');
      if (id === null) return;
      void this.depart(id);
    }
  }

  private async depart(id: UploadId): Promise<void> {
    const luggage = this.luggage.get(id);
    const upload = this.store.apply(id, { type: 'start', at: this.world.clock.now() });
    if (!luggage?.file || !upload) return this.fail(id, UNREADABLE);
    luggage.turn += 1;
    const { turn } = luggage;
    try {
      const folder = await this.world.folders.folderFor(upload.destination);
      const hash = this.hashOf(id, luggage, luggage.file);
      const sha256 = upload.way === 'whole' ? await hash : null;
      if (luggage.turn !== turn) return;
      const parcel: Parcel = {
        file: luggage.file,
        name: upload.name,
        folder,
        sha256,
        uploadUrl: luggage.uploadUrl,
      };
      const send = upload.way === 'whole' ? this.world.sendWhole : this.world.sendPieces;
      luggage.transfer = send(parcel, this.listenerFor(id, luggage, turn));
    } catch (error) {
      if (luggage.turn !== turn) return;
      if (error instanceof FolderRefused) await this.refused(id, luggage, turn, error.answer);
      else this.fail(id, UNREADABLE);
    }
  }

  /** The checksum of the file on this machine, computed once and told to the store. */
  private hashOf(id: UploadId, luggage: Luggage, file: File): Promise<string> {
    if (luggage.hash) return luggage.hash;
    const hash = this.world.hasher.sha256(file);
    luggage.hash = hash;
    hash.then(
      (sha256) => {
        if (luggage.hash !== hash) return;
        const upload = this.store.apply(id, { type: 'hashed', sha256 });
        if (upload) this.afterVerdict(upload);
      },
      () => this.fail(id, UNREADABLE),
    );
    return hash;
  }

  private listenerFor(id: UploadId, luggage: Luggage, turn: number): Listener {
    const current = () => luggage.turn === turn;
    return {
      progress: (sent) => {
        if (!current()) return;
        this.store.apply(id, { type: 'progress', sent, at: this.world.clock.now() });
        this.rememberNowAndThen(id, luggage);
      },
      located: (uploadUrl) => {
        if (!current()) return;
        luggage.uploadUrl = uploadUrl;
        this.remember(id);
      },
      stored: (stored) => {
        if (current()) this.stored(id, stored);
      },
      refused: (answer) => {
        if (current()) void this.refused(id, luggage, turn, answer);
      },
      unreadable: () => {
        if (current()) this.fail(id, UNREADABLE);
      },
    };
  }

  private stored(id: UploadId, stored: StoredFile): void {
    this.outages = 0;
    const upload = this.store.apply(id, { type: 'stored', stored });
    this.halt(id);
    this.world.onStored();
    if (upload) this.afterVerdict(upload);
    this.pump();
  }

  /** The checksums have been compared, if both are there. */
  private afterVerdict(upload: Upload): void {
    if (upload.state.is !== 'done') return;
    this.remember(upload.id);
    this.batches.arrived(upload.id);
  }

  // Going wrong

  private async refused(
    id: UploadId,
    luggage: Luggage,
    turn: number,
    answer: Answer,
  ): Promise<void> {
    if (answer.status === 0 && !(await canRead(luggage.file))) {
      if (luggage.turn === turn) this.fail(id, UNREADABLE);
      return;
    }
    const upload = this.store.get(id);
    if (luggage.turn !== turn || upload?.state.is !== 'uploading') return;
    const outcome = outcomeOf(answer, upload.state.attempts);
    if (outcome.is === 'stop') return this.fail(id, outcome.failure);
    this.store.apply(id, { type: 'interrupt', reason: outcome.reason });
    this.halt(id);
    this.hold(outcome.reason);
  }

  private fail(id: UploadId, failure: Failure): void {
    this.store.apply(id, { type: 'fail', failure });
    this.halt(id);
    if (failure.kind === 'folder-gone') this.world.folders.forget();
    if (failure.kind === 'quota') {
      this.forEachIn(['queued'], (queued) => this.store.apply(queued, { type: 'pause' }));
      this.store.say(words.quotaNotice);
    }
    this.pump();
  }

  /**
   * Nobody departs while the server cannot be reached: a queue of thousands
   * would only fail its way through in seconds. A session that ended comes back
   * with a person, not with time.
   */
  private hold(reason: WaitReason): void {
    if (this.cancelHold) return;
    if (reason === 'signed-out') {
      this.cancelHold = () => undefined;
      this.world.onSignedOut();
      return;
    }
    this.outages += 1;
    const delay = retryDelay(this.outages, this.world.dice());
    this.cancelHold = this.world.clock.after(delay, () => this.release());
  }

  private halt(id: UploadId): void {
    const luggage = this.luggage.get(id);
    if (luggage) {
      luggage.turn += 1;
      luggage.transfer?.stop();
      luggage.transfer = null;
    }
    this.departures.arrived(id);
  }

  // Remembering

  private rememberNowAndThen(id: UploadId, luggage: Luggage): void {
    const now = this.world.clock.now();
    if (luggage.uploadUrl === null || now - luggage.rememberedAt < REMEMBER_PROGRESS_EVERY_MS)
      return;
    luggage.rememberedAt = now;
    this.remember(id);
  }

  private remember(id: UploadId): void {
    const upload = this.store.get(id);
    const luggage = this.luggage.get(id);
    if (!upload || !luggage) return;
    const { batch, name, size, destination, way, state } = upload;
    this.world.memory.keep({
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

  private forEachIn(names: readonly UploadState['is'][], work: (id: UploadId) => void): void {
    const ids = [...this.store.all()].filter(({ state }) => names.includes(state.is));
    for (const { id } of ids) work(id);
  }
}

function emptyLuggage(
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

function nameIn(relativePath: string, fallback: string): string {
  return relativePath.split('/').at(-1) || fallback;
}

/** Distinguishes a lost network from a file that changed under the browser's hands. */
async function canRead(file: File | null): Promise<boolean> {
  if (file === null) return false;
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
}
