/** The first minutes with a new installation. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD } from './support/account.mjs';
import { complaints, LOOKS, nameOf } from './support/rules.mjs';
import { stage } from './support/stage.mjs';

const set = stage({ account: false });
/** Asking who is signed in before anybody is: the browser itself reports that answer. */
const NOBODY_YET = /status of 401/;

async function fillIn(page, fields) {
  for (const [label, value] of Object.entries(fields)) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
}

test('the very first page is for everybody', async () => {
  const wrong = [];
  for (const look of LOOKS) {
    const { page, context } = await set.open(look);
    await page.waitForURL('**/setup');
    await page.getByRole('heading', { level: 1 }).waitFor();
    for (const one of await complaints(page)) wrong.push(`${nameOf(look)}: ${one}`);
    await context.close();
  }
  assert.deepEqual(wrong, []);
});

test('the first account becomes the owner', async () => {
  const { page, context, watch } = await set.open();
  watch.allow(NOBODY_YET);
  await page.waitForURL('**/setup');
  await fillIn(page, { 'Your name': 'Ada', 'E-mail': 'ada@example.org', Password: PASSWORD });
  await page.getByRole('button', { name: 'Create the owner account' }).click();
  await page.waitForURL('**/drive');
  await page.getByRole('heading', { level: 1, name: 'My drive' }).waitFor();
  const user = await (await context.request.get('/api/user/info')).json();
  assert.equal(user.role, 'owner');
  watch.assertQuiet();
  await context.close();
});

test('signing out and in again leads back to where one wanted to go', async () => {
  const { page, context, watch } = await set.open({ path: '/trash' });
  watch.allow(NOBODY_YET);
  await page.waitForURL('**/login**');
  await fillIn(page, { 'E-mail': 'ada@example.org', Password: 'not the right words' });
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').first().waitFor();
  await fillIn(page, { Password: PASSWORD });
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/trash');
  await page
    .getByRole('button', { name: /account of/i })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL('**/login**');
  watch.assertQuiet();
  await context.close();
});

test('a second person gets a drive of their own', async () => {
  const { page, context, watch } = await set.open({ path: '/register' });
  watch.allow(NOBODY_YET);
  await fillIn(page, { 'Your name': 'Ben', 'E-mail': 'ben@example.org', Password: PASSWORD });
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL('**/drive');
  const user = await (await context.request.get('/api/user/info')).json();
  assert.equal(user.role, 'member');
  watch.assertQuiet();
  await context.close();
});
