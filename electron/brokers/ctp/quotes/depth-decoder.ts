/**
 * Market data as the hub's flat records, straight from the library's bytes: no object per tick. Where each field lies comes from the
 * headers, by name; a field that this version has not is missing (NaN). DBL_MAX means that there is no price.
 */
import type { Instrument } from '#shared/model/instrument.ts';
import { BOOK_WIDTH, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { ticksOf } from '#shared/price.ts';
import type { RawLayout } from '../process/messages.ts';
import { readDouble, readText } from '../structs/struct-codec.ts';
import { dayOf, momentOfTradingDay, timeOf } from '../trading/days.ts';

/** Levels of the family's depth. */
const LEVELS = 5;

interface LevelAt {
  readonly bid: number;
  readonly bidSize: number;
  readonly ask: number;
  readonly askSize: number;
}

const PRICES = {
  last: 'LastPrice', open: 'OpenPrice', high: 'HighestPrice', low: 'LowestPrice', preClose: 'PreClosePrice', preSettlement: 'PreSettlementPrice',
  settlement: 'SettlementPrice', upperLimit: 'UpperLimitPrice', lowerLimit: 'LowerLimitPrice',
} as const;

export class DepthDecoder {
  readonly size: number;
  readonly quote = new Float64Array(QUOTE_WIDTH);
  readonly book = new Float64Array(BOOK_WIDTH);
  readonly #layout: RawLayout;
  readonly #prices: readonly (readonly [slot: number, offset: number])[];
  readonly #levels: readonly LevelAt[];
  readonly #id: { readonly offset: number; readonly size: number };
  readonly #exchange: { readonly offset: number; readonly size: number } | undefined;
  readonly #close: number;

  constructor(layout: RawLayout) {
    this.#layout = layout;
    this.size = layout.size;
    this.#prices = Object.entries(PRICES).map(([slot, field]) => [QUOTE[slot as keyof typeof PRICES], this.#at(field)] as const);
    this.#levels = Array.from({ length: LEVELS }, (_, level) => level + 1).map((n) => ({ bid: this.#at(`BidPrice${n}`), bidSize: this.#at(`BidVolume${n}`), ask: this.#at(`AskPrice${n}`), askSize: this.#at(`AskVolume${n}`) }));
    const id = layout.fields.InstrumentID;
    if (!id) throw new Error('the depth struct names no InstrumentID');
    this.#id = id;
    this.#exchange = layout.fields.ExchangeID;
    this.#close = this.#at('ClosePrice');
  }

  /** Offset of a field, -1 for none. */
  #at(field: string): number {
    return this.#layout.fields[field]?.offset ?? -1;
  }

  /** The instrument's code, and its exchange where the counter says it. */
  codeAt(bytes: Buffer, base: number): string {
    return readText(bytes, base + this.#id.offset, this.#id.size);
  }

  exchangeAt(bytes: Buffer, base: number): string {
    return this.#exchange ? readText(bytes, base + this.#exchange.offset, this.#exchange.size) : '';
  }

  #text(bytes: Buffer, base: number, field: string): string {
    const at = this.#layout.fields[field];
    return at ? readText(bytes, base + at.offset, at.size) : '';
  }

  #double(bytes: Buffer, base: number, offset: number): number {
    return offset < 0 ? NaN : readDouble(bytes, base + offset);
  }

  #int(bytes: Buffer, base: number, offset: number): number {
    return offset < 0 ? 0 : bytes.readInt32LE(base + offset);
  }

  /**
   * Decodes the struct at `base` into `quote` (all but its phase, which it does not say) and `book`, which the next one overwrites.
   * @param tradingDay `YYYYMMDD` of the session, where the struct's own cannot be trusted (CZCE says the calendar day) or is not one
   * @param receivedAt UTC ms
   */
  decode(bytes: Buffer, base: number, instrument: Instrument, tradingDay: string, receivedAt: number): void {
    const { quote, book } = this;
    // A price that is missing is 0 in some of the family's libraries; where prices can be 0 or below, those have no limits.
    for (const [slot, offset] of this.#prices) {
      const price = this.#double(bytes, base, offset);
      quote[slot] = price === 0 && slot !== QUOTE.last ? NaN : ticksOf(instrument, price);
    }
    const close = this.#double(bytes, base, this.#close);
    if (Number.isNaN(quote[QUOTE.last]) && close > 0) quote[QUOTE.last] = ticksOf(instrument, close);
    quote[QUOTE.volume] = this.#int(bytes, base, this.#at('Volume'));
    quote[QUOTE.turnover] = this.#double(bytes, base, this.#at('Turnover'));
    quote[QUOTE.openInterest] = this.#double(bytes, base, this.#at('OpenInterest'));
    quote[QUOTE.preOpenInterest] = this.#double(bytes, base, this.#at('PreOpenInterest'));
    let levels = 0;
    for (let level = 0; level < LEVELS; level++) {
      const at = this.#levels[level];
      const bidSize = this.#int(bytes, base, at.bidSize);
      const askSize = this.#int(bytes, base, at.askSize);
      const to = levelOffset(level);
      book[to + LEVEL.bidSize] = Math.max(0, bidSize);
      book[to + LEVEL.askSize] = Math.max(0, askSize);
      book[to + LEVEL.bid] = bidSize > 0 ? ticksOf(instrument, this.#double(bytes, base, at.bid)) : NaN;
      book[to + LEVEL.ask] = askSize > 0 ? ticksOf(instrument, this.#double(bytes, base, at.ask)) : NaN;
      if (bidSize > 0 || askSize > 0) levels = level + 1;
    }
    book.fill(NaN, levelOffset(levels));
    book[0] = levels;
    const touch = levelOffset(0);
    quote[QUOTE.bid] = levels > 0 ? book[touch + LEVEL.bid] : NaN;
    quote[QUOTE.ask] = levels > 0 ? book[touch + LEVEL.ask] : NaN;
    quote[QUOTE.bidSize] = levels > 0 ? book[touch + LEVEL.bidSize] : 0;
    quote[QUOTE.askSize] = levels > 0 ? book[touch + LEVEL.askSize] : 0;
    const own = instrument.exchange === 'CZCE' ? null : dayOf(this.#text(bytes, base, 'TradingDay'));
    const day = own ?? dayOf(tradingDay);
    const moment = day ? momentOfTradingDay(instrument.exchange, day, timeOf(this.#text(bytes, base, 'UpdateTime'))) : NaN;
    quote[QUOTE.exchangeTime] = Number.isNaN(moment) ? receivedAt : moment + this.#int(bytes, base, this.#at('UpdateMillisec'));
    quote[QUOTE.receivedAt] = receivedAt;
    quote[QUOTE.stale] = 0;
  }
}
