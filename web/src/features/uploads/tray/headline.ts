import { activeFiles, type Totals } from '../model/totals';
import { words } from '../text';

/** What the closed tray says: the most pressing truth first. */
export function headline(totals: Totals): string {
  const { count } = totals;
  const active = activeFiles(totals);
  if (active > 0) {
    const stuck = count['waiting-for-network'] > 0 && count.uploading === 0;
    return stuck ? words.head.waiting(active) : words.head.uploading(active);
  }
  if (count.paused > 0) return words.head.paused(count.paused);
  if (count['needs-file'] > 0) return words.head.needFile(count['needs-file']);
  if (count.failed > 0) return words.head.failed(count.failed);
  if (count.done > 0) return words.head.done(count.done);
  return words.head.nothing;
}

/** What a screen reader is told unasked: how it ended, not every percent on the way. */
export function announcement(totals: Totals): string {
  return totals.files > 0 && activeFiles(totals) === 0 ? headline(totals) : '';
}
