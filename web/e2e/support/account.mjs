/** A person with an account, who can also speak to the API directly. */

import assert from 'node:assert/strict';

export const PASSWORD = 'a quiet place to keep things';

export class Account {
  constructor(server, email, token, mail) {
    this.server = server;
    this.email = email;
    this.token = token;
    this.mail = mail;
  }

  /**
   * Registers by the API and signs in. Where letters go out, the codes are read from `mail`.
   * @param {{ email?: string, name?: string, mail?: import('./mail.mjs').Mailbox | null }} options
   */
  static async register(server, { email = 'ada@example.org', name = 'Ada', mail = null } = {}) {
    const steps = new Steps(server);
    const made = await steps.take('/register', { email, password: PASSWORD, name });
    if (made.status === 'confirm') {
      const code = await mail.code(email);
      const { token } = await steps.take('/register/confirm', { attempt: made.attempt, code });
      return new Account(server, email, token, mail);
    }
    let entered = await steps.take('/login', { email, password: PASSWORD });
    if (entered.status === 'second_factor') {
      const { attempt } = entered;
      const code = await mail.code(email);
      entered = await steps.take('/login/verify', { attempt, factor: 'email', code });
    }
    return new Account(server, email, entered.token, mail);
  }

  /** One call with this person's token. */
  fetch(path, init = {}) {
    const headers = { Authorization: `Bearer ${this.token}`, ...init.headers };
    return fetch(this.server.url + path, { ...init, headers });
  }

  async json(path, init = {}) {
    const response = await this.fetch(path, init);
    const body = await response.text();
    assert.ok(response.ok, `${path} answered ${response.status}: ${body}`);
    return body === '' ? null : JSON.parse(body);
  }

  /** A call with a JSON body. */
  send(method, path, body) {
    const headers = { 'Content-Type': 'application/json' };
    return this.json(path, { method, headers, body: JSON.stringify(body) });
  }

  /** Puts bytes or text at a path of the drive. */
  put(path, content) {
    const address = `/api/files/content?path=${encodeURIComponent(path)}`;
    return this.json(address, { method: 'PUT', body: content });
  }

  /** The entry at the top of the drive, or in `folder`, with this name. */
  async find(name, folder = '') {
    const { items } = await this.json(`/api/files?folder=${folder}`);
    return items.find((entry) => entry.name === name) ?? null;
  }

  /** Lets a browser context sign in as this person. */
  async signIn(context) {
    const send = (path, data) =>
      context.request.post(this.server.url + path, { data, headers: { Origin: this.server.url } });
    let answer = await send('/api/auth/login', { email: this.email, password: PASSWORD });
    assert.equal(answer.status(), 200, await answer.text());
    const { status, attempt } = await answer.json();
    if (status !== 'second_factor') return;
    const code = await this.mail.code(this.email);
    answer = await send('/api/auth/login/verify', { attempt, factor: 'email', code });
    assert.equal(answer.status(), 200, await answer.text());
  }
}

/** Calls of somebody who is on the way in, with the cookies that belong together. */
class Steps {
  #cookies = new Map();

  constructor(server) {
    this.server = server;
  }

  async take(path, body) {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const answer = await fetch(`${this.server.url}/api/auth${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(cookie === '' ? {} : { Cookie: cookie }) },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${path} answered ${answer.status}: ${await answer.clone().text()}`);
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0].split('=');
      this.#cookies.set(name, value);
    }
    return answer.json();
  }
}
