import type { StateName, Upload } from './upload';

/** Smaller comes first: what moves, what needs a person, what waits, what is over. */
const SHELF: Readonly<Record<StateName, number>> = {
  uploading: 0,
  verifying: 0,
  'waiting-for-network': 0,
  failed: 1,
  'needs-file': 1,
  paused: 2,
  queued: 3,
  done: 4,
  cancelled: 4,
};

const SHELVES = 5;

/** The order of the tray. Within a shelf files stay in the order in which they were added. */
export function trayOrder(uploads: Iterable<Upload>): readonly Upload[] {
  const shelves: Upload[][] = Array.from({ length: SHELVES }, () => []);
  for (const upload of uploads) shelves[SHELF[upload.state.is]]?.push(upload);
  return shelves.flat();
}
