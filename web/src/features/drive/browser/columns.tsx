import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Entry, SortKey } from '@/api/types';
import { formatBytes } from '@/format/bytes';
import { formatListDate, formatMoment } from '@/format/time';
import { text } from '@/text';
import type { Column } from '@/ui/collection/types';
import { FileIcon } from '@/ui/files/FileIcon';
import { useSpace } from '../space';
import classes from './browser.module.css';
import { SortMenu } from './SortMenu';
import type { Sorting } from './sorting';

/** The columns of a folder, or of search results when there is no `sorting`. */
export function entryColumns(
  sorting: Sorting | null,
  onOpen: (entry: Entry) => void,
): Column<Entry>[] {
  const name: Column<Entry> = {
    id: 'name',
    width: 'minmax(0, 1fr)',
    header: header('name', sorting),
    ...sortState('name', sorting),
    cell: (entry) => <NameCell entry={entry} onOpen={onOpen} />,
  };
  const size: Column<Entry> = {
    id: 'size',
    width: '6.5rem',
    from: 'medium',
    align: 'end',
    header: header('size', sorting),
    ...sortState('size', sorting),
    cell: (entry) => (entry.kind === 'folder' ? '' : formatBytes(entry.size)),
  };
  const modified: Column<Entry> = {
    id: 'modified',
    width: '8rem',
    from: 'medium',
    align: 'end',
    header: header('modified', sorting),
    ...sortState('modified', sorting),
    cell: (entry) => (
      <time dateTime={entry.modified_at} title={formatMoment(entry.modified_at)}>
        {formatListDate(entry.modified_at)}
      </time>
    ),
  };
  if (sorting !== null) return [name, size, modified];
  const where: Column<Entry> = {
    id: 'where',
    width: 'minmax(0, 0.5fr)',
    from: 'wide',
    header: text.drive.columns.where,
    cell: (entry) => <WhereCell entry={entry} />,
  };
  return [name, where, size, modified];
}

function sortState(key: SortKey, sorting: Sorting | null): Pick<Column<Entry>, 'sorted'> {
  if (sorting === null) return {};
  if (sorting.sort !== key) return { sorted: 'none' };
  return { sorted: sorting.order === 'asc' ? 'ascending' : 'descending' };
}

function header(key: SortKey, sorting: Sorting | null) {
  if (sorting === null) return text.drive.sort[key];
  const Arrow = sorting.order === 'asc' ? IconArrowUp : IconArrowDown;
  return (
    <>
      <button type="button" className={classes.sortButton} onClick={() => sorting.onSort(key)}>
        {text.drive.sort[key]}
        {sorting.sort === key ? <Arrow size={14} aria-hidden /> : null}
      </button>
      {/* A phone shows one column only, so its head offers every order. */}
      {key === 'name' ? <SortMenu {...sorting} className={classes.sortOnPhone} /> : null}
    </>
  );
}

function NameCell({ entry, onOpen }: { entry: Entry; onOpen: (entry: Entry) => void }) {
  return (
    <span className={classes.name}>
      <FileIcon entry={entry} />
      <span className={classes.nameText}>
        <EntryLink entry={entry} onOpen={onOpen} />
        <span className={classes.under}>
          {entry.kind === 'folder' ? text.drive.folder : formatBytes(entry.size)}
          {' · '}
          {formatListDate(entry.modified_at)}
        </span>
      </span>
    </span>
  );
}

/** A folder is a real link, so that it can be opened in a new tab. */
export function EntryLink({ entry, onOpen }: { entry: Entry; onOpen: (entry: Entry) => void }) {
  const space = useSpace();
  if (entry.kind === 'folder') {
    return (
      <Link
        to={space.address(entry.id)}
        className={classes.open}
        tabIndex={-1}
        draggable={false}
        title={entry.name}
      >
        {entry.name}
      </Link>
    );
  }
  return (
    <button
      type="button"
      className={classes.open}
      tabIndex={-1}
      title={entry.name}
      onClick={() => onOpen(entry)}
    >
      {entry.name}
    </button>
  );
}

function WhereCell({ entry }: { entry: Entry }) {
  const space = useSpace();
  const parent = entry.path.slice(0, entry.path.lastIndexOf('/'));
  return (
    <Link to={space.address(entry.folder)} className={classes.open} tabIndex={-1} draggable={false}>
      {parent === '' ? space.name : parent.slice(1)}
    </Link>
  );
}
