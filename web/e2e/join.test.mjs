/** Into an institute by the link in an invitation, and its rules about devices; on phones. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Account, PASSWORD } from './support/account.mjs';
import { doorOf, NOBODY_YET, PHONE } from './support/door.mjs';
import { complaints } from './support/rules.mjs';
import { stage } from './support/stage.mjs';

const RULES = {
  code: 'new_device',
  strong_roles: [],
  sessions: { limit: null, when_full: 'newest_wins' },
  idle_minutes: 1440,
  google_domain: null,
  remember_days: 90,
};

let institute;
const set = stage({
  mail: true,
  prepare: async (ada) => {
    institute = await ada.send('POST', '/api/institutes', {
      name: 'Vidya Classes',
      time_zone: 'Asia/Kolkata',
      language: 'en',
    });
  },
});

const inside = (path) => `/api/institutes/${institute.id}${path}`;

/** Invites somebody; answers the path of the link in their letter. */
async function invite(name, role = 'student') {
  const email = `${name}@example.org`;
  await set.ada.send('POST', inside('/invitations'), { email, name, role });
  const link = new URL(await set.mail.link(email, 'join'));
  return { email, path: link.pathname + link.hash };
}

async function rule(sessions, more = {}) {
  await set.ada.send('PUT', inside('/policy'), { ...RULES, sessions, ...more });
}

async function phone(path, look = {}) {
  const opened = await set.open({ ...PHONE, account: null, path, ...look });
  opened.watch.allow(NOBODY_YET);
  return { ...opened, door: doorOf(opened.page) };
}

/** Follows an invitation on a new phone, up to the institute's own page. */
async function join(name) {
  const { email, path } = await invite(name);
  const opened = await phone(path);
  const { page, door } = opened;
  await door.heading('Join Vidya Classes');
  await page.getByText('You are invited as student.').waitFor();
  await door.field('Password').fill(PASSWORD);
  await door.press('Create account and join');
  await door.heading('Confirm your e-mail');
  await door.code(await set.mail.code(email));
  await page.waitForURL(`**/i/${institute.id}**`);
  return { ...opened, email, path };
}

test('a student joins by the link in a letter, once', async () => {
  const { watch, path } = await join('ravi');
  watch.assertQuiet();
  const other = await phone('/login');
  other.watch.allow(/status of 404/);
  await other.page.goto(path);
  await other.door.heading('This invitation is over');
  other.watch.assertQuiet();
});

for (const colorScheme of ['light', 'dark']) {
  test(`an invitation is for everybody, ${colorScheme}`, async () => {
    const { path } = await invite(`axe-${colorScheme}`);
    const { page, door } = await phone(path, { colorScheme });
    await door.heading('Join Vidya Classes');
    assert.deepEqual(await complaints(page), []);
  });
}

test('whoever has an account signs in to join', async () => {
  const who = { email: 'olga@example.org', name: 'Olga', mail: set.mail };
  await Account.register(set.server, who);
  const { email, path } = await invite('olga', 'teacher');
  const { page, door, watch } = await phone(path);
  await page.getByText('You have an account here already.').waitFor();
  assert.equal(await door.field('E-mail').inputValue(), email);
  await door.field('Password').fill(PASSWORD);
  await door.press('Join');
  await door.code(await set.mail.code(email));
  await page.waitForURL(`**/i/${institute.id}**`);
  watch.assertQuiet();
});

test('where one device is allowed, the newest wins, and the other says so within a second', async () => {
  await rule({ limit: 1, when_full: 'newest_wins' });
  const first = await join('tara');
  const second = await phone('/login');
  await second.door.signIn(first.email);
  const code = await set.mail.code(first.email);
  await second.door.code(code);
  await second.door.inside();
  const asked = Date.now();
  await first.page.getByText('You were signed in on another device').waitFor();
  assert.ok(Date.now() - asked < 2_000, `${Date.now() - asked} ms`);
  assert.match(decodeURIComponent(first.page.url()), new RegExp(`next=/i/${institute.id}`));
  assert.deepEqual(await complaints(first.page), []);
});

test('where people choose, they see where they are signed in and take over', async () => {
  await rule({ limit: 1, when_full: 'ask' });
  const first = await join('uma');
  const second = await phone('/login');
  await second.door.signIn(first.email);
  await second.door.code(await set.mail.code(first.email));
  await second.door.heading('You are signed in elsewhere');
  assert.deepEqual(await complaints(second.page), []);
  await second.door.press('Sign out there and go on');
  await second.door.inside();
  await first.page.getByText('You were signed in on another device').waitFor();
});

test('a role that needs a stronger factor adds one before anything else', async () => {
  await rule({ limit: null, when_full: 'newest_wins' }, { strong_roles: ['student'] });
  const { email, path } = await invite('vera');
  const { page, door } = await phone(path);
  await door.field('Password').fill(PASSWORD);
  await door.press('Create account and join');
  await door.code(await set.mail.code(email));
  await door.heading('One more lock');
  assert.deepEqual(await complaints(page), []);
});
