/** A double of somebody else's service: a program that says where it listens in its first line. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { binary } from './binaries.mjs';

export class Simulator {
  /** What the program said about itself. */
  places;
  #child;

  constructor(child, places) {
    this.#child = child;
    this.places = places;
  }

  /** Starts `simulator-mail` or its like, with arguments. */
  static async start(name, args = []) {
    const child = spawn(binary(name), args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const places = await new Promise((done, fail) => {
      child.once('error', (error) =>
        fail(new Error(`${name} cannot be started: ${error.message}`)),
      );
      child.once('exit', (code) => fail(new Error(`${name} ended with ${code}`)));
      lines.once('line', (line) => done(JSON.parse(line)));
    });
    return new Simulator(child, places);
  }

  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}
