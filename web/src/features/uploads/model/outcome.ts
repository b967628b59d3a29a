/**
 * What an unsuccessful answer means for an upload: wait and come back, or
 * stop and say why.
 */

import { words } from '../text';
import type { Failure, FailureKind, WaitReason } from './upload';

/** `status` is 0 when nobody answered at all. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

export type Outcome =
  | { readonly is: 'wait'; readonly reason: WaitReason }
  | { readonly is: 'stop'; readonly failure: Failure };

/** What may pass by itself is worth a few more tries, not endless ones. */
const MAX_PASSING_ERRORS = 5;

export function outcomeOf(answer: Answer, attempts: number): Outcome {
  const { status } = answer;
  if (status === 0) return { is: 'wait', reason: 'no-network' };
  if (status === 401) return { is: 'wait', reason: 'signed-out' };
  if (status === 429 || status === 502 || status === 503 || status === 504) {
    return { is: 'wait', reason: 'server-busy' };
  }
  if (mayPass(answer) && attempts < MAX_PASSING_ERRORS)
    return { is: 'wait', reason: 'server-busy' };
  return { is: 'stop', failure: failureOf(answer) };
}

/** An unexplained error, or a piece that meets what is left of a connection that died. */
function mayPass({ status, body }: Answer): boolean {
  if (status === 409) return problemOf(body).code === 'CONFLICT';
  return status === 500 || status === 423;
}

function failureOf({ status, body }: Answer): Failure {
  const { code, detail } = problemOf(body);
  const kind = kindOf(status, code);
  return { kind, message: ownWords(kind) ?? detail ?? words.failures.refusedWith(status) };
}

/** Where the reader needs other words than the server's. */
function ownWords(kind: FailureKind): string | null {
  switch (kind) {
    case 'quota':
    case 'folder-gone':
    case 'checksum':
      return words.failures[kind];
    default:
      return null;
  }
}

function kindOf(status: number, code: string | null): FailureKind {
  if (code === 'QUOTA_EXCEEDED') return 'quota';
  if (code === 'CHECKSUM_MISMATCH') return 'checksum';
  if (status === 404) return 'folder-gone';
  if (status === 413) return 'too-large';
  return status >= 500 ? 'server' : 'refused';
}

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
  message: words.failures['file-unreadable'],
};
