import { Button, Group, Loader, SegmentedControl, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { saveText } from '@/format/csv';
import { text } from '@/text';
import { notifyProblem } from '@/ui/notify';
import { Trouble } from '@/ui/Trouble';
import type { Import, ImportRow } from './api';
import classes from './import.module.css';
import { fixOf, problemsCsv } from './problems';
import { rowsQuery } from './queries';

const words = text.imports;

/** The rows of the file with what is wrong in each, the bad ones first of all. */
export function Rows({ institute, run }: { institute: string; run: Import }) {
  const [onlyBad, setOnlyBad] = useState(run.bad > 0);
  const query = useInfiniteQuery(rowsQuery(institute, run.id, onlyBad));
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const downloading = useMutation({
    mutationFn: () => problemsCsv(institute, run.id),
    onSuccess: (table) => saveText(`${run.name.replace(/\.\w+$/, '')}-problems.csv`, table),
    onError: notifyProblem,
  });

  return (
    <section aria-label={words.rows} className={classes.rowsSection}>
      {run.bad === 0 ? null : (
        <Group justify="space-between">
          <SegmentedControl
            aria-label={words.show}
            value={onlyBad ? 'bad' : 'all'}
            onChange={(value) => setOnlyBad(value === 'bad')}
            data={[
              { value: 'bad', label: words.onlyBad },
              { value: 'all', label: words.everyRow },
            ]}
          />
          <Button
            variant="default"
            size="sm"
            leftSection={<IconDownload size={18} aria-hidden />}
            loading={downloading.isPending}
            onClick={() => downloading.mutate()}
          >
            {words.problemsCsv}
          </Button>
        </Group>
      )}
      {query.isError ? <Trouble error={query.error} onRetry={() => query.refetch()} /> : null}
      {query.isPending ? <Loader size="sm" /> : null}
      <ul className={classes.rows}>
        {rows.map((row) => (
          <Row key={row.row} row={row} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => query.fetchNextPage()}
          w="fit-content"
        >
          {words.loadMore}
        </Button>
      ) : null}
    </section>
  );
}

function Row({ row: { row, name, email, problems } }: { row: ImportRow }) {
  return (
    <li>
      <span className={classes.number}>
        <span className={classes.unseen}>{words.row} </span>
        {row}
      </span>
      <div className={classes.rowText}>
        <Text size="sm" fw={500}>
          {name === '' ? text.person.none : name} <span className={classes.email}>{email}</span>
        </Text>
        {problems.length === 0 ? (
          <Text size="xs" c="dimmed">
            {words.fine}
          </Text>
        ) : (
          <ul className={classes.problems}>
            {problems.map(({ column, code, message }) => (
              <li key={`${column} ${code}`}>
                <strong>{words.column(column)}:</strong> {message} {fixOf(code)}
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}
