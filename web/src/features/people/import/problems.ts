import { toCsv } from '@/format/csv';
import { text } from '@/text';
import { type ImportRow, listRows } from './api';

const words = text.imports;

/** No file has more rows than this; the loop below ends even if the server never would. */
const mostPages = 1_000;

/** What to do about a problem, as far as we have an advice for its kind. */
export function fixOf(code: string): string {
  return words.fixes[code] ?? '';
}

/** Every problem of a file as a table for a spreadsheet, one line each. */
export async function problemsCsv(institute: string, id: string): Promise<string> {
  const bad: ImportRow[] = [];
  let after: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const { items, next }: { items: ImportRow[]; next: string | null } = await listRows(
      institute,
      id,
      { onlyBad: true, after },
    );
    bad.push(...items);
    after = next;
    if (after === null) break;
  }
  return tableOf(bad);
}

export function tableOf(bad: readonly ImportRow[]): string {
  return toCsv([
    words.csvHeadings,
    ...bad.flatMap(({ row, name, email, problems }) =>
      problems.map(({ column, code, message }) => [row, name, email, column, message, fixOf(code)]),
    ),
  ]);
}
