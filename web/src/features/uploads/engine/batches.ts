import type { UploadId } from '../model/upload';

/**
 * Files that were added together are forgotten together. Until the last of a
 * batch has arrived the browser remembers the others too, so that dropping the
 * same folder again after a reload sends only what is missing.
 */
export class Batches {
  private readonly members = new Map<string, Set<UploadId>>();
  private readonly open = new Map<string, number>();
  private readonly batchOf = new Map<UploadId, string>();

  constructor(private readonly forget: (id: UploadId) => void) {}

  join(id: UploadId, batch: string): void {
    const members = this.members.get(batch) ?? new Set();
    members.add(id);
    this.members.set(batch, members);
    this.open.set(batch, (this.open.get(batch) ?? 0) + 1);
    this.batchOf.set(id, batch);
  }

  /** The file is in the drive. */
  arrived(id: UploadId): void {
    this.close(id);
  }

  /** Nobody wants the file any more. */
  drop(id: UploadId): void {
    this.forget(id);
    this.close(id);
  }

  private close(id: UploadId): void {
    const batch = this.batchOf.get(id);
    if (batch === undefined) return;
    this.batchOf.delete(id);
    const open = (this.open.get(batch) ?? 1) - 1;
    this.open.set(batch, open);
    if (open > 0) return;
    for (const member of this.members.get(batch) ?? []) this.forget(member);
    this.members.delete(batch);
    this.open.delete(batch);
  }
}
