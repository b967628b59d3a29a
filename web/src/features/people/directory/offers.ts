import type { Person } from '../api';
import type { Bulk, Chosen } from './useBulk';

export type Offer = 'resend' | 'revoke' | 'setRole' | 'reactivate' | 'deactivate';

/** What makes sense for these people; the server decides about each of them again. */
export function offersFor(people: readonly Pick<Person, 'state'>[], mayManage: boolean): Offer[] {
  if (!mayManage) return [];
  const some = (state: Person['state']) => people.some((person) => person.state === state);
  const offers: Offer[] = [];
  if (some('invited')) offers.push('resend');
  if (some('active') || some('invited')) offers.push('setRole');
  if (some('deactivated')) offers.push('reactivate');
  if (some('active')) offers.push('deactivate');
  if (some('invited')) offers.push('revoke');
  return offers;
}

const states: Readonly<Record<Offer, readonly Person['state'][]>> = {
  resend: ['invited'],
  revoke: ['invited'],
  setRole: ['active', 'invited'],
  reactivate: ['deactivated'],
  deactivate: ['active'],
};

/** Takes up an offer for those it is meant for and leaves the others out. */
export function takeUp(offer: Offer, bulk: Bulk, people: readonly Person[]): void {
  const meant: Chosen = people.filter(({ state }) => states[offer].includes(state));
  bulk[offer](meant);
}
