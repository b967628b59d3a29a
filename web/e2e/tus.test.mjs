/** The tus protocol as its own reference client speaks it, against the real server. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import tus from 'tus-js-client';
import { Account } from './support/account.mjs';
import { noise, sha256 } from './support/files.mjs';
import { Server } from './support/server.mjs';

const MIB = 1024 * 1024;

/** @type {Server} */
let server;
/** @type {Account} */
let ada;

before(async () => {
  server = await Server.start();
  ada = await Account.register(server);
});

after(() => server?.stop());

/** Uploads to the end; resolves with the file's id. */
function upload(bytes, options) {
  let fileId = null;
  return new Promise((resolve, reject) => {
    const one = new tus.Upload(bytes, {
      endpoint: `${server.url}/api/uploads`,
      headers: { Authorization: `Bearer ${ada.token}` },
      retryDelays: null,
      onAfterResponse: (_request, response) => {
        fileId = response.getHeader('Lyceum-File-Id') ?? fileId;
      },
      onError: reject,
      onSuccess: () => resolve(fileId),
      ...options,
    });
    one.start();
  });
}

async function bytesOf(fileId) {
  const response = await ada.fetch(`/api/files/${fileId}`);
  assert.equal(response.status, 200);
  return Buffer.from(await response.arrayBuffer());
}

test('a file in several pieces arrives as it was', async () => {
  const bytes = noise(5 * MIB + 17);
  const fileId = await upload(bytes, {
    chunkSize: 2 * MIB,
    metadata: { filename: 'pieces.bin', relativePath: 'a/b/pieces.bin' },
  });
  const info = await ada.json(`/api/files/${fileId}/info`);
  assert.equal(info.path, '/a/b/pieces.bin');
  assert.equal(info.sha256, sha256(bytes));
  assert.ok(bytes.equals(await bytesOf(fileId)));
});

test('creation with upload, an empty file, and names in any script', async () => {
  const fileId = await upload(noise(1000), {
    uploadDataDuringCreation: true,
    metadata: { filename: 'नमस्ते — ö.bin' },
  });
  assert.equal((await ada.json(`/api/files/${fileId}/info`)).name, 'नमस्ते — ö.bin');
  const empty = await upload(Buffer.alloc(0), { metadata: { filename: 'empty' } });
  assert.equal((await ada.json(`/api/files/${empty}/info`)).size, 0);
});

test('an upload goes on after the server was killed in the middle of it', async () => {
  const bytes = noise(6 * MIB, 7);
  const metadata = { filename: 'killed.bin' };
  const { url, offset } = await interrupted(bytes, metadata);
  assert.ok(offset > 0 && offset < bytes.length);
  await server.kill();
  await server.launch();
  const fileId = await upload(bytes, { uploadUrl: url, chunkSize: MIB, metadata });
  assert.ok(bytes.equals(await bytesOf(fileId)));
});

/** Sends the first pieces and stops. */
function interrupted(bytes, metadata) {
  return new Promise((resolve, reject) => {
    const one = new tus.Upload(bytes, {
      endpoint: `${server.url}/api/uploads`,
      headers: { Authorization: `Bearer ${ada.token}` },
      retryDelays: null,
      chunkSize: MIB,
      metadata,
      onError: reject,
      onChunkComplete: (_size, accepted) => {
        if (accepted < 3 * MIB) return;
        void one.abort().then(() => resolve({ url: one.url, offset: accepted }));
      },
    });
    one.start();
  });
}

test('termination removes an upload and gives its room back', async () => {
  const before = await ada.json('/api/storage/usage');
  const { url } = await interrupted(noise(6 * MIB, 9), { filename: 'unwanted.bin' });
  await tus.Upload.terminate(url, { headers: { Authorization: `Bearer ${ada.token}` } });
  const head = await fetch(url, {
    method: 'HEAD',
    headers: { Authorization: `Bearer ${ada.token}`, 'Tus-Resumable': '1.0.0' },
  });
  assert.ok(head.status === 404 || head.status === 410, `HEAD answered ${head.status}`);
  const after = await ada.json('/api/storage/usage');
  assert.equal(after.used + after.reserved, before.used + before.reserved);
});

test('a piece with a wrong checksum is refused and does not count', async () => {
  const headers = { Authorization: `Bearer ${ada.token}`, 'Tus-Resumable': '1.0.0' };
  const created = await fetch(`${server.url}/api/uploads`, {
    method: 'POST',
    headers: {
      ...headers,
      'Upload-Length': '10',
      'Upload-Metadata': `filename ${Buffer.from('checked.bin').toString('base64')}`,
    },
  });
  assert.equal(created.status, 201);
  const url = new URL(created.headers.get('Location'), server.url);
  const piece = (checksum) =>
    fetch(url, {
      method: 'PATCH',
      headers: {
        ...headers,
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': '0',
        'Upload-Checksum': `sha256 ${checksum}`,
      },
      body: 'ten bytes!',
    });
  const wrong = await piece(Buffer.from(sha256('something'), 'hex').toString('base64'));
  assert.equal(wrong.status, 460);
  const right = await piece(Buffer.from(sha256('ten bytes!'), 'hex').toString('base64'));
  assert.equal(right.status, 204);
  assert.equal(right.headers.get('Lyceum-Sha256'), sha256('ten bytes!'));
});

test('the server says what it can', async () => {
  const answer = await fetch(`${server.url}/api/uploads`, {
    method: 'OPTIONS',
    headers: { Authorization: `Bearer ${ada.token}` },
  });
  assert.equal(answer.headers.get('Tus-Version'), '1.0.0');
  const extensions = (answer.headers.get('Tus-Extension') ?? '').split(',');
  for (const one of ['creation', 'creation-with-upload', 'checksum', 'termination', 'expiration']) {
    assert.ok(extensions.includes(one), `${one} is missing in ${extensions}`);
  }
});
