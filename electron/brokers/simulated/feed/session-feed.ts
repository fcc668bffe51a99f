/**
 * The session-true market: every listed instrument on the wall clock, in its own market's hours, holidays and auctions, day and night.
 * Prices are generated from a seed and the date (dated-model.ts), unless a connected broker carries an instrument: then its quotes are
 * offered from outside and only the calendar is the feed's.
 *
 * Trading days end by market (settlement-times.ts). Where the clock was not followed for a while (the program was closed, the machine
 * slept) the days that ended meanwhile end one after another, then the market stands where it is now: nothing in between is traded.
 */
import { orderDayOf, sessionOf, tradingDayOf, type Session } from '#shared/calendar/sessions.ts';
import type { Candle, Period } from '#shared/model/candle.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { BOOK_WIDTH } from '#shared/model/order-book.ts';
import { QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import type { Ticks } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Feed, FeedListener, LiveFeed } from '../feed.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { EventQueue } from './event-queue.ts';
import { SessionSource } from './session-source.ts';
import { nextDayEnd, scopeOf, type DayEnd } from './settlement-times.ts';

/** A gap in following the clock, ms, that is not played but left out. */
const LEAP_MS = 10_000;
/** Trading days at most that end after a long absence. */
const MOST_DAYS = 250;

export interface SessionFeedOptions {
  /** Where the clock stands, UTC ms. */
  readonly time: number;
  /** What is listed, with the terms that prices are generated from. */
  readonly listed: readonly CatalogueEntry[];
  /** Any whole number. */
  readonly seed: number;
}

/** @returns the feed, standing at `time` with nothing emitted yet */
export function createSessionFeed(options: SessionFeedOptions): Feed {
  return new SessionFeed(options);
}

interface Outside {
  readonly quote: Float64Array;
  readonly book: Float64Array;
}

class SessionFeed implements Feed {
  readonly instruments: readonly Instrument[];
  readonly days = [];
  readonly live: LiveFeed;
  readonly #sources: readonly SessionSource[];
  readonly #scopes: readonly DayEnd['scope'][];
  readonly #queue: EventQueue;
  readonly #listeners: FeedListener[] = [];
  /** Records of what is carried from outside; undefined for all that is generated. */
  readonly #outside: (Outside | undefined)[];
  /** What is generated of an instrument that is carried from outside is heard by nobody. */
  readonly #fan: FeedListener;
  #time: number;
  /** The moment at which the sources were put last. */
  #standsAt: number;
  #dayEnd: DayEnd;

