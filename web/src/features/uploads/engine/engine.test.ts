import { describe, expect, test } from 'vitest';
import { fileOf, SmallWorld } from './small_world';

const small = (name: string) => ({ file: fileOf(name, 5) });
const large = (name: string) => ({ file: fileOf(name, 50) });
const QUOTA = { status: 413, body: '{"code":"QUOTA_EXCEEDED"}' };
const SILENCE = { status: 0, body: '' };

describe('the upload engine', () => {
  test('sends a small file with its checksum and calls it done when the server agrees', async () => {
    const world = new SmallWorld();
    world.engine.addFiles([small('a.txt')], 'folder_1');
    await world.settle();
    expect(world.under('a.txt').parcel).toMatchObject({
      folder: 'folder_1',
      sha256: 'hash of a.txt',
    });
    world.arrive('a.txt');
    expect(world.stateOf('a.txt')).toBe('done');
    expect(world.storedCount).toBe(1);
    expect(world.remembered.size).toBe(0);
  });

  test('puts files of a dropped folder below it', async () => {
    const world = new SmallWorld();
    world.engine.addFiles([{ ...small('x'), relativePath: 'photos/2024/x' }], null);
    await world.settle();
    expect(world.under('x').parcel.folder).toBe('folder_2024');
  });

  test('never shows a damaged file as done', async () => {
    const world = new SmallWorld();
    world.engine.addFiles([small('a'), large('b')], null);
    await world.settle();
    world.arrive('a', 'something else');
    world.arrive('b', 'something else');
    expect([world.stateOf('a'), world.stateOf('b')]).toEqual(['failed', 'failed']);
    world.engine.retryFailed();
    await world.settle();
    expect(world.under('b').parcel.uploadUrl).toBeNull();
    world.arrive('b');
    expect(world.stateOf('b')).toBe('done');
  });

  test('a folder that is gone means a new start, and the old half is given up', async () => {
    const world = new SmallWorld();
    world.engine.addFiles([large('a')], 'folder_1');
    await world.settle();
    world.under('a').listener.located('/api/uploads/1');
    world.under('a').listener.progress(20);
    await world.refuse('a', { status: 404, body: '{"code":"NOT_FOUND"}' });
    expect(world.stateOf('a')).toBe('failed');
    world.engine.retry(world.idOf('a'));
    await world.settle();
    expect(world.terminated).toEqual(['/api/uploads/1']);
    expect(world.under('a').parcel.uploadUrl).toBeNull();
  });

  test('works through many files, a few at a time', async () => {
    const world = new SmallWorld();
    const names = Array.from({ length: 50 }, (_, n) => `f${n}`);
    world.engine.addFiles(names.map(small), null);
    await world.settle();
    expect(world.journeys).toHaveLength(4);
    for (const name of names) {
      world.arrive(name);
      await world.settle();
    }
    expect(world.engine.store.liveTotals().count.done).toBe(50);
  });

  test('holds everybody while the server is silent, and goes on by itself', async () => {
    const world = new SmallWorld();
    const names = Array.from({ length: 20 }, (_, n) => `f${n}`);
    world.engine.addFiles(names.map(small), null);
    await world.settle();
    for (const name of ['f0', 'f1', 'f2', 'f3']) await world.refuse(name, SILENCE);
    expect(world.stateOf('f0')).toBe('waiting-for-network');
    expect(world.journeys).toHaveLength(4);
    await world.pass(1000);
    expect(
      world.journeys
        .map(({ parcel }) => parcel.name)
        .slice(4)
        .sort(),
    ).toEqual(['f0', 'f1', 'f2', 'f3']);
  });

  test('does not wait for the timer when the network returns', async () => {
    const world = new SmallWorld();
    world.engine.addFiles([large('a')], null);
    await world.settle();
    world.under('a').listener.located('/api/uploads/1');
    await world.refuse('a', SILENCE);
    world.engine.release();
    await world.settle();
    expect(world.stateOf('a')).toBe('uploading');
    expect(world.under('a').parcel.uploadUrl).toBe('/api/uploads/1');
  });

  test('a session that ended holds everything until the person is back', async () => {
    const world = new SmallWorld();
    world.engine.addFiles(['a', 'b', 'c', 'd', 'e', 'f'].map(small), null);
    await world.settle();
    for (const name of ['a', 'b', 'c', 'd']) await world.refuse(name, { status: 401, body: '' });
    await world.pass(600_000);
    expect(world.journeys).toHaveLength(4);
    expect(world.signedOutCount).toBe(1);
    world.engine.release();
    await world.settle();
    expect(world.journeys).toHaveLength(8);
  });

  test('says once that the drive is full and pauses the rest', async () => {
    const world = new SmallWorld();
    world.engine.addFiles(['a', 'b', 'c', 'd', 'e', 'f'].map(small), null);
    await world.settle();
    await world.refuse('a', QUOTA);
    await world.pass(200);
    expect(world.stateOf('a')).toBe('failed');
    expect(world.stateOf('f')).toBe('paused');
    expect(world.engine.store.getSnapshot().notice).toContain('full');
    world.engine.resumeAll();
    await world.pass(200);
    expect(world.stateOf('e')).toBe('uploading');
    expect(world.engine.store.getSnapshot().notice).toBeNull();
  });

  test('pauses, resumes and cancels one file', async () => {
    const world = new SmallWorld();
    world.engine.addFiles([large('a')], null);
    await world.settle();
    const first = world.under('a');
    first.listener.located('/api/uploads/1');
    world.engine.pause(world.idOf('a'));
    expect(first.stopped).toBe(true);
    first.listener.stored({ fileId: 'file_a', sha256: 'late' });
    expect(world.stateOf('a')).toBe('paused');
    world.engine.resume(world.idOf('a'));
    await world.settle();
    expect(world.under('a').parcel.uploadUrl).toBe('/api/uploads/1');
    world.engine.cancel(world.idOf('a'));
    expect(world.stateOf('a')).toBe('cancelled');
    expect(world.terminated).toEqual(['/api/uploads/1']);
    expect(world.remembered.size).toBe(0);
  });

  test('pausing or cancelling everything lets nobody else depart', async () => {
    for (const end of ['pauseAll', 'cancelAll'] as const) {
      const world = new SmallWorld();
      world.engine.addFiles(
        Array.from({ length: 30 }, (_, n) => small(`f${n}`)),
        null,
      );
      await world.settle();
      world.engine[end]();
      await world.settle();
      expect(world.journeys).toHaveLength(4);
      const { count } = world.engine.store.liveTotals();
      expect(end === 'pauseAll' ? count.paused : count.cancelled).toBe(30);
    }
  });

  test('a file that changed on disk is not mistaken for a lost network', async () => {
    const world = new SmallWorld();
    world.unreadable = true;
    world.engine.addFiles([small('a'), large('b')], null);
    await world.settle();
    expect([world.stateOf('a'), world.stateOf('b')]).toEqual(['failed', 'failed']);
  });

  test('a file dropped twice travels once; one that has arrived may come again', async () => {
    const world = new SmallWorld();
    world.engine.addFiles([small('a')], null);
    await world.settle();
    world.engine.addFiles([small('a')], null);
    world.engine.addFiles([small('a')], 'folder_other');
    await world.settle();
    expect(world.journeys.map(({ parcel }) => parcel.folder)).toEqual([null, 'folder_other']);
    for (const { listener } of world.journeys) {
      listener.stored({ fileId: 'file_a', sha256: 'hash of a' });
    }
    world.engine.addFiles([small('a')], null);
    await world.settle();
    expect(world.journeys).toHaveLength(3);
  });

  test('clears what is over and nothing else', async () => {
    const world = new SmallWorld();
    world.engine.addFiles([small('a'), small('b')], null);
    await world.settle();
    world.arrive('a');
    world.engine.clearFinished();
    expect([world.stateOf('a'), world.stateOf('b')]).toEqual(['absent', 'uploading']);
  });
});

