import { Anchor, Button, Checkbox, Group, Progress, Skeleton, Text } from '@mantine/core';
import { IconCircleCheck, IconFileAlert } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { keys } from '@/api/keys';
import { text } from '@/text';
import { Confirm } from '@/ui/Confirm';
import { EmptyState } from '@/ui/EmptyState';
import { Notice } from '@/ui/Notice';
import { notifyDone, notifyProblem } from '@/ui/notify';
import { Page } from '@/ui/page/Page';
import { Steps } from '@/ui/Steps';
import { Trouble } from '@/ui/Trouble';
import { confirmImport, discardImport, type Import } from './api';
import classes from './import.module.css';
import { importQuery } from './queries';
import { Rows } from './Rows';

const words = text.imports;

interface ImportRunPageProps {
  institute: string;
  id: string;
}

/** One import from reading to done. Its address can be left and opened again. */
export function ImportRunPage({ institute, id }: ImportRunPageProps) {
  const query = useQuery(importQuery(institute, id));
  const run = query.data;
  const client = useQueryClient();

  const state = run?.state;
  useEffect(() => {
    if (state === 'done') void client.invalidateQueries({ queryKey: keys.people(institute) });
  }, [state, client, institute]);

  return (
    <Page
      title={run?.name ?? words.title}
      actions={
        <Anchor component={Link} to={`/i/${institute}/people`} size="sm">
          {words.back}
        </Anchor>
      }
    >
      <Steps labels={words.steps} active={state === 'done' ? 2 : 1} />
      {run === undefined ? (
        query.isError ? (
          <Trouble error={query.error} onRetry={() => query.refetch()} />
        ) : (
          <Skeleton height={120} radius="lg" />
        )
      ) : (
        <Run institute={institute} run={run} />
      )}
    </Page>
  );
}

function Run({ institute, run }: { institute: string; run: Import }) {
  switch (run.state) {
    case 'reading':
      return (
        <Working
          title={words.reading}
          hint={words.readingHint}
          said={words.total(run.total)}
          share={null}
        />
      );
    case 'checked':
      return <Checked institute={institute} run={run} />;
    case 'applying':
      return (
        <Working
          title={words.applyingTitle}
          hint={words.readingHint}
          said={words.applying(run.done, run.good)}
          share={run.good === 0 ? 0 : (run.done / run.good) * 100}
        />
      );
    case 'done':
      return (
        <EmptyState
          icon={<IconCircleCheck size={40} stroke={1.5} />}
          title={words.doneTitle(run.done)}
          hint={run.bad === 0 ? words.doneHint : `${words.doneHint} ${words.doneBad(run.bad)}`}
        >
          <Button component={Link} to={`/i/${institute}/people`}>
            {words.toPeople}
          </Button>
          <Button variant="default" component={Link} to={`/i/${institute}/people/import`}>
            {words.again}
          </Button>
        </EmptyState>
      );
    case 'failed':
      return (
        <EmptyState
          icon={<IconFileAlert size={40} stroke={1.5} />}
          title={words.failedTitle}
          hint={`${run.problem ?? ''} ${words.failedHint}`.trim()}
        >
          <Button component={Link} to={`/i/${institute}/people/import`}>
            {words.again}
          </Button>
        </EmptyState>
      );
  }
}

interface WorkingProps {
  title: string;
  hint: string;
  said: string;
  /** Percent; null when nobody can know. */
  share: number | null;
}

function Working({ title, hint, said, share }: WorkingProps) {
  return (
    <div className={classes.panel} role="status">
      <Text fw={600}>{title}</Text>
      <Progress
        value={share ?? 100}
        animated={share === null}
        aria-label={title}
        size="lg"
        radius="xl"
      />
      <Text size="sm" className="numbers">
        {said}
      </Text>
      <Text size="sm" c="dimmed">
        {hint}
      </Text>
    </div>
  );
}

/** The dry run: what would happen, what would not, and the two ways from here. */
function Checked({ institute, run }: { institute: string; run: Import }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [sendNow, setSendNow] = useState(true);
  const [discarding, setDiscarding] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: keys.imports(institute) });
  const confirming = useMutation({
    mutationFn: () => confirmImport(institute, run.id, sendNow),
    onError: notifyProblem,
    onSettled: refresh,
  });
  const throwing = useMutation({
    mutationFn: () => discardImport(institute, run.id),
    onSuccess: () => {
      notifyDone(words.discarded);
      void navigate({ to: `/i/${institute}/people/import` });
    },
    onError: notifyProblem,
    onSettled: () => setDiscarding(false),
  });
  return (
    <>
      <section className={classes.panel} aria-label={words.resultTitle}>
        <div className={classes.counts} role="status">
          <span data-tone="good">
            <IconCircleCheck size={20} aria-hidden />
            {words.good(run.good)}
          </span>
          <span data-tone={run.bad === 0 ? 'good' : 'bad'}>
            {run.bad === 0 ? (
              <IconCircleCheck size={20} aria-hidden />
            ) : (
              <IconFileAlert size={20} aria-hidden />
            )}
            {words.bad(run.bad)}
          </span>
        </div>
        <Text size="sm" c="dimmed">
          {words.nothingYet} {run.good === 0 ? words.allBad : run.bad > 0 ? words.badStay : ''}
        </Text>
        {run.good === 0 ? null : (
          <Checkbox
            checked={sendNow}
            onChange={(event) => setSendNow(event.currentTarget.checked)}
            label={words.sendNow}
            description={words.sendNowHint}
          />
        )}
        <Group>
          {run.good === 0 ? null : (
            <Button loading={confirming.isPending} onClick={() => confirming.mutate()}>
              {words.confirm(run.good)}
            </Button>
          )}
          <Button variant="default" onClick={() => setDiscarding(true)}>
            {words.discard}
          </Button>
        </Group>
      </section>
      {run.total === 0 ? (
        <Notice tone="warning">{words.allBad}</Notice>
      ) : (
        <Rows institute={institute} run={run} />
      )}
      <Confirm
        opened={discarding}
        title={words.discardTitle}
        confirm={words.discard}
        busy={throwing.isPending}
        onConfirm={() => throwing.mutate()}
        onClose={() => setDiscarding(false)}
      >
        {words.discardHint}
      </Confirm>
    </>
  );
}
