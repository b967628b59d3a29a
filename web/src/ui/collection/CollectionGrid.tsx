import { ActionIcon, Checkbox } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconDots } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useId } from 'react';
import classes from './collection.module.css';
import { useRowGestures } from './gestures';
import type { CollectionProps, Item } from './types';

const narrowestTile = 152;
const tileHeight = 196;
const gap = 12;

interface CollectionGridProps<Row extends Item> extends CollectionProps<Row> {
  tile: (row: Row) => ReactNode;
  /** Told whenever the width changes, so that the up and down keys know the step. */
  onPerLine: (tiles: number) => void;
}

/** Tiles in lines, virtual like the list. */
export function CollectionGrid<Row extends Item>(props: CollectionGridProps<Row>) {
  const { rows, selection, hasMore, onEndReached, onPerLine } = props;
  const gestures = useRowGestures(props);
  const prefix = useId();
  const { ref: measured, width } = useElementSize();

  const perLine = Math.max(2, Math.floor((width + gap) / (narrowestTile + gap)));
  useEffect(() => onPerLine(perLine), [onPerLine, perLine]);
  const lines = Math.ceil(rows.length / perLine);

  const virtual = useVirtualizer({
    count: lines,
    getScrollElement: () => props.container.current,
    estimateSize: () => tileHeight + gap,
    overscan: 3,
    scrollPaddingStart: 12,
    scrollPaddingEnd: 12,
  });

  const cursorIndex = rows.findIndex((row) => row.id === selection.cursor);
  useEffect(() => {
    if (cursorIndex >= 0) {
      virtual.scrollToIndex(Math.floor(cursorIndex / perLine), { align: 'auto' });
    }
  }, [cursorIndex, perLine, virtual]);

  const shown = virtual.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && lastShown >= lines - 6) onEndReached();
  }, [hasMore, lastShown, lines, onEndReached]);

  return (
    <div
      ref={props.container}
      className={classes.tiles}
      role="grid"
      aria-label={props.label}
      aria-multiselectable="true"
      aria-rowcount={hasMore ? -1 : lines}
      aria-activedescendant={cursorIndex >= 0 ? `${prefix}-${selection.cursor}` : undefined}
      tabIndex={0}
    >
      <div
        ref={measured}
        className={classes.body}
        role="rowgroup"
        style={{ height: virtual.getTotalSize() }}
      >
        {shown.map((line) => (
          <div
            key={line.key}
            role="row"
            tabIndex={-1}
            aria-rowindex={line.index + 1}
            className={classes.line}
            style={{
              height: tileHeight,
              transform: `translateY(${line.start}px)`,
              gridTemplateColumns: `repeat(${perLine}, minmax(0, 1fr))`,
            }}
          >
            {rows.slice(line.index * perLine, (line.index + 1) * perLine).map((row) => (
              <div
                key={row.id}
                id={`${prefix}-${row.id}`}
                role="gridcell"
                tabIndex={-1}
                aria-selected={selection.chosen.has(row.id)}
                className={classes.tile}
                data-cursor={row.id === selection.cursor || undefined}
                data-dimmed={props.dimmed?.has(row.id) || undefined}
                data-drop={row.id === gestures.dropTarget || undefined}
                {...gestures.row(row)}
              >
                {props.tile(row)}
                <div className={classes.tileCheck}>
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
                <div className={classes.tileMenu}>
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
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
