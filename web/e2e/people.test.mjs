/** The directory, an import, the rules of signing in, help for somebody locked out, and the record of it all. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD } from './support/account.mjs';
import { openPage } from './support/browser.mjs';
import { NOBODY_YET, PHONE } from './support/door.mjs';
import { Institute, staying } from './support/institute.mjs';
import { stage } from './support/stage.mjs';

/** @type {Institute} */
let academy;
let owner;
const set = stage({
  mail: true,
  prepare: async (ada) => {
    academy = await Institute.open(ada);
    owner = staying(ada);
    await academy.invite('teacher', 'Tara Iyer', 'tara@example.org');
    await academy.invite('teacher', 'Tom Rao', 'tom@example.org');
    await academy.invite('staff', 'Nila Das', 'nila@example.org');
  },
});

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const rowOf = (page, name) =>
  page.getByRole('grid', { name: 'People' }).getByRole('row').filter({ hasText: name });

/** A file like those that offices really have: some rows are wrong. */
function studentList(good) {
  const lines = ['name,email,role,phone,roll_number'];
  for (let n = 1; n <= good; n++) {
    lines.push(`Student ${n},student${n}@example.org,student,,BW-${1000 + n}`);
  }
  lines.push('No Address,not an address,student,,');
  lines.push(',nameless@example.org,student,,');
  lines.push('Student 7 again,STUDENT7@example.org,student,,');
  lines.push('Wanda,wanda@example.org,wizard,,');
  return lines.join('\n');
}

test('five hundred students come from a list, and the wrong rows are named', async () => {
  const { page, watch } = await set.open({
    account: owner,
    ...PHONE,
    path: academy.page('/people/import'),
  });
  await heading(page, 'Import a list');
  const wrong = await set.scratch.write('notes.txt', 'hello');
  await page.getByLabel('Choose a file').first().setInputFiles(wrong);
  await page.getByText('Choose one file that ends in .csv or .xlsx.').waitFor();

  const list = await set.scratch.write('students.csv', studentList(500));
  await page.getByLabel('Choose a file').first().setInputFiles(list);
  await heading(page, 'students.csv');
  await page.getByText('500 rows can be imported').waitFor();
  await page.getByText('4 rows have a problem').waitFor();
  const rows = page.getByRole('region', { name: 'Rows of the file' });
  for (const words of ['not an address', 'nameless@example.org', 'wanda@example.org']) {
    await rows.getByText(words).first().waitFor();
  }
  assert.equal(await rows.getByText('student1@example.org', { exact: true }).count(), 0);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the problems' }).click();
  assert.equal((await download).suggestedFilename(), 'students-problems.csv');

  // Nothing has happened yet, and the page can be left and opened again.
  const before = await academy.call('GET', '/people/summary');
  assert.equal(before.total, 4);
  const address = page.url();
  await page.goto(academy.page());
  await page.goto(address);

  await page.getByLabel('Send invitations now').uncheck();
  await page.getByRole('button', { name: 'Import 500 people' }).click();
  await page.getByText('500 people imported').waitFor({ timeout: 60_000 });
  await page.getByRole('link', { name: 'See the people' }).click();
  await heading(page, 'People');
  await page.getByText('1 of 504').waitFor();
  const after = await academy.call('GET', '/people/summary');
  assert.equal(after.invited, 503);
  watch.assertQuiet();
});

