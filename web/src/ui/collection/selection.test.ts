import { describe, expect, test } from 'vitest';
import {
  all,
  extendTo,
  none,
  nothing,
  only,
  prune,
  type Selection,
  step,
  subjects,
  toggle,
} from './selection';

const order = ['a', 'b', 'c', 'd', 'e'];
const chosen = (selection: Selection) => [...selection.chosen].sort().join('');

describe('clicking', () => {
  test('a plain click chooses just that row', () => {
    expect(chosen(only('c'))).toBe('c');
  });

  test('a click with Ctrl adds and removes single rows', () => {
    const two = toggle(only('a'), 'd');
    expect(chosen(two)).toBe('ad');
    expect(chosen(toggle(two, 'a'))).toBe('d');
  });

  test('a click with Shift takes the range, in both directions', () => {
    expect(chosen(extendTo(only('b'), order, 'd'))).toBe('bcd');
    expect(chosen(extendTo(only('d'), order, 'a'))).toBe('abcd');
  });

  test('a second click with Shift turns around the same anchor', () => {
    const down = extendTo(only('c'), order, 'e');
    expect(chosen(extendTo(down, order, 'a'))).toBe('abc');
  });

  test('a range whose anchor is gone starts anew', () => {
    expect(chosen(extendTo(only('gone'), order, 'b'))).toBe('b');
  });
});

describe('the keyboard', () => {
  test('the first step down stands on the first row, the first step up on the last', () => {
    expect(step(nothing, order, 1, false).cursor).toBe('a');
    expect(step(nothing, order, -1, false).cursor).toBe('e');
  });

  test('steps stop at both ends', () => {
    expect(step(only('e'), order, 1, false).cursor).toBe('e');
    expect(step(only('a'), order, -10, false).cursor).toBe('a');
  });

  test('moving alone keeps what is chosen', () => {
    const moved = step(only('a'), order, 2, false);
    expect(moved.cursor).toBe('c');
    expect(chosen(moved)).toBe('a');
  });

  test('Shift grows and shrinks the range', () => {
    const grown = step(step(only('b'), order, 1, true), order, 1, true);
    expect(chosen(grown)).toBe('bcd');
    expect(chosen(step(grown, order, -1, true))).toBe('bc');
  });

  test('all and none', () => {
    expect(chosen(all(only('b'), order))).toBe('abcde');
    const cleared = none(all(only('b'), order));
    expect(cleared.chosen.size).toBe(0);
    expect(cleared.cursor).toBe('b');
  });

  test('an empty list has nowhere to go', () => {
    expect(step(nothing, [], 1, true)).toBe(nothing);
  });
});

describe('a list that changes', () => {
  test('rows that left are forgotten', () => {
    const left = prune(all(only('b'), order), ['a', 'c']);
    expect(chosen(left)).toBe('ac');
    expect(left.cursor).toBeNull();
  });

  test('nothing changes when nothing left', () => {
    const selection = only('b');
    expect(prune(selection, order)).toBe(selection);
  });

  test('actions work on the chosen rows, else on the one under the cursor', () => {
    const rows = order.map((id) => ({ id }));
    expect(subjects(toggle(only('d'), 'b'), rows)).toEqual([{ id: 'b' }, { id: 'd' }]);
    expect(subjects(none(only('d')), rows)).toEqual([{ id: 'd' }]);
    expect(subjects(nothing, rows)).toEqual([]);
  });
});
