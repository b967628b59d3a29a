/**
 * How many uploads travel at once, and which goes next.
 *
 * Over HTTP/1.1 a browser opens six connections to one host. The page needs
 * two of them, for its live updates and for what the person clicks meanwhile;
 * HTTP/2 has room for all.
 */

import type { UploadId, Way } from '../model/upload';

export interface Lanes {
  readonly all: number;
  /** Of those, at most this many for large files. */
  readonly pieces: number;
}

export function lanesFor(protocol: string | undefined): Lanes {
  return { all: protocol === 'h2' || protocol === 'h3' ? 6 : 4, pieces: 2 };
}

/** The protocol by which this page itself was loaded. */
export function pageProtocol(): string | undefined {
  const [navigation] = performance.getEntriesByType('navigation');
  return (navigation as PerformanceNavigationTiming | undefined)?.nextHopProtocol;
}

/** A first-in-first-out queue whose `shift` stays cheap at a hundred thousand entries. */
class Line {
  private ids: UploadId[] = [];
  private readonly returned: UploadId[] = [];
  private head = 0;

  push(id: UploadId): void {
    this.ids.push(id);
  }

  /** Puts those who were turned back at the gate in front again. */
  pushFirst(id: UploadId): void {
    this.returned.push(id);
  }

  shift(): UploadId | undefined {
    const returned = this.returned.pop();
    if (returned !== undefined) return returned;
    const id = this.ids[this.head];
    if (id === undefined) return undefined;
    this.head += 1;
    if (this.head > 1000 && this.head * 2 > this.ids.length) {
      this.ids = this.ids.slice(this.head);
      this.head = 0;
    }
    return id;
  }
}

/** Who waits for a lane. Ids may be stale: the engine asks each whether it still wants to go. */
export class Departures {
  private readonly lines: Record<Way, Line> = { whole: new Line(), pieces: new Line() };
  private readonly moving = new Map<UploadId, Way>();

  constructor(private readonly lanes: Lanes) {}

  enqueue(id: UploadId, way: Way): void {
    this.lines[way].push(id);
  }

  enqueueFirst(id: UploadId, way: Way): void {
    this.lines[way].pushFirst(id);
  }

  arrived(id: UploadId): void {
    this.moving.delete(id);
  }

  /**
   * The next upload for which there is a lane and which `wantsToGo`. Large files take their own
   * lanes first, or a folder of small ones would starve them.
   */
  next(wantsToGo: (id: UploadId) => boolean): UploadId | null {
    if (this.moving.size >= this.lanes.all) return null;
    return this.take('pieces', wantsToGo) ?? this.take('whole', wantsToGo);
  }

  private take(way: Way, wantsToGo: (id: UploadId) => boolean): UploadId | null {
    if (way === 'pieces' && this.movingInPieces() >= this.lanes.pieces) return null;
    for (let id = this.lines[way].shift(); id !== undefined; id = this.lines[way].shift()) {
      if (this.moving.has(id) || !wantsToGo(id)) continue;
      this.moving.set(id, way);
      return id;
    }
    return null;
  }

  private movingInPieces(): number {
    let count = 0;
    for (const way of this.moving.values()) if (way === 'pieces') count += 1;
    return count;
  }
}
