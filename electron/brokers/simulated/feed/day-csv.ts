/**
 * Reads a recorded day from CSV: a header line with the names of DAY_COLUMNS, then one line per update, times in ISO 8601 with
 * zone, prices as decimals, empty fields where there is no figure. Lines may end with CRLF.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { InstrumentId } from '#shared/model/instrument.ts';
import { priceOf, ticksOf } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { DAY_COLUMNS, emptyColumns, PRICE_COLUMNS, type DayColumn, type RecordedDay } from './recorded-day.ts';

export interface DayCsvTerms {
  readonly instrument: InstrumentId;
  readonly tickSize: number;
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;
const FIGURE = /^-?\d+(\.\d+)?$/;
const WIDTH = DAY_COLUMNS.length;

/**
 * @param terms the instrument and its tick size, which the CSV does not carry
 * @param file name for the sentence of a failure
 * @returns `day-file-truncated` when the last line is cut off, `day-file-unreadable` with line and reason when anything else is wrong
 */
export function parseDayCsv(text: string, terms: DayCsvTerms, file: string): Result<RecordedDay> {
  const unreadable = (line: number, reason: string): Result<RecordedDay> => fail('day-file-unreadable', { file, reason: `line ${line}: ${reason}` });
  const lines = text.split('\n');
  const complete = lines.at(-1) === '';
  if (complete) lines.pop();
  const header = lines[0]?.replace(/\r$/, '').replace(/^\uFEFF/, '');
  if (header !== DAY_COLUMNS.join(',')) return unreadable(1, `the header must be ${DAY_COLUMNS.join(',')}`);
  const rows = lines.length - 1;
  if (rows === 0) return fail('day-file-truncated', { file, line: 2 });

  const columns = emptyColumns(rows);
  for (let row = 0; row < rows; row++) {
    const fields = lines[row + 1].replace(/\r$/, '').split(',');
    const line = row + 2;
    if (fields.length !== WIDTH) {
      // A writer that was stopped leaves its last line short and without an end.
      return row === rows - 1 && !complete && fields.length < WIDTH ? fail('day-file-truncated', { file, line }) : unreadable(line, `${fields.length} fields instead of ${WIDTH}`);
    }
    const wrong = readRow(columns, row, fields, terms.tickSize);
    if (wrong !== null) return !complete && row === rows - 1 ? fail('day-file-truncated', { file, line }) : unreadable(line, wrong);
  }
  return ok({ instrument: terms.instrument, tradingDay: fieldsDate(lines[rows]), tickSize: terms.tickSize, rows, columns });
}

/** The file's day is the local date of its last row: a night session before it carries the previous date. */
const fieldsDate = (line: string): string => line.slice(0, 10);

/** @returns what is wrong, null when the row is good */
function readRow(columns: Record<DayColumn, Float64Array>, row: number, fields: readonly string[], tickSize: number): string | null {
  for (let i = 0; i < WIDTH; i++) {
    const name = DAY_COLUMNS[i];
    const field = fields[i];
    if (i === 0) {
      const time = TIME.test(field) ? Date.parse(field) : NaN;
      if (Number.isNaN(time)) return `time “${field.slice(0, 40)}” is not ISO 8601 with a zone`;
      if (row > 0 && time < columns.time[row - 1]) return 'time goes backwards';
      columns.time[row] = time;
    } else if (field === '') {
      columns[name][row] = NaN;
    } else if (!FIGURE.test(field)) {
      return `${name} “${field.slice(0, 40)}” is not a number`;
    } else {
      const figure = Number(field);
      if (PRICE_COLUMNS.has(name)) {
        const ticks = ticksOf({ tickSize, decimals: 0 }, figure);
        if (Math.abs(priceOf({ tickSize, decimals: 0 }, ticks) - figure) > tickSize * 1e-6) return `${name} ${field} is not a multiple of the tick ${tickSize}`;
        columns[name][row] = ticks;
      } else {
        columns[name][row] = figure;
      }
    }
  }
  return null;
}

/** The instrument that a file name carries: `CFFEX.IF2101-20210104.csv` → `CFFEX.IF2101`; null where it carries none. */
export function instrumentOfFile(path: string): InstrumentId | null {
  return /^([A-Z]+\.[A-Za-z0-9]+)-\d{8}\.csv$/.exec(basename(path))?.[1] ?? null;
}

/** Reads and parses a CSV day. A file that cannot be opened is `day-file-unreadable`. */
export function readDayCsv(path: string, terms: DayCsvTerms): Result<RecordedDay> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return fail('day-file-unreadable', { file: path, reason: error instanceof Error ? error.message : String(error) });
  }
  return parseDayCsv(text, terms, path);
}
