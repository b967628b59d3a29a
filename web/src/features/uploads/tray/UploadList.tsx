import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { Upload } from '../model/upload';
import { words } from '../text';
import styles from './tray.module.css';
import { UploadRow } from './UploadRow';

const ROW_PX = 64;

/** Draws only the rows in sight, so that ten thousand files scroll like ten. */
export function UploadList({ uploads }: { uploads: readonly Upload[] }) {
  const viewport = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count: uploads.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => uploads[index]?.id ?? index,
    overscan: 4,
  });
  return (
    <section
      ref={viewport}
      className={styles.viewport}
      aria-label={words.list}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard, and finished rows have no buttons
      tabIndex={0}
    >
      <ul className={styles.list} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const upload = uploads[index];
          return (
            upload && (
              <li
                key={key}
                className={styles.row}
                style={{ transform: `translateY(${start}px)` }}
                aria-setsize={uploads.length}
                aria-posinset={index + 1}
              >
                <UploadRow upload={upload} />
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}
