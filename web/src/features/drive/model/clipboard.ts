import { useSyncExternalStore } from 'react';
import type { FolderName } from '@/api/folders';
import type { Entry } from '@/api/types';

/** What was cut or copied, waiting for a folder. Lives as long as the page. */
export type Clipboard = { state: 'empty' } | Cut;

interface Cut {
  state: 'cut' | 'copied';
  /** The top of the space they are from; nothing is pasted into another one. */
  top: FolderName;
  entries: readonly Entry[];
}

const nothing: Clipboard = { state: 'empty' };

let clipboard: Clipboard = nothing;
const listeners = new Set<() => void>();

export function setClipboard(next: Clipboard): void {
  clipboard = next;
  for (const listener of listeners) listener();
}

/** What waits for a folder of this space. */
export function useClipboard(top: FolderName): Clipboard {
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => clipboard,
  );
  return now.state !== 'empty' && now.top === top ? now : nothing;
}
