/** Columns of a text in a fixed-width face, where a Chinese character takes the room of two others. */

/** Characters that take two columns: CJK, its punctuation, and the full-width forms (Unicode UAX #11, classes W and F). */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Columns that a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

export type Align = 'left' | 'right' | 'centre';

/** A text in exactly `width` columns, or as many as it needs where that is more. Line ends and tabs in it become blanks. */
export function inColumns(text: string, width: number, align: Align): string {
  const line = text.replace(/[\r\n\t]/g, ' ');
  const room = Math.max(0, width - widthOf(line));
  if (align === 'left') return line + ' '.repeat(room);
  if (align === 'right') return ' '.repeat(room) + line;
  return ' '.repeat(room >> 1) + line + ' '.repeat(room - (room >> 1));
}

export interface TextColumn {
  /** Least width. */
  readonly width: number;
  readonly align: Align;
  /** Two lines of heading. */
  readonly heading: readonly [string, string];
}

/**
 * A table between `|`, ruled with `-`, every line as wide as the others: a column grows with what is in it.
 * @param rows cells by column; @param total last row, ruled off
 */
export function fixedTable(title: string, columns: readonly TextColumn[], rows: readonly (readonly string[])[], total: readonly string[]): string[] {
  const widths = columns.map((column, at) => {
    let width = column.width;
    for (const cell of column.heading) width = Math.max(width, widthOf(cell));
    for (const row of rows) width = Math.max(width, widthOf(row[at]));
    return Math.max(width, widthOf(total[at]));
  });
  const line = (cells: readonly string[], align?: Align): string => `|${cells.map((cell, at) => inColumns(cell.replaceAll('|', '/'), widths[at], align ?? columns[at].align)).join('|')}|`;
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 1, 1));
  return [
    inColumns(title, rule.length, 'centre').trimEnd(),
    rule,
    line(columns.map(({ heading }) => heading[0]), 'centre'),
    line(columns.map(({ heading }) => heading[1]), 'centre'),
    rule,
    ...rows.map((row) => line(row)),
    rule,
    line(total),
    rule,
  ];
}
