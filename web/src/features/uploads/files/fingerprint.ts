import type { Destination } from '../model/upload';

/** What can be known about a file without reading it. */
export interface FileFacts {
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
}

/**
 * Says whether a file chosen now is one that was being sent before: same
 * place in the drive, same size, same time of change.
 */
export function fingerprintOf(file: FileFacts, destination: Destination): string {
  return [destination.folder ?? 'top', destination.relativePath, file.size, file.lastModified].join(
    '\n',
  );
}

/** The same file as the one remembered, wherever on this machine it now lies. */
export function isSameFile(a: FileFacts, b: FileFacts): boolean {
  return a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;
}
