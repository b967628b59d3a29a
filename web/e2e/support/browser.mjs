/** One Chromium for a test file, and pages that are watched while they are used. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];

export function launchBrowser() {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  assert.ok(executablePath, 'Chromium is needed: install it or set CHROMIUM to its path.');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/**
 * A page of its own cookie jar. Signed in when an account is given.
 * @param {import('playwright-core').Browser} browser
 */
export async function openPage(browser, server, { account = null, path = '/', ...options } = {}) {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(15_000);
  if (account) await account.signIn(context);
  const page = await context.newPage();
  const watch = new Watch(page, options.baseURL ?? server.url);
  await page.goto(path);
  return { page, context, watch };
}

/** Notes everything that must not happen on any page. */
class Watch {
  #complaints = [];
  #allowed = [];

  constructor(page, address) {
    const { host } = new URL(address);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.#note(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    page.on('pageerror', (error) => this.#note(`uncaught: ${error.stack ?? error}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      const local = url.protocol === 'blob:' || url.protocol === 'data:' || url.host === host;
      if (!local) this.#note(`request to another host: ${request.url()}`);
    });
  }

  /** From here on, complaints that match are part of the story. */
  allow(pattern) {
    this.#allowed.push(pattern);
  }

  assertQuiet() {
    assert.deepEqual(this.#complaints, []);
  }

  #note(complaint) {
    if (!this.#allowed.some((pattern) => pattern.test(complaint))) this.#complaints.push(complaint);
  }
}
