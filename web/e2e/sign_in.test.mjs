/** The way in, on a phone: registering, the code by e-mail, the remembered device. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Account } from './support/account.mjs';
import { doorOf, NOBODY_YET, PHONE, REFUSED } from './support/door.mjs';
import { complaints } from './support/rules.mjs';
import { stage } from './support/stage.mjs';

const set = stage({ mail: true });

/** A phone that nobody has used yet. */
async function phone(path, look = {}) {
  const opened = await set.open({ ...PHONE, account: null, path, ...look });
  opened.watch.allow(NOBODY_YET);
  return { ...opened, door: doorOf(opened.page) };
}

/** Somebody with an account: an address gets only so many codes in a while. */
function person(name) {
  const email = `${name}@example.org`;
  return Account.register(set.server, { email, name, mail: set.mail });
}

test('an account is confirmed by the code in a letter', async () => {
  const { door, watch } = await phone('/register');
  await door.register('Ben', 'ben@example.org');
  await door.heading('Confirm your e-mail');
  await door.code(await set.mail.code('ben@example.org'));
  await door.inside();
  watch.assertQuiet();
});

test('an address that is taken looks no different from outside', async () => {
  const { door, watch } = await phone('/register');
  await door.register('Somebody', set.ada.email);
  await door.heading('Confirm your e-mail');
  watch.assertQuiet();
});

test('a new device asks for a code, and a pasted one sends itself', async () => {
  const { email } = await person('nina');
  const { page, door, watch } = await phone('/trash');
  await door.signIn(email);
  await door.heading('Look into your mail');
  const code = await set.mail.code(email);
  await door.code(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.waitForURL('**/trash');
  watch.assertQuiet();
});

test('a wrong code says how many tries are left, and leaves an empty field', async () => {
  const { email } = await person('wren');
  const { page, door, watch } = await phone('/login');
  watch.allow(REFUSED);
  await door.signIn(email);
  const code = await set.mail.code(email);
  await door.code(code === '000000' ? '000001' : '000000');
  await page.getByText('That code is not right. 4 tries left.').waitFor();
  assert.equal(await door.field('Six-digit code').inputValue(), '');
  assert.ok(await door.field('Six-digit code').evaluate((it) => it === document.activeElement));
  await door.code(code);
  await door.inside();
  watch.assertQuiet();
});

test('a new code may be asked for once the time shown is over', async () => {
  const { email } = await person('noor');
  const { page, door } = await phone('/login');
  await door.signIn(email);
  await door.heading('Look into your mail');
  const waiting = page.getByRole('button', { name: /^Send a new code in \d:\d\d$/ });
  await waiting.waitFor();
  assert.ok(await waiting.isDisabled());
});

test('a remembered device is asked for the password alone', async () => {
  const { email } = await person('rani');
  const { door, watch } = await phone('/login');
  await door.signIn(email);
  await door.heading('Look into your mail');
  await door.remember();
  await door.code(await set.mail.code(email));
  await door.inside();
  await door.signOut();
  await door.signIn(email);
  await door.inside();
  watch.assertQuiet();
});

test('starting again keeps the address', async () => {
  const { email } = await person('star');
  const { door } = await phone('/login');
  await door.signIn(email);
  await door.heading('Look into your mail');
  await door.press('Start again');
  assert.equal(await door.field('E-mail').inputValue(), email);
});

for (const colorScheme of ['light', 'dark']) {
  test(`every step is for everybody, ${colorScheme}`, async () => {
    const { page, door } = await phone('/login', { colorScheme });
    assert.deepEqual(await complaints(page), []);
    await door.signIn((await person(`axel-${colorScheme}`)).email);
    await door.heading('Look into your mail');
    assert.deepEqual(await complaints(page), []);
    await page.goto('/reset');
    await door.heading('Forgot your password?');
    assert.deepEqual(await complaints(page), []);
    await page.goto('/join#nothing');
    await door.heading('This invitation is over');
    assert.deepEqual(await complaints(page), []);
    await page.goto('/register');
    await door.register('Cleo', `cleo-${colorScheme}@example.org`);
    await door.heading('Confirm your e-mail');
    assert.deepEqual(await complaints(page), []);
  });
}
