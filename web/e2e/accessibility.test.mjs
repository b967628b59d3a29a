/** Every page, wide and narrow, light and dark, under the rules of WCAG 2.2 AA. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driveOf, trayOf } from './support/drive.mjs';
import { pdf, png } from './support/files.mjs';
import { complaints, LOOKS, nameOf } from './support/rules.mjs';
import { stage } from './support/stage.mjs';

/** Only asking who is signed in, before anybody is. */
const NOBODY_YET = /status of 401/;

let folder;
const set = stage({
  prepare: async (ada) => {
    for (let n = 0; n < 30; n++) await ada.put(`/papers/note ${n}.txt`, `note ${n}`);
    await ada.put('/papers/a picture.png', png(120));
    await ada.put('/papers/b paper.pdf', pdf(['Hello']));
    folder = (await ada.find('papers')).id;
    const { id } = await ada.put('/deleted.txt', 'x');
    await ada.json(`/api/files/${id}`, { method: 'DELETE' });
  },
});

/** Runs a story in every look and gathers what is wrong in any of them. */
function inEveryLook(name, options, story) {
  test(name, { timeout: 180_000 }, async () => {
    const wrong = [];
    for (const look of LOOKS) {
      const { page, context, watch } = await set.open({ ...options(), ...look });
      watch.allow(NOBODY_YET);
      await story(page);
      for (const one of await complaints(page)) wrong.push(`${nameOf(look)}: ${one}`);
      watch.assertQuiet();
      await context.close();
    }
    assert.deepEqual(wrong, []);
  });
}

test('the rules are asked: a button without a name is found', async () => {
  const { page } = await set.open();
  await heading('My drive')(page);
  assert.deepEqual(await complaints(page), []);
  await page.evaluate(() =>
    document.querySelector('main').append(document.createElement('button')),
  );
  assert.match((await complaints(page)).join(), /button-name/);
});

const heading = (name) => (page) => page.getByRole('heading', { level: 1, name }).waitFor();
const rowOf = (name) => (page) => driveOf(page).row(name).first().waitFor();
const nobody = { account: null };

inEveryLook('sign in', () => ({ ...nobody, path: '/login' }), heading('Welcome back'));
inEveryLook('register', () => ({ ...nobody, path: '/register' }), heading('Create your account'));
inEveryLook('drive', () => ({ path: `/drive/${folder}` }), rowOf('note 1'));
inEveryLook('search', () => ({ path: '/search?q=note' }), rowOf('note 1'));
inEveryLook('trash', () => ({ path: '/trash' }), rowOf('deleted.txt'));
inEveryLook('storage', () => ({ path: '/storage' }), heading('Storage'));
inEveryLook('profile', () => ({ path: '/profile' }), heading('Profile'));

for (const [tab, words] of [
  ['Details', 'SHA-256'],
  ['Versions', 'Version 1'],
  ['Where it lies', 'Every copy is in place'],
]) {
  inEveryLook(
    `details: ${tab}`,
    () => ({ path: `/drive/${folder}` }),
    async (page) => {
      await driveOf(page).act('a picture.png', tab);
      await page.getByRole('dialog').getByText(words).first().waitFor();
    },
  );
}

inEveryLook(
  'a dialog that asks for a name',
  () => ({}),
  async (page) => {
    await rowOf('papers')(page);
    await page.keyboard.press('n');
    await page.getByLabel('Name of the folder').waitFor();
  },
);

for (const name of ['a picture.png', 'b paper.pdf', 'note 1.txt']) {
  inEveryLook(
    `preview: ${name}`,
    () => ({ path: `/drive/${folder}` }),
    async (page) => {
      await driveOf(page).act(name, 'Preview');
      await page.getByRole('dialog', { name }).waitFor();
    },
  );
}

inEveryLook(
  'the upload tray',
  () => ({}),
  async (page) => {
    const path = await set.scratch.write('tray.txt', 'tray');
    await rowOf('papers')(page);
    await driveOf(page).upload('Upload files', [path]);
    await trayOf(page).says('1 file uploaded and verified');
  },
);
