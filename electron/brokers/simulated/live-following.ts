/**
 * Paper trading on live prices: what a live connection carries is market-made against its quotes. Its records come into the feed from
 * outside (`LiveFeed`), its calendar stays the feed's. A quote that is no longer kept up is shown without a touch: nothing fills at it.
 */
import type { LiveMarket } from '#electron/brokers/broker.ts';
import { sameScale, type InstrumentId } from '#shared/model/instrument.ts';
import { BOOK_WIDTH } from '#shared/model/order-book.ts';
import { PHASES, QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import type { Feed, LiveFeed } from './feed.ts';

const HALTED = PHASES.indexOf('halted');
const CLOSED_BOOK = new Float64Array(BOOK_WIDTH).fill(NaN);
CLOSED_BOOK[0] = 0;

export class LiveFollowing {
  readonly #feed: Feed;
  readonly #into: LiveFeed;
  readonly #live: LiveMarket;
  readonly #indexOf = new Map<InstrumentId, number>();
  readonly #followed = new Set<number>();
  /** Those of them that were quoted. */
  readonly #quoted = new Set<number>();
  /** Those whose newest quote is not one to trade at. */
  readonly #shut = new Set<number>();
  readonly #quote = new Float64Array(QUOTE_WIDTH);
  /** Instruments whose quotes the exchange itself needs: what is held and what works there. */
  #needed = '';
  #end: (() => void) | null = null;

  constructor(feed: Feed, into: LiveFeed, live: LiveMarket) {
    this.#feed = feed;
    this.#into = into;
    this.#live = live;
  }

  /** An instrument was listed last. */
  listed(): void {
    const index = this.#feed.instruments.length - 1;
    this.#indexOf.set(this.#feed.instruments[index].id, index);
    this.#look();
  }

  /** Begins to follow. */
  start(): void {
    this.#feed.instruments.forEach((instrument, index) => this.#indexOf.set(instrument.id, index));
    this.#end = this.#live.listen({
      carriedChanged: () => this.#look(),
      quote: (instrument, record) => this.#offer(this.#followedAt(instrument), record, null),
      book: (instrument, record) => {
        const index = this.#followedAt(instrument);
        if (index >= 0 && !this.#shut.has(index)) this.#into.offer(index, this.#feed.quoteOf(index), record);
      },
      stale: (instrument) => this.#shutOut(this.#followedAt(instrument)),
      trade: (instrument, exchangeTime, price, quantity, aggressor) => {
        const index = this.#followedAt(instrument);
        if (index >= 0) this.#into.offerTrade(index, exchangeTime, price, quantity, aggressor);
      },
    });
    this.#look();
  }

  stop(): void {
    this.#end?.();
    this.#end = null;
    this.#live.want([]);
    this.#needed = '';
  }

  /** Whether orders in an instrument meet the prices that a live connection shows. */
  follows(instrument: InstrumentId): boolean {
    return this.#followedAt(instrument) >= 0;
  }

  /** Has these kept up, as far as they are carried. */
  need(instruments: Iterable<InstrumentId>): void {
    const carried = [...new Set(instruments)].filter((id) => this.follows(id)).sort();
    const key = carried.join(' ');
    if (key === this.#needed) return;
    this.#needed = key;
    this.#live.want(carried);
  }

  #followedAt(instrument: InstrumentId): number {
    const index = this.#indexOf.get(instrument) ?? -1;
    return this.#followed.has(index) ? index : -1;
  }

  /**
   * Follows what is carried in terms that fit. What was quoted once stays followed, without a touch while nobody carries it: orders do not
   * go on at made-up prices where real ones were; what never was goes back to the feed's own market.
   */
  #look(): void {
    for (const terms of this.#live.carried()) {
      const index = this.#indexOf.get(terms.id);
      if (index === undefined || this.#followed.has(index) || !sameScale(terms, this.#feed.instruments[index])) continue;
      this.#followed.add(index);
      this.#into.carry(index, true);
      const newest = this.#live.newest(terms.id);
      if (newest && !Number.isNaN(newest.quote[QUOTE.exchangeTime])) this.#offer(index, newest.quote, newest.book);
    }
    for (const index of this.#followed) {
      const { id } = this.#feed.instruments[index];
      if (this.#live.carries(id)) continue;
      if (this.#quoted.has(index)) this.#shutOut(index);
      else {
        this.#followed.delete(index);
        this.#into.carry(index, false);
      }
    }
  }

  /** Shows an instrument as it was last, with nothing to trade at. */
  #shutOut(index: number): void {
    if (index < 0) return;
    const last = this.#feed.quoteOf(index).slice();
    last[QUOTE.stale] = 1;
    this.#offer(index, last, null);
  }

  #offer(index: number, record: Float64Array, book: Float64Array | null): void {
    if (index < 0) return;
    const quote = this.#quote;
    quote.set(record.subarray(0, QUOTE_WIDTH));
    if (record[QUOTE.stale] !== 1 && record[QUOTE.phase] !== HALTED) {
      this.#shut.delete(index);
      this.#quoted.add(index);
      this.#into.offer(index, quote, book);
      return;
    }
    this.#shut.add(index);
    quote[QUOTE.bid] = NaN;
    quote[QUOTE.ask] = NaN;
    quote[QUOTE.bidSize] = 0;
    quote[QUOTE.askSize] = 0;
    this.#into.offer(index, quote, CLOSED_BOOK);
  }
}
