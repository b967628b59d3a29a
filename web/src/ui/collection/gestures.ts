import type { DragEvent, MouseEvent } from 'react';
import { useState } from 'react';
import { extendTo, only, standOn, toggle } from './selection';
import type { CollectionProps, Item, Point } from './types';

/** A finger has no Shift key: tapping opens, and gathers once something is chosen. */
function isTouch(event: MouseEvent): boolean {
  return (event.nativeEvent as PointerEvent).pointerType === 'touch';
}

/** What clicks, menus and drags on one row or tile mean, the same in both layouts. */
export function useRowGestures<Row extends Item>(props: CollectionProps<Row>) {
  const { selection, onSelection, onOpen, onMenu, drop, rows } = props;
  const [dropTarget, setDropTarget] = useState<string | null>(null);

  const click = (row: Row, event: MouseEvent) => {
    if ((event.target as HTMLElement).closest('a, button, input, label') !== null) return;
    if (isTouch(event)) {
      if (selection.chosen.size > 0) onSelection(toggle(selection, row.id));
      else onOpen(row);
      return;
    }
    if (event.shiftKey) {
      const order = rows.map((other) => other.id);
      onSelection(extendTo(selection, order, row.id));
    } else if (event.ctrlKey || event.metaKey) onSelection(toggle(selection, row.id));
    else onSelection(only(row.id));
  };

  const menu = (row: Row, at: Point) => {
    onSelection(selection.chosen.has(row.id) ? standOn(selection, row.id) : only(row.id));
    onMenu(row, at);
  };

  return {
    dropTarget,
    menuFromButton: (row: Row, button: HTMLElement) => {
      const box = button.getBoundingClientRect();
      menu(row, { x: box.right, y: box.bottom });
    },
    toggle: (row: Row, withShift: boolean) => {
      const order = rows.map((other) => other.id);
      onSelection(withShift ? extendTo(selection, order, row.id) : toggle(selection, row.id));
    },
    row: (row: Row) => ({
      onClick: (event: MouseEvent) => click(row, event),
      onDoubleClick: (event: MouseEvent) => {
        if ((event.target as HTMLElement).closest('a, button, input, label') === null) onOpen(row);
      },
      onContextMenu: (event: MouseEvent) => {
        event.preventDefault();
        menu(row, { x: event.clientX, y: event.clientY });
      },
      ...(drop === undefined
        ? {}
        : {
            draggable: true,
            onDragStart: (event: DragEvent) => drop.drag(row, event.dataTransfer),
            onDragOver: (event: DragEvent) => {
              if (!drop.accepts(row, event.dataTransfer)) return;
              event.preventDefault();
              setDropTarget(row.id);
            },
            onDragLeave: () => setDropTarget((now) => (now === row.id ? null : now)),
            onDrop: (event: DragEvent) => {
              setDropTarget(null);
              if (!drop.accepts(row, event.dataTransfer)) return;
              event.preventDefault();
              event.stopPropagation();
              drop.drop(row, event.dataTransfer);
            },
          }),
    }),
  };
}
