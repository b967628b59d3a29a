import { ActionIcon, Checkbox } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId } from 'react';
import { text } from '@/text';
import classes from './collection.module.css';
import { useRowGestures } from './gestures';
import { all, none } from './selection';
import type { CollectionProps, Column, Item } from './types';

const rowHeight = 52;

interface CollectionListProps<Row extends Item> extends CollectionProps<Row> {
  columns: readonly Column<Row>[];
}

/** A table that stays light with any number of rows: only those in sight exist. */
export function CollectionList<Row extends Item>(props: CollectionListProps<Row>) {
  const { rows, columns, selection, onSelection, hasMore, onEndReached } = props;
  const gestures = useRowGestures(props);
  const prefix = useId();

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => props.container.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: 44,
    scrollPaddingEnd: 8,
  });

  const cursorIndex = rows.findIndex((row) => row.id === selection.cursor);
  useEffect(() => {
    if (cursorIndex >= 0) virtual.scrollToIndex(cursorIndex, { align: 'auto' });
  }, [cursorIndex, virtual]);

  const shown = virtual.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && lastShown >= rows.length - 40) onEndReached();
  }, [hasMore, lastShown, rows.length, onEndReached]);

  const allChosen = rows.length > 0 && selection.chosen.size === rows.length;
  const tracks = gridTracks(columns);

  return (
    <div
      ref={props.container}
      className={classes.list}
      style={tracks}
      role="grid"
      aria-label={props.label}
      aria-multiselectable="true"
      aria-rowcount={hasMore ? -1 : rows.length + 1}
      aria-colcount={columns.length + 2}
      aria-activedescendant={cursorIndex >= 0 ? `${prefix}-${selection.cursor}` : undefined}
      tabIndex={0}
    >
      <div className={classes.head} role="row" aria-rowindex={1} tabIndex={-1}>
        <div role="columnheader" className={classes.check} tabIndex={-1}>
          <Checkbox
            aria-label={text.drive.selectAll}
            checked={allChosen}
            indeterminate={selection.chosen.size > 0 && !allChosen}
            onChange={() =>
              onSelection(
                allChosen
                  ? none(selection)
                  : all(
                      selection,
                      rows.map((row) => row.id),
                    ),
              )
            }
            size="xs"
          />
        </div>
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            tabIndex={-1}
            aria-sort={column.sorted}
            className={classes.cell}
            data-from={column.from}
            data-align={column.align}
          >
            {column.header}
          </div>
        ))}
        <div role="columnheader" className={classes.menu} tabIndex={-1}>
          <span className={classes.unseen}>{text.drive.columns.actions}</span>
        </div>
      </div>

      <div className={classes.body} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {shown.map((place) => {
          const row = rows[place.index];
          if (row === undefined) return null;
          return (
            <div
              key={row.id}
              id={`${prefix}-${row.id}`}
              role="row"
              tabIndex={-1}
              aria-rowindex={place.index + 2}
              aria-selected={selection.chosen.has(row.id)}
              className={classes.row}
              data-cursor={row.id === selection.cursor || undefined}
              data-dimmed={props.dimmed?.has(row.id) || undefined}
              data-drop={row.id === gestures.dropTarget || undefined}
              style={{ height: place.size, transform: `translateY(${place.start}px)` }}
              {...gestures.row(row)}
            >
              <div role="gridcell" className={classes.check} tabIndex={-1}>
                <Checkbox
                  aria-label={props.selectLabel(row)}
                  checked={selection.chosen.has(row.id)}
                  onChange={(event) =>
                    gestures.toggle(row, (event.nativeEvent as MouseEvent).shiftKey)
                  }
                  tabIndex={-1}
                  size="xs"
                />
              </div>
              {columns.map((column) => (
                <div
                  key={column.id}
                  role="gridcell"
                  tabIndex={-1}
                  className={classes.cell}
                  data-from={column.from}
                  data-align={column.align}
                >
                  {column.cell(row)}
                </div>
              ))}
              <div role="gridcell" className={classes.menu} tabIndex={-1}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  tabIndex={-1}
                  aria-label={props.actionsLabel(row)}
                  aria-haspopup="menu"
                  onClick={(event) => gestures.menuFromButton(row, event.currentTarget)}
                >
                  <IconDots size={18} aria-hidden />
                </ActionIcon>
              </div>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The column widths for each screen, as custom properties the style sheet picks from. */
function gridTracks<Row extends Item>(columns: readonly Column<Row>[]): Record<string, string> {
  const tracks = (shown: readonly Column<Row>[]) =>
    ['2.5rem', ...shown.map((column) => column.width), '2.75rem'].join(' ');
  return {
    '--tracks-narrow': tracks(columns.filter((column) => column.from === undefined)),
    '--tracks-medium': tracks(columns.filter((column) => column.from !== 'wide')),
    '--tracks-wide': tracks(columns),
  };
}
