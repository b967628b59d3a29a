/** Amounts, the way the English sentences write them. */
import { locale } from '../language';

export const number = new Intl.NumberFormat(locale);

/** "1 file", "2,310 files". */
export function count(amount: number, one: string, many: string): string {
  return `${number.format(amount)} ${amount === 1 ? one : many}`;
}

export const items = (amount: number) => count(amount, 'item', 'items');
export const files = (amount: number) => count(amount, 'file', 'files');
export const folders = (amount: number) => count(amount, 'folder', 'folders');

export function filesAndFolders(fileCount: number, folderCount: number): string {
  if (folderCount === 0) return files(fileCount);
  if (fileCount === 0) return folders(folderCount);
  return `${files(fileCount)} and ${folders(folderCount)}`;
}
