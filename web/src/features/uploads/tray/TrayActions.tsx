import { Button, Group } from '@mantine/core';
import { useEngine } from '../context';
import type { Totals } from '../model/totals';
import { words } from '../text';
import styles from './tray.module.css';

/** What can be done to all files at once; only what makes sense now is shown. */
export function TrayActions({ totals: { count } }: { totals: Totals }) {
  const engine = useEngine();
  const canPause = count.queued + count.uploading + count['waiting-for-network'] > 0;
  const unfinished = canPause || count.paused + count['needs-file'] > 0;
  const actions = [
    { show: canPause, label: words.pauseAll, run: () => engine.pauseAll() },
    { show: count.paused > 0, label: words.resumeAll, run: () => engine.resumeAll() },
    { show: count.failed > 0, label: words.retryFailed, run: () => engine.retryFailed() },
    { show: unfinished, label: words.cancelAll, run: () => engine.cancelAll() },
    {
      show: count.done + count.cancelled > 0,
      label: words.clearFinished,
      run: () => engine.clearFinished(),
    },
  ];
  return (
    <Group gap={4} className={styles.actions ?? ''}>
      {actions
        .filter(({ show }) => show)
        .map(({ label, run }) => (
          <Button key={label} size="compact-sm" variant="subtle" onClick={run}>
            {label}
          </Button>
        ))}
    </Group>
  );
}
