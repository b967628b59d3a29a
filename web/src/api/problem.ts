import { text } from '@/text';
import { language } from '@/text/language';

/** The stable codes of the API (RFC 9457 problem details). */
export type ProblemCode =
  | 'VALIDATION'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'NAME_TAKEN'
  | 'PRECONDITION_FAILED'
  | 'QUOTA_EXCEEDED'
  | 'TOO_LARGE'
  | 'RANGE_NOT_SATISFIABLE'
  | 'DATA_UNAVAILABLE'
  | 'STORAGE_UNAVAILABLE'
  | 'RATE_LIMITED'
  | 'CHECKSUM_MISMATCH'
  | 'INTERNAL'
  | 'WRONG_CREDENTIALS'
  | 'WRONG_CODE'
  | 'ATTEMPT_OVER'
  | 'INVITATION_OVER'
  | 'FACTOR_REQUIRED'
  | 'PEOPLE_ONLY'
  | 'ONLY_WAY_IN'
  | 'LAST_OWNER'
  | 'ALREADY_MEMBER'
  | 'ANOTHER_ADDRESS'
  | 'ADDRESS_TAKEN'
  | 'GOOGLE_UNAVAILABLE'
  | 'PASSKEY_REFUSED'
  | 'CEREMONY_OVER'
  | 'PASSKEYS_UNAVAILABLE'
  | 'STEP_UP_REQUIRED'
  | 'SCOPE_MISSING'
  /** Ours: no answer came at all. */
  | 'OFFLINE'
  /** Ours: the device or the person said no. */
  | 'PASSKEY_CANCELLED'
  | 'PASSKEY_EXISTS'
  | 'PASSKEY_FAILED';

/** An answer of the server that says no, or the absence of any answer. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ProblemCode,
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    /** The server's own sentence, if it sent one. */
    readonly detail: string | null,
    /** Further members of the problem document, by name. */
    readonly fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail ?? code);
  }
}

const codesByStatus: Readonly<Record<number, ProblemCode>> = {
  400: 'VALIDATION',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  410: 'ATTEMPT_OVER',
  412: 'PRECONDITION_FAILED',
  413: 'TOO_LARGE',
  416: 'RANGE_NOT_SATISFIABLE',
  422: 'VALIDATION',
  429: 'RATE_LIMITED',
  460: 'CHECKSUM_MISMATCH',
  502: 'OFFLINE',
  503: 'STORAGE_UNAVAILABLE',
  504: 'OFFLINE',
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCode(value: unknown): value is ProblemCode {
  return typeof value === 'string' && value in text.problems;
}

/** Reads a problem document; a proxy's HTML page or an empty body still gets a code. */
export function problemFrom(status: number, body: unknown): Problem {
  const document = isRecord(body) ? body : {};
  const { code, detail, ...fields } = document;
  return new Problem(
    isCode(code) ? code : (codesByStatus[status] ?? 'INTERNAL'),
    status,
    typeof detail === 'string' && detail !== '' ? detail : null,
    fields,
  );
}

/** The problem used when the network gave no answer. */
export function offline(): Problem {
  return new Problem('OFFLINE', 0, null);
}

export function isProblem(error: unknown, code?: ProblemCode): error is Problem {
  return error instanceof Problem && (code === undefined || error.code === code);
}

/** One sentence a person can act on. The server speaks English: to English readers its words win. */
export function sentence(error: unknown): string {
  if (!(error instanceof Problem)) return text.problems.INTERNAL;
  const own = text.problems[error.code];
  return language === 'en' ? (error.detail ?? own) : own;
}
