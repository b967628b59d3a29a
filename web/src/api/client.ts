import { client } from './generated/client.gen';
import { offline, problemFrom } from './problem';
import { fetchConfirmed } from './step_up';
import type { Sent } from './types';

client.setConfig({ baseUrl: '', credentials: 'same-origin', fetch: fetchConfirmed });

/** What a generated call resolves with; no response means that nobody answered. */
interface Settled<Data> {
  data?: Data | undefined;
  error?: unknown;
  response?: Response | undefined;
}

/** Unwraps a generated call: the data, or every "no" thrown as a `Problem`. */
export async function answer<Data>(call: Promise<Settled<Data>>): Promise<Sent<Data>> {
  const { data, error, response } = await call;
  if (response === undefined) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw offline();
  }
  if (!response.ok) throw problemFrom(response.status, error);
  return data as Sent<Data>;
}

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Builds an address of the API, leaving out absent and empty parameters. */
export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    parameters.set(name, String(value));
  }
  const tail = parameters.toString();
  return tail === '' ? path : `${path}?${tail}`;
}
