/** Comma-separated text for spreadsheets (RFC 4180, with the mark that makes Excel read UTF-8). */

export type CsvField = string | number | null | undefined;

/**
 * One field. A text that a spreadsheet would run as a formula (`=`, `+`, `-`, `@` first) is disarmed with an apostrophe;
 * figures are left as they are.
 */
export function csvField(value: CsvField): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const isFigure = /^[+-]?\d+(\.\d+)?$/.test(value);
  const safe = !isFigure && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLine = (fields: readonly CsvField[]): string => `${fields.map(csvField).join(',')}\r\n`;

/** A whole file: header line and rows. */
export const csvFile = (header: readonly string[], rows: Iterable<readonly CsvField[]>): string => {
  let text = `\uFEFF${csvLine(header)}`;
  for (const row of rows) text += csvLine(row);
  return text;
};
