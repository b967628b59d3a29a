/** The tus protocol as a second, independent client speaks it. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Account } from './support/account.mjs';
import { noise, Scratch, sha256 } from './support/files.mjs';
import { Server } from './support/server.mjs';

const run = promisify(execFile);
const TUSPY = 'tuspy==1.1.0';

/** @type {Server} */
let server;
/** @type {Scratch} */
let scratch;

before(async () => {
  server = await Server.start();
  scratch = await Scratch.create();
});

after(async () => {
  await server?.stop();
  await scratch?.remove();
});

/** A Python with tuspy in it, made once and kept in the cache folder. */
async function python() {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(cache, 'lyceum-e2e', TUSPY);
  const program = join(folder, 'bin/python');
  if (!existsSync(join(folder, 'ready'))) {
    await run('python3', ['-m', 'venv', '--clear', folder]);
    await run(program, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', TUSPY]);
    await run('touch', [join(folder, 'ready')]);
  }
  return program;
}

test('tuspy uploads, stops, and goes on', { timeout: 180_000 }, async () => {
  const program = await python();
  const ada = await Account.register(server);
  const bytes = noise(4 * 1024 * 1024 + 5, 3);
  const path = await scratch.write('from python.bin', bytes);
  await run(program, [
    join(import.meta.dirname, 'tus_test.py'),
    `${server.url}/api/uploads`,
    ada.token,
    path,
    'from python.bin',
  ]);
  const entry = await ada.find('from python.bin');
  assert.equal(entry?.sha256, sha256(bytes));
});
