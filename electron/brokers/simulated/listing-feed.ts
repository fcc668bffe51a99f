/**
 * A feed to whose instruments others can be added while it runs: those that only a live connection has. Their prices come from outside
 * alone, their hours from their market's calendar; they stand behind the instruments that the feed began with.
 */
import { phaseAt, sessionOf, tradingDayOf } from '#shared/calendar/sessions.ts';
import type { Candle } from '#shared/model/candle.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { BOOK_WIDTH, emptyBook } from '#shared/model/order-book.ts';
import { emptyQuote, PHASES, QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import type { Ticks } from '#shared/price.ts';
import { ok, type Result } from '#shared/result.ts';
import { scopeOf } from './feed/settlement-times.ts';
import { FeedAround } from './feed-around.ts';
import type { DayEndScope, Feed, FeedListener, LiveFeed } from './feed.ts';

interface Added {
  readonly instrument: Instrument;
  readonly quote: Float64Array;
  readonly book: Float64Array;
}

export class ListingFeed extends FeedAround implements Feed {
  readonly instruments: Instrument[];
  readonly live?: LiveFeed;
  readonly #added: Added[] = [];
  readonly #listeners: FeedListener[] = [];

  constructor(inner: Feed) {
    super(inner);
    this.instruments = [...inner.instruments];
    if (inner.live) this.live = this.#liveOf(inner.live);
  }

  /** Adds an instrument, closed and without a price until something is offered. */
  list(instrument: Instrument): void {
    const quote = emptyQuote();
    quote[QUOTE.phase] = PHASES.indexOf(phaseAt(instrument.sessions, this.time));
    this.#added.push({ instrument, quote, book: emptyBook() });
    this.instruments.push(instrument);
  }

  #addedAt(index: number): Added | undefined {
    return index < this.first ? undefined : this.#added[index - this.first];
  }

  #liveOf(live: LiveFeed): LiveFeed {
    return {
      tradingDayOf: (index) => {
        const added = this.#addedAt(index);
        return added ? tradingDayOf(added.instrument.sessions, this.time) : live.tradingDayOf(index);
      },
      sessionOf: (index) => {
        const added = this.#addedAt(index);
        return added ? sessionOf(added.instrument.sessions, this.time) : live.sessionOf(index);
      },
      carry: (index, outside) => {
        if (!this.#addedAt(index)) live.carry(index, outside);
      },
      offer: (index, quote, book) => {
        const added = this.#addedAt(index);
        if (!added) {
          live.offer(index, quote, book);
          return;
        }
        const phase = added.quote[QUOTE.phase];
        added.quote.set(quote.subarray(0, QUOTE_WIDTH));
        added.quote[QUOTE.phase] = phase;
        for (const listener of this.#listeners) listener.quote(index, added.quote);
        if (!book) return;
        added.book.set(book.subarray(0, BOOK_WIDTH));
        for (const listener of this.#listeners) listener.book(index, added.book);
      },
      offerTrade: (index, exchangeTime, price, quantity, aggressor) => {
        if (!this.#addedAt(index)) live.offerTrade(index, exchangeTime, price, quantity, aggressor);
        else for (const listener of this.#listeners) listener.trade(index, exchangeTime, price, quantity, aggressor);
      },
    };
  }

  listen(listener: FeedListener): void {
    this.#listeners.push(listener);
    this.inner.listen({
      ...listener,
      dayEnd: (tradingDay, settlement, scope) => listener.dayEnd(tradingDay, this.#withAdded(settlement, scope), scope),
    });
  }

  /** What was added settles at its settlement price where that is told already, else at its last price. */
  #withAdded(settlement: ReadonlyMap<InstrumentId, Ticks>, scope: DayEndScope | undefined): ReadonlyMap<InstrumentId, Ticks> {
    const all = new Map(settlement);
    for (const { instrument, quote } of this.#added) {
      if (scope !== undefined && scopeOf(instrument) !== scope) continue;
      const price = Number.isNaN(quote[QUOTE.settlement]) ? quote[QUOTE.last] : quote[QUOTE.settlement];
      if (!Number.isNaN(price)) all.set(instrument.id, price);
    }
    return all;
  }

  advance(elapsed: number): void {
    this.inner.advance(elapsed);
    for (const [at, { instrument, quote }] of this.#added.entries()) {
      const phase = PHASES.indexOf(phaseAt(instrument.sessions, this.time));
      if (quote[QUOTE.phase] === phase) continue;
      quote[QUOTE.phase] = phase;
      for (const listener of this.#listeners) listener.quote(this.first + at, quote);
    }
  }

  jump(time: number): Result<null> {
    return this.inner.jump(time);
  }

  quoteOf(index: number): Float64Array {
    return this.#addedAt(index)?.quote ?? this.inner.quoteOf(index);
  }

  bookOf(index: number): Float64Array {
    return this.#addedAt(index)?.book ?? this.inner.bookOf(index);
  }

  /** None of what was added: who carries it has its past. */
  history(instrument: InstrumentId, period: '1m' | 'day', before: number | null, limit: number): Result<readonly Candle[]> {
    return this.#added.some((added) => added.instrument.id === instrument) ? ok([]) : this.inner.history(instrument, period, before, limit);
  }
}
