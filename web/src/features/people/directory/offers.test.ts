import { expect, test, vi } from 'vitest';
import type { Person } from '../api';
import { offersFor, takeUp } from './offers';
import type { Bulk } from './useBulk';

const person = (member: string, state: Person['state']) =>
  ({ member, name: member, state }) as Person;

test('only what fits at least one of them is offered', () => {
  expect(offersFor([person('a', 'active')], true)).toEqual(['setRole', 'deactivate']);
  expect(offersFor([person('a', 'invited')], true)).toEqual(['resend', 'setRole', 'revoke']);
  expect(offersFor([person('a', 'deactivated')], true)).toEqual(['reactivate']);
  expect(offersFor([person('a', 'active')], false)).toEqual([]);
});

test('an offer reaches only those it is meant for', () => {
  const bulk = { deactivate: vi.fn() } as unknown as Bulk;
  const [active, invited] = [person('a', 'active'), person('b', 'invited')];
  takeUp('deactivate', bulk, [active, invited]);
  expect(bulk.deactivate).toHaveBeenCalledWith([active]);
});
