/** A person with an account, who can also speak to the API directly. */

import assert from 'node:assert/strict';

export const PASSWORD = 'a quiet place to keep things';

export class Account {
  constructor(server, email, token) {
    this.server = server;
    this.email = email;
    this.token = token;
  }

  /** Registers by the API and signs in. */
  static async register(server, email = 'ada@example.org', name = 'Ada') {
    const made = await post(server, '/api/auth/register', { email, password: PASSWORD, name });
    assert.equal(made.status, 201, await made.text());
    const signedIn = await post(server, '/api/auth/login', { email, password: PASSWORD });
    assert.equal(signedIn.status, 200);
    const { token } = await signedIn.json();
    return new Account(server, email, token);
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
    const answer = await context.request.post(`${this.server.url}/api/auth/login`, {
      data: { email: this.email, password: PASSWORD },
      headers: { Origin: this.server.url },
    });
    assert.equal(answer.status(), 200, await answer.text());
  }
}

function post(server, path, body) {
  return fetch(server.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}
