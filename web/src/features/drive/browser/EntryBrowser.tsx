import { type ReactNode, useCallback, useMemo, useState } from 'react';
import type { Entry } from '@/api/types';
import { text } from '@/text';
import { CollectionGrid } from '@/ui/collection/CollectionGrid';
import { CollectionList } from '@/ui/collection/CollectionList';
import type { DropRules, Point } from '@/ui/collection/types';
import { useCollection } from '@/ui/collection/useCollection';
import { useClipboard } from '../model/clipboard';
import type { Layout } from '../model/place';
import { useSpace } from '../space';
import classes from './browser.module.css';
import { entryColumns } from './columns';
import type { EntryCommands } from './commands';
import { EntryMenu } from './EntryMenu';
import { EntryTile } from './EntryTile';
import { SelectionBar } from './SelectionBar';
import type { Sorting } from './sorting';

interface EntryBrowserProps {
  entries: readonly Entry[];
  layout: Layout;
  sorting: Sorting | null;
  commands: EntryCommands;
  hasMore: boolean;
  onEndReached: () => void;
  /** Keys of the page around the list. */
  onKey: (event: KeyboardEvent) => boolean;
  drop?: DropRules<Entry>;
  /** What stands above the list while nothing is chosen. */
  toolbar: ReactNode;
  /** In place of the list when there are no entries. */
  empty: ReactNode;
}

/** Files and folders to look at, choose from and act on. */
export function EntryBrowser(props: EntryBrowserProps) {
  const { entries, commands, layout, sorting } = props;
  const [menu, setMenu] = useState<{ at: Point; entries: readonly Entry[] } | null>(null);
  const clipboard = useClipboard(useSpace().top);

  const collection = useCollection<Entry>({
    rows: entries,
    onOpen: commands.open,
    onMenu: (row) => openMenu(row, collection.cursorPoint()),
    onKey: (event, chosen) => props.onKey(event) || runEntryKey(event, chosen, commands),
  });

  const openMenu = (row: Entry, at: Point) => {
    const chosen = collection.selection.chosen.has(row.id) ? collection.chosen : [row];
    setMenu({ at, entries: chosen });
  };

  const onOpen = useCallback((entry: Entry) => commands.open(entry), [commands.open]);
  const columns = useMemo(() => entryColumns(sorting, onOpen), [sorting, onOpen]);
  const dimmed = useMemo(
    () => new Set(clipboard.state === 'cut' ? clipboard.entries.map((entry) => entry.id) : []),
    [clipboard],
  );

  const shared = {
    label: text.drive.rows,
    container: collection.container,
    rows: entries,
    selection: collection.selection,
    onSelection: collection.setSelection,
    onOpen: commands.open,
    onMenu: openMenu,
    actionsLabel: (entry: Entry) => text.drive.actionsFor(entry.name),
    selectLabel: (entry: Entry) => text.drive.select(entry.name),
    hasMore: props.hasMore,
    onEndReached: props.onEndReached,
    dimmed,
    ...(props.drop === undefined ? {} : { drop: props.drop }),
  };

  return (
    <div className={classes.browser}>
      <div className={classes.bar}>
        {collection.chosen.length > 0 ? (
          <SelectionBar
            entries={collection.chosen}
            commands={commands}
            onMore={(at) => setMenu({ at, entries: collection.chosen })}
            onClear={collection.clear}
          />
        ) : (
          props.toolbar
        )}
      </div>
      {entries.length === 0 ? (
        props.empty
      ) : layout === 'list' ? (
        <CollectionList {...shared} columns={columns} />
      ) : (
        <CollectionGrid
          {...shared}
          onPerLine={collection.onPerLine}
          tile={(entry) => <EntryTile entry={entry} onOpen={onOpen} />}
        />
      )}
      <EntryMenu
        open={menu}
        commands={commands}
        onClose={() => {
          setMenu(null);
          collection.focusList();
        }}
      />
    </div>
  );
}

/** Keys that act on the chosen entries. */
function runEntryKey(
  event: KeyboardEvent,
  entries: readonly Entry[],
  commands: EntryCommands,
): boolean {
  const [first] = entries;
  if (first === undefined) return false;
  const { change } = commands;
  const command = event.ctrlKey || event.metaKey;
  if (!command && !event.altKey && event.key === 'i') {
    commands.details(first, 'info');
    return true;
  }
  if (change === undefined || event.altKey) return false;
  if (!command) {
    if (event.key === 'Delete') change.trash(entries);
    else if (event.key === 'F2') change.rename(first);
    else return false;
    return true;
  }
  if (event.shiftKey) return false;
  if (event.key.toLowerCase() === 'x') change.cut(entries);
  else if (event.key.toLowerCase() === 'c') {
    // Copying words from the page stays possible.
    if (window.getSelection()?.isCollapsed === false) return false;
    change.copy(entries);
  } else return false;
  return true;
}
