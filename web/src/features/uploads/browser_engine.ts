/** The engine in its real surroundings: this browser and this server. */

import { UploadEngine } from './engine/engine';
import { IndexedMemory } from './engine/indexed_memory';
import { lanesFor, pageProtocol } from './engine/lanes';
import type { Clock } from './engine/store';
import { sensibleWorkerCount, WorkerHasher } from './files/hasher';
import { newId } from './files/new_id';
import { Folders, makeFolderOnServer } from './send/folders';
import { sendInPieces, terminate } from './send/pieces';
import { sendWhole } from './send/whole';

const MIB = 1024 * 1024;

/** Common proxies refuse request bodies above 100 MB, so a piece stays below that. */
const PIECE_BYTES = 64 * MIB;

/** Up to here one request is faster than a resumable upload and little is lost if it breaks. */
const WHOLE_UP_TO_BYTES = 8 * MIB;

const clock: Clock = {
  now: () => performance.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

export interface BrowserEngine {
  readonly engine: UploadEngine;
  dispose(): void;
}

/** Tells the rest of the page what happened. */
export interface News {
  readonly onStored: () => void;
  readonly onSignedOut: () => void;
}

export function browserEngine(owner: string, news: News): BrowserEngine {
  const hasher = new WorkerHasher(sensibleWorkerCount());
  const engine = new UploadEngine({
    clock,
    dice: Math.random,
    newId,
    lanes: lanesFor(pageProtocol()),
    folders: new Folders(makeFolderOnServer),
    hasher,
    memory: new IndexedMemory(owner),
    sendWhole,
    sendPieces: sendInPieces(() => overridden('lyceum.uploads.pieceBytes') ?? PIECE_BYTES),
    terminate,
    claim,
    wholeUpTo: () => overridden('lyceum.uploads.wholeUpToBytes') ?? WHOLE_UP_TO_BYTES,
    ...news,
  });
  return {
    engine,
    dispose: () => {
      engine.dispose();
      hasher.dispose();
    },
  };
}

/** A number of bytes that a tester, or somebody behind a stricter proxy, has put into `localStorage`. */
function overridden(key: string): number | null {
  const value = Number(localStorage.getItem(key));
  return Number.isSafeInteger(value) && value > 0 ? value : null;
}

/**
 * Holds a browser-wide lock for as long as this page lives, so that a second
 * window does not offer to go on with what the first is busy sending.
 */
async function claim(batch: string): Promise<boolean> {
  if (!navigator.locks) return true;
  return new Promise((resolve) => {
    void navigator.locks.request(`lyceum-uploads-${batch}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<void>(() => undefined);
    });
  });
}
