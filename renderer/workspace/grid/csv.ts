/** Comma-separated text for spreadsheets (RFC 4180, with the mark that makes Excel read UTF-8). */

/**
 * One field. A text that a spreadsheet would run as a formula (`=`, `+`, `-`, `@` first) is disarmed with an apostrophe;
 * figures are left as they are.
 */
export function csvField(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const isFigure = /^[+-]?\d+(\.\d+)?$/.test(value);
  const safe = !isFigure && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLine = (fields: readonly (string | number | null | undefined)[]): string => `${fields.map(csvField).join(',')}\r\n`;

/** A whole file: header line and rows. */
export const csvFile = (header: readonly string[], rows: Iterable<readonly (string | number | null | undefined)[]>): string => {
  let text = `\uFEFF${csvLine(header)}`;
  for (const row of rows) text += csvLine(row);
  return text;
};

/** Offers a text to the user as a file. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * Reads everything behind a paged command, newest first, without doubles: what arrives while it runs pushes the pages on, so
 * rows are told apart by `idOf`.
 * @returns all rows, or null when a page could not be had (half a file is no file)
 */
export async function loadEverything<Row>(
  load: (offset: number, limit: number) => Promise<{ readonly rows: readonly Row[]; readonly total: number } | null>,
  idOf: (row: Row) => string,
  onProgress: (loaded: number, total: number) => void = () => {},
): Promise<readonly Row[] | null> {
  const limit = 1000;
  const seen = new Map<string, Row>();
  for (let offset = 0; ; offset += limit) {
    const page = await load(offset, limit);
    if (!page) return null;
    for (const row of page.rows) if (!seen.has(idOf(row))) seen.set(idOf(row), row);
    onProgress(seen.size, page.total);
    if (page.rows.length === 0 || offset + page.rows.length >= page.total) return [...seen.values()];
  }
}
