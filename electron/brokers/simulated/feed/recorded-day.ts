/** One instrument's recorded trading day, decoded: a column per figure, a row per market-data update. */
import type { InstrumentId } from '#shared/model/instrument.ts';

/** The columns of a day file, in its order (the CSV's header, `time` first). */
export const DAY_COLUMNS = [
  'time',
  'last',
  'open',
  'high',
  'low',
  'volume',
  'turnover',
  'open_interest',
  'bid',
  'bid_size',
  'ask',
  'ask_size',
  'upper_limit',
  'lower_limit',
  'pre_close',
  'pre_settlement',
  'pre_open_interest',
  'settlement',
] as const;

export type DayColumn = (typeof DAY_COLUMNS)[number];

/** Columns that hold prices: whole ticks in memory and in the compact file. */
export const PRICE_COLUMNS: ReadonlySet<DayColumn> = new Set(['last', 'open', 'high', 'low', 'bid', 'ask', 'upper_limit', 'lower_limit', 'pre_close', 'pre_settlement', 'settlement']);

/**
 * `time` is UTC ms, prices are ticks, sizes and volumes contracts or shares, turnover currency units. NaN is an empty field.
 * Rows are in time order; `time` is never NaN.
 */
export interface RecordedDay {
  readonly instrument: InstrumentId;
  /** `YYYY-MM-DD`. */
  readonly tradingDay: string;
  readonly tickSize: number;
  readonly rows: number;
  readonly columns: Readonly<Record<DayColumn, Float64Array>>;
}

export function emptyColumns(rows: number): Record<DayColumn, Float64Array> {
  return Object.fromEntries(DAY_COLUMNS.map((name) => [name, new Float64Array(rows)])) as Record<DayColumn, Float64Array>;
}

/** The last settlement price (ticks) that the day carries, NaN where it was never set. */
export function settlementOf(day: RecordedDay): number {
  const column = day.columns.settlement;
  for (let row = day.rows - 1; row >= 0; row--) if (!Number.isNaN(column[row])) return column[row];
  return NaN;
}