test('people are found while typing, filtered, and changed together', async () => {
  const { page, watch } = await set.open({ account: owner, path: academy.page('/people') });
  await heading(page, 'People');
  await page.getByRole('searchbox', { name: /Name, e-mail/ }).fill('tara');
  await rowOf(page, 'Tara Iyer').waitFor();
  await rowOf(page, 'Tom Rao').waitFor({ state: 'detached' });
  await page.waitForURL(/q=tara/);

  await page.goto(academy.page('/people?role=teacher'));
  await rowOf(page, 'Tom Rao').waitFor();
  await page.getByRole('checkbox', { name: 'Select Tara Iyer' }).check();
  await page.getByRole('checkbox', { name: 'Select Tom Rao' }).check();
  const bar = page.getByRole('toolbar', { name: '2 selected' });
  await bar.getByRole('button', { name: 'Change role' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change the role of 2 people' });
  await dialog.getByRole('combobox', { name: 'New role' }).click();
  await page.getByRole('option', { name: 'Office staff' }).click();
  await dialog.getByRole('button', { name: 'Change role' }).click();
  await page.getByText('Role changed for 2 people').waitFor();
  await page.getByText('Nobody fits').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();

  await page.goto(academy.page('/people?role=staff'));
  await page.getByRole('button', { name: 'Actions for Nila Das' }).click();
  await page.getByRole('menuitem', { name: 'Withdraw the invitation' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText('1 invitation withdrawn').waitFor();
  await rowOf(page, 'Nila Das').waitFor({ state: 'detached' });
  watch.assertQuiet();
});

test('several are invited from pasted lines, and one who is there already is explained', async () => {
  const { page, watch } = await set.open({ account: owner, path: academy.page('/people') });
  watch.allow(/status of 409/);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite people' });
  await dialog.getByText('Several', { exact: true }).click();
  await dialog
    .getByLabel('One person on each line')
    .fill('Gita Shah, gita@example.org\nTom Rao <tom@example.org>');
  await dialog.getByRole('button', { name: 'Send 2 invitations' }).click();
  await dialog.getByText('1 invitation could not be sent').waitFor();
  await dialog.getByText('tom@example.org:').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('searchbox', { name: /Name, e-mail/ }).fill('gita');
  await rowOf(page, 'Gita Shah').waitFor();
  watch.assertQuiet();
});

test('somebody locked out is helped: a new password by a link, and every device is out', async () => {
  const lata = await academy.join('student', 'Lata Nair', 'lata@example.org');
  const { page, watch } = await set.open({ account: owner, path: academy.page('/people?q=lata') });
  await page.getByRole('button', { name: 'Actions for Lata Nair' }).click();
  await page.getByRole('menuitem', { name: 'Details' }).click();
  const drawer = page.getByRole('dialog', { name: 'Lata Nair' });
  await drawer.getByRole('button', { name: 'Help with signing in' }).click();
  const question = page.getByRole('dialog', { name: 'Let Lata Nair start over?' });
  await question.getByText('You never see or choose their password.').waitFor();
  await question.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText(/The link is on its way to lata@example.org/).waitFor();
  watch.assertQuiet();

  const link = await set.mail.link('lata@example.org', 'reset');
  const phone = await openPage(set.browser, set.server, { ...PHONE, path: link });
  phone.watch.allow(NOBODY_YET);
  await phone.page.getByLabel('New password').fill('another quiet place to be');
  await phone.page
    .getByRole('button', { name: /password/i })
    .last()
    .click();
  await phone.page.getByRole('heading', { level: 1 }).waitFor();
  const old = await lata.fetch('/api/user/info');
  assert.equal(old.status, 401);
});

test('rules are changed after proving who one is, and the record says what changed', async () => {
  const { page, watch } = await set.open({ account: owner, path: academy.page('/settings') });
  watch.allow(/status of 403/);
  // Nila, who was invited and withdrawn, has no name any more.
  watch.allow(/status of 404.*\/people\/member_/);
  // The proof of a session lasts ten minutes; here it is over at once.
  let asked = false;
  await page.route('**/policy', async (route) => {
    if (asked || route.request().method() !== 'PUT') return route.continue();
    asked = true;
    const body = JSON.stringify({ code: 'STEP_UP_REQUIRED', factors: ['password'] });
    return route.fulfill({ status: 403, contentType: 'application/problem+json', body });
  });
  const rules = page.getByRole('region', { name: 'Signing in' });
  await rules.getByLabel('Administrators').check();
  await rules.getByLabel('Only a few').check();
  await rules.getByLabel('They choose which device to sign out').check();
  await rules.getByRole('button', { name: 'Save the rules' }).click();
  const proof = page.getByRole('dialog', { name: /you/i });
  await proof.getByLabel('Password').first().fill(PASSWORD);
  await proof.getByRole('button').last().click();
  await page.getByText('The rules were saved.', { exact: false }).waitFor();
  const policy = await academy.call('GET', '/policy');
  assert.deepEqual(policy.strong_roles, ['administrator']);
  assert.deepEqual(policy.sessions, { limit: 2, when_full: 'ask' });

  await page.goto(academy.page('/audit?action=institute.policy.'));
  await page.getByText(/Chain intact, \d+ entries/).waitFor();
  const entry = page.getByRole('listitem').filter({ hasText: 'changed the sign-in rules' }).first();
  await entry.getByText('Administrator').first().waitFor();
  await entry.getByText('they choose').first().waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page
    .getByRole('listitem')
    .filter({ hasText: /invited Tara Iyer/ })
    .first()
    .waitFor();
  watch.assertQuiet();
});
