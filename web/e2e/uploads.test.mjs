/** Files on their way into the drive, with everything going well. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driveOf, inSmallPieces, lineOf, trayOf } from './support/drive.mjs';
import { drop } from './support/drop.mjs';
import { noise, sha256 } from './support/files.mjs';
import { stage } from './support/stage.mjs';

const MIB = 1024 * 1024;
const set = stage();

async function bytesOf(entry) {
  const response = await set.ada.fetch(`/api/files/${entry.id}`);
  return Buffer.from(await response.arrayBuffer());
}

test('a dropped folder of many files arrives whole and verified', async () => {
  const contents = new Map();
  for (let n = 0; n < 400; n++) {
    const name = `box/shelf ${n % 9}/नाम ${n}.txt`;
    contents.set(name, `file number ${n}\n`.repeat(n));
    await set.scratch.write(name, contents.get(name));
  }
  const large = noise(10 * MIB, 5);
  await set.scratch.write('box/large.bin', large);

  const { page, context, watch } = await set.open();
  const tray = trayOf(page);
  await driveOf(page).list.or(page.getByText('Nothing here yet')).first().waitFor();
  await drop(page, [`${set.scratch.path}/box`]);
  await tray.says('401 files uploaded and verified');
  await driveOf(page).row('box').waitFor();
  watch.assertQuiet();
  await context.close();

  const box = await set.ada.find('box');
  const found = await set.ada.find('large.bin', box.id);
  assert.ok(large.equals(await bytesOf(found)));
  const shelf = await set.ada.find('shelf 3', box.id);
  const { items } = await set.ada.json(`/api/files?folder=${shelf.id}&limit=1000`);
  assert.equal(
    items.length,
    [...contents.keys()].filter((name) => name.includes('shelf 3')).length,
  );
  for (const item of items) {
    assert.equal(item.sha256, sha256(contents.get(`box/shelf 3/${item.name}`)), item.name);
  }
});

test('an upload goes on while the person walks through the app', async () => {
  const bytes = noise(6 * MIB, 11);
  const path = await set.scratch.write('walk.bin', bytes);
  const { page, context, watch } = await set.open();
  await inSmallPieces(page, { pieceBytes: MIB, wholeUpToBytes: MIB });
  const line = await lineOf(page);
  await line.slow(2 * MIB);
  await driveOf(page).upload('Upload files', [path]);
  const tray = trayOf(page);
  await tray.says(/MiB of 6 MiB/);
  await page.getByRole('link', { name: 'Storage' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Storage' }).waitFor();
  await tray.says('Uploading 1 file');
  await line.fast();
  await tray.says('1 file uploaded and verified');
  watch.assertQuiet();
  await context.close();
  assert.equal((await set.ada.find('walk.bin')).sha256, sha256(bytes));
});

test('pause stops the bytes, resume sends the rest, cancel leaves nothing behind', async () => {
  const path = await set.scratch.write('paused.bin', noise(8 * MIB, 13));
  const unwanted = await set.scratch.write('unwanted.bin', noise(8 * MIB, 17));
  const { page, context, watch } = await set.open();
  await inSmallPieces(page, { pieceBytes: MIB, wholeUpToBytes: MIB });
  const line = await lineOf(page);
  await line.slow(2 * MIB);
  const tray = trayOf(page);
  const drive = driveOf(page);

  await drive.upload('Upload files', [path, unwanted]);
  await tray.says(/[1-7](\.\d+)? MiB of 8 MiB/);
  await tray.button('Pause paused.bin').click();
  await tray.says(/Paused · /);
  await tray.button('Cancel unwanted.bin').click();
  await tray.says('Cancelled');
  const sent = await countPatches(page, () => page.waitForTimeout(1000));
  assert.equal(sent, 0, 'a paused upload sends nothing');
  await line.fast();
  await tray.button('Resume paused.bin').click();
  await tray.says('1 file uploaded and verified');
  await tray.button('Clear finished').click();
  await tray.tray.waitFor({ state: 'detached' });
  watch.assertQuiet();
  await context.close();

  assert.equal(await set.ada.find('unwanted.bin'), null);
  const usage = await set.ada.json('/api/storage/usage');
  assert.equal(usage.reserved, 0, 'a cancelled upload gives its room back');
});

async function countPatches(page, during) {
  let count = 0;
  const note = (request) => {
    if (request.method() === 'PATCH') count += 1;
  };
  page.on('request', note);
  await during();
  page.off('request', note);
  return count;
}

test('the same name again becomes a new version', async () => {
  const { page, context, watch } = await set.open();
  for (const [index, text] of ['first', 'second'].entries()) {
    const path = await set.scratch.write('twice.txt', text);
    await driveOf(page).upload('Upload files', [path]);
    const amount = index === 0 ? '1 file' : '2 files';
    await trayOf(page).says(`${amount} uploaded and verified`);
  }
  watch.assertQuiet();
  await context.close();
  const entry = await set.ada.find('twice.txt');
  assert.equal(entry.versions, 2);
  assert.equal(String(await bytesOf(entry)), 'second');
});

test('a second window does not meddle with the uploads of the first', async () => {
  const path = await set.scratch.write('window.bin', noise(6 * MIB, 19));
  const { page, context } = await set.open();
  await inSmallPieces(page, { pieceBytes: MIB, wholeUpToBytes: MIB });
  const line = await lineOf(page);
  await line.slow(MIB);
  await driveOf(page).upload('Upload files', [path]);
  await trayOf(page).says(/[1-5](\.\d+)? MiB of 6 MiB/);
  const other = await context.newPage();
  await other.goto('/drive');
  await other.getByRole('heading', { level: 1, name: 'My drive' }).waitFor();
  await other.waitForTimeout(1000);
  assert.equal(await trayOf(other).tray.count(), 0);
  await line.fast();
  await trayOf(page).says('1 file uploaded and verified');
  await context.close();
});
