import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Institute, instituteQuery, type MyInstitute } from '@/api/institutes';
import { belongs } from '@/api/roles';
import { formatBytes } from '@/format/bytes';
import { text } from '@/text';
import { Page } from '@/ui/page/Page';
import { Section } from '@/ui/page/Section';
import { Trouble } from '@/ui/Trouble';
import classes from '../institute.module.css';
import { Brand } from './Brand';
import { Danger } from './Danger';
import { General } from './General';
import { Mail } from './Mail';
import { SignIn } from './SignIn';

const words = text.institute.settings;

interface SettingsPageProps {
  place: MyInstitute;
  /** The institute is gone; somewhere else is home now. */
  onDeleted: () => void;
}

export function SettingsPage({ place, onDeleted }: SettingsPageProps) {
  const query = useQuery(instituteQuery(place.id));
  const institute = query.data;
  return (
    <Page title={words.title}>
      {institute === undefined ? (
        query.isError ? (
          <Trouble error={query.error} onRetry={() => query.refetch()} />
        ) : (
          <div aria-busy="true" className={classes.cards}>
            <Skeleton height={260} radius="lg" />
            <Skeleton height={200} radius="lg" />
          </div>
        )
      ) : (
        <>
          <General institute={institute} />
          <Brand institute={institute} />
          <SignIn institute={institute.id} />
          <Mail institute={institute} />
          <Allowances institute={institute} />
          {belongs(place.role, 'owners') ? (
            <Danger institute={institute} onDeleted={onDeleted} />
          ) : null}
        </>
      )}
    </Page>
  );
}

function Allowances({ institute: { allowances } }: { institute: Institute }) {
  if (allowances === null) return null;
  const { limit, used } = allowances.library;
  return (
    <Section title={words.allowances} hint={words.allowancesHint}>
      <dl className={classes.facts}>
        <dt>{words.libraryLimit}</dt>
        <dd>{words.libraryUsed(formatBytes(used), formatBytes(limit))}</dd>
      </dl>
    </Section>
  );
}
