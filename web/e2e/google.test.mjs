/** Google in a real browser: joining with an invitation, signing in, saying no. Google is played by its simulator. */

import { after, test } from 'node:test';
import { doorOf, NOBODY_YET, PHONE } from './support/door.mjs';
import { Simulator } from './support/simulator.mjs';
import { stage } from './support/stage.mjs';

const google = await Simulator.start('simulator-google', [
  '--account',
  'asha@example.org=Asha Rao',
]);
const { issuer } = google.places;
const set = stage({
  mail: true,
  environment: {
    LYCEUM_GOOGLE_CLIENT_ID: 'lyceum',
    LYCEUM_GOOGLE_CLIENT_SECRET: 'a secret',
    LYCEUM_GOOGLE_ISSUER: issuer,
  },
  prepare: ({ server }) => {
    const redirect = `${server.url}/api/auth/google/callback`;
    return told('POST', 'clients', { id: 'lyceum', secret: 'a secret', redirect_uris: [redirect] });
  },
});
after(() => google.stop());

async function told(method, what, body) {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${issuer}/simulator/${what}`, { method, headers, body: JSON.stringify(body) });
}

/** A phone that may be sent to Google. */
async function phone(path) {
  const opened = await set.open({ ...PHONE, account: null, path });
  opened.watch.allow(NOBODY_YET);
  opened.watch.allow(new RegExp(`^request to another host: ${issuer}/`));
  return { ...opened, door: doorOf(opened.page) };
}

const choose = (page, name) => page.getByRole('button', { name }).click();

test('who is invited joins with Google, and signs in with it again', async () => {
  const post = (path, body) =>
    set.ada.json(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const institute = await post('/api/institutes', {
    name: 'Vidya',
    time_zone: 'Asia/Kolkata',
    language: 'en',
  });
  const person = { email: 'asha@example.org', name: 'Asha', role: 'student' };
  await post(`/api/institutes/${institute.id}/invitations`, person);
  const link = new URL(await set.mail.link('asha@example.org', 'join'));

  const { page, door, watch } = await phone(`${link.pathname}${link.hash}`);
  await door.press('Continue with Google');
  await choose(page, /Asha Rao/);
  await door.inside();
  await door.signOut();

  await door.press('Continue with Google');
  await choose(page, /Asha Rao/);
  await door.inside();
  watch.assertQuiet();
});

test('who is signed in links Google on the page for security', async () => {
  await told('POST', 'accounts', { email: 'ada@gmail.example', name: 'Ada at Google' });
  const { page, watch } = await set.open({ ...PHONE, path: '/security' });
  watch.allow(new RegExp(`^request to another host: ${issuer}/`));
  await page.getByRole('button', { name: 'Link Google' }).click();
  await choose(page, /Ada at Google/);
  await page.waitForURL('**/security');
  await page.getByText('ada@gmail.example').waitFor();
  watch.assertQuiet();
});

test('a Google account that is not linked is told what to do', async () => {
  await told('POST', 'accounts', { email: 'stranger@example.org', name: 'Somebody Else' });
  const { page, door, watch } = await phone('/login');
  await door.press('Continue with Google');
  await choose(page, /Somebody Else/);
  await page.getByText('No account here is linked with that Google account.').waitFor();
  watch.assertQuiet();
});

test('who says no at Google is back where they began', async () => {
  const { page, door, watch } = await phone('/login');
  await door.press('Continue with Google');
  await choose(page, 'Cancel');
  await page.getByText('You did not let Google tell us who you are.').waitFor();
  await page.getByRole('button', { name: 'Continue with Google' }).waitFor();
  watch.assertQuiet();
});

test('an answer that cannot be trusted opens nothing', async () => {
  await told('PUT', 'misbehaviours', ['wrong_signature']);
  const { page, door, watch } = await phone('/login');
  await door.press('Continue with Google');
  await choose(page, /Asha Rao/);
  await page.getByText('Google did not answer as it should.').waitFor();
  await told('PUT', 'misbehaviours', []);
  watch.assertQuiet();
});
