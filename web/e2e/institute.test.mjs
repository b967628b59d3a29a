/** From a bare server to an institute with people in it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD } from './support/account.mjs';
import { openPage } from './support/browser.mjs';
import { doorOf, NOBODY_YET, PHONE } from './support/door.mjs';
import { png } from './support/files.mjs';
import { Institute } from './support/institute.mjs';
import { stage } from './support/stage.mjs';

const set = stage({ mail: true });

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const asNobody = (options) => openPage(set.browser, set.server, { ...PHONE, ...options });

test('an owner opens an institute, and a teacher follows the invitation on a phone', async () => {
  const { page, watch } = await set.open({ path: '/institutes' });
  await page.getByRole('link', { name: 'Open an institute' }).last().click();
  await heading(page, 'Open an institute');

  await page.getByRole('button', { name: 'Open the institute' }).click();
  await page.getByText('Write the name of the institute.').waitFor();
  await page.getByLabel('Name of the institute').fill('Brightwater Academy');
  await page.getByRole('button', { name: 'Plum' }).click();
  const logo = await set.scratch.write('logo.png', png(64));
  await page.getByLabel('Choose a picture').setInputFiles(logo);
  await page.getByRole('combobox', { name: 'Time zone' }).fill('kolkata');
  await page.getByRole('option', { name: /Kolkata/ }).click();
  await page.getByRole('button', { name: 'Open the institute' }).click();

  await page.getByRole('heading', { level: 2, name: 'How letters are sent' }).waitFor();
  // Left in the middle, and found again where it was.
  await page.reload();
  await page.getByRole('button', { name: 'Later' }).click();
  await page.getByRole('heading', { level: 2, name: 'Who works with you?' }).waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Tara Iyer');
  await page.getByLabel('E-mail', { exact: true }).fill('tara@example.org');
  await page.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: 'Teacher' }).click();
  await page.getByRole('button', { name: 'Send invitation' }).click();

  await heading(page, /Ada/);
  await page.getByRole('heading', { level: 2, name: 'To get going' }).waitFor();
  await page.getByText('1 of 2', { exact: false }).first().waitFor();
  watch.assertQuiet();

  const link = await set.mail.link('tara@example.org', 'join');
  const phone = await asNobody({ path: link });
  phone.watch.allow(NOBODY_YET);
  const door = doorOf(phone.page);
  await phone.page.getByText('Brightwater Academy').first().waitFor();
  await door.field('Password').fill(PASSWORD);
  await door.press('Create account and join');
  // An address that a letter reached needs no code; elsewhere one is asked for.
  const code = phone.page.getByLabel('Six-digit code', { exact: true });
  const home = phone.page.getByRole('heading', { level: 1, name: /Tara/ });
  await code.or(home).first().waitFor();
  if (await code.isVisible()) await door.code(await set.mail.code('tara@example.org'));
  await home.waitFor();
  await phone.page.getByText('Teacher at Brightwater Academy').waitFor();
});

test('a student finds no way to pages of the staff, and nothing there', async () => {
  const academy = await Institute.open(set.ada, 'Riverside School');
  const sam = await academy.join('student', 'Sam Das', 'sam@example.org');
  const { page } = await openPage(set.browser, set.server, {
    ...PHONE,
    account: sam,
    path: academy.page(),
  });
  await heading(page, /Sam/);
  const navigation = page.getByRole('navigation', { name: 'Main' });
  await navigation.getByRole('link', { name: 'Library' }).waitFor();
  assert.equal(await navigation.getByRole('link', { name: 'People' }).count(), 0);
  for (const rest of ['/people', '/people/import', '/audit', '/settings']) {
    await page.goto(academy.page(rest));
    await page.getByText('There is nothing here').waitFor();
  }
  for (const path of ['/institutes', '/mailbox', '/i/institute_01j9zq4v8yf2ssb0r6w1x7k3dm']) {
    await page.goto(path);
    await page.getByText('There is nothing here').waitFor();
  }
  // Only looking: nothing in the library can be added or changed.
  await page.goto(academy.page('/library'));
  await heading(page, 'Library');
  await page.getByText('When somebody adds a file, it appears here.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'New' }).count(), 0);
});

test('somebody in two institutes changes between them, and arrives in the last one', async () => {
  const north = await Institute.open(set.ada, 'North School');
  const south = await Institute.open(set.ada, 'South School');
  const uma = await north.join('administrator', 'Uma Sen', 'uma@example.org');
  await south.join('student', 'Uma Sen', 'uma@example.org', uma);
  const { page, watch } = await openPage(set.browser, set.server, { account: uma, path: '/' });
  await page.waitForURL('**/i/**');
  await page.goto(north.page());
  await page.getByText('Administrator at North School').waitFor();
  const navigation = page.getByRole('navigation', { name: 'Main' });
  await navigation.getByRole('link', { name: 'Settings' }).waitFor();

  await page
    .getByRole('button', { name: /North School, Administrator/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: /South School/ }).click();
  await page.getByText('Student at South School').waitFor();
  assert.equal(await navigation.getByRole('link', { name: 'Settings' }).count(), 0);

  await page.goto('/');
  await page.waitForURL(`**${south.page()}`);
  await page
    .getByRole('button', { name: /South School, Student/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: /Personal/ }).click();
  await page.waitForURL('**/drive');
  watch.assertQuiet();
});

test('a teacher fills the library, and a student reads it', async () => {
  const academy = await Institute.open(set.ada, 'Lakeside School');
  const tara = await academy.join('teacher', 'Tara Rao', 'tara.rao@example.org');
  const teacher = await openPage(set.browser, set.server, {
    account: tara,
    path: academy.page('/library'),
  });
  await heading(teacher.page, 'Library');
  const notes = await set.scratch.write('optics.txt', 'Light bends.');
  const dialog = teacher.page.waitForEvent('filechooser');
  await teacher.page.getByRole('button', { name: 'Upload files' }).click();
  await (await dialog).setFiles(notes);
  await teacher.page.getByRole('row').filter({ hasText: 'optics.txt' }).waitFor();
  await teacher.page.getByText('Library of Lakeside School').first().waitFor();

  const sid = await academy.join('student', 'Sid Nair', 'sid@example.org');
  const student = await openPage(set.browser, set.server, {
    ...PHONE,
    account: sid,
    path: academy.page('/library'),
  });
  await student.page.getByRole('button', { name: 'Actions for optics.txt' }).click();
  await student.page.getByRole('menuitem', { name: 'Preview' }).waitFor();
  assert.equal(await student.page.getByRole('menuitem', { name: 'Rename' }).count(), 0);
  await student.page.getByRole('menuitem', { name: 'Preview' }).click();
  await student.page.getByRole('dialog').getByText('Light bends.').waitFor();
});
