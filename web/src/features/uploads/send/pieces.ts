/**
 * Large files: the tus 1.0 protocol, in pieces below the 100 MB that common
 * proxies allow for one request. Waiting and coming back is the engine's
 * decision; here a lost answer is retried only once, because the server may
 * still hold the lock of the connection that died.
 */

import { DetailedError, type HttpResponse, Upload } from 'tus-js-client';
import { address } from '@/api/client';
import { libraryOf, placeOf } from '@/api/folders';
import type { StoredFile } from '../model/upload';
import type { Listener, Parcel, Send } from './sender';

export const UPLOADS_ENDPOINT = '/api/uploads';

const RETRY_DELAYS_MS = [500];

export function sendInPieces(pieceBytes: () => number): Send {
  return (parcel, listener) => {
    const upload = tusUpload(parcel, listener, pieceBytes());
    upload.start();
    return { stop: () => void upload.abort(false).catch(() => undefined) };
  };
}

function tusUpload(parcel: Parcel, listener: Listener, chunkSize: number): Upload {
  let stored: StoredFile | null = null;
  const upload: Upload = new Upload(parcel.file, {
    endpoint: address(UPLOADS_ENDPOINT, { library: libraryOf(parcel.folder) }),
    ...(parcel.uploadUrl === null ? {} : { uploadUrl: parcel.uploadUrl }),
    chunkSize,
    retryDelays: RETRY_DELAYS_MS,
    storeFingerprintForResuming: false,
    metadata: metadataOf(parcel),
    onUploadUrlAvailable: () => {
      if (upload.url) listener.located(upload.url);
    },
    onAfterResponse: (_request, response) => {
      stored = storedFileIn(response) ?? stored;
    },
    onProgress: (sent) => listener.progress(sent),
    onSuccess: () => {
      if (stored) listener.stored(stored);
      else listener.refused({ status: 500, body: '' });
    },
    onError: (error) => tell(error, listener),
  });
  return upload;
}

function metadataOf({ file, name, folder }: Parcel): Record<string, string> {
  const place = placeOf(folder);
  return {
    filename: name,
    filetype: file.type || 'application/octet-stream',
    ...(place.folder === undefined ? {} : { folder: place.folder }),
  };
}

function storedFileIn(response: HttpResponse): StoredFile | null {
  const fileId = response.getHeader('Lyceum-File-Id');
  const sha256 = response.getHeader('Lyceum-Sha256');
  return fileId && sha256 ? { fileId, sha256 } : null;
}

/** An error without a request behind it came from reading the file, not from the network. */
function tell(error: Error, listener: Listener): void {
  if (error instanceof DetailedError) {
    const response = error.originalResponse;
    listener.refused({ status: response?.getStatus() ?? 0, body: response?.getBody() ?? '' });
  } else {
    listener.unreadable();
  }
}

/** Tells the server to drop the pieces it has. A server that cannot hear it lets them expire. */
export async function terminate(uploadUrl: string): Promise<void> {
  await fetch(uploadUrl, {
    method: 'DELETE',
    headers: { 'Tus-Resumable': '1.0.0' },
    keepalive: true,
  }).catch(() => undefined);
}
