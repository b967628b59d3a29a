import { Button, Group, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Entry } from '@/api/types';
import { formatBytes } from '@/format/bytes';
import { formatMoment } from '@/format/time';
import { text } from '@/text';
import { locale } from '@/text/language';
import { CopyText } from '@/ui/CopyText';
import { download } from '../browser/download';
import { useSpace } from '../space';
import classes from './details.module.css';

const exactBytes = new Intl.NumberFormat(locale);

export function InfoTab({ entry }: { entry: Entry }) {
  const words = text.drive.details;
  const space = useSpace();
  const parent = entry.path.slice(1, Math.max(1, entry.path.lastIndexOf('/')));
  const isFile = entry.kind === 'file';
  return (
    <Stack gap="lg">
      <dl className={classes.facts}>
        {isFile ? (
          <Fact label={words.size}>
            <span title={`${exactBytes.format(entry.size)} B`}>{formatBytes(entry.size)}</span>
          </Fact>
        ) : null}
        <Fact label={words.kind}>
          {isFile ? (entry.media_type ?? text.common.unknown) : text.drive.folder}
        </Fact>
        <Fact label={words.where}>
          <Link to={space.address(entry.folder)}>{parent === '' ? space.name : parent}</Link>
        </Fact>
        <Fact label={words.modified}>{formatMoment(entry.modified_at)}</Fact>
        <Fact label={words.created}>{formatMoment(entry.created_at)}</Fact>
        {isFile ? (
          <Fact label={words.version}>{words.versionOf(entry.version, entry.versions)}</Fact>
        ) : null}
      </dl>

      {entry.sha256 === null ? null : (
        <div>
          <Group justify="space-between" wrap="nowrap">
            <span className={classes.label}>{words.sha256}</span>
            <CopyText value={entry.sha256} label={words.copySha256} />
          </Group>
          <code className={classes.digest}>{entry.sha256}</code>
          <p className={classes.hint}>{words.sha256Hint}</p>
        </div>
      )}

      <Button
        variant="light"
        leftSection={<IconDownload size={18} aria-hidden />}
        onClick={() => download([entry])}
      >
        {isFile ? text.drive.actions.download : text.drive.actions.downloadZip}
      </Button>
    </Stack>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
