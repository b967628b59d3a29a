/**
 * A folder as pages and uploads name it: its id; null for the top of one's own
 * drive; the id of an institute for the top of its library.
 */
export type FolderName = string | null;

/** The institute whose library's top is named; null for every other folder. */
export function libraryOf(folder: FolderName): string | null {
  return folder?.startsWith('institute_') ? folder : null;
}

/** The same on the wire: a folder is found by its id alone, a top needs to be told apart. */
export function placeOf(folder: FolderName): { folder?: string; library?: string } {
  if (folder === null) return {};
  return libraryOf(folder) === null ? { folder } : { library: folder };
}
