import { Button, Menu, Skeleton, Text } from '@mantine/core';
import {
  IconDownload,
  IconFileImport,
  IconUserPlus,
  IconUserSearch,
  IconUsers,
} from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import type { MyInstitute } from '@/api/institutes';
import { belongs, grantable } from '@/api/roles';
import { saveAddress } from '@/format/csv';
import { text } from '@/text';
import { CollectionList } from '@/ui/collection/CollectionList';
import type { Point } from '@/ui/collection/types';
import { useCollection } from '@/ui/collection/useCollection';
import { EmptyState } from '@/ui/EmptyState';
import { Page } from '@/ui/page/Page';
import { Trouble } from '@/ui/Trouble';
import { peopleCsvAddress } from './api';
import { BulkBar } from './directory/BulkBar';
import { columns, type PersonRow } from './directory/columns';
import { Filters } from './directory/Filters';
import { Joined } from './directory/Joined';
import { PeopleMenu } from './directory/PeopleMenu';
import { useBulk } from './directory/useBulk';
import { InviteDialog } from './invite/InviteDialog';
import type { PeoplePlace } from './model/place';
import classes from './people.module.css';
import { PersonDrawer } from './person/PersonDrawer';
import { peopleQuery } from './queries';

const words = text.directory;
const icon = { size: 18, 'aria-hidden': true } as const;

interface PeoplePageProps {
  institute: MyInstitute;
  place: PeoplePlace;
  onPlace: (patch: PeoplePlace, how?: 'step' | 'replace') => void;
}

/** Everybody in an institute: found while typing, gathered, and changed together. */
export function PeoplePage({ institute, place, onPlace }: PeoplePageProps) {
  const { q, role, state } = place;
  const query = useInfiniteQuery(peopleQuery(institute.id, { q, role, state }));
  const pages = query.data?.pages;
  const rows: PersonRow[] = useMemo(
    () => pages?.flatMap((page) => page.items.map((one) => ({ ...one, id: one.member }))) ?? [],
    [pages],
  );
  const [inviting, setInviting] = useState(false);
  const [menu, setMenu] = useState<{ at: Point; rows: readonly PersonRow[] } | null>(null);
  const bulk = useBulk(institute);
  const mayManage = belongs(institute.role, 'managers');
  const mayInvite = grantable(institute.role).length > 0;

  const open = (row: PersonRow) => onPlace({ person: row.member }, 'step');
  const openMenu = (row: PersonRow, at: Point) =>
    setMenu({ at, rows: collection.selection.chosen.has(row.id) ? collection.chosen : [row] });
  const collection = useCollection<PersonRow>({
    rows,
    onOpen: open,
    onMenu: (row) => openMenu(row, collection.cursorPoint()),
    onKey: () => false,
  });

  const { fetchNextPage, isFetchingNextPage } = query;
  const onEndReached = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);

  const filtered = q !== undefined || role !== undefined || state !== undefined;
  const clearFilters = () => onPlace({ q: undefined, role: undefined, state: undefined });

  const actions = (
    <>
      {belongs(institute.role, 'office') ? (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <Button variant="default">{words.more}</Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              component={Link}
              to={`/i/${institute.id}/people/import`}
              leftSection={<IconFileImport {...icon} />}
            >
              {words.import}
            </Menu.Item>
            {mayManage ? (
              <Menu.Item
                leftSection={<IconDownload {...icon} />}
                onClick={() => saveAddress(peopleCsvAddress(institute.id))}
              >
                {words.export}
              </Menu.Item>
            ) : null}
          </Menu.Dropdown>
        </Menu>
      ) : null}
      {mayInvite ? (
        <Button leftSection={<IconUserPlus {...icon} />} onClick={() => setInviting(true)}>
          {words.invite}
        </Button>
      ) : null}
    </>
  );

  return (
    <Page title={words.title} shape="list" actions={actions}>
      <Joined
        institute={institute.id}
        onMissing={() => onPlace({ state: 'invited', q: undefined, role: undefined })}
      />
      <Filters place={place} onPlace={onPlace} />
      {query.isError && rows.length === 0 ? (
        <Trouble error={query.error} onRetry={() => query.refetch()} />
      ) : rows.length === 0 ? (
        query.isPending ? (
          <LoadingRows />
        ) : filtered ? (
          <EmptyState
            icon={<IconUserSearch size={40} stroke={1.5} />}
            title={words.noneTitle}
            hint={words.none}
          >
            <Button variant="default" onClick={clearFilters}>
              {words.clearFilters}
            </Button>
          </EmptyState>
        ) : (
          <EmptyState
            icon={<IconUsers size={40} stroke={1.5} />}
            title={words.emptyTitle}
            hint={words.empty}
          >
            {mayInvite ? <Button onClick={() => setInviting(true)}>{words.invite}</Button> : null}
          </EmptyState>
        )
      ) : (
        <>
          <div className={classes.bar}>
            {collection.chosen.length === 0 ? (
              <Text size="sm" c="dimmed" className="numbers" aria-live="polite">
                {words.loaded(rows.length, query.hasNextPage)}
              </Text>
            ) : (
              <BulkBar
                rows={collection.chosen}
                mayManage={mayManage}
                bulk={bulk}
                onClear={collection.clear}
              />
            )}
          </div>
          <CollectionList
            label={words.rows}
            container={collection.container}
            rows={rows}
            columns={columns}
            selection={collection.selection}
            onSelection={collection.setSelection}
            onOpen={open}
            onMenu={openMenu}
            actionsLabel={(row) => words.actionsFor(row.name)}
            selectLabel={(row) => words.select(row.name)}
            hasMore={query.hasNextPage}
            onEndReached={onEndReached}
          />
        </>
      )}

      <PeopleMenu
        menu={menu}
        mayManage={mayManage}
        bulk={bulk}
        onOpen={open}
        onClose={() => {
          setMenu(null);
          collection.focusList();
        }}
      />
      {bulk.dialogs}
      {inviting ? <InviteDialog institute={institute} onClose={() => setInviting(false)} /> : null}
      {place.person === undefined ? null : (
        <PersonDrawer
          key={place.person}
          institute={institute}
          member={place.person}
          bulk={bulk}
          onClose={() => onPlace({ person: undefined })}
        />
      )}
    </Page>
  );
}

function LoadingRows() {
  return (
    <div className={classes.loading} aria-busy="true">
      {['75%', '55%', '68%', '40%', '60%', '50%'].map((width) => (
        <Skeleton key={width} height={18} width={width} />
      ))}
    </div>
  );
}
