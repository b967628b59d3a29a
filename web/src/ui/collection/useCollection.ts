import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { belongsToControl, usePageKeys, withCommand, withoutModifiers } from './keyboard';
import { all, none, nothing, prune, type Selection, step, subjects, toggle } from './selection';
import type { Item } from './types';

interface Options<Row extends Item> {
  rows: readonly Row[];
  onOpen: (row: Row) => void;
  /** Opens the actions of the selection beside the row under the cursor. */
  onMenu: (row: Row) => void;
  /** Further keys of the page; asked first. Answers whether it used the key. */
  onKey: (event: KeyboardEvent, chosen: readonly Row[]) => boolean;
}

let focusWasInList = false;

/** The selection of a list and everything the keyboard does with it. */
export function useCollection<Row extends Item>({ rows, onOpen, onMenu, onKey }: Options<Row>) {
  const [stored, setSelection] = useState<Selection>(nothing);
  const [perLine, setPerLine] = useState(1);
  const container = useRef<HTMLDivElement>(null);

  const order = useMemo(() => rows.map((row) => row.id), [rows]);
  const selection = useMemo(() => prune(stored, order), [stored, order]);
  const chosen = useMemo(
    () => rows.filter((row) => selection.chosen.has(row.id)),
    [rows, selection.chosen],
  );

  const focusList = useCallback(() => container.current?.focus({ preventScroll: true }), []);

  // Opening a folder replaces the list by another one; the focus moves along.
  const empty = rows.length === 0;
  useLayoutEffect(() => {
    if (empty) return;
    if (focusWasInList) focusList();
    focusWasInList = false;
    return () => {
      focusWasInList = container.current?.contains(document.activeElement) ?? false;
    };
  }, [empty, focusList]);

  const move = (by: number, event: KeyboardEvent) => {
    setSelection(step(selection, order, by, event.shiftKey));
    focusList();
    return true;
  };

  const act = (event: KeyboardEvent): boolean => {
    if (onKey(event, subjects(selection, rows))) return true;
    if (belongsToControl(event)) return false;
    const current = rows.find((row) => row.id === selection.cursor);

    if (withCommand(event)) {
      if (event.key.toLowerCase() !== 'a') return false;
      setSelection(all(selection, order));
      focusList();
      return true;
    }
    if (!withoutModifiers(event)) return false;

    switch (event.key) {
      case 'ArrowDown':
      case 'j':
      case 'J':
        return move(perLine, event);
      case 'ArrowUp':
      case 'k':
      case 'K':
        return move(-perLine, event);
      case 'ArrowRight':
        return perLine > 1 && move(1, event);
      case 'ArrowLeft':
        return perLine > 1 && move(-1, event);
      case 'PageDown':
        return move(perLine * 10, event);
      case 'PageUp':
        return move(-perLine * 10, event);
      case 'Home':
        return move(-order.length, event);
      case 'End':
        return move(order.length, event);
      case ' ':
      case 'x':
        if (current === undefined) return false;
        setSelection(toggle(selection, current.id));
        return true;
      case 'Enter':
        if (current === undefined) return false;
        onOpen(current);
        return true;
      case '.':
      case 'ContextMenu':
        if (current === undefined) return false;
        onMenu(current);
        return true;
      case 'F10':
        if (!event.shiftKey || current === undefined) return false;
        onMenu(current);
        return true;
      case 'Escape':
        if (selection.chosen.size === 0) return false;
        setSelection(none(selection));
        return true;
      default:
        return false;
    }
  };
  usePageKeys(act);

  /** Where the row under the cursor is drawn, for menus opened by the keyboard. */
  const cursorPoint = () => {
    const id = container.current?.getAttribute('aria-activedescendant');
    const box = id ? document.getElementById(id)?.getBoundingClientRect() : undefined;
    const whole = container.current?.getBoundingClientRect();
    const edge = box ?? whole;
    return { x: (edge?.left ?? 0) + 56, y: (edge?.top ?? 0) + 40 };
  };

  return {
    container,
    selection,
    setSelection,
    chosen,
    clear: () => setSelection(none(selection)),
    focusList,
    cursorPoint,
    onPerLine: setPerLine,
  };
}
