/** Reads what a person dropped or chose: files, and folders to any depth. */

import type { PickedFile } from './picked';

/** Far more than anybody drops on purpose; a loop of links ends here. */
const MAX_DEPTH = 64;

/**
 * Every file of a drop. Must be called while the drop event is being handled,
 * because the browser empties the transfer afterwards.
 */
export async function readDirectoryEntries(transfer: DataTransfer): Promise<PickedFile[]> {
  const items = Array.from(transfer.items).filter((item) => item.kind === 'file');
  const roots = items.map(rootOf);
  const picked = await Promise.all(roots.map(readRoot));
  return picked.flat();
}

interface Root {
  readonly entry: FileSystemEntry | null;
  readonly file: File | null;
  readonly handle: Promise<FileSystemHandle | null>;
}

type ItemWithHandle = DataTransferItem & {
  getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
};

function rootOf(item: ItemWithHandle): Root {
  const entry = item.webkitGetAsEntry();
  const handle =
    entry?.isFile && item.getAsFileSystemHandle
      ? item.getAsFileSystemHandle().catch(() => null)
      : Promise.resolve(null);
  return { entry, file: item.getAsFile(), handle };
}

async function readRoot({ entry, file, handle }: Root): Promise<PickedFile[]> {
  if (entry?.isDirectory) {
    const picked: PickedFile[] = [];
    await readFolder(entry as FileSystemDirectoryEntry, '', 1, picked);
    return picked;
  }
  if (!file) return [];
  const kept = await handle;
  const picked = { file, relativePath: file.name };
  return [kept?.kind === 'file' ? { ...picked, handle: kept as FileSystemFileHandle } : picked];
}

async function readFolder(
  folder: FileSystemDirectoryEntry,
  parentPath: string,
  depth: number,
  picked: PickedFile[],
): Promise<void> {
  if (depth > MAX_DEPTH) return;
  const path = `${parentPath}${folder.name}/`;
  for (const entry of await allEntries(folder)) {
    if (entry.isDirectory) {
      await readFolder(entry as FileSystemDirectoryEntry, path, depth + 1, picked);
    } else {
      const file = await fileOf(entry as FileSystemFileEntry);
      if (file) picked.push({ file, relativePath: path + file.name });
    }
  }
}

/** A directory reader hands out its entries in handfuls until it has none left. */
async function allEntries(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some); // at most a hundred at a time
  }
}

/** A file that vanished between listing and opening is simply not there. */
function fileOf(entry: FileSystemFileEntry): Promise<File | null> {
  return new Promise((resolve) => entry.file(resolve, () => resolve(null)));
}

/** Files of an `<input type="file">`, with or without `webkitdirectory`. */
export function readChosenFiles(list: FileList | null): PickedFile[] {
  return Array.from(list ?? [], (file) => ({
    file,
    relativePath: file.webkitRelativePath || file.name,
  }));
}

/**
 * Opens the system's dialog for files, or for a folder, and resolves with what
 * was chosen; an empty list when the person thought better of it.
 */
export function chooseFiles(what: 'files' | 'folder'): Promise<PickedFile[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.webkitdirectory = what === 'folder';
    input.onchange = () => resolve(readChosenFiles(input.files));
    input.oncancel = () => resolve([]);
    input.click();
  });
}
