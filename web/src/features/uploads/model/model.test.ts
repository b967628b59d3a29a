import { describe, expect, test } from 'vitest';
import { retryDelay } from './backoff';
import { trayOrder } from './order';
import { outcomeOf } from './outcome';
import { advancePace, secondsLeft, startPace } from './pace';
import { sampleUpload } from './sample';
import { NOTHING, type Totals, tally } from './totals';
import { sentBytes, type Upload, type UploadId, type UploadState } from './upload';

const stored = { fileId: 'file_1', sha256: 'a'.repeat(64) };
const STATES: UploadState[] = [
  { is: 'queued', sent: 0, attempts: 0 },
  { is: 'uploading', sent: 4, attempts: 0, pace: startPace(0, 0) },
  { is: 'paused', sent: 3 },
  { is: 'waiting-for-network', sent: 2, attempts: 1, reason: 'no-network' },
  { is: 'verifying', stored },
  { is: 'done', stored },
  { is: 'failed', sent: 1, failure: { kind: 'server', message: 'broken' } },
  { is: 'cancelled' },
  { is: 'needs-file', sent: 5 },
];

function naiveTotals(uploads: readonly Upload[]): Totals {
  const count = { ...NOTHING.count };
  for (const { state } of uploads) count[state.is] += 1;
  const wanted = uploads.filter(({ state }) => state.is !== 'cancelled');
  return {
    files: uploads.length,
    bytes: wanted.reduce((sum, { size }) => sum + size, 0),
    sentBytes: wanted.reduce((sum, upload) => sum + sentBytes(upload), 0),
    count,
  };
}

describe('totals', () => {
  test('added up by differences are those counted afresh, through every change of state', () => {
    const uploads = STATES.map((state, index) => sampleUpload({ size: 10 + index, state }));
    let totals = uploads.reduce((sum, upload) => tally(sum, null, upload), NOTHING);
    expect(totals).toEqual(naiveTotals(uploads));
    for (const [index, before] of uploads.entries()) {
      for (const state of STATES) {
        const changed = { ...before, state };
        const others = uploads.filter((_, other) => other !== index);
        expect(tally(totals, before, changed)).toEqual(naiveTotals([...others, changed]));
      }
    }
    for (const upload of uploads) totals = tally(totals, upload, null);
    expect(totals).toEqual(NOTHING);
  });
});

describe('the order of the tray', () => {
  test('is what moves, what needs a person, what waits, what is over', () => {
    const uploads = STATES.map((state) => sampleUpload({ id: state.is as UploadId, state }));
    expect(trayOrder(uploads).map(({ id }) => id)).toEqual([
      'uploading',
      'waiting-for-network',
      'verifying',
      'failed',
      'needs-file',
      'paused',
      'queued',
      'done',
      'cancelled',
    ]);
  });
});

describe('pace', () => {
  test('of a steady stream is its rate', () => {
    let pace = startPace(0, 0);
    for (let second = 1; second <= 5; second++)
      pace = advancePace(pace, second * 1000, second * 1000);
    expect(pace.perSecond).toBeCloseTo(1000);
  });

  test('follows a change within seconds but does not jump', () => {
    let pace = advancePace(startPace(0, 0), 1000, 1000);
    pace = advancePace(pace, 1000, 2000);
    expect(pace.perSecond).toBeGreaterThan(500);
    for (let second = 3; second < 20; second++) pace = advancePace(pace, 1000, second * 1000);
    expect(pace.perSecond).toBeLessThan(20);
  });

  test('starts over when bytes are taken back', () => {
    const pace = advancePace(startPace(0, 0), 1000, 1000);
    expect(advancePace(pace, 200, 2000).perSecond).toBeNull();
  });

  test('does not promise a time while nothing moves', () => {
    expect(secondsLeft(100, null)).toBeNull();
    expect(secondsLeft(100, 0)).toBeNull();
    expect(secondsLeft(100, 50)).toBe(2);
    expect(secondsLeft(0, null)).toBe(0);
  });
});

describe('an answer that is not yes', () => {
  const problem = (code: string, detail = 'In plain words.') => JSON.stringify({ code, detail });

  test('silence and busy servers are waited for', () => {
    expect(outcomeOf({ status: 0, body: '' }, 99)).toEqual({ is: 'wait', reason: 'no-network' });
    for (const status of [429, 502, 503, 504]) {
      expect(outcomeOf({ status, body: '' }, 99)).toEqual({ is: 'wait', reason: 'server-busy' });
    }
  });

  test('a session that ended is waited for as well', () => {
    expect(outcomeOf({ status: 401, body: '' }, 0)).toEqual({ is: 'wait', reason: 'signed-out' });
  });

  test('an unexplained error is tried a few times, then shown', () => {
    expect(outcomeOf({ status: 500, body: '' }, 0).is).toBe('wait');
    expect(outcomeOf({ status: 500, body: '' }, 5)).toMatchObject({
      is: 'stop',
      failure: { kind: 'server' },
    });
  });

  test('a piece that meets a dying connection is tried again, a taken name is not', () => {
    expect(outcomeOf({ status: 423, body: '' }, 0).is).toBe('wait');
    expect(outcomeOf({ status: 423, body: '' }, 5).is).toBe('stop');
    expect(outcomeOf({ status: 409, body: problem('CONFLICT') }, 0).is).toBe('wait');
    expect(outcomeOf({ status: 409, body: problem('NAME_TAKEN') }, 0).is).toBe('stop');
  });

  test('a refusal names its kind', () => {
    const kindOf = (status: number, body: string) => {
      const outcome = outcomeOf({ status, body }, 0);
      return outcome.is === 'stop' ? outcome.failure.kind : 'wait';
    };
    expect(kindOf(413, problem('QUOTA_EXCEEDED'))).toBe('quota');
    expect(kindOf(413, problem('TOO_LARGE'))).toBe('too-large');
    expect(kindOf(460, problem('CHECKSUM_MISMATCH'))).toBe('checksum');
    expect(kindOf(404, problem('NOT_FOUND'))).toBe('folder-gone');
    expect(kindOf(400, problem('VALIDATION'))).toBe('refused');
  });

  test('the server’s own sentence is shown where ours says less, and HTML pages are not', () => {
    const message = (status: number, body: string) => {
      const outcome = outcomeOf({ status, body }, 9);
      return outcome.is === 'stop' ? outcome.failure.message : '';
    };
    expect(message(400, problem('VALIDATION', 'The name is too long.'))).toBe(
      'The name is too long.',
    );
    expect(message(400, '<html>Bad</html>')).toContain('status 400');
    expect(message(400, 'null')).toContain('status 400');
  });
});

describe('the delay before another try', () => {
  test('doubles up to half a minute and is spread by the dice', () => {
    expect([1, 2, 3, 4].map((attempt) => retryDelay(attempt, 1))).toEqual([1000, 2000, 4000, 8000]);
    expect(retryDelay(50, 1)).toBe(30_000);
    expect(retryDelay(50, 0)).toBe(15_000);
  });
});
