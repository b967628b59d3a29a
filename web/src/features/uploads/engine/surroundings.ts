import type { Hasher } from '../files/hasher';
import type { Folders } from '../send/folders';
import type { Send } from '../send/sender';
import type { Lanes } from './lanes';
import type { Memory } from './memory';
import type { Clock } from './store';

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
