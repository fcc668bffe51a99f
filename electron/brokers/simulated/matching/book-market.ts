/**
 * The market of a matching instrument as everybody sees it: the flat quote and book records, kept from its order book and its
 * trades. Nothing is allocated per change.
 *
 * It trades around the clock, so the last price stays over the end of a day while the day's figures start anew. Turnover carries the
 * sign of the prices: turnover / volume is the average price also where that is negative.
 */
import { roundToTick, type Ticks } from '#shared/price.ts';
import type { Candle } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { BOOK_LEVELS, emptyBook, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { emptyQuote, PHASES, QUOTE } from '#shared/model/quote.ts';
import { limitsOf } from '#shared/rules/price-limits.ts';
import { BUY, SELL, type OrderBook } from './order-book.ts';

const CONTINUOUS = PHASES.indexOf('continuous');

/** What of a day is kept over a restart. Prices in ticks, null where there is none; `value` is the sum of price × quantity. */
export interface BookMarketState {
  readonly last: Ticks | null;
  readonly open: Ticks | null;
  readonly high: Ticks | null;
  readonly low: Ticks | null;
  readonly volume: number;
  readonly value: number;
  readonly preClose: Ticks | null;
  readonly preSettlement: Ticks | null;
  readonly openInterest: number;
  readonly preOpenInterest: number;
}

const kept = (price: number): Ticks | null => (Number.isNaN(price) ? null : price);
const price = (from: Ticks | null): Ticks => from ?? NaN;

export class BookMarket {
  readonly instrument: Instrument;
  readonly quote = emptyQuote();
  readonly book = emptyBook();
  /** Sum of price × quantity of the day, in ticks: exact. */
  #value = 0;
  readonly #unit: number;
  readonly #levels = new Float64Array(BOOK_LEVELS * 3);
  /** Whether the records changed since `told`. */
  quoteChanged = false;
  bookChanged = false;

  /** @param preSettlement of the first day, in ticks */
  constructor(instrument: Instrument, preSettlement: Ticks) {
    this.instrument = instrument;
    this.#unit = instrument.tickSize * instrument.multiplier;
    this.quote[QUOTE.phase] = CONTINUOUS;
    this.quote[QUOTE.preOpenInterest] = 0;
    for (let level = 0; level < BOOK_LEVELS; level++) {
      this.book[levelOffset(level) + LEVEL.bidSize] = 0;
      this.book[levelOffset(level) + LEVEL.askSize] = 0;
    }
    this.#refer(preSettlement, preSettlement);
  }

  get last(): Ticks {
    return this.quote[QUOTE.last];
  }

  /** What the day's limits and change refer to. */
  #refer(preSettlement: Ticks, preClose: Ticks): void {
    const { quote } = this;
    const limits = limitsOf(this.instrument, preSettlement);
    quote[QUOTE.preSettlement] = preSettlement;
    quote[QUOTE.preClose] = preClose;
    quote[QUOTE.upperLimit] = limits.upper;
    quote[QUOTE.lowerLimit] = limits.lower;
  }

  /** Takes a trade. The book is looked at separately. */
  traded(time: number, at: Ticks, quantity: number): void {
    const { quote } = this;
    quote[QUOTE.last] = at;
    if (quote[QUOTE.volume] === 0) {
      quote[QUOTE.open] = at;
      quote[QUOTE.high] = at;
      quote[QUOTE.low] = at;
    } else if (at > quote[QUOTE.high]) quote[QUOTE.high] = at;
    else if (at < quote[QUOTE.low]) quote[QUOTE.low] = at;
    quote[QUOTE.volume] += quantity;
    this.#value += at * quantity;
    quote[QUOTE.turnover] = this.#value * this.#unit;
    quote[QUOTE.exchangeTime] = time;
    this.quoteChanged = true;
  }

  /** @param contracts held long (and so short) by all accounts and participants together */
  hold(contracts: number, time: number): void {
    if (this.quote[QUOTE.openInterest] === contracts) return;
    this.quote[QUOTE.openInterest] = contracts;
    this.quote[QUOTE.exchangeTime] = time;
    this.quoteChanged = true;
  }

  /** Takes the book's best levels; notes whether what is shown of it changed. */
  look(book: OrderBook, time: number): void {
    const bids = this.#side(book, BUY);
    const asks = this.#side(book, SELL);
    const count = Math.max(bids, asks);
    if (this.book[0] !== count) {
      this.book[0] = count;
      this.bookChanged = true;
    }
    if (this.#touch() || this.bookChanged) {
      this.quote[QUOTE.exchangeTime] = time;
      this.quoteChanged = true;
    }
  }

  /** Copies a side into the book record, with nothing behind its last level. @returns its levels */
  #side(book: OrderBook, side: typeof BUY | typeof SELL): number {
    const levels = this.#levels;
    const count = book.levels(side, BOOK_LEVELS, levels);
    const record = this.book;
    const [priceAt, sizeAt] = side === BUY ? [LEVEL.bid, LEVEL.bidSize] : [LEVEL.ask, LEVEL.askSize];
    for (let level = 0; level < BOOK_LEVELS; level++) {
      const at = levelOffset(level);
      const there = level < count;
      const levelPrice = there ? levels[level * 3] : NaN;
      const size = there ? levels[level * 3 + 1] : 0;
      if (Object.is(record[at + priceAt], levelPrice) && Object.is(record[at + sizeAt], size)) continue;
      record[at + priceAt] = levelPrice;
      record[at + sizeAt] = size;
      this.bookChanged = true;
    }
    return count;
  }

  /** Brings the quote's touch to the book's. @returns whether it moved */
  #touch(): boolean {
    const { book } = this;
    const at = levelOffset(0);
    const bid = this.#set(QUOTE.bid, book[at + LEVEL.bid]);
    const bidSize = this.#set(QUOTE.bidSize, book[at + LEVEL.bidSize]);
    const ask = this.#set(QUOTE.ask, book[at + LEVEL.ask]);
    const askSize = this.#set(QUOTE.askSize, book[at + LEVEL.askSize]);
    return bid || bidSize || ask || askSize;
  }

  #set(field: number, value: number): boolean {
    if (Object.is(this.quote[field], value)) return false;
    this.quote[field] = value;
    return true;
  }

  /** What changed has been told. */
  told(): void {
    this.quoteChanged = false;
    this.bookChanged = false;
  }

  /** The day's volume-weighted average; the settlement before where nothing traded (SHFE trading rules: 当日结算价). */
  settlement(): Ticks {
    const { quote } = this;
    if (quote[QUOTE.volume] === 0) return quote[QUOTE.preSettlement];
    return roundToTick(this.instrument, this.#value / quote[QUOTE.volume], 'nearest');
  }

  /** Ends the day at its settlement and begins the next. */
  nextDay(time: number): void {
    this.#refer(this.settlement(), Number.isNaN(this.last) ? this.quote[QUOTE.preClose] : this.last);
    this.quote[QUOTE.preOpenInterest] = this.quote[QUOTE.openInterest];
    this.restartDay(time);
  }

  /** The day's own figures start anew: the clock jumped. */
  restartDay(time: number): void {
    const { quote } = this;
    quote[QUOTE.open] = NaN;
    quote[QUOTE.high] = NaN;
    quote[QUOTE.low] = NaN;
    quote[QUOTE.volume] = 0;
    quote[QUOTE.turnover] = 0;
    quote[QUOTE.exchangeTime] = time;
    this.#value = 0;
    this.quoteChanged = true;
    this.bookChanged = true;
  }

  /** The day so far as a bar that begins at `time`; null where nothing traded. */
  dayBar(time: number): Candle | null {
    const { quote } = this;
    if (quote[QUOTE.volume] === 0) return null;
    return { time, open: quote[QUOTE.open], high: quote[QUOTE.high], low: quote[QUOTE.low], close: quote[QUOTE.last], volume: quote[QUOTE.volume], openInterest: quote[QUOTE.openInterest] };
  }

  state(): BookMarketState {
    const { quote } = this;
    return {
      last: kept(quote[QUOTE.last]),
      open: kept(quote[QUOTE.open]),
      high: kept(quote[QUOTE.high]),
      low: kept(quote[QUOTE.low]),
      volume: quote[QUOTE.volume],
      value: this.#value,
      preClose: kept(quote[QUOTE.preClose]),
      preSettlement: kept(quote[QUOTE.preSettlement]),
      openInterest: quote[QUOTE.openInterest],
      preOpenInterest: kept(quote[QUOTE.preOpenInterest]) ?? 0,
    };
  }

  /** Takes back what `state` gave. The book is not part of it. */
  restore(state: BookMarketState): void {
    const { quote } = this;
    this.#refer(price(state.preSettlement), price(state.preClose));
    quote[QUOTE.last] = price(state.last);
    quote[QUOTE.open] = price(state.open);
    quote[QUOTE.high] = price(state.high);
    quote[QUOTE.low] = price(state.low);
    quote[QUOTE.volume] = state.volume;
    this.#value = state.value;
    quote[QUOTE.turnover] = state.value * this.#unit;
    quote[QUOTE.openInterest] = state.openInterest;
    quote[QUOTE.preOpenInterest] = state.preOpenInterest;
  }
}
