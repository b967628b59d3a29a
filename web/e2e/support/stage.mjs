/** What every browser story needs: a server, a browser, files, and an end to all of them. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import { Account } from './account.mjs';
import { launchBrowser, openPage } from './browser.mjs';
import { Scratch } from './files.mjs';
import { Mailbox } from './mail.mjs';
import { Server } from './server.mjs';

/**
 * Prepares the stage for the tests of one file. `prepare` may put files into
 * Ada's drive before the first story begins. With `mail`, letters go out, and
 * with them the codes that come in letters.
 * @param {{ environment?: Record<string, string>, account?: boolean, mail?: boolean, prepare?: (ada: Account) => Promise<void> }} options
 */
export function stage({ environment = {}, account = true, mail = false, prepare } = {}) {
  const set = {
    /** @type {Server} */ server: null,
    /** @type {import('playwright-core').Browser} */ browser: null,
    /** @type {Scratch} */ scratch: null,
    /** @type {Account} */ ada: null,
    /** @type {Mailbox} */ mail: null,
    /** Opens a page signed in as Ada, or as nobody. */
    open: (options = {}) => openPage(set.browser, set.server, { account: set.ada, ...options }),
  };
  before(async () => {
    if (mail) set.mail = await Mailbox.start();
    set.server = await Server.start({ ...set.mail?.environment, ...environment });
    set.browser = await launchBrowser();
    set.scratch = await Scratch.create();
    if (account) set.ada = await Account.register(set.server, { mail: set.mail });
    if (set.ada) await prepare?.(set.ada);
  });
  afterEach(async (story) => {
    if (!story.passed) await takePictures(set.browser, story.name);
    await Promise.all(set.browser?.contexts().map((context) => context.close()) ?? []);
  });
  after(async () => {
    await set.browser?.close();
    await set.server?.stop();
    await set.mail?.stop();
    await set.scratch?.remove();
  });
  return set;
}

/** Leaves a picture of every page of a failed story in the folder named by E2E_PICTURES. */
async function takePictures(browser, story) {
  const folder = process.env.E2E_PICTURES;
  if (!folder || !browser) return;
  await mkdir(folder, { recursive: true });
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [index, page] of pages.entries()) {
    const name = `${story.replace(/\W+/g, '-')}-${index}.png`;
    await page.screenshot({ path: join(folder, name) }).catch(() => undefined);
  }
}
