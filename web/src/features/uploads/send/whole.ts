/**
 * Small files: one request each, with the checksum in front of the bytes, so
 * that the server refuses a damaged file before it becomes part of the drive.
 */

import type { Hasher } from '../files/hasher';
import { storedFileOf } from './answers';
import type { Listener, Parcel, Send, Transfer } from './sender';

export function sendWhole(hasher: Hasher): Send {
  return (parcel, listener) => {
    const stopped = new AbortController();
    void hashThenPost(hasher, parcel, listener, stopped.signal);
    return { stop: () => stopped.abort() };
  };
}

async function hashThenPost(
  hasher: Hasher,
  parcel: Parcel,
  listener: Listener,
  stopped: AbortSignal,
): Promise<void> {
  try {
    const sha256 = await hasher.sha256(parcel.file);
    if (!stopped.aborted) post(parcel, sha256, listener, stopped);
  } catch {
    if (!stopped.aborted) listener.unreadable();
  }
}

/** `XMLHttpRequest` because `fetch` does not tell how much has been sent. */
function post(parcel: Parcel, sha256: string, listener: Listener, stopped: AbortSignal): Transfer {
  const request = new XMLHttpRequest();
  const refuse = () => listener.refused({ status: request.status, body: request.responseText });
  request.upload.onprogress = (event) =>
    listener.progress(Math.min(event.loaded, parcel.file.size));
  request.onload = () => {
    const stored = request.status < 300 ? storedFileOf(request.responseText) : null;
    if (stored) listener.stored(stored);
    else refuse();
  };
  request.onerror = refuse;
  request.ontimeout = refuse;
  stopped.addEventListener('abort', () => request.abort());
  request.open('POST', '/api/files');
  request.send(formOf(parcel, sha256));
  return { stop: () => request.abort() };
}

/** The server reads the form as a stream, so what it must know comes before the bytes. */
function formOf({ file, name, folder }: Parcel, sha256: string): FormData {
  const form = new FormData();
  if (folder !== null) form.set('folder', folder);
  form.set('name', name);
  form.set('sha256', sha256);
  form.set('file', file, name);
  return form;
}
