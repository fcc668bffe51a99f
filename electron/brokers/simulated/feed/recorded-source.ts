/**
 * A recorded instrument: every row at its time, as it was. Its book is the one level that was recorded. The feed carried no prints:
 * one is derived per update that raised the volume (at the last price, for the whole difference; the aggressor is read from the touch
 * before it, 0 where the price lies between). `preSettlement` and the limits are the recorded ones, also after the loop back to the first day.
 */
import { dateTime } from '#shared/calendar/trading-days.ts';
import type { Candle } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { emptyBook, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { emptyQuote, PHASES, QUOTE } from '#shared/model/quote.ts';
import type { Ticks } from '#shared/price.ts';
import type { FeedListener } from '../feed.ts';
import { settlementOf, type DayColumn, type RecordedDay } from './recorded-day.ts';
import type { Source } from './source.ts';

const MINUTE = 60_000;
const CONTINUOUS = PHASES.indexOf('continuous');

/** Which column fills which field. */
const FIELDS: readonly (readonly [field: number, column: DayColumn])[] = [
  [QUOTE.last, 'last'],
  [QUOTE.open, 'open'],
  [QUOTE.high, 'high'],
  [QUOTE.low, 'low'],
  [QUOTE.preClose, 'pre_close'],
  [QUOTE.preSettlement, 'pre_settlement'],
  [QUOTE.settlement, 'settlement'],
  [QUOTE.upperLimit, 'upper_limit'],
  [QUOTE.lowerLimit, 'lower_limit'],
  [QUOTE.bid, 'bid'],
  [QUOTE.ask, 'ask'],
  [QUOTE.turnover, 'turnover'],
  [QUOTE.preOpenInterest, 'pre_open_interest'],
  [QUOTE.exchangeTime, 'time'],
];
const SIZES: readonly (readonly [field: number, column: DayColumn])[] = [
  [QUOTE.bidSize, 'bid_size'],
  [QUOTE.askSize, 'ask_size'],
  [QUOTE.volume, 'volume'],
  [QUOTE.openInterest, 'open_interest'],
];

export class RecordedSource implements Source {
  readonly instrument: Instrument;
  readonly quote = emptyQuote();
  readonly book = emptyBook();
  readonly #index: number;
  /** By the replay's day; null where this instrument was not recorded. */
  readonly #days: readonly (RecordedDay | null)[];
  #dayNumber = 0;
  #day: RecordedDay | null = null;
  /** The next row. */
  #row = 0;
  #settled: Ticks = NaN;
  nextTime = Infinity;
  /** Finished days' minute bars. */
  readonly #bars = new Map<number, readonly Candle[]>();

  constructor(index: number, instrument: Instrument, days: readonly (RecordedDay | null)[]) {
    this.#index = index;
    this.instrument = instrument;
    this.#days = days;
  }

  startDay(day: number): void {
    this.#dayNumber = day;
    this.#day = this.#days[day];
    this.#row = 0;
    if (this.#day) {
      this.quote.set(emptyQuote());
      this.book.set(emptyBook());
      this.quote[QUOTE.phase] = CONTINUOUS;
      const { columns } = this.#day;
      this.quote[QUOTE.preClose] = columns.pre_close[0];
      this.quote[QUOTE.preSettlement] = columns.pre_settlement[0];
      this.quote[QUOTE.upperLimit] = columns.upper_limit[0];
      this.quote[QUOTE.lowerLimit] = columns.lower_limit[0];
      this.quote[QUOTE.preOpenInterest] = columns.pre_open_interest[0];
    }
    this.#schedule();
  }

  #schedule(): void {
    this.nextTime = this.#day && this.#row < this.#day.rows ? this.#day.columns.time[this.#row] : Infinity;
  }

  emit(listener: FeedListener): void {
    const day = this.#day;
    if (!day) return;
    const { quote, book } = this;
    const touch = [quote[QUOTE.bid], quote[QUOTE.ask]] as const;
    const volume = quote[QUOTE.volume];
    this.#take(day, this.#row++);
    this.#schedule();
    listener.quote(this.#index, quote);
    if (this.#takeBook()) listener.book(this.#index, book);
    const traded = quote[QUOTE.volume] - volume;
    if (traded > 0) listener.trade(this.#index, quote[QUOTE.exchangeTime], quote[QUOTE.last], traded, aggressorOf(quote[QUOTE.last], touch[0], touch[1]));
  }

  #take(day: RecordedDay, row: number): void {
    const { quote } = this;
    for (const [field, column] of FIELDS) quote[field] = day.columns[column][row];
    for (const [field, column] of SIZES) {
      const value = day.columns[column][row];
      quote[field] = Number.isNaN(value) ? 0 : value;
    }
    // What the feed says of the touch: a side without size is no side.
    if (quote[QUOTE.bidSize] === 0) quote[QUOTE.bid] = NaN;
    if (quote[QUOTE.askSize] === 0) quote[QUOTE.ask] = NaN;
    if (!Number.isNaN(quote[QUOTE.settlement])) this.#settled = quote[QUOTE.settlement];
  }

  /** @returns whether the book changed */
  #takeBook(): boolean {
    const { quote, book } = this;
    const at = levelOffset(0);
    const same =
      Object.is(book[at + LEVEL.bid], quote[QUOTE.bid]) && book[at + LEVEL.bidSize] === quote[QUOTE.bidSize] && Object.is(book[at + LEVEL.ask], quote[QUOTE.ask]) && book[at + LEVEL.askSize] === quote[QUOTE.askSize];
    if (same) return false;
    book[0] = 1;
    book[at + LEVEL.bid] = quote[QUOTE.bid];
    book[at + LEVEL.bidSize] = quote[QUOTE.bidSize];
    book[at + LEVEL.ask] = quote[QUOTE.ask];
    book[at + LEVEL.askSize] = quote[QUOTE.askSize];
    return true;
  }

  seek(day: number, time: number): void {
    this.startDay(day);
    if (!this.#day) return;
    this.#row = rowAfter(this.#day, time);
    if (this.#row > 0) {
      this.#take(this.#day, this.#row - 1);
      this.#takeBook();
    }
    this.#schedule();
  }

  /** The recorded settlement; where none was recorded, the last price, else what is known from before. */
  settlement(): Ticks {
    const recorded = this.#day ? settlementOf(this.#day) : this.#settled;
    if (!Number.isNaN(recorded)) return recorded;
    const { quote } = this;
    if (!Number.isNaN(quote[QUOTE.last])) return quote[QUOTE.last];
    return Number.isNaN(quote[QUOTE.preSettlement]) ? quote[QUOTE.preClose] : quote[QUOTE.preSettlement];
  }

  lastAt(day: number, time: number): Ticks {
    const recorded = this.#days[day];
    if (!recorded) return this.#lastKnown(day);
    const { last } = recorded.columns;
    for (let row = rowAfter(recorded, time) - 1; row >= 0; row--) if (!Number.isNaN(last[row])) return last[row];
    return this.preCloseOf(day);
  }

  preCloseOf(day: number): Ticks {
    const recorded = this.#days[day];
    return recorded ? recorded.columns.pre_close[0] : this.#lastKnown(day);
  }

  /** For a day that was not recorded: the close of the one before it that was, else what the next one says of it. */
  #lastKnown(day: number): Ticks {
    for (let before = day - 1; before >= 0; before--) if (this.#days[before]) return this.lastAt(before, Infinity);
    return this.#days.find((recorded) => recorded !== null)?.columns.pre_close[0] ?? NaN;
  }

  minuteBars(before: number, limit: number): Candle[] {
    let bars: Candle[] = [];
    for (let day = this.#dayNumber; day >= 0 && bars.length < limit; day--) bars = [...this.#barsOf(day).filter((bar) => bar.time < before), ...bars];
    return bars.slice(-limit);
  }

  #barsOf(day: number): readonly Candle[] {
    const recorded = this.#days[day];
    if (!recorded) return [];
    if (day === this.#dayNumber) return minuteBarsOf(recorded, this.#row);
    let bars = this.#bars.get(day);
    if (!bars) this.#bars.set(day, (bars = minuteBarsOf(recorded, recorded.rows)));
    return bars;
  }

  dayBars(before: number, limit: number): Candle[] {
    const bars: Candle[] = [];
    for (let day = 0; day <= this.#dayNumber; day++) {
      const recorded = this.#days[day];
      const rows = day === this.#dayNumber ? this.#row : (recorded?.rows ?? 0);
      if (!recorded || rows === 0) continue;
      const { columns, tradingDay } = recorded;
      const at = rows - 1;
      const time = dateTime(tradingDay);
      if (time >= before || Number.isNaN(columns.last[at])) continue;
      bars.push({ time, open: columns.open[at], high: columns.high[at], low: columns.low[at], close: columns.last[at], volume: columns.volume[at], openInterest: columns.open_interest[at] });
    }
    return bars.slice(-limit);
  }
}

/** Who crossed the touch that stood before a trade: 1 buyer, -1 seller, 0 between or not known. */
function aggressorOf(price: Ticks, bid: Ticks, ask: Ticks): 1 | 0 | -1 {
  if (price >= ask) return 1;
  return price <= bid ? -1 : 0;
}

/** The first row after a moment. */
function rowAfter(day: RecordedDay, time: number): number {
  let low = 0;
  let high = day.rows;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (day.columns.time[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Minute bars of the first `rows` updates: one for every minute that traded. A new high or low of the day between two updates was
 * traded then, though neither shows it as the last price.
 */
export function minuteBarsOf(day: RecordedDay, rows: number): Candle[] {
  const { time, last, high, low, volume, open_interest: openInterest } = day.columns;
  const bars: Candle[] = [];
  let bar: { -readonly [K in keyof Candle]: Candle[K] } | undefined;
  for (let row = 0; row < rows; row++) {
    const traded = volume[row] - (row === 0 ? 0 : volume[row - 1]);
    if (!(traded > 0)) continue;
    const start = Math.floor(time[row] / MINUTE) * MINUTE;
    const price = last[row];
    if (bar?.time !== start) {
      bar = { time: start, open: price, high: price, low: price, close: price, volume: 0, openInterest: 0 };
      bars.push(bar);
    }
    bar.high = Math.max(bar.high, row > 0 && high[row] > high[row - 1] ? high[row] : price);
    bar.low = Math.min(bar.low, row > 0 && low[row] < low[row - 1] ? low[row] : price);
    bar.close = price;
    bar.volume += traded;
    bar.openInterest = openInterest[row];
  }
  return bars;
}
