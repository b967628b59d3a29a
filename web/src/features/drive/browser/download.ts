import { contentAddress, zipAddress } from '@/api/calls';
import type { Entry } from '@/api/types';

/** More than this at once and a browser starts refusing. */
const mostAtOnce = 20;
const pauseMs = 400;

/** Saves files as they are and folders as ZIP, through the browser's own downloads. */
export async function download(entries: readonly Entry[]): Promise<void> {
  for (const entry of entries.slice(0, mostAtOnce)) {
    follow(
      entry.kind === 'folder' ? zipAddress(entry.id) : contentAddress(entry.id, { download: true }),
    );
    if (entries.length > 1) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** The whole of a folder; null is the top of the drive. */
export function downloadFolder(folder: string | null): void {
  follow(zipAddress(folder));
}

function follow(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}
