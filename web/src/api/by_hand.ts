/** Calls written by their address, for what the generated client does not describe. */
import { address, answer, type Query } from './client';
import { client } from './generated/client.gen';
import type { Sent } from './types';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Sending {
  query?: Query | undefined;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, under its own type. */
  file?: Blob | undefined;
}

export function read<Data>(path: string, query: Query = {}, signal?: AbortSignal) {
  return call<Data>('GET', path, { query }, signal);
}

export function write<Data = void>(
  method: Exclude<Method, 'GET'>,
  path: string,
  sending: Sending = {},
) {
  return call<Data>(method, path, sending);
}

function call<Data>(
  method: Method,
  path: string,
  { query, body, file }: Sending,
  signal?: AbortSignal,
): Promise<Sent<Data>> {
  return answer<Data>(
    client.request<Data, unknown>({
      method,
      url: address(path, query),
      signal: signal ?? null,
      ...(file === undefined
        ? body === undefined
          ? {}
          : { body, headers: { 'Content-Type': 'application/json' } }
        : {
            body: file,
            bodySerializer: null,
            headers: { 'Content-Type': file.type || 'application/octet-stream' },
          }),
    }) as never,
  );
}
