/** A day with the drive: find, name, move, delete, undo, bring back. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driveOf } from './support/drive.mjs';
import { stage } from './support/stage.mjs';

const set = stage();

/** A page on a drive that holds what the story needs. */
async function driveWith(files, options) {
  for (const [path, content] of Object.entries(files)) await set.ada.put(path, content);
  const opened = await set.open(options);
  const done = async () => {
    opened.watch.assertQuiet();
    await opened.context.close();
  };
  return { ...opened, drive: driveOf(opened.page), done };
}

test('folders open, and the way back is on the page', async () => {
  const { page, drive, done } = await driveWith({ '/browse/inner/leaf.txt': 'leaf' });
  await drive.openFolder('browse');
  await drive.openFolder('inner');
  await drive.row('leaf.txt').waitFor();
  await page.getByRole('navigation', { name: 'Path' }).getByText('browse').click();
  await drive.row('inner').waitFor();
  await page.goBack();
  await drive.row('leaf.txt').waitFor();
  await done();
});

test('F2 renames, and a taken name is explained', async () => {
  const { page, drive, done, watch } = await driveWith({
    '/rename/draft.txt': '1',
    '/rename/taken.txt': '2',
  });
  watch.allow(/status of 409/);
  await drive.openFolder('rename');
  await drive.choose('draft.txt');
  await page.keyboard.press('F2');
  const field = page.getByLabel('New name');
  await field.fill('taken.txt');
  await page.keyboard.press('Enter');
  await page
    .getByRole('dialog')
    .getByText(/taken|already/i)
    .first()
    .waitFor();
  await field.fill('final.txt');
  await page.keyboard.press('Enter');
  await drive.row('final.txt').waitFor();
  assert.equal(await drive.row('draft.txt').count(), 0);
  await done();
});

test('a new folder by key, and a file moved into it', async () => {
  const { page, drive, done } = await driveWith({ '/move/letter.txt': 'dear' });
  await drive.openFolder('move');
  await page.keyboard.press('n');
  await page.getByLabel('Name of the folder').fill('sent');
  await page.keyboard.press('Enter');
  await drive.row('sent').waitFor();
  await drive.act('letter.txt', 'Move to …');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'sent' }).click();
  await dialog.getByRole('button', { name: 'Move to “sent”' }).click();
  await dialog.waitFor({ state: 'detached' });
  await drive.openFolder('sent');
  await drive.row('letter.txt').waitFor();
  await done();
});

test('search finds a part of a name anywhere, whatever its case', async () => {
  const { page, drive, done } = await driveWith({ '/search/deep/Quarterly Report.txt': 'q' });
  await drive.row('search').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('terly rep');
  await page.keyboard.press('Enter');
  await drive.row('Quarterly Report.txt').waitFor();
  await done();
});

test('deleting can be undone at once, by Ctrl+Z', async () => {
  const { page, drive, done } = await driveWith({ '/undo/oops.txt': 'oops' });
  await drive.openFolder('undo');
  await drive.row('oops.txt').waitFor();
  await drive.choose('oops.txt');
  await page.keyboard.press('Delete');
  await page.getByText('1 item moved to trash').waitFor();
  await drive.row('oops.txt').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+z');
  await drive.row('oops.txt').waitFor();
  await done();
});

test('the trash gives back, and empties only after saying what goes', async () => {
  const { page, drive, done } = await driveWith({
    '/bin/back.txt': 'back',
    '/bin/gone.txt': 'gone for good',
  });
  await drive.openFolder('bin');
  for (const name of ['back.txt', 'gone.txt']) {
    await drive.choose(name);
    await page.keyboard.press('Delete');
    await drive.row(name).waitFor({ state: 'detached' });
  }
  await page.getByRole('link', { name: 'Trash' }).first().click();
  await drive.row('back.txt').waitFor();
  await drive.choose('back.txt');
  await page
    .getByRole('button', { name: /^Restore/ })
    .first()
    .click();
  await drive.row('back.txt').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Empty trash' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/This deletes 1 file/).waitFor();
  await dialog.getByRole('button', { name: /Delete for good|Empty trash/ }).click();
  await page.getByText('The trash is empty').waitFor();
  const bin = await set.ada.find('bin');
  const { items } = await set.ada.json(`/api/files?folder=${bin.id}`);
  assert.deepEqual(
    items.map(({ name }) => name),
    ['back.txt'],
  );
  await done();
});

test('an older version comes back as the newest', async () => {
  await set.ada.put('/versions/essay.txt', 'first thoughts');
  const { page, drive, done } = await driveWith({ '/versions/essay.txt': 'second thoughts' });
  await drive.openFolder('versions');
  await drive.act('essay.txt', 'Versions');
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await page.getByText('Version 1 is current again').waitFor();
  const folder = await set.ada.find('versions');
  const entry = await set.ada.find('essay.txt', folder.id);
  const content = await (await set.ada.fetch(`/api/files/${entry.id}`)).text();
  assert.equal(content, 'first thoughts');
  assert.equal(entry.versions, 3);
  await done();
});

test('an older version is deleted for good and frees its space', async () => {
  await set.ada.put('/spare/essay.txt', 'a first and long-winded version');
  const { page, drive, done } = await driveWith({ '/spare/essay.txt': 'short' });
  await drive.openFolder('spare');
  await drive.act('essay.txt', 'Versions');
  await page.getByRole('button', { name: 'Delete version 1' }).click();
  await page.getByRole('dialog', { name: 'Delete version 1 for good?' }).waitFor();
  await page.getByRole('button', { name: 'Delete for good' }).last().click();
  await page.getByText('Version 1 is deleted').waitFor();
  const folder = await set.ada.find('spare');
  const entry = await set.ada.find('essay.txt', folder.id);
  assert.equal(entry.versions, 1);
  await done();
});

test('the map of a file shows three places with every piece in place', async () => {
  const { page, drive, done } = await driveWith({ '/map/atlas.bin': Buffer.alloc(3_000_000, 7) });
  await drive.openFolder('map');
  await drive.act('atlas.bin', 'Where it lies');
  await page.getByText('Every copy is in place').waitFor();
  for (const zone of ['us-east', 'eu-west', 'asia']) {
    await page.getByRole('img', { name: new RegExp(`${zone}.*1 of 1 piece`) }).waitFor();
  }
  await done();
});

test('the storage page shows three places online', async () => {
  const { page, done } = await driveWith({}, { path: '/storage' });
  await page.getByRole('heading', { level: 1, name: 'Storage' }).waitFor();
  for (const zone of ['us-east', 'eu-west', 'asia']) {
    await page.getByText(zone).first().waitFor();
  }
  assert.equal(await page.getByText('Online', { exact: true }).count(), 3);
  await done();
});

test('a token made on the security page does for a program what it was made for', async () => {
  const { page, done } = await driveWith({ '/token.txt': 'by token' }, { path: '/security' });
  await page.getByLabel('What is it for?').fill('a script');
  await page.getByRole('button', { name: 'Create token' }).click();
  await page.getByText('Your new token').waitFor();
  const token = await page.getByRole('dialog').locator('code').first().innerText();
  const { items } = await set.ada.json('/api/user/tokens');
  assert.ok(items.some(({ name }) => name === 'a script'));
  const call = (method, path) =>
    fetch(set.server.url + path, { method, headers: { Authorization: `Bearer ${token}` } });
  const content = '/api/files/content?path=/token.txt';
  assert.equal(await (await call('GET', content)).text(), 'by token');
  assert.equal((await call('PUT', content)).status, 403);
  await done();
});
