/** What people store must never run as part of our pages. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Account } from './support/account.mjs';
import { stage } from './support/stage.mjs';

const SCRIPT = 'document.title = "owned"; window.leaked = true;';
const FILES = {
  'page.html': `<!doctype html><script>${SCRIPT}</script><h1>hello</h1>`,
  'drawing.svg': `<svg xmlns="http://www.w3.org/2000/svg"><script>${SCRIPT}</script></svg>`,
  'looks.txt': `<html><script>${SCRIPT}</script></html>`,
};
const ids = {};
const set = stage({
  prepare: async (ada) => {
    for (const [name, content] of Object.entries(FILES)) {
      ids[name] = (await ada.put(`/${name}`, content)).id;
    }
  },
});

test('contents carry headers that forbid them to act', async () => {
  for (const [name, id] of Object.entries(ids)) {
    const { headers } = await set.ada.fetch(`/api/files/${id}`);
    const policy = headers.get('Content-Security-Policy') ?? '';
    assert.match(policy, /sandbox/, name);
    assert.match(policy, /default-src 'none'/, name);
    assert.equal(headers.get('X-Content-Type-Options'), 'nosniff', name);
    if (name !== 'looks.txt') assert.match(headers.get('Content-Disposition') ?? '', /^attachment/);
  }
});

test('an uploaded page is downloaded, not opened', async () => {
  const { page, context } = await set.open();
  for (const name of ['page.html', 'drawing.svg']) {
    const download = page.waitForEvent('download');
    await page.goto(`/api/files/${ids[name]}`).catch(() => undefined);
    assert.equal((await download).suggestedFilename(), name);
  }
  await context.close();
});

test('a text that looks like a page stays a text, and nothing of it runs', async () => {
  const { page, context } = await set.open();
  await page.goto(`/api/files/${ids['looks.txt']}`);
  assert.notEqual(await page.title(), 'owned');
  assert.equal(await page.evaluate(() => window.leaked), undefined);
  await context.close();
});

test('our pages refuse scripts that are not ours, and to be framed', async () => {
  const { page, context } = await set.open();
  await page.getByRole('heading', { level: 1, name: 'My drive' }).waitFor();
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    // Text nodes are no Trusted Types sink, so this is for script-src to refuse.
    script.append('window.injected = true');
    try {
      document.body.append(script);
    } catch {
      return false;
    }
    return window.injected === true;
  });
  assert.equal(ran, false);
  const answer = await fetch(`${set.server.url}/drive`);
  const policy = answer.headers.get('Content-Security-Policy') ?? '';
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /script-src[^;]*'unsafe-(inline|eval)'/);
  await context.close();
});

test('another person’s file does not exist', async () => {
  const eve = await Account.register(set.server, { email: 'eve@example.org', name: 'Eve' });
  for (const path of ['', '/info', '/versions', '/placement']) {
    const answer = await eve.fetch(`/api/files/${ids['looks.txt']}${path}`);
    assert.equal(answer.status, 404, path);
  }
});

test('a request from another site with our cookie is refused', async () => {
  const { context } = await set.open();
  const answer = await context.request.post('/api/folders', {
    data: { name: 'forged' },
    headers: { Origin: 'https://elsewhere.example', 'Sec-Fetch-Site': 'cross-site' },
  });
  assert.equal(answer.status(), 403);
  assert.equal(await set.ada.find('forged'), null);
  await context.close();
});

test('a text becomes neither markup nor the address of a script', async () => {
  const { page, watch, context } = await set.open();
  watch.allow(/Trusted|trusted/);
  const refused = await page.evaluate(() => {
    const tries = {
      markup: () => {
        document.createElement('div').innerHTML = '<img src=x onerror="window.leaked = true">';
      },
      script: () => {
        document.createElement('script').src = 'https://elsewhere.example/a.js';
      },
      worker: () => new Worker('/api/files/nothing'),
    };
    return Object.keys(tries).filter((name) => {
      try {
        tries[name]();
        return false;
      } catch {
        return true;
      }
    });
  });
  assert.deepEqual(refused, ['markup', 'script', 'worker']);
  assert.equal(await page.evaluate(() => window.leaked), undefined);
  await context.close();
});
