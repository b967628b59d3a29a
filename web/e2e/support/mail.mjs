/** Everybody's letters: a real mail server that keeps what it is given. */

import { Simulator } from './simulator.mjs';

const PATIENCE_MS = 20_000;

export class Mailbox {
  #simulator;
  /** How many letters to an address were read. */
  #read = new Map();

  constructor(simulator) {
    this.#simulator = simulator;
  }

  static async start() {
    return new Mailbox(await Simulator.start('simulator-mail'));
  }

  stop() {
    return this.#simulator.stop();
  }

  /** The settings that let the server send its letters here. */
  get environment() {
    const [host, port] = this.#simulator.places.smtp.split(':');
    return {
      LYCEUM_MAIL_HOST: host,
      LYCEUM_MAIL_PORT: port,
      LYCEUM_MAIL_SECURITY: 'none',
      LYCEUM_MAIL_FROM: 'Lyceum <campus@example.org>',
    };
  }

  /** The six digits in the next letter that has some. */
  async code(address) {
    const [, code] = await this.#next(address, /\b(\d{6})\b/);
    return code;
  }

  /** The link to a page of ours, such as `join`, in the next letter that has one. */
  async link(address, page) {
    const [link] = await this.#next(address, new RegExp(`https?://\\S+/${page}#\\S+`));
    return link;
  }

  /** The subjects of all letters to an address, the oldest first. */
  async subjects(address) {
    return (await this.#letters(address)).map(({ subject }) => subject);
  }

  /** Reads on where the last call stopped, until a letter matches. */
  async #next(address, pattern) {
    const deadline = Date.now() + PATIENCE_MS;
    let letters = [];
    while (Date.now() < deadline) {
      letters = await this.#letters(address);
      for (let at = this.#read.get(address) ?? 0; at < letters.length; at++) {
        this.#read.set(address, at + 1);
        const found = pattern.exec(letters[at].text);
        if (found) return found;
      }
      await new Promise((wake) => setTimeout(wake, 100));
    }
    const subjects = letters.map(({ subject }) => subject).join(', ');
    throw new Error(`No new letter to ${address} matches ${pattern}. There are: ${subjects}`);
  }

  async #letters(address) {
    const { http } = this.#simulator.places;
    const answer = await fetch(`http://${http}/letters?to=${encodeURIComponent(address)}`);
    return (await answer.json()).items.reverse();
  }
}