describe('after a reload', () => {
  async function interrupted(): Promise<SmallWorld> {
    const before = new SmallWorld();
    const files = [
      { ...small('done.txt'), relativePath: 'box/done.txt' },
      { ...large('big.bin'), relativePath: 'box/big.bin' },
    ];
    before.engine.addFiles(files, null);
    await before.settle();
    before.arrive('done.txt');
    before.under('big.bin').listener.located('/api/uploads/7');
    before.under('big.bin').listener.progress(20);
    return before;
  }

  test('unfinished files wait for their file, finished ones stay done', async () => {
    const world = new SmallWorld([...(await interrupted()).remembered.values()]);
    await world.engine.restore();
    expect(world.stateOf('big.bin')).toBe('needs-file');
    expect(world.stateOf('done.txt')).toBe('done');
    expect(world.journeys).toHaveLength(0);
  });

  test('dropping the folder again sends only what is missing', async () => {
    const world = new SmallWorld([...(await interrupted()).remembered.values()]);
    await world.engine.restore();
    const again = [
      { ...small('done.txt'), relativePath: 'box/done.txt' },
      { ...large('big.bin'), relativePath: 'box/big.bin' },
    ];
    world.engine.addFiles(again, null);
    await world.settle();
    expect(world.journeys.map(({ parcel }) => [parcel.name, parcel.uploadUrl])).toEqual([
      ['big.bin', '/api/uploads/7'],
    ]);
    world.arrive('big.bin');
    expect(world.stateOf('big.bin')).toBe('done');
    expect(world.remembered.size).toBe(0);
  });

  test('a different file is refused, the right one goes on', async () => {
    const world = new SmallWorld([...(await interrupted()).remembered.values()]);
    await world.engine.restore();
    const id = world.idOf('big.bin');
    expect(world.engine.offerFile(id, { file: fileOf('big.bin', 49) })).toBe(false);
    expect(world.stateOf('big.bin')).toBe('needs-file');
    expect(world.engine.offerFile(id, large('big.bin'))).toBe(true);
    await world.settle();
    expect(world.stateOf('big.bin')).toBe('uploading');
  });

  test('uploads of another window are left to it', async () => {
    const before = await interrupted();
    const world = new SmallWorld([...before.remembered.values()]);
    for (const { batch } of before.remembered.values()) world.takenElsewhere.add(batch);
    await world.engine.restore();
    expect(world.stateOf('big.bin')).toBe('absent');
  });

  test('a cancelled upload does not swallow the same file dropped anew', async () => {
    const world = new SmallWorld([...(await interrupted()).remembered.values()]);
    await world.engine.restore();
    world.engine.cancel(world.idOf('big.bin'));
    world.engine.addFiles([{ ...large('big.bin'), relativePath: 'box/big.bin' }], null);
    await world.settle();
    expect(world.under('big.bin').parcel.uploadUrl).toBeNull();
  });
});
