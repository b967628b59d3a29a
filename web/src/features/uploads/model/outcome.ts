/**
 * What an unsuccessful answer means for an upload: wait and come back, or
 * stop and say why.
 */

import type { Failure, FailureKind, WaitReason } from './upload';

/** `status` is 0 when nobody answered at all. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

export type Outcome =
  | { readonly is: 'wait'; readonly reason: WaitReason }
  | { readonly is: 'stop'; readonly failure: Failure };

/** An unexplained server error is worth a few more tries, not endless ones. */
const MAX_SERVER_ERRORS = 5;

export function outcomeOf(answer: Answer, attempts: number): Outcome {
  const { status } = answer;
  if (status === 0) return { is: 'wait', reason: 'no-network' };
  if (status === 429 || status === 502 || status === 503 || status === 504) {
    return { is: 'wait', reason: 'server-busy' };
  }
  if (status === 500 && attempts < MAX_SERVER_ERRORS) return { is: 'wait', reason: 'server-busy' };
  return { is: 'stop', failure: failureOf(answer) };
}

function failureOf({ status, body }: Answer): Failure {
  const problem = problemOf(body);
  const kind = kindOf(status, problem.code);
  return {
    kind,
    message: WORDS[kind] ?? problem.detail ?? `The server refused the file (status ${status}).`,
  };
}

function kindOf(status: number, code: string | null): FailureKind {
  if (code === 'QUOTA_EXCEEDED') return 'quota';
  if (code === 'CHECKSUM_MISMATCH') return 'checksum';
  if (status === 401) return 'signed-out';
  if (status === 404) return 'folder-gone';
  if (status === 413) return 'too-large';
  return status >= 500 ? 'server' : 'refused';
}

/** Where the reader needs other words than the server's. */
const WORDS: Partial<Record<FailureKind, string>> = {
  quota: 'Your drive is full. Free some space, then try again.',
  'signed-out': 'You are signed out. Sign in again, then press retry.',
  'folder-gone':
    'The folder is no longer there. Retry makes it again; cancel if that is not wanted.',
  checksum: 'Some bytes changed on the way and the server did not take the file. Send it again.',
};

/** The parts of an RFC 9457 problem that matter here; anything else reads as empty. */
function problemOf(body: string): { code: string | null; detail: string | null } {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null) return { code: null, detail: null };
    const { code, detail } = value as Record<string, unknown>;
    return {
      code: typeof code === 'string' ? code : null,
      detail: typeof detail === 'string' ? detail : null,
    };
  } catch {
    return { code: null, detail: null };
  }
}

/** The disk gave the browser an error where it should have given bytes. */
export const UNREADABLE: Failure = {
  kind: 'file-unreadable',
  message: 'The file cannot be read any more. It was changed, moved or closed: add it again.',
};
