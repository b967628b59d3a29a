import { useSyncExternalStore } from 'react';

/**
 * Some actions want proof that it is still the same person at the keyboard. The
 * server says so with 403 STEP_UP_REQUIRED; then one question is asked, whatever
 * the number of calls that wait for it, and each call is sent again afterwards.
 */

/** By what somebody can show who they are, once signed in. */
export type Proof = 'passkey' | 'totp' | 'password' | 'email' | 'recovery';

const proofs: readonly string[] = ['passkey', 'totp', 'password', 'email', 'recovery'];

export interface Question {
  proofs: readonly Proof[];
  settle: (confirmed: boolean) => void;
}

interface Open extends Question {
  answer: Promise<boolean>;
}

let open: Open | null = null;
const listeners = new Set<() => void>();

function show(next: Open | null): void {
  open = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells `listener` of every question that opens, and null when it is settled. */
export function watchQuestions(listener: (question: Question | null) => void): () => void {
  return subscribe(() => listener(open));
}

/** The question that is open now. Whoever shows it calls `settle`. */
export function useQuestion(): Question | null {
  return useSyncExternalStore(subscribe, () => open);
}

function ask(offered: readonly Proof[]): Promise<boolean> {
  // Nobody is there to be asked, so nobody can say yes.
  if (listeners.size === 0) return Promise.resolve(false);
  if (open !== null) return open.answer;
  let resolve: (confirmed: boolean) => void = () => undefined;
  const answer = new Promise<boolean>((done) => {
    resolve = done;
  });
  show({
    proofs: offered,
    answer,
    settle: (confirmed) => {
      show(null);
      resolve(confirmed);
    },
  });
  return answer;
}

/** The proofs a 403 asks for; null when it is another kind of no. */
async function wanted(response: Response): Promise<readonly Proof[] | null> {
  if (response.status !== 403) return null;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  if (typeof body !== 'object' || body === null) return null;
  if (!('code' in body)) return null;
  if (body.code === 'STEP_UP_REQUIRED') return proofsIn(body);
  return body.code === 'FACTOR_REQUIRED' ? strongProofs() : null;
}

function proofsIn(body: object): Proof[] {
  const offered = 'factors' in body && Array.isArray(body.factors) ? body.factors : [];
  return offered.filter((one): one is Proof => proofs.includes(one));
}

/** An institute wants a stronger factor than this session showed; null for whoever has none to show. */
async function strongProofs(): Promise<readonly Proof[] | null> {
  const answer = await fetch('/api/auth/confirm').catch(() => null);
  const body: unknown = await answer?.json().catch(() => null);
  const offered = typeof body === 'object' && body !== null ? proofsIn(body) : [];
  return offered.some((one) => one === 'passkey' || one === 'totp') ? offered : null;
}

/** `fetch` for every call of the app: where the server wants proof, it asks and sends again. */
export async function fetchConfirmed(
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const request = new Request(input, init);
  const again = request.clone();
  const response = await fetch(request);
  const offered = await wanted(response);
  if (offered === null || !(await ask(offered))) return response;
  return fetch(again);
}
