import { Progress, Text } from '@mantine/core';
import { memo } from 'react';
import { useEngine } from '../context';
import { sentBytes, type Upload } from '../model/upload';
import { words } from '../text';
import { RowActions } from './RowActions';
import { StateIcon } from './StateIcon';
import { statusLine } from './status_line';
import styles from './tray.module.css';
import { useFolderName } from './use_folder_name';

/** One file: what it is, where it goes, how far it is, what can be done. */
export const UploadRow = memo(function UploadRow({ upload }: { upload: Upload }) {
  const engine = useEngine();
  const { name, state, size } = upload;
  const line = statusLine(upload, engine.handleOf(upload.id) !== null);
  const showsBar = state.is === 'uploading' || state.is === 'paused' || state.is === 'verifying';
  return (
    <>
      <StateIcon state={state} />
      <div className={styles.words} data-state={state.is}>
        <Text size="sm" truncate title={upload.destination.relativePath}>
          {name}
          <FolderName upload={upload} />
        </Text>
        <Text
          size="xs"
          c={state.is === 'failed' ? 'var(--danger)' : 'dimmed'}
          truncate
          title={line}
          className="numbers"
        >
          {line}
        </Text>
        {showsBar && (
          <Progress
            size={3}
            mt={4}
            value={size === 0 ? 100 : (sentBytes(upload) / size) * 100}
            aria-label={words.progress(name)}
          />
        )}
      </div>
      <RowActions upload={upload} />
    </>
  );
});

function FolderName({ upload: { destination } }: { upload: Upload }) {
  const below = destination.relativePath.split('/').slice(0, -1).join(' / ');
  const base = useFolderName(destination.folder);
  const where = [base, below].filter((part) => part !== '').join(' / ');
  return (
    <Text component="span" size="xs" c="dimmed" ml={6}>
      {where}
    </Text>
  );
}
