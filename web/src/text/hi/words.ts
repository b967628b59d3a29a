/** Amounts, the way the Hindi sentences write them. */
export const number = new Intl.NumberFormat('hi-IN');

/** "1 फ़ाइल", "2,310 फ़ाइलें". */
export function count(amount: number, one: string, many: string): string {
  return `${number.format(amount)} ${amount === 1 ? one : many}`;
}

export const items = (amount: number) => count(amount, 'आइटम', 'आइटम');
export const files = (amount: number) => count(amount, 'फ़ाइल', 'फ़ाइलें');
export const folders = (amount: number) => count(amount, 'फ़ोल्डर', 'फ़ोल्डर');

export function filesAndFolders(fileCount: number, folderCount: number): string {
  if (folderCount === 0) return files(fileCount);
  if (fileCount === 0) return folders(folderCount);
  return `${files(fileCount)} और ${folders(folderCount)}`;
}
