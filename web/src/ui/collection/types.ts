import type { ReactNode, RefObject } from 'react';
import type { Selection } from './selection';

export interface Item {
  readonly id: string;
  readonly name: string;
}

export interface Column<Row extends Item> {
  id: string;
  header: ReactNode;
  /** For `aria-sort`; absent on columns that cannot be sorted by. */
  sorted?: 'ascending' | 'descending' | 'none';
  /** Hidden on narrow screens in this order: "wide" first, then "medium". */
  from?: 'medium' | 'wide';
  /** A CSS grid track, such as `minmax(0, 1fr)`. */
  width: string;
  align?: 'end';
  cell: (row: Row) => ReactNode;
}

/** A place in the list that takes dropped files or dragged rows. */
export interface DropRules<Row extends Item> {
  accepts: (row: Row, transfer: DataTransfer) => boolean;
  drop: (row: Row, transfer: DataTransfer) => void;
  /** Puts the dragged rows into the transfer. */
  drag: (row: Row, transfer: DataTransfer) => void;
}

export interface CollectionProps<Row extends Item> {
  label: string;
  /** The scrolling element, which holds the keyboard focus. */
  container: RefObject<HTMLDivElement | null>;
  rows: readonly Row[];
  selection: Selection;
  onSelection: (next: Selection) => void;
  onOpen: (row: Row) => void;
  /** Opens the actions of a row (or of the selection it belongs to) at a point of the window. */
  onMenu: (row: Row, at: Point) => void;
  actionsLabel: (row: Row) => string;
  selectLabel: (row: Row) => string;
  hasMore: boolean;
  onEndReached: () => void;
  dimmed?: ReadonlySet<string>;
  drop?: DropRules<Row>;
}

export interface Point {
  x: number;
  y: number;
}
