/** The security page, on a phone: factors, devices, and the question that protects them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Account, PASSWORD } from './support/account.mjs';
import { passkeyDevice } from './support/authenticator.mjs';
import { doorOf, NOBODY_YET, PHONE, REFUSED } from './support/door.mjs';
import { complaints } from './support/rules.mjs';
import { stage } from './support/stage.mjs';
import { totp } from './support/totp.mjs';

const set = stage({ mail: true });

/** Somebody with an account: an address gets only so many codes in a while. */
function person(name) {
  const email = `${name}@example.org`;
  return Account.register(set.server, { email, name, mail: set.mail });
}

/** A phone of somebody who is signed in; nobody's without an account. */
async function phone(path, { account = null, ...look } = {}) {
  // Passkeys belong to a name, so the page is opened by one.
  const baseURL = set.server.url.replace('127.0.0.1', 'localhost');
  const opened = await set.open({ ...PHONE, baseURL, account, path, ...look });
  opened.watch.allow(NOBODY_YET);
  return { ...opened, door: doorOf(opened.page) };
}

/** Signs in by the door, with the code from the letter. */
async function enter(door, email) {
  await door.signIn(email);
  await door.code(await set.mail.code(email));
  await door.inside();
}

/** Sets up an authenticator app on the security page; answers its secret and the recovery codes. */
async function addApp(page, door) {
  await page.goto('/security');
  await door.press('Set up');
  const dialog = page.getByRole('dialog', { name: 'Set up an authenticator app' });
  await dialog.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
  const secret = (await dialog.locator('code').innerText()).replaceAll(' ', '');
  await door.code(totp(secret));
  const shown = page.getByRole('dialog', { name: 'Keep these recovery codes' });
  await shown.waitFor();
  assert.deepEqual(await complaints(page), []);
  const codes = await shown.locator('code').allInnerTexts();
  assert.equal(codes.length, 10);
  await door.press('I have kept them');
  await page
    .getByText(/Set up/)
    .first()
    .waitFor();
  return { secret, codes };
}

test('an authenticator app, and a recovery code for the day it is lost', async () => {
  const { email } = await person('tara');
  const { page, door, watch } = await phone('/login');
  await enter(door, email);
  const { secret, codes } = await addApp(page, door);
  await page.getByText('10 codes left').waitFor();

  await door.signOut();
  await door.signIn(email);
  await door.heading('Open your authenticator app');
  assert.deepEqual(await complaints(page), []);
  await door.code(totp(secret, 1));
  await door.inside();

  await door.signOut();
  await door.signIn(email);
  await door.anotherWay('A recovery code');
  await door.field('Recovery code').fill(codes[0]);
  await door.press('Go on');
  await door.inside();
  await page.goto('/security');
  await page.getByText('9 codes left').waitFor();
  watch.assertQuiet();
});

test('a passkey signs in alone, and as the second step', async () => {
  const { email } = await person('pia');
  const { page, door, watch } = await phone('/login');
  const device = await passkeyDevice(page);
  await enter(door, email);
  await page.goto('/security');
  await door.press('Add a passkey');
  await page.getByLabel('Name').fill('My phone');
  await door.press('Go on');
  await page.getByText('The passkey “My phone” was added').waitFor();
  assert.equal((await device.credentials()).length, 1);

  // The list of the e-mail field would be answered at once by a device that always says yes.
  await device.answers(false);
  await door.signOut();
  await door.signIn(email);
  await door.heading('Use your passkey');
  await device.answers(true);
  await door.press('Use passkey');
  await door.inside();

  await door.signOut();
  await door.inside();
  assert.equal((await device.credentials()).length, 1);
  watch.assertQuiet();
});

test('a forgotten password is replaced by a link, and every device is signed out', async () => {
  const ravi = await person('ravi');
  const first = await phone('/trash', { account: null });
  await enter(first.door, ravi.email);

  const { page, door, watch } = await phone('/login');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await door.heading('Forgot your password?');
  await door.field('E-mail').fill(ravi.email);
  await door.press('Send the link');
  await door.heading('Look into your mail');
  const link = new URL(await set.mail.link(ravi.email, 'reset'));
  await page.goto(link.pathname + link.hash);
  await door.heading('Choose a new password');
  assert.deepEqual(await complaints(page), []);
  await door.field('New password').fill('another quiet place 27');
  await door.press('Save the new password');
  await door.heading('Your password is changed');

  await first.page.getByText('Your password was changed, so every other device').waitFor();
  watch.allow(/status of 404/);
  await page.goto(link.pathname + link.hash);
  await page.reload();
  await door.heading('This link is over');
  await page.goto('/login');
  await door.signIn(ravi.email, 'another quiet place 27');
  await door.heading('Look into your mail');
  watch.assertQuiet();
});

test('what matters is asked for once more, and then done', async () => {
  const { email } = await person('stella');
  const { page, door, watch } = await phone('/login');
  await enter(door, email);
  watch.allow(/status of 403|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|ERR_EMPTY/);
  await set.server.forgetProofs();
  watch.allow(REFUSED);
  await page.goto('/security');
  await door.field('What is it for?').fill('Backup');
  await door.press('Create token');
  const question = page.getByRole('dialog', { name: 'Is it you?' });
  await question.waitFor();
  assert.deepEqual(await complaints(page), []);
  await door.field('Your password').fill('not my words');
  await door.press('Confirm');
  await page.getByText('That password is not right.').waitFor();
  await door.field('Your password').fill(PASSWORD);
  await door.press('Confirm');
  await page.getByRole('dialog', { name: 'Your new token' }).waitFor();
  await door.press('I have kept it');
  await page.getByText('Backup', { exact: true }).waitFor();
  // Ten minutes of peace.
  await door.press('Set up');
  await page.getByRole('dialog', { name: 'Set up an authenticator app' }).waitFor();
  watch.assertQuiet();
});

test('a device that is signed out elsewhere says so at once, and signing in leads back', async () => {
  const { email } = await person('dev');
  const first = await phone('/trash');
  await enter(first.door, email);
  await first.page.getByRole('heading', { level: 1, name: 'Trash' }).waitFor();
  const second = await phone('/login');
  await enter(second.door, email);
  await second.page.goto('/security');
  const elsewhere = second.page.getByRole('button', { name: /^Sign out on / });
  await elsewhere.first().waitFor();
  // The session of the API call is there as well; everything else goes at once.
  await second.door.press('Sign out everywhere else');
  const asked = Date.now();
  await second.page
    .getByRole('dialog')
    .getByRole('button', { name: 'Sign out everywhere else' })
    .click();
  await first.page.getByText('This device was signed out from another one.').waitFor();
  assert.ok(Date.now() - asked < 3_000, `${Date.now() - asked} ms`);
  assert.match(first.page.url(), /next=%2Ftrash/);
});

for (const colorScheme of ['light', 'dark']) {
  test(`the security page is for everybody, ${colorScheme}`, async () => {
    const who = await person(`axe-${colorScheme}`);
    const { page, door, watch } = await phone('/login', { colorScheme });
    await enter(door, who.email);
    await page.goto('/security');
    await page.getByText('This device').first().waitFor();
    assert.deepEqual(await complaints(page), []);
    watch.assertQuiet();
  });
}
