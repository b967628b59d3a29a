/**
 * Which rows are chosen, and where the keyboard stands. Pure: every gesture is a
 * function from one selection to the next, given the ids in the order shown.
 */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  /** The row the keyboard is on. */
  readonly cursor: string | null;
  /** Where a range with Shift begins. */
  readonly anchor: string | null;
}

export type Order = readonly string[];

export const nothing: Selection = { chosen: new Set(), cursor: null, anchor: null };

/** Just this row. */
export function only(id: string): Selection {
  return { chosen: new Set([id]), cursor: id, anchor: id };
}

/** In or out, leaving the others as they are. */
export function toggle(selection: Selection, id: string): Selection {
  const chosen = new Set(selection.chosen);
  if (!chosen.delete(id)) chosen.add(id);
  return { chosen, cursor: id, anchor: id };
}

/** Everything between the anchor and this row; the anchor stays. */
export function extendTo(selection: Selection, order: Order, id: string): Selection {
  const anchor = selection.anchor ?? selection.cursor ?? id;
  const from = order.indexOf(anchor);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return only(id);
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { chosen: new Set(range), cursor: id, anchor };
}

/** Stands on a row without choosing it. */
export function standOn(selection: Selection, id: string): Selection {
  return { ...selection, cursor: id, anchor: id };
}

/**
 * A step with the arrow keys. `extend` (Shift) chooses the range on the way;
 * without it only the cursor moves, so that Space can gather single rows.
 */
export function step(selection: Selection, order: Order, by: number, extend: boolean): Selection {
  if (order.length === 0) return selection;
  const now = selection.cursor === null ? -1 : order.indexOf(selection.cursor);
  const next = now < 0 ? (by > 0 ? 0 : order.length - 1) : clamp(now + by, order.length - 1);
  const id = order[next];
  if (id === undefined) return selection;
  return extend ? extendTo(selection, order, id) : standOn(selection, id);
}

export function all(selection: Selection, order: Order): Selection {
  return { ...selection, chosen: new Set(order) };
}

/** Nothing chosen; the cursor stays where it was. */
export function none(selection: Selection): Selection {
  return { chosen: new Set(), cursor: selection.cursor, anchor: selection.cursor };
}

/** Forgets rows that are no longer shown. Returns the same object if nothing changed. */
export function prune(selection: Selection, order: Order): Selection {
  const shown = new Set(order);
  const kept = [...selection.chosen].filter((id) => shown.has(id));
  const cursor = keep(selection.cursor, shown);
  const anchor = keep(selection.anchor, shown);
  const same =
    kept.length === selection.chosen.size &&
    cursor === selection.cursor &&
    anchor === selection.anchor;
  return same ? selection : { chosen: new Set(kept), cursor, anchor };
}

/** What an action works on: the chosen rows, or the one under the cursor. */
export function subjects<Item extends { id: string }>(
  selection: Selection,
  items: readonly Item[],
): Item[] {
  if (selection.chosen.size > 0) return items.filter((item) => selection.chosen.has(item.id));
  return items.filter((item) => item.id === selection.cursor);
}

function clamp(index: number, last: number): number {
  return Math.max(0, Math.min(last, index));
}

function keep(id: string | null, shown: ReadonlySet<string>): string | null {
  return id !== null && shown.has(id) ? id : null;
}
