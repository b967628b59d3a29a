/**
 * A table as CSV (RFC 4180). A cell that a spreadsheet would run as a formula
 * gets an apostrophe in front, so that opening the file cannot do anything.
 */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : `${value}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Hands text to the browser as a file to keep. */
export function saveText(name: string, content: string, type = 'text/csv'): void {
  // The mark at the front tells old spreadsheets that this is UTF-8.
  const url = URL.createObjectURL(new Blob(['\uFEFF', content], { type: `${type};charset=utf-8` }));
  saveAddress(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Lets the browser fetch and keep what an address of ours holds. */
export function saveAddress(url: string, name = ''): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
