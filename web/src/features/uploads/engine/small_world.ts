/** A world small enough to watch: a server in memory, a clock turned by hand. For tests. */

import type { Answer } from '../model/outcome';
import type { UploadId } from '../model/upload';
import { Folders } from '../send/folders';
import type { Listener, Parcel } from '../send/sender';
import { UploadEngine } from './engine';
import type { Remembered } from './memory';

export interface Journey {
  readonly parcel: Parcel;
  readonly listener: Listener;
  stopped: boolean;
}

export class SmallWorld {
  readonly journeys: Journey[] = [];
  readonly terminated: string[] = [];
  readonly remembered = new Map<UploadId, Remembered>();
  readonly engine: UploadEngine;
  readonly takenElsewhere = new Set<string>();
  storedCount = 0;
  signedOutCount = 0;
  unreadable = false;
  private timers: { at: number; work: () => void }[] = [];
  private now = 0;
  private ids = 0;

  constructor(remembered: readonly Remembered[] = []) {
    for (const record of remembered) this.remembered.set(record.id, record);
    const send = (parcel: Parcel, listener: Listener) => {
      const journey: Journey = { parcel, listener, stopped: false };
      this.journeys.push(journey);
      return {
        stop: () => {
          journey.stopped = true;
        },
      };
    };
    this.engine = new UploadEngine({
      clock: { now: () => this.now, after: (ms, work) => this.after(ms, work) },
      dice: () => 1,
      newId: () => `id${++this.ids}`,
      lanes: { all: 4, pieces: 2 },
      folders: new Folders(async (name) => `folder_${name}`),
      hasher: { sha256: async (file) => this.hash(file) },
      memory: {
        load: async () => [...this.remembered.values()],
        keep: (record) => this.remembered.set(record.id, structuredClone(record)),
        forget: (id) => this.remembered.delete(id),
      },
      sendWhole: send,
      sendPieces: send,
      terminate: async (url) => void this.terminated.push(url),
      claim: async (batch) => !this.takenElsewhere.has(batch),
      wholeUpTo: () => 10,
      onStored: () => {
        this.storedCount += 1;
      },
      onSignedOut: () => {
        this.signedOutCount += 1;
      },
    });
  }

  /** Lets promises settle without moving the clock. */
  async settle(): Promise<void> {
    for (let n = 0; n < 20; n++) await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }

  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.now = Math.max(this.now, due.at);
      due.work();
      await this.settle();
    }
    this.now = end;
  }

  under(name: string): Journey {
    const journey = this.journeys.findLast(({ parcel }) => parcel.name === name);
    if (!journey) throw new Error(`${name} has not been sent`);
    return journey;
  }

  arrive(name: string, sha256 = this.hashOfName(name)): void {
    this.under(name).listener.stored({ fileId: `file_${name}`, sha256 });
  }

  refuse(name: string, answer: Answer): Promise<void> {
    this.under(name).listener.refused(answer);
    return this.settle();
  }

  stateOf(name: string): string {
    for (const upload of this.engine.store.all()) if (upload.name === name) return upload.state.is;
    return 'absent';
  }

  idOf(name: string): UploadId {
    for (const upload of this.engine.store.all()) if (upload.name === name) return upload.id;
    throw new Error(`${name} is not known`);
  }

  hashOfName(name: string): string {
    return `hash of ${name}`;
  }

  private hash(file: File): string {
    if (this.unreadable) throw new Error('changed');
    return this.hashOfName(file.name);
  }

  private after(ms: number, work: () => void): () => void {
    const timer = { at: this.now + ms, work };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }
}

export function fileOf(name: string, size: number): File {
  return new File([new Uint8Array(size)], name, { lastModified: 1 });
}
