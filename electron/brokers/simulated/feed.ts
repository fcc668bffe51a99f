/**
 * What the simulated exchange trades against: a feed that is driven by the exchange's own clock, so that the same seed, days
 * and clock give the same market, event for event. Implementations live in feed/.
 */
import type { Session } from '#shared/calendar/sessions.ts';
import type { Candle, Period } from '#shared/model/candle.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { ReplayStatus } from '#shared/model/replay.ts';
import type { Ticks } from '#shared/price.ts';
import type { Result } from '#shared/result.ts';

/**
 * Markets whose trading days end together on the wall clock: China's and Hong Kong's, long after the close and before the night, and
 * those of the United States. What never closes goes with its money: US dollars with America. On a replay all end together.
 */
export type DayEndScope = 'asia' | 'america';

/** `index` is the instrument's place in `Feed.instruments`. Records are the feed's own and change afterwards: copy what is kept. */
export interface FeedListener {
  /** A whole quote record (shared/model/quote; `receivedAt` is left to the broker), then its book and prints if they changed. */
  quote(index: number, record: Float64Array): void;
  book(index: number, record: Float64Array): void;
  trade(index: number, exchangeTime: number, price: Ticks, quantity: number, aggressor: number): void;
  /** An auction was matched at this price with this volume; the quote, book and print that show it follow. */
  auction?(index: number, price: Ticks, quantity: number): void;
  /**
   * The trading day ended: its settlement price for every instrument (no scope), or for those of the markets that `scope` names. Called once before the first
   * event of their next day.
   */
  dayEnd(tradingDay: string, settlement: ReadonlyMap<InstrumentId, Ticks>, scope?: DayEndScope): void;
  /** The feed jumped in time (or looped): what was drawn from it starts anew. */
  reset(instruments: readonly InstrumentId[]): void;
}

export interface Feed {
  readonly instruments: readonly Instrument[];
  readonly days: ReplayStatus['days'];
  /** Exchange time, UTC ms, and its trading day. */
  readonly time: number;
  readonly tradingDay: string;
  listen(listener: FeedListener): void;
  /** Present where the clock is the world's: nothing drives it but time, it has no days to jump to, and each market keeps its own trading day. */
  readonly live?: LiveFeed;
  /** Emits everything up to `elapsed` ms of open-market time further on: closed hours between and after sessions are skipped, days loop. Deterministic. */
  advance(elapsed: number): void;
  /** Puts the clock at a moment inside a recorded day and emits the state of every instrument there; `dayEnd` is not called. */
  jump(time: number): Result<null>;
  /** The record as last emitted. */
  quoteOf(index: number): Float64Array;
  bookOf(index: number): Float64Array;
  /** Bars up to the feed's time, oldest first: what was before `before` (exclusive; null: now). 1m and day; none from the future of the replay. */
  history(instrument: InstrumentId, period: Extract<Period, '1m' | 'day'>, before: number | null, limit: number): Result<readonly Candle[]>;
}

/** What a feed on the wall clock has beside. */
export interface LiveFeed {
  /** The trading day to which an order in the instrument belongs now. */
  tradingDayOf(index: number): string;
  /** What may be done in the instrument's market now: its session, null outside of all. */
  sessionOf(index: number): Session | null;
  /** Has an instrument's records come from outside, by `offer`, instead of being generated; with false, generated again. */
  carry(index: number, outside: boolean): void;
  /** A whole quote record, and book record where it changed, of an instrument that is carried from outside. */
  offer(index: number, quote: Float64Array, book: Float64Array | null): void;
  offerTrade(index: number, exchangeTime: number, price: Ticks, quantity: number, aggressor: number): void;
}
