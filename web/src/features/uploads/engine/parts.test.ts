import { describe, expect, test } from 'vitest';
import type { UploadId } from '../model/upload';
import { Folders } from '../send/folders';
import { throttle } from '../throttle';
import { Batches } from './batches';
import { Departures, lanesFor } from './lanes';
import { type Remembered, splitLeftovers } from './memory';

const id = (name: string) => name as UploadId;
const yes = () => true;

describe('departures', () => {
  test('fill the lanes and no more, two of them with large files', () => {
    const departures = new Departures(lanesFor('h2'));
    for (const name of ['L1', 'L2', 'L3']) departures.enqueue(id(name), 'pieces');
    for (let n = 0; n < 9; n++) departures.enqueue(id(`s${n}`), 'whole');
    const gone = Array.from({ length: 9 }, () => departures.next(yes));
    expect(gone).toEqual(['L1', 'L2', 's0', 's1', 's2', 's3', null, null, null]);
    departures.arrived(id('L1'));
    expect(departures.next(yes)).toBe('L3');
  });

  test('leave two connections to the page over HTTP/1.1', () => {
    expect(lanesFor('http/1.1').all).toBe(4);
  });

  test('pass over those who changed their mind and let the returned go first', () => {
    const departures = new Departures({ all: 1, pieces: 1 });
    for (const name of ['a', 'b', 'c']) departures.enqueue(id(name), 'whole');
    departures.enqueueFirst(id('z'), 'whole');
    expect(departures.next(yes)).toBe('z');
    departures.arrived(id('z'));
    expect(departures.next((one) => one !== 'a')).toBe('b');
  });

  test('stay in order through thousands', () => {
    const departures = new Departures({ all: 1, pieces: 1 });
    const names = Array.from({ length: 5000 }, (_, n) => `f${n}`);
    for (const name of names) departures.enqueue(id(name), 'whole');
    const seen = names.map(() => {
      const next = departures.next(yes) as UploadId;
      departures.arrived(next);
      return next;
    });
    expect(seen).toEqual(names);
  });
});

describe('folders', () => {
  test('are made once, however many files ask at the same time', async () => {
    const made: string[] = [];
    const folders = new Folders(async (name, parent) => {
      made.push(`${parent ?? 'top'}/${name}`);
      return `folder_${name}`;
    });
    const paths = ['a/b/1.txt', 'a/b/2.txt', 'a/3.txt', '4.txt'];
    const ids = await Promise.all(
      paths.map((relativePath) => folders.folderFor({ folder: null, relativePath })),
    );
    expect(ids).toEqual(['folder_b', 'folder_b', 'folder_a', null]);
    expect(made).toEqual(['top/a', 'folder_a/b']);
  });

  test('that could not be made are asked for again', async () => {
    let tries = 0;
    const folders = new Folders(async () => {
      tries += 1;
      if (tries === 1) throw new Error('no');
      return 'folder_a';
    });
    const destination = { folder: null, relativePath: 'a/1.txt' };
    await expect(folders.folderFor(destination)).rejects.toThrow('no');
    await expect(folders.folderFor(destination)).resolves.toBe('folder_a');
  });
});

describe('batches', () => {
  test('are forgotten when the last of them has arrived or was dropped', () => {
    const forgotten: UploadId[] = [];
    const batches = new Batches((one) => forgotten.push(one));
    for (const name of ['a', 'b', 'c']) batches.join(id(name), 'batch');
    batches.arrived(id('a'));
    batches.drop(id('b'));
    expect(forgotten).toEqual(['b']);
    batches.arrived(id('a'));
    expect(forgotten).toEqual(['b']);
    batches.arrived(id('c'));
    expect(new Set(forgotten)).toEqual(new Set(['a', 'b', 'c']));
  });
});

describe('memory', () => {
  test('separates what is still of use from leftovers', () => {
    const record = (name: string, batch: string, arrived: boolean) =>
      ({
        id: id(name),
        batch,
        stored: arrived ? { fileId: 'file_1', sha256: '' } : null,
      }) as Remembered;
    const records = [record('a', '1', true), record('b', '1', false), record('c', '2', true)];
    const { useful, leftovers } = splitLeftovers(records);
    expect(useful.map((one) => one.id)).toEqual(['a', 'b']);
    expect(leftovers.map((one) => one.id)).toEqual(['c']);
  });
});

describe('throttle', () => {
  test('runs at once and once more at the end', async () => {
    let runs = 0;
    const ask = throttle(() => {
      runs += 1;
    }, 20);
    for (let n = 0; n < 5; n++) ask();
    expect(runs).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(runs).toBe(2);
  });
});
