/** Every page of an institute, wide and narrow, light and dark, under the rules of WCAG 2.2 AA. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Institute } from './support/institute.mjs';
import { complaints, LOOKS, nameOf } from './support/rules.mjs';
import { stage } from './support/stage.mjs';

/** @type {Institute} */
let academy;
let person;
let run;
const set = stage({
  prepare: async (ada) => {
    academy = await Institute.open(ada);
    // This server sends no letters, so that its mailbox page exists; codes would wait there.
    const { applies: _, ...policy } = await academy.call('GET', '/policy');
    await academy.call('PUT', '/policy', { ...policy, code: 'never' });
    for (const name of ['Asha Rao', 'Ben Shah', 'Chitra Iyer']) {
      const email = `${name.split(' ')[0].toLowerCase()}@example.org`;
      person = (await academy.invite('student', name, email)).member;
    }
    const list = 'name,email\nDev Nair,dev@example.org\nEsha,nothing\n';
    const path = `/api/institutes/${academy.id}/imports?name=list.csv`;
    run = (await ada.json(path, { method: 'POST', body: list })).id;
  },
});

/** Opens a page in every look and gathers what is wrong in any of them. */
function inEveryLook(name, path, ready) {
  test(name, { timeout: 180_000 }, async () => {
    const wrong = [];
    for (const look of LOOKS) {
      const { page, context, watch } = await set.open({ ...look, path: path() });
      await ready(page);
      for (const one of await complaints(page)) wrong.push(`${nameOf(look)}: ${one}`);
      watch.assertQuiet();
      await context.close();
    }
    assert.deepEqual(wrong, []);
  });
}

const heading = (name) => (page) => page.getByRole('heading', { level: 1, name }).waitFor();
const words = (some) => (page) => page.getByText(some).first().waitFor();

inEveryLook('home', () => academy.page(), words('To get going'));
inEveryLook('people', () => academy.page('/people'), words('Asha Rao'));
inEveryLook('a person', () => academy.page(`/people?person=${person}`), words('Export their data'));
inEveryLook('import', () => academy.page('/people/import'), heading('Import a list'));
inEveryLook(
  'an import that was read',
  () => academy.page(`/people/import/${run}`),
  words('1 row has a problem'),
);
inEveryLook('library', () => academy.page('/library'), heading('Library'));
inEveryLook('settings', () => academy.page('/settings'), words('Save the rules'));
inEveryLook('audit', () => academy.page('/audit'), words('Chain intact'));
inEveryLook(
  'institutes',
  () => '/institutes',
  (page) => page.getByRole('link', { name: 'Enter Brightwater Academy' }).waitFor(),
);
inEveryLook('open an institute', () => '/institutes/open', heading('Open an institute'));
inEveryLook(
  'open an institute: mail',
  () => `/institutes/open?institute=${academy.id}&step=mail`,
  words('How letters are sent'),
);
inEveryLook(
  'open an institute: people',
  () => `/institutes/open?institute=${academy.id}&step=people`,
  words('Who works with you?'),
);
inEveryLook('mailbox', () => '/mailbox', heading('Mailbox'));
inEveryLook('audit of the server', () => '/audit', words('Chain intact'));

inEveryLook(
  'a dialog that invites',
  () => academy.page('/people'),
  async (page) => {
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await page.getByRole('dialog', { name: 'Invite people' }).waitFor();
  },
);

inEveryLook(
  'the switcher',
  () => academy.page(),
  async (page) => {
    await page
      .getByRole('button', { name: /Change place/ })
      .locator('visible=true')
      .click();
    await page.getByRole('menuitem', { name: /Personal/ }).waitFor();
  },
);
