/** A drive that is too small for what comes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driveOf, inSmallPieces, trayOf } from './support/drive.mjs';
import { noise } from './support/files.mjs';
import { stage } from './support/stage.mjs';

const MIB = 1024 * 1024;
const set = stage({ environment: { LYCEUM_DEFAULT_ALLOWANCE: String(14 * MIB) } });
/** The browser itself reports the refusal. */
const REFUSED = /status of 413/;

test('a full drive says so once, in words, and goes on when there is room', async () => {
  const paths = [];
  for (let n = 0; n < 20; n++) paths.push(await set.scratch.write(`much ${n}.bin`, noise(MIB, n)));
  const { page, watch } = await set.open();
  watch.allow(REFUSED);
  const tray = trayOf(page);
  await driveOf(page).upload('Upload files', paths);
  await tray.says(/drive is full, so the rest/);
  assert.equal(await page.getByText(/drive is full, so the rest/).count(), 1);
  await tray.button('Resume all').waitFor();

  const { items } = await set.ada.json('/api/files');
  assert.ok(items.length >= 10 && items.length <= 14, `${items.length} files fitted`);
  for (const { id } of items) {
    await set.ada.json(`/api/files/${id}?permanent=true`, { method: 'DELETE' });
  }
  await tray.button('Retry failed').click();
  await tray.button('Resume all').click();
  await tray.says('20 files uploaded and verified');
  watch.assertQuiet();
});

test('a file larger than the drive is refused before its bytes are sent', async () => {
  const path = await set.scratch.write('larger.bin', noise(15 * MIB, 99));
  const { page, watch } = await set.open();
  watch.allow(REFUSED);
  await inSmallPieces(page, { pieceBytes: MIB, wholeUpToBytes: MIB });
  const sent = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') sent.push(request.url());
  });
  await driveOf(page).upload('Upload files', [path]);
  await trayOf(page).says(/drive is full/);
  assert.deepEqual(sent, []);
  watch.assertQuiet();
});
