/**
 * Makes the folders that dropped files need, each of them once, and remembers
 * their ids: ten thousand files in thirty folders cost thirty requests. Ids
 * rather than paths, so that a folder renamed during a long upload still gets
 * its files.
 */

import { address } from '@/api/client';
import { placeOf } from '@/api/folders';
import type { Answer } from '../model/outcome';
import type { Destination } from '../model/upload';

/** The server did not give the folder. */
export class FolderRefused extends Error {
  constructor(readonly answer: Answer) {
    super(`A folder could not be made (status ${answer.status}).`);
    this.name = 'FolderRefused';
  }
}

export type MakeFolder = (name: string, parent: string | null) => Promise<string>;

export class Folders {
  private readonly known = new Map<string, Promise<string>>();

  constructor(private readonly make: MakeFolder) {}

  /** The id of the folder a file goes into, made on the way if need be. */
  async folderFor({ folder, relativePath }: Destination): Promise<string | null> {
    const names = relativePath.split('/').slice(0, -1);
    let parent = folder;
    for (const name of names) parent = await this.child(parent, name);
    return parent;
  }

  /** After a folder was found missing nothing we remember can be trusted. */
  forget(): void {
    this.known.clear();
  }

  private child(parent: string | null, name: string): Promise<string> {
    const key = `${parent ?? ''}/${name}`;
    const known = this.known.get(key);
    if (known) return known;
    const made = this.make(name, parent);
    this.known.set(key, made);
    made.catch(() => this.known.delete(key));
    return made;
  }
}

/** `POST /api/folders`; a folder that is already there answers with its id. */
export const makeFolderOnServer: MakeFolder = async (name, parent) => {
  const { library, ...place } = placeOf(parent);
  const response = await fetch(address('/api/folders', { library }), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, ...place }),
  }).catch(() => null);
  if (response === null) throw new FolderRefused({ status: 0, body: '' });
  const body = await response.text();
  const id = folderIdIn(body);
  if (id === null) throw new FolderRefused({ status: response.status, body });
  return id;
};

/** The new folder's `id`, or the `existing` one that a 409 names. */
function folderIdIn(body: string): string | null {
  try {
    const { id, existing } = JSON.parse(body) as Record<string, unknown>;
    const found = id ?? existing;
    return typeof found === 'string' && found.startsWith('folder_') ? found : null;
  } catch {
    return null;
  }
}
