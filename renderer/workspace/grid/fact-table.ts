/** Tables of answers to questions: each column with its cell, what it is sorted by, and what a file has of it. Pure. */
import type { ColDef } from 'ag-grid-community';
import { csvFile, type CsvField } from '#shared/csv.ts';
import { textColumn, type CellText } from './cell-text.ts';

export interface FactColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** px at 12 px text. */
  readonly width: number;
  readonly cell: (row: Row) => CellText;
  /** What the column is sorted by and, where `file` says nothing else, what a file has; null, which is not told, is less than all. */
  readonly by: (row: Row) => string | number | null;
  readonly file?: (row: Row) => CsvField;
  /** Right-aligned figures. */
  readonly numeric?: boolean;
  /** May be longer than its column. */
  readonly cut?: boolean;
}

/** Ascending. */
export function compareFacts(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

export const factColumns = <Row>(columns: readonly FactColumn<Row>[]): ColDef<Row>[] =>
  columns.map(({ id, header, width, cell, by, numeric = false, cut = false }) => textColumn<Row>({ id, header, width, cell, numeric, cut, order: (a, b) => compareFacts(by(a), by(b)) }));

export const factsFile = <Row>(columns: readonly FactColumn<Row>[], rows: readonly Row[]): string =>
  csvFile(columns.map(({ header }) => header), rows.map((row) => columns.map(({ by, file }) => (file ?? by)(row))));
