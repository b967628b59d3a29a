import { useState } from 'react';
import { contentAddress } from '@/api/calls';
import type { Entry } from '@/api/types';
import { NoPreview } from './NoPreview';
import styles from './preview.module.css';
import { words } from './words';

/** Audio and video: the browser asks the server for just the ranges it plays. */
export function MediaView({ entry, kind }: { entry: Entry; kind: 'audio' | 'video' }) {
  const [broken, setBroken] = useState(false);
  if (broken) return <NoPreview entry={entry} hint={words.brokenHint} />;
  const Player = kind;
  return (
    <div className={styles.center}>
      <Player
        className={styles[kind]}
        src={contentAddress(entry.id, { version: entry.version })}
        aria-label={entry.name}
        preload="metadata"
        controls
        playsInline={kind === 'video' ? true : undefined}
        onError={() => setBroken(true)}
      />
    </div>
  );
}
