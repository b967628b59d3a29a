import type { HashReply, HashRequest } from './sha256_worker';

/** Computes the SHA-256 of files on this machine. */
export interface Hasher {
  /** Lower-case hex. Rejects when the file cannot be read. */
  sha256(file: File): Promise<string>;
}

interface Waiting {
  resolve(sha256: string): void;
  reject(error: Error): void;
}

/**
 * A few workers, started when the first file comes. A worker reads its files
 * piece by piece, in turns, so a large one does not hold up the small ones.
 */
export class WorkerHasher implements Hasher {
  private readonly workers: Worker[] = [];
  private readonly waiting = new Map<number, Waiting>();
  private readonly load = new Map<Worker, number>();
  private nextTicket = 1;

  constructor(private readonly workerCount: number) {}

  sha256(file: File): Promise<string> {
    return new Promise((resolve, reject) => {
      const ticket = this.nextTicket++;
      this.waiting.set(ticket, { resolve, reject });
      const worker = this.leastLoaded();
      this.load.set(worker, (this.load.get(worker) ?? 0) + 1);
      const request: HashRequest = { ticket, file };
      worker.postMessage(request);
    });
  }

  dispose(): void {
    for (const worker of this.workers) worker.terminate();
    for (const { reject } of this.waiting.values()) reject(new Error('The page is closing.'));
    this.workers.length = 0;
    this.waiting.clear();
    this.load.clear();
  }

  private leastLoaded(): Worker {
    const idle = this.workers.find((worker) => (this.load.get(worker) ?? 0) === 0);
    if (idle) return idle;
    if (this.workers.length < this.workerCount) return this.start();
    return this.workers.reduce((best, worker) =>
      (this.load.get(worker) ?? 0) < (this.load.get(best) ?? 0) ? worker : best,
    );
  }

  private start(): Worker {
    const worker = new Worker(new URL('./sha256_worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<HashReply>) => this.settle(worker, data);
    worker.onerror = () => this.lose(worker);
    this.workers.push(worker);
    return worker;
  }

  private settle(worker: Worker, reply: HashReply): void {
    this.load.set(worker, Math.max(0, (this.load.get(worker) ?? 1) - 1));
    const waiting = this.waiting.get(reply.ticket);
    this.waiting.delete(reply.ticket);
    if ('sha256' in reply) waiting?.resolve(reply.sha256);
    else waiting?.reject(new Error(reply.error));
  }

  /** A worker that could not even start takes its files with it; they fail and can be retried. */
  private lose(worker: Worker): void {
    this.workers.splice(this.workers.indexOf(worker), 1);
    this.load.delete(worker);
    for (const { reject } of this.waiting.values())
      reject(new Error('The hashing worker stopped.'));
    this.waiting.clear();
  }
}

/** Leaves cores to the page and to the rest of the machine. */
export function sensibleWorkerCount(): number {
  return Math.min(4, Math.max(1, Math.floor((navigator.hardwareConcurrency || 2) / 2)));
}
