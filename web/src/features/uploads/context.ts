import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';
import type { UploadEngine } from './engine/engine';
import type { Snapshot } from './engine/store';
import type { PickedFile } from './files/picked';

export const EngineContext = createContext<UploadEngine | null>(null);

export function useEngine(): UploadEngine {
  const engine = useContext(EngineContext);
  if (engine === null) throw new Error('Uploads need an UploadProvider above them.');
  return engine;
}

/** All uploads as the tray shows them; changes a few times a second at most. */
export function useUploadSnapshot(): Snapshot {
  const { store } = useEngine();
  return useSyncExternalStore(store.subscribe, store.getSnapshot);
}

export interface Uploads {
  /**
   * Starts uploading into the folder with this id, or into the top of the
   * drive. Files that an interrupted upload is waiting for go on where it was.
   */
  addFiles(files: readonly PickedFile[], folderId: string | null): void;
}

export function useUploads(): Uploads {
  const engine = useEngine();
  return useMemo(
    () => ({ addFiles: (files, folderId) => engine.addFiles(files, folderId) }),
    [engine],
  );
}
