/** Files for the user: a text offered as a download, and everything behind a paged table. */

/** Offers a text to the user as a file. */
export function saveText(name: string, text: string, type: 'text/csv' | 'text/plain' = 'text/csv'): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
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
