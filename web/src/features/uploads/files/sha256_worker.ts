/**
 * Hashes files off the main thread, piece by piece, so that a file of any
 * size costs the same few megabytes of memory.
 */

import { createSHA256 } from 'hash-wasm';

export interface HashRequest {
  readonly ticket: number;
  readonly file: File;
}

export type HashReply =
  | { readonly ticket: number; readonly sha256: string }
  | { readonly ticket: number; readonly error: string };

const PIECE_BYTES = 4 * 1024 * 1024;

async function sha256(file: File): Promise<string> {
  const hash = await createSHA256();
  for (let start = 0; start < file.size; start += PIECE_BYTES) {
    const piece = await file.slice(start, start + PIECE_BYTES).arrayBuffer();
    hash.update(new Uint8Array(piece));
  }
  return hash.digest('hex');
}

self.onmessage = async ({ data }: MessageEvent<HashRequest>) => {
  const reply = await sha256(data.file).then(
    (hash): HashReply => ({ ticket: data.ticket, sha256: hash }),
    (error: unknown): HashReply => ({ ticket: data.ticket, error: String(error) }),
  );
  self.postMessage(reply);
};
