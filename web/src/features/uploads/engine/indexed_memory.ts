/**
 * The browser's memory of uploads in IndexedDB, which unlike `localStorage`
 * can keep file handles and tens of thousands of records.
 *
 * Memory is a convenience: where the browser refuses it (private windows),
 * uploads still work and only forget themselves on reload.
 */

import type { UploadId } from '../model/upload';
import { throttle } from '../throttle';
import type { Memory, Remembered } from './memory';

const STORE = 'uploads';
const WRITE_EVERY_MS = 300;

export class IndexedMemory implements Memory {
  private readonly changes = new Map<UploadId, Remembered | null>();
  private readonly write = throttle(() => void this.flush(), WRITE_EVERY_MS);
  private database: Promise<IDBDatabase | null> | null = null;

  /** `owner` keeps the unfinished uploads of two people on one machine apart. */
  constructor(private readonly owner: string) {}

  async load(): Promise<readonly Remembered[]> {
    const database = await this.open();
    if (database === null) return [];
    const request = database.transaction(STORE, 'readonly').objectStore(STORE).getAll();
    return answer<Remembered[]>(request).catch(() => []);
  }

  keep(record: Remembered): void {
    this.change(record.id, record);
  }

  forget(id: UploadId): void {
    this.change(id, null);
  }

  private change(id: UploadId, record: Remembered | null): void {
    this.changes.set(id, record);
    this.write();
  }

  private async flush(): Promise<void> {
    const changes = [...this.changes];
    this.changes.clear();
    const database = await this.open();
    if (database === null) return;
    const store = database.transaction(STORE, 'readwrite').objectStore(STORE);
    for (const [id, record] of changes) {
      if (record === null) store.delete(id);
      else store.put(record);
    }
  }

  private open(): Promise<IDBDatabase | null> {
    this.database ??= openDatabase(`lyceum-uploads-${this.owner}`).catch(() => null);
    return this.database;
  }
}

function openDatabase(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' });
  return answer(request);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB gave no answer.'));
  });
}
