import type { Upload, UploadId } from './upload';

/** An upload for tests; say only what matters. */
export function sampleUpload(facts: Partial<Upload> = {}): Upload {
  return {
    id: 'one' as UploadId,
    batch: 'batch',
    name: 'a.bin',
    size: 10,
    destination: { folder: null, relativePath: 'a.bin' },
    way: 'whole',
    localSha256: null,
    state: { is: 'queued', sent: 0, attempts: 0 },
    ...facts,
  };
}
