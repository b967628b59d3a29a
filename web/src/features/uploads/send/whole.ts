/**
 * Small files: one request each, with the checksum in front of the bytes, so
 * that the server refuses a damaged file before it becomes part of the drive.
 */

import { address } from '@/api/client';
import { libraryOf, placeOf } from '@/api/folders';
import { storedFileOf } from './answers';
import type { Parcel, Send } from './sender';

/** `XMLHttpRequest` because `fetch` does not tell how much has been sent. */
export const sendWhole: Send = (parcel, listener) => {
  const request = new XMLHttpRequest();
  const refuse = () => listener.refused({ status: request.status, body: request.responseText });
  request.upload.onprogress = ({ loaded }) => listener.progress(Math.min(loaded, parcel.file.size));
  request.onload = () => {
    const stored = request.status < 300 ? storedFileOf(request.responseText) : null;
    if (stored) listener.stored(stored);
    else refuse();
  };
  request.onerror = refuse;
  request.open('POST', address('/api/files', { library: libraryOf(parcel.folder) }));
  request.send(formOf(parcel));
  return { stop: () => request.abort() };
};

/** The server reads the form as a stream, so what it must know comes before the bytes. */
function formOf({ file, name, folder, sha256 }: Parcel): FormData {
  const form = new FormData();
  const place = placeOf(folder);
  if (place.folder !== undefined) form.set('folder', place.folder);
  form.set('name', name);
  if (sha256 !== null) form.set('sha256', sha256);
  form.set('file', file, name);
  return form;
}
