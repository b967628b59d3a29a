/** The way in, as a person takes it on a phone. */

import { PASSWORD } from './account.mjs';

export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };

/** Asking who is signed in, before anybody is: the browser itself reports that answer. */
export const NOBODY_YET = /status of 401/;
/** A code or a password that is not right is an answer of its own, which the browser reports. */
export const REFUSED = /status of 40[01]/;

/** @param {import('playwright-core').Page} page */
export function doorOf(page) {
  const heading = (name) => page.getByRole('heading', { level: 1, name }).waitFor();
  const field = (label) => page.getByLabel(label, { exact: true });
  const press = (name) => page.getByRole('button', { name, exact: true }).click();
  return {
    heading,
    field,
    press,
    /** The first step: e-mail and password. */
    signIn: async (email, password = PASSWORD) => {
      await field('E-mail').fill(email);
      await field('Password').fill(password);
      await press('Sign in');
    },
    /** Fills in the form of a new account. */
    register: async (name, email) => {
      await field('Your name').fill(name);
      await field('E-mail').fill(email);
      await field('Password').fill(PASSWORD);
      await press('Create account');
    },
    /** Types a code, which sends itself. */
    code: (digits) => field('Six-digit code').fill(digits),
    remember: () => page.getByLabel('Remember this device for 90 days').check(),
    anotherWay: async (way) => {
      await press('Try another way');
      await press(way);
    },
    /** The page of somebody who is in. */
    inside: () => page.getByRole('button', { name: /account of/i }).waitFor(),
    signOut: async () => {
      await page.getByRole('button', { name: /account of/i }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.waitForURL('**/login**');
    },
  };
}
