/** The real server: the binary on a data folder of its own, as a person would start it. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { binary } from './binaries.mjs';

const READY = /Lyceum is ready at (http:\/\/[^\s/]+)/;
const PATIENCE_MS = 30_000;
const DATABASE = 'lyceum.sqlite';

export class Server {
  /** @type {import('node:child_process').ChildProcess | null} */
  #child = null;
  #log = [];

  /** Address without a slash at the end; stays the same over restarts. */
  url = '';

  constructor(folder, environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /**
   * Starts a server on an empty folder.
   * @param {Record<string, string>} environment
   */
  static async start(environment = {}) {
    const folder = await mkdtemp(join(tmpdir(), 'lyceum-e2e-'));
    const server = new Server(folder, environment);
    await server.launch();
    return server;
  }

  /** Starts the program on what the folder holds, at the address it had before. */
  async launch() {
    const listen = this.url === '' ? '127.0.0.1:0' : new URL(this.url).host;
    const child = spawn(binary(), ['serve'], {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH,
        LYCEUM_WEB_DIR: process.env.LYCEUM_WEB_DIR,
        LYCEUM_DATA_DIR: join(this.folder, 'data'),
        LYCEUM_LISTEN: listen,
        LYCEUM_REGISTRATION: 'open',
        ...this.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => this.#log.push(String(text)));
    }
    this.url = await this.#readiness(child);
  }

  /** Ends it the hard way, as a power cut would. */
  async kill() {
    await this.#end('SIGKILL');
  }

  /** Makes every session one whose person was asked long ago; the program starts again for it. */
  async forgetProofs() {
    await this.kill();
    const script = [
      'import sqlite3, sys',
      'with sqlite3.connect(sys.argv[1]) as database:',
      '    database.execute("UPDATE sessions SET verified_at = 0")',
    ];
    execFileSync('python3', ['-c', script.join('\n'), join(this.folder, 'data', DATABASE)]);
    await this.launch();
  }

  /** Ends it politely and removes its folder. */
  async stop() {
    await this.#end('SIGTERM');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  /** The last lines it wrote, for the message of a failing test. */
  log() {
    return this.#log.join('').split('\n').slice(-60).join('\n');
  }

  async #readiness(child) {
    const lines = createInterface({ input: child.stdout });
    return new Promise((done, fail) => {
      const giveUp = (why) => fail(new Error(`The server ${why}.\n${this.log()}`));
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        giveUp('did not become ready');
      }, PATIENCE_MS);
      child.once('error', (error) => giveUp(`cannot be started (${error.message})`));
      child.once('exit', (code) => {
        clearTimeout(timer);
        giveUp(`ended with ${code}`);
      });
      lines.on('line', (line) => {
        const url = READY.exec(line)?.[1];
        if (!url) return;
        clearTimeout(timer);
        done(url);
      });
    });
  }

  async #end(signal) {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(timer);
  }
}
