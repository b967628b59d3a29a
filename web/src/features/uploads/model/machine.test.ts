import { describe, expect, test } from 'vitest';
import { step, type UploadEvent } from './machine';
import { sampleUpload } from './sample';
import type { Upload } from './upload';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const stored = { fileId: 'file_1', sha256: A };
const quota = { kind: 'quota', message: 'full' } as const;
const checksum = { kind: 'checksum', message: 'damaged' } as const;

function follow(upload: Upload, ...events: UploadEvent[]): Upload {
  return events.reduce(step, upload);
}

const large = sampleUpload({ size: 100, way: 'pieces' });
const small = sampleUpload({ size: 100, way: 'whole' });
const start: UploadEvent = { type: 'start', at: 0 };
const half: UploadEvent = { type: 'progress', sent: 50, at: 1000 };

describe('the way of an upload', () => {
  test('is done only when both sides hashed the same bytes, whichever came first', () => {
    const hashedLast = follow(
      large,
      start,
      { type: 'stored', stored },
      { type: 'hashed', sha256: A },
    );
    const hashedFirst = follow(
      large,
      start,
      { type: 'hashed', sha256: A },
      { type: 'stored', stored },
    );
    expect(hashedLast.state).toEqual({ is: 'done', stored });
    expect(hashedFirst.state).toEqual({ is: 'done', stored });
  });

  test('waits for the local checksum in plain sight', () => {
    expect(follow(large, start, { type: 'stored', stored }).state.is).toBe('verifying');
  });

  test('fails when the server keeps other bytes, and a retry starts from nothing', () => {
    const failed = follow(
      large,
      start,
      half,
      { type: 'hashed', sha256: B },
      { type: 'stored', stored },
    );
    expect(failed.state).toMatchObject({ is: 'failed', sent: 0, failure: { kind: 'checksum' } });
    const again = step(failed, { type: 'retry' });
    expect(again.state).toEqual({ is: 'queued', sent: 0, attempts: 0 });
    expect(again.localSha256).toBeNull();
  });

  test('a pause keeps pieces and forgets half of a whole', () => {
    expect(follow(large, start, half, { type: 'pause' }).state).toEqual({ is: 'paused', sent: 50 });
    expect(follow(small, start, half, { type: 'pause' }).state).toEqual({ is: 'paused', sent: 0 });
  });

  test('a lost network counts attempts until bytes get through again', () => {
    const lost: UploadEvent = { type: 'interrupt', reason: 'no-network' };
    const back: UploadEvent = { type: 'reconnect' };
    const twice = follow(large, start, lost, back, start, lost);
    expect(twice.state).toMatchObject({ is: 'waiting-for-network', attempts: 2 });
    const moving = follow(twice, back, start, half);
    expect(moving.state).toMatchObject({ is: 'uploading', attempts: 0, sent: 50 });
  });

  test('a failure other than a checksum goes on where it was', () => {
    const failed = follow(large, start, half, { type: 'fail', failure: quota });
    expect(step(failed, { type: 'retry' }).state).toEqual({ is: 'queued', sent: 50, attempts: 0 });
    const damaged = follow(large, start, half, { type: 'fail', failure: checksum });
    expect(step(damaged, { type: 'retry' }).state).toMatchObject({ sent: 0 });
  });

  test('a chosen file sets a restored upload going', () => {
    const restored = sampleUpload({ way: 'pieces', state: { is: 'needs-file', sent: 7 } });
    expect(step(restored, { type: 'file-chosen' }).state).toEqual({
      is: 'queued',
      sent: 7,
      attempts: 0,
    });
  });
});

describe('late words', () => {
  const events: UploadEvent[] = [
    start,
    half,
    { type: 'interrupt', reason: 'server-busy' },
    { type: 'reconnect' },
    { type: 'stored', stored },
    { type: 'fail', failure: quota },
    { type: 'pause' },
    { type: 'resume' },
    { type: 'file-chosen' },
  ];

  test('never bring a cancelled or finished upload back', () => {
    const cancelled = follow(large, start, { type: 'cancel' });
    const done = follow(large, { type: 'hashed', sha256: A }, start, { type: 'stored', stored });
    for (const event of events) {
      expect(step(cancelled, event)).toBe(cancelled);
      expect(step(done, event)).toBe(done);
    }
  });

  test('of a transfer do not disturb a paused upload', () => {
    const paused = follow(large, start, half, { type: 'pause' });
    expect(step(paused, { type: 'progress', sent: 80, at: 2000 })).toBe(paused);
    expect(step(paused, { type: 'stored', stored })).toBe(paused);
  });
});
