/** Getting hold of a file again after the page was loaded anew. */

import { chooseFiles } from './dropped';
import type { PickedFile } from './picked';

type AskableHandle = FileSystemFileHandle & {
  requestPermission?: (options: { mode: 'read' }) => Promise<PermissionState>;
};

/** Reads the file behind a kept handle; `null` when the person says no or the file is gone. */
export async function reopen(handle: AskableHandle): Promise<PickedFile | null> {
  try {
    const permission = await handle.requestPermission?.({ mode: 'read' });
    if (permission === 'denied') return null;
    return { file: await handle.getFile(), handle };
  } catch {
    return null;
  }
}

type Picker = () => Promise<FileSystemFileHandle[]>;

/** Asks for one file; with a handle for next time where the browser has them. */
export async function chooseOneFile(): Promise<PickedFile | null> {
  const picker = (window as { showOpenFilePicker?: Picker }).showOpenFilePicker;
  if (!picker) return (await chooseFiles('files'))[0] ?? null;
  try {
    const [handle] = await picker();
    return handle ? { file: await handle.getFile(), handle } : null;
  } catch {
    return null; // the dialog was closed
  }
}
