/** Uploads that are interrupted: by a reload, by the network, by the end of the server. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD } from './support/account.mjs';
import { driveOf, gateAfter, inSmallPieces, lineOf, trayOf } from './support/drive.mjs';
import { drop } from './support/drop.mjs';
import { noise, sha256 } from './support/files.mjs';
import { stage } from './support/stage.mjs';

const MIB = 1024 * 1024;
const SIZE = 12 * MIB;
const set = stage();

/** Opens a page and has five of a file's twelve pieces sent; the sixth waits at the gate. */
async function halfSent(name, how) {
  const bytes = noise(SIZE, name.length);
  const path = await set.scratch.write(name, bytes);
  const { page, watch } = await set.open();
  await inSmallPieces(page, { pieceBytes: MIB, wholeUpToBytes: MIB });
  const gate = await gateAfter(page, 5);
  await page.getByRole('heading', { level: 1, name: 'My drive' }).waitFor();
  if (how === 'drop') await drop(page, [path]);
  else await driveOf(page).upload('Upload files', [path]);
  await gate.held;
  await trayOf(page).says('5 MiB of 12 MiB');
  return { page, watch, gate, path, digest: sha256(bytes) };
}

/** Bytes of request bodies that reached the upload address. */
function countSent(page) {
  const count = { bytes: 0 };
  page.on('requestfinished', async (request) => {
    if (request.method() !== 'PATCH') return;
    count.bytes += Number((await request.allHeaders())['content-length'] ?? 0);
  });
  return count;
}

async function assertArrived(name, digest) {
  const entry = await set.ada.find(name);
  assert.equal(entry?.sha256, digest);
  assert.equal(entry.versions, 1);
}

/** The browser asks whether to leave while something is being sent. */
async function reloadAnyway(page) {
  let asked = false;
  page.once('dialog', async (dialog) => {
    asked = dialog.type() === 'beforeunload';
    await dialog.accept();
  });
  await page.reload();
  return asked;
}

test('after a reload the file is chosen again and goes on where it was', async () => {
  const { page, watch, gate, path, digest } = await halfSent('reloaded.bin', 'choose');
  assert.ok(await reloadAnyway(page), 'the page warns before it forgets');
  gate.open();
  const tray = trayOf(page);
  await tray.says('1 file unfinished from last time');
  const sent = countSent(page);
  await drop(page, [path]);
  await tray.says('1 file uploaded and verified');
  assert.ok(sent.bytes < SIZE - 2 * MIB, `${sent.bytes} bytes were sent again`);
  watch.assertQuiet();
  await assertArrived('reloaded.bin', digest);
});

test('a dropped file goes on by one click after a reload', async () => {
  const { page, watch, gate, digest } = await halfSent('clicked.bin', 'drop');
  await reloadAnyway(page);
  gate.open();
  const tray = trayOf(page);
  await tray.button('Resume clicked.bin').click();
  await tray.says('1 file uploaded and verified');
  watch.assertQuiet();
  await assertArrived('clicked.bin', digest);
});

test('an unfinished upload can be given up after a reload', async () => {
  const { page, gate } = await halfSent('given up.bin', 'choose');
  await reloadAnyway(page);
  gate.open();
  const terminated = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
  await trayOf(page).button('Cancel given up.bin').click();
  assert.equal((await terminated).status(), 204);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'My drive' }).waitFor();
  await page.waitForTimeout(500);
  assert.equal(await trayOf(page).tray.count(), 0);
});

test('a lost network is waited for, and the upload goes on by itself', async () => {
  const { page, watch, gate, digest } = await halfSent('offline.bin', 'choose');
  watch.allow(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_FAILED|ERR_INCOMPLETE/);
  const line = await lineOf(page);
  await line.cut();
  gate.open();
  await trayOf(page).says('Waiting for the network');
  await line.fast();
  await trayOf(page).says('1 file uploaded and verified');
  watch.assertQuiet();
  await assertArrived('offline.bin', digest);
});

test('a server killed in the middle costs one piece at most', async () => {
  const { page, watch, gate, digest } = await halfSent('killed.bin', 'choose');
  watch.allow(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|ERR_SOCKET/);
  await set.server.kill();
  gate.open();
  await trayOf(page).says('Waiting for the network');
  const sent = countSent(page);
  await set.server.launch();
  await trayOf(page).says('1 file uploaded and verified', 90_000);
  assert.ok(sent.bytes < SIZE - 2 * MIB, `${sent.bytes} bytes were sent again`);
  watch.assertQuiet();
  await assertArrived('killed.bin', digest);
});

test('a session that ends in the middle goes on when the person is back', async () => {
  const { page, watch, gate, digest } = await halfSent('session.bin', 'choose');
  watch.allow(/status of 401/);
  await page.context().clearCookies();
  gate.open();
  await page.waitForURL('**/login**');
  await page.getByLabel('E-mail').fill(set.ada.email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/drive**');
  await trayOf(page).says('1 file uploaded and verified');
  watch.assertQuiet();
  await assertArrived('session.bin', digest);
});
