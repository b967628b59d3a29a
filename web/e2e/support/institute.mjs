/** An institute and its people, made by the API the way its owner would. */

import { Account } from './account.mjs';

const JSON_BODY = { 'Content-Type': 'application/json' };

export class Institute {
  constructor(owner, id, name) {
    this.owner = owner;
    this.id = id;
    this.name = name;
  }

  static async open(owner, name = 'Brightwater Academy') {
    const body = JSON.stringify({ name, time_zone: 'Asia/Kolkata', language: 'en' });
    const { id } = await owner.json('/api/institutes', {
      method: 'POST',
      headers: JSON_BODY,
      body,
    });
    return new Institute(owner, id, name);
  }

  /** The address of one of its pages. */
  page(rest = '') {
    return `/i/${this.id}${rest}`;
  }

  /** A call below the institute, as its owner. */
  call(method, rest, body) {
    const path = `/api/institutes/${this.id}${rest}`;
    const sent = body === undefined ? {} : { headers: JSON_BODY, body: JSON.stringify(body) };
    return this.owner.json(path, { method, ...sent });
  }

  invite(role, name, email) {
    return this.call('POST', '/invitations', { role, name, email });
  }

  /** Invites somebody, who makes an account (or has one) and follows the link. */
  async join(role, name, email, account = null) {
    const { server, mail } = this.owner;
    await this.invite(role, name, email);
    const secret = (await mail.link(email, 'join')).split('#')[1];
    const joining = account ?? (await Account.register(server, { email, name, mail }));
    const body = JSON.stringify({ secret });
    await joining.json('/api/invitations/accept', { method: 'POST', headers: JSON_BODY, body });
    return joining;
  }
}

/**
 * Somebody who signs in once and stays signed in for all pages of a file: codes by
 * e-mail are few on purpose.
 */
export function staying(account) {
  let cookies = null;
  return {
    signIn: async (context) => {
      if (cookies === null) {
        await account.signIn(context);
        cookies = await context.cookies();
      } else await context.addCookies(cookies);
    },
  };
}
