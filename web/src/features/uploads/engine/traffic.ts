/**
 * Lets uploads depart, listens to them on the way, and decides who waits when
 * something goes wrong. Knows nothing of lists, reloads or buttons.
 */

import { retryDelay } from '../model/backoff';
import { type Answer, outcomeOf, UNREADABLE } from '../model/outcome';
import type { Failure, StoredFile, Upload, UploadId, WaitReason } from '../model/upload';
import { FolderRefused } from '../send/folders';
import type { Listener, Parcel } from '../send/sender';
import { words } from '../text';
import { Departures } from './lanes';
import { canRead, type Luggage } from './luggage';
import type { Notebook } from './notebook';
import type { UploadStore } from './store';
import type { Surroundings } from './surroundings';

export class Traffic {
  private readonly departures: Departures;
  /** Failed tries to reach the server in a row. */
  private outages = 0;
  /** Set while nobody may depart. */
  private cancelHold: (() => void) | null = null;

  constructor(
    private readonly world: Surroundings,
    private readonly store: UploadStore,
    private readonly luggage: ReadonlyMap<UploadId, Luggage>,
    private readonly notebook: Notebook,
  ) {
    this.departures = new Departures(world.lanes);
  }

  enqueue({ id, way }: Upload): void {
    this.departures.enqueue(id, way);
  }

  enqueueFirst({ id, way }: Upload): void {
    this.departures.enqueueFirst(id, way);
  }

  /** Lets depart whoever is queued, as far as there are lanes. */
  pump(): void {
    if (this.cancelHold) return;
    for (;;) {
      const id = this.departures.next((id) => this.store.get(id)?.state.is === 'queued');
      if (id === null) return;
      void this.depart(id);
    }
  }

  /** Stops an upload's transfer, if it has one, and makes room for the next. */
  halt(id: UploadId): void {
    const luggage = this.luggage.get(id);
    if (luggage) {
      luggage.turn += 1;
      luggage.transfer?.stop();
      luggage.transfer = null;
    }
    this.departures.arrived(id);
  }

  /** The network or the session is back, or may be: nobody waits any longer. */
  release(): void {
    this.open();
    for (const { id } of this.store.in('waiting-for-network')) {
      const upload = this.store.apply(id, { type: 'reconnect' });
      if (upload) this.enqueueFirst(upload);
    }
    this.pump();
  }

  /** Takes a hold away without letting anybody depart. */
  open(): void {
    this.cancelHold?.();
    this.cancelHold = null;
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
      () => {
        if (luggage.hash !== hash) return;
        luggage.hash = null;
        this.fail(id, UNREADABLE);
      },
    );
    return hash;
  }

  private listenerFor(id: UploadId, luggage: Luggage, turn: number): Listener {
    const current = () => luggage.turn === turn;
    return {
      progress: (sent) => {
        if (!current()) return;
        const upload = this.store.apply(id, {
          type: 'progress',
          sent,
          at: this.world.clock.now(),
        });
        if (upload) this.notebook.progress(upload, luggage);
      },
      located: (uploadUrl) => {
        if (!current()) return;
        luggage.uploadUrl = uploadUrl;
        const upload = this.store.get(id);
        if (upload) this.notebook.located(upload, luggage);
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
    const luggage = this.luggage.get(upload.id);
    if (upload.state.is === 'done' && luggage) this.notebook.arrived(upload, luggage);
  }

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
      for (const queued of this.store.in('queued')) this.store.apply(queued.id, { type: 'pause' });
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
}
