import { Anchor, Button, Text } from '@mantine/core';
import { IconDownload, IconFileSpreadsheet, IconUpload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type DragEvent, useRef, useState } from 'react';
import { sentence } from '@/api/problem';
import { saveAddress } from '@/format/csv';
import { text } from '@/text';
import { Page } from '@/ui/page/Page';
import { Steps } from '@/ui/Steps';
import { mostBytes, startImport, templateAddress } from './api';
import classes from './import.module.css';

const words = text.imports;

interface ImportPageProps {
  institute: string;
  /** An import has begun; its own page goes on from here. */
  onStarted: (id: string) => void;
}

/** The beginning of an import: one file, chosen or dropped. */
export function ImportPage({ institute, onStarted }: ImportPageProps) {
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const starting = useMutation({
    mutationFn: (file: File) => startImport(institute, file),
    onSuccess: ({ id }) => onStarted(id),
  });

  const take = (files: FileList | null) => {
    const why = trouble(files);
    setRefused(why);
    const [file] = files ?? [];
    if (why === null && file !== undefined) starting.mutate(file);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  const problem = refused ?? (starting.isError ? sentence(starting.error) : null);

  return (
    <Page
      title={words.title}
      intro={words.intro}
      shape="narrow"
      actions={
        <Anchor component={Link} to={`/i/${institute}/people`} size="sm">
          {words.back}
        </Anchor>
      }
    >
      <Steps labels={words.steps} active={0} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same for keys. */}
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <IconFileSpreadsheet size={44} stroke={1.4} aria-hidden />
        <Text fw={600}>{words.drop}</Text>
        <Text size="sm" c="dimmed">
          {words.dropHint}
        </Text>
        <input
          ref={picker}
          type="file"
          accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          aria-label={words.choose}
          tabIndex={-1}
          className={classes.unseen}
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
        <Button
          leftSection={<IconUpload size={18} aria-hidden />}
          loading={starting.isPending}
          onClick={() => picker.current?.click()}
        >
          {words.choose}
        </Button>
        <div role="status">
          {starting.isPending ? (
            <Text size="sm">{words.uploading(starting.variables.name)}</Text>
          ) : null}
        </div>
        {problem === null ? null : (
          <Text size="sm" role="alert" className={classes.bad}>
            {problem}
          </Text>
        )}
      </div>

      <div className={classes.help}>
        <div>
          <Text fw={600} size="sm">
            {words.columns}
          </Text>
          <Text size="sm" c="dimmed">
            {words.columnsHint} {words.templateHint}
          </Text>
        </div>
        <Button
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
          onClick={() => saveAddress(templateAddress(institute))}
        >
          {words.template}
        </Button>
      </div>
    </Page>
  );
}

/** Why these files cannot be sent, as a sentence; null when they can. */
function trouble(files: FileList | null): string | null {
  const [file] = files ?? [];
  if (file === undefined) return null;
  if (files?.length !== 1 || !/\.(csv|xlsx)$/i.test(file.name)) return words.notAFile;
  return file.size > mostBytes ? words.tooLarge : null;
}
