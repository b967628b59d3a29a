import { describe, expect, test } from 'vitest';
import { readDirectoryEntries } from './dropped';

type Tree = { [name: string]: Tree | string };

/** A directory entry that hands out two children at a time, as browsers do with a hundred. */
function directory(name: string, tree: Tree): FileSystemDirectoryEntry {
  const children = Object.entries(tree).map(([child, value]) =>
    typeof value === 'string' ? fileEntry(child, value) : directory(child, value),
  );
  const createReader = () => {
    let handed = 0;
    return {
      readEntries: (give: (entries: FileSystemEntry[]) => void) => {
        give(children.slice(handed, handed + 2));
        handed += 2;
      },
    };
  };
  return { isDirectory: true, isFile: false, name, createReader } as FileSystemDirectoryEntry;
}

function fileEntry(name: string, text: string): FileSystemFileEntry {
  const file = (give: (file: File) => void, fail: () => void) =>
    text === 'gone' ? fail() : give(new File([text], name));
  return { isDirectory: false, isFile: true, name, file } as unknown as FileSystemFileEntry;
}

function transferOf(...entries: FileSystemEntry[]): DataTransfer {
  const items = entries.map((entry) => ({
    kind: 'file',
    webkitGetAsEntry: () => entry,
    getAsFile: () => (entry.isFile ? new File(['x'], entry.name) : null),
  }));
  return { items: [{ kind: 'string' }, ...items] } as unknown as DataTransfer;
}

describe('a drop', () => {
  test('of folders and files gives every file with its path', async () => {
    const box = directory('box', {
      'a.txt': 'a',
      deep: { 'b.txt': 'b', deeper: { 'c.txt': 'c' } },
      empty: {},
      'd.txt': 'd',
      'lost.txt': 'gone',
    });
    const picked = await readDirectoryEntries(transferOf(box, fileEntry('alone.txt', 'x')));
    expect(picked.map(({ relativePath }) => relativePath)).toEqual([
      'box/a.txt',
      'box/deep/b.txt',
      'box/deep/deeper/c.txt',
      'box/d.txt',
      'alone.txt',
    ]);
  });

  test('of a folder that never ends still ends', async () => {
    const endless = directory('again', {});
    Object.assign(endless, {
      createReader: () => {
        let done = false;
        return {
          readEntries: (give: (entries: FileSystemEntry[]) => void) => {
            give(done ? [] : [endless]);
            done = true;
          },
        };
      },
    });
    await expect(readDirectoryEntries(transferOf(endless))).resolves.toEqual([]);
  });
});
