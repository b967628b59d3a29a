import { expect, test } from 'vitest';
import { startPace } from '../model/pace';
import { sampleUpload } from '../model/sample';
import { NOTHING, tally } from '../model/totals';
import type { UploadState } from '../model/upload';
import { announcement, headline } from './headline';
import { statusLine } from './status_line';

const MIB = 1024 * 1024;
const stored = { fileId: 'file_1', sha256: '' };

function totalsOf(...states: UploadState[]) {
  return states.reduce((sum, state) => tally(sum, null, sampleUpload({ state })), NOTHING);
}

test('the head says the most pressing truth', () => {
  const queued: UploadState = { is: 'queued', sent: 0, attempts: 0 };
  const waiting: UploadState = {
    is: 'waiting-for-network',
    sent: 0,
    attempts: 1,
    reason: 'no-network',
  };
  const failed: UploadState = { is: 'failed', sent: 0, failure: { kind: 'server', message: '' } };
  const done: UploadState = { is: 'done', stored };
  expect(headline(totalsOf(queued, failed, done))).toBe('Uploading 1 file');
  expect(headline(totalsOf(queued, waiting))).toBe('2 files waiting to go on');
  expect(headline(totalsOf(failed, done))).toBe('1 file not uploaded');
  expect(headline(totalsOf(done, done))).toBe('2 files uploaded and verified');
});

test('a screen reader hears how it ended, not how it goes', () => {
  expect(announcement(totalsOf({ is: 'queued', sent: 0, attempts: 0 }))).toBe('');
  expect(announcement(totalsOf({ is: 'done', stored }))).toBe('1 file uploaded and verified');
});

test('a moving file tells amount, rate and time left', () => {
  const pace = { ...startPace(0, 0), perSecond: 2 * MIB };
  const upload = sampleUpload({
    size: 64 * MIB,
    state: { is: 'uploading', sent: 32 * MIB, attempts: 0, pace },
  });
  expect(statusLine(upload, false)).toBe('32 MiB of 64 MiB · 2 MiB/s · 16 s left');
});
