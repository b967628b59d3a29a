import { useSyncExternalStore } from 'react';
import type { Entry } from '@/api/types';

/** What was cut or copied, waiting for a folder. Lives as long as the page. */
export type Clipboard = { state: 'empty' } | { state: 'cut' | 'copied'; entries: readonly Entry[] };

let clipboard: Clipboard = { state: 'empty' };
const listeners = new Set<() => void>();

export function setClipboard(next: Clipboard): void {
  clipboard = next;
  for (const listener of listeners) listener();
}

export function useClipboard(): Clipboard {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => clipboard,
  );
}
