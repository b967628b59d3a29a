import type { StoredFile } from '../model/upload';

/** Reads the parts of an entry that the tray needs; `null` when the answer is not an entry. */
export function storedFileOf(body: string): StoredFile | null {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null) return null;
    const { id, sha256 } = value as Record<string, unknown>;
    return typeof id === 'string' && typeof sha256 === 'string' ? { fileId: id, sha256 } : null;
  } catch {
    return null;
  }
}