  constructor({ time, listed, seed }: SessionFeedOptions) {
    this.#time = time;
    this.#standsAt = time;
    this.#sources = listed.map(({ instrument, synthetic }, index) => {
      const depth = instrument.depth > 5 ? 10 : 5;
      return new SessionSource(index, { ...instrument, origin: 'synthetic', depth }, synthetic, seed, time);
    });
    this.instruments = this.#sources.map((source) => source.instrument);
    this.#scopes = this.instruments.map(scopeOf);
    this.#outside = this.instruments.map(() => undefined);
    this.#queue = new EventQueue(this.#sources.length);
    this.#dayEnd = nextDayEnd(time);
    this.#fan = this.#heard();
    this.live = this.#liveFeed();
    this.#fillQueue();
  }

  get time(): number {
    return this.#time;
  }

  /** That of China; other markets' are `live.tradingDayOf`'s. */
  get tradingDay(): string {
    return tradingDayOf('china-futures-night-0230', this.#time);
  }

  listen(listener: FeedListener): void {
    this.#listeners.push(listener);
  }

  #heard(): FeedListener {
    const listeners = this.#listeners;
    const outside = this.#outside;
    return {
      quote: (index, record) => {
        if (outside[index] === undefined) for (let i = 0; i < listeners.length; i++) listeners[i].quote(index, record);
        else this.#keepPhase(index, record[QUOTE.phase]);
      },
      book: (index, record) => {
        if (outside[index] === undefined) for (let i = 0; i < listeners.length; i++) listeners[i].book(index, record);
      },
      trade: (index, time, price, quantity, aggressor) => {
        if (outside[index] === undefined) for (let i = 0; i < listeners.length; i++) listeners[i].trade(index, time, price, quantity, aggressor);
      },
      auction: (index, price, quantity) => {
        const carried = outside[index];
        // The outside market's own print comes by itself; its price is what it shows last.
        const at = carried ? carried.quote[QUOTE.last] : price;
        if (!Number.isNaN(at)) for (const listener of listeners) listener.auction?.(index, at, quantity);
      },
      dayEnd: (tradingDay, settlement, scope) => {
        for (const listener of listeners) listener.dayEnd(tradingDay, settlement, scope);
      },
      reset: (instruments) => {
        for (const listener of listeners) listener.reset(instruments);
      },
    };
  }

  /** The calendar goes on for what comes from outside. */
  #keepPhase(index: number, phase: number): void {
    const carried = this.#outside[index];
    if (!carried || carried.quote[QUOTE.phase] === phase) return;
    carried.quote[QUOTE.phase] = phase;
    for (const listener of this.#listeners) listener.quote(index, carried.quote);
  }

  #fillQueue(): void {
    this.#queue.clear();
    for (const [index, source] of this.#sources.entries()) if (source.nextTime !== Infinity) this.#queue.add(index, source.nextTime);
  }

  /** Follows the clock by `elapsed` ms; open and closed hours alike take their time. */
  advance(elapsed: number): void {
    if (!(elapsed > 0)) return;
    const target = this.#time + elapsed;
    if (elapsed > LEAP_MS) {
      this.#leap(target);
      return;
    }
    for (;;) {
      const end = this.#dayEnd;
      this.#emitUntil(Math.min(target, end.time));
      if (end.time > target) break;
      this.#time = end.time;
      this.#endDay();
    }
    this.#time = target;
  }

  #emitUntil(time: number): void {
    const queue = this.#queue;
    while (queue.nextTime <= time) {
      const source = this.#sources[queue.first];
      this.#time = Math.max(this.#time, queue.nextTime);
      source.emit(this.#fan);
      queue.replace(source.nextTime);
    }
  }

  #endDay(): void {
    const { scope, tradingDay } = this.#dayEnd;
    const settlement = new Map<InstrumentId, Ticks>();
    for (const [index, source] of this.#sources.entries()) {
      if (this.#scopes[index] !== scope) continue;
      // A market that was closed when others of its scope were open settles at what it settled last: nothing moves.
      const own = source.tradingDayUpTo(tradingDay);
      const price = this.#settlementOf(index, own);
      if (Number.isNaN(price)) continue;
      settlement.set(source.instrument.id, price);
      source.settled(own, price);
    }
    this.#dayEnd = nextDayEnd(this.#time);
    if (settlement.size > 0) this.#fan.dayEnd(tradingDay, settlement, scope);
  }

  /** What the outside market said, its last price where it said nothing; NaN where there is none. */
  #settlementOf(index: number, tradingDay: string): Ticks {
    const carried = this.#outside[index];
    if (!carried) return this.#sources[index].settlementOn(tradingDay);
    const settled = carried.quote[QUOTE.settlement];
    return Number.isNaN(settled) ? carried.quote[QUOTE.last] : settled;
  }

  /** Ends the days that ended meanwhile and stands at `time`. */
  #leap(time: number): void {
    const ends: DayEnd[] = [];
    for (let end = this.#dayEnd; end.time <= time; end = nextDayEnd(end.time)) ends.push(end);
    for (const end of ends.slice(-MOST_DAYS)) {
      this.#time = end.time;
      this.#dayEnd = end;
      this.#endDay();
    }
    const gone = time - this.#standsAt;
    if (gone >= 0 && gone <= LEAP_MS) {
      this.#time = this.#standsAt;
      this.#emitUntil(time);
      this.#time = time;
      this.#dayEnd = nextDayEnd(time);
    } else this.#goTo(time);
    this.#fan.reset(this.instruments.map((instrument) => instrument.id));
    for (const index of this.#sources.keys()) this.#show(index);
  }

  #show(index: number): void {
    for (const listener of this.#listeners) {
      listener.quote(index, this.quoteOf(index));
      listener.book(index, this.bookOf(index));
    }
  }

  #goTo(time: number): void {
    this.#time = time;
    this.#standsAt = time;
    this.#dayEnd = nextDayEnd(time);
    for (const source of this.#sources) source.goTo(time);
    this.#fillQueue();
  }

  /** Where the clock was followed last, before this run: what ended since then ends when it goes on. The future is refused. */
  jump(time: number): Result<null> {
    if (!(time <= this.#time)) return fail('replay-time-outside');
    if (this.#time - time <= LEAP_MS) {
      if (time < this.#time) this.#goTo(time);
      return ok(null);
    }
    // What was missed is not played: the market stays shown as it stands, only its days are still to end.
    this.#time = time;
    this.#dayEnd = nextDayEnd(time);
    return ok(null);
  }

  quoteOf(index: number): Float64Array {
    return this.#outside[index]?.quote ?? this.#sources[index].quote;
  }

  bookOf(index: number): Float64Array {
    return this.#outside[index]?.book ?? this.#sources[index].book;
  }

  history(instrument: InstrumentId, period: Extract<Period, '1m' | 'day'>, before: number | null, limit: number): Result<readonly Candle[]> {
    const source = this.#sources.find((each) => each.instrument.id === instrument);
    if (!source) return fail('instrument-unknown', { instrument });
    const most = Math.max(0, Math.floor(limit));
    if (most === 0) return ok([]);
    return ok(period === 'day' ? source.dayBars(before ?? Infinity, most) : source.minuteBars(before ?? Infinity, most));
  }

  #liveFeed(): LiveFeed {
    const sessionsOfIndex = (index: number): string => this.instruments[index].sessions;
    return {
      tradingDayOf: (index) => orderDayOf(sessionsOfIndex(index), this.#time),
      sessionOf: (index): Session | null => sessionOf(sessionsOfIndex(index), this.#time),
      carry: (index, outside) => {
        if (outside === (this.#outside[index] !== undefined)) return;
        const { quote } = this.#sources[index];
        // Until the first quote comes the market is shown as it stood, without a touch to trade at.
        this.#outside[index] = outside ? { quote: withoutTouch(quote), book: new Float64Array(BOOK_WIDTH) } : undefined;
        this.#fan.reset([this.instruments[index].id]);
        this.#show(index);
      },
      offer: (index, quote, book) => {
        const carried = this.#outside[index];
        if (!carried) return;
        carried.quote.set(quote.subarray(0, QUOTE_WIDTH));
        carried.quote[QUOTE.phase] = this.#sources[index].quote[QUOTE.phase];
        for (const listener of this.#listeners) listener.quote(index, carried.quote);
        if (!book) return;
        carried.book.set(book.subarray(0, BOOK_WIDTH));
        for (const listener of this.#listeners) listener.book(index, carried.book);
      },
      offerTrade: (index, exchangeTime, price, quantity, aggressor) => {
        if (this.#outside[index]) for (const listener of this.#listeners) listener.trade(index, exchangeTime, price, quantity, aggressor);
      },
    };
  }
}

function withoutTouch(quote: Float64Array): Float64Array {
  const copy = quote.slice();
  copy[QUOTE.bid] = NaN;
  copy[QUOTE.ask] = NaN;
  copy[QUOTE.bidSize] = 0;
  copy[QUOTE.askSize] = 0;
  return copy;
}
