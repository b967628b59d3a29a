import type { Entry } from '@/api/types';

/** Marks a drag as ours. What is dragged cannot be read before the drop, so it is kept here. */
const mark = 'application/x-lyceum-entries';
let dragged: readonly Entry[] = [];

export function startDragging(entries: readonly Entry[], transfer: DataTransfer): void {
  dragged = entries;
  transfer.effectAllowed = 'move';
  transfer.setData(mark, String(entries.length));
  transfer.setData('text/plain', entries.map((entry) => entry.name).join('\n'));
}

/** The entries under way; none when something else is being dragged. */
export function draggedEntries(transfer: DataTransfer): readonly Entry[] {
  return transfer.types.includes(mark) ? dragged : [];
}

/** Files from the person's own device. */
export function carriesFiles(transfer: DataTransfer): boolean {
  return transfer.types.includes('Files') && !transfer.types.includes(mark);
}
