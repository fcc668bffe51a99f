/**
 * A feed with the matching instruments behind those it carries: their quotes, books and prints come from what happens in the
 * exchange's own order books, where liquidity participants trade beside the accounts. Indices of the feed inside stay as they are.
 *
 * Participants take their steps by the feed's clock, every `STEP_MS` of open-market time since the exchange was joined or the clock
 * jumped: the same seed, commands and times give the same fills, however `advance` slices the time.
 *
 * What happens inside a call is noted, and told by `tell`: a command of the core never brings about a quote within itself.
 */
import { sessionOf } from '#shared/calendar/sessions.ts';
import { dateTime } from '#shared/calendar/trading-days.ts';
import type { Candle } from '#shared/model/candle.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { QUOTE } from '#shared/model/quote.ts';
import type { Side } from '#shared/model/order.ts';
import { ticksOf, type Ticks } from '#shared/price.ts';
import { ok, type Result } from '#shared/result.ts';
import type { MatchingListener, ParticipantDesk, ParticipantOrder } from '../exchange/participants.ts';
import { FeedAround } from '../feed-around.ts';
import type { DayEndScope, Feed, FeedListener, LiveFeed } from '../feed.ts';
import type { MatchingEntry } from '../feed/catalogue.ts';
import { hashText, mix } from '../feed/random.ts';
import { Crowd, STEP_MS, type CrowdView } from '../participants/crowd.ts';
import type { Floor } from '../participants/floor.ts';
import { BookMarket, type BookMarketState } from './book-market.ts';
import type { OrderBook } from './order-book.ts';
import { OwnBars, type OwnBarsState } from './own-bars.ts';

/** The exchange as far as its market-data side looks at it. */
export interface MatchingVenue extends ParticipantDesk {
  /** By the instrument's place in this feed. */
  bookOf(index: number): OrderBook;
  /** Contracts that accounts hold, long and short. */
  heldOf(index: number): { readonly long: number; readonly short: number };
}

/** What is kept over a restart. */
export interface MatchingState {
  readonly tradingDay: string;
  readonly markets: Readonly<Record<InstrumentId, BookMarketState>>;
}

/** What is matched never closes: it settles with the books of its money, those of US dollars on America's evening, the others on Asia's. */
const scopeOf = ({ currency }: Pick<Instrument, 'currency'>): DayEndScope => (currency === 'USD' ? 'america' : 'asia');

/** Rounding of a clock's fractions: two slices that make a step make it wherever they were cut. */
const HAIR = 1e-6;
/** A gap in following the wall clock in which participants still take every step, ms. */
const LONGEST_PLAYED_MS = 10_000;
/** Numbers of a print in the list of those that are to be told. */
const PRINT = 4;

class Pit implements Floor, CrowdView {
  readonly index: number;
  readonly market: BookMarket;
  readonly crowd: Crowd;
  readonly bars = new OwnBars();
  /** Prints to be told: time, price, quantity, aggressor. */
  readonly prints: number[] = [];
  venue: MatchingVenue | null = null;
  readonly #time: () => number;
  /** The book changed since it was looked at. */
  #unseen = false;

  constructor(entry: MatchingEntry, index: number, seed: number, time: () => number) {
    const { instrument, participants } = entry;
    const home = ticksOf(instrument, participants.price);
    this.index = index;
    this.market = new BookMarket(instrument, home);
    this.crowd = new Crowd(participants, home, mix(seed, hashText(instrument.id)));
    this.#time = time;
  }

  changed(): void {
    this.#unseen = true;
  }

  /** Brings the records to the book. */
  look(): void {
    if (!this.#unseen || !this.venue) return;
    this.#unseen = false;
    this.market.look(this.venue.bookOf(this.index), this.#time());
  }

  /** What is open: the accounts' longs and shorts, and the participants, as one, on the other side of the difference. */
  count(): void {
    if (!this.venue) return;
    const { long, short } = this.venue.heldOf(this.index);
    this.market.hold(Math.max(long, short), this.#time());
  }

  get bid(): Ticks {
    this.look();
    return this.market.quote[QUOTE.bid];
  }

  get ask(): Ticks {
    this.look();
    return this.market.quote[QUOTE.ask];
  }

  get last(): Ticks {
    return this.market.last;
  }

  get volume(): number {
    return this.market.quote[QUOTE.volume];
  }

  get lowerLimit(): Ticks {
    return this.market.quote[QUOTE.lowerLimit];
  }

  get upperLimit(): Ticks {
    return this.market.quote[QUOTE.upperLimit];
  }

  place(side: Side, price: Ticks, quantity: number, rests: boolean): ParticipantOrder {
    if (!this.venue) return 0;
    const { order } = this.venue.participantPlace(this.index, side, price, quantity);
    if (rests || order === 0) return order;
    this.venue.participantCancel(order);
    return 0;
  }

  cancel(order: ParticipantOrder): void {
    this.venue?.participantCancel(order);
  }

  left(order: ParticipantOrder): number {
    return this.venue?.participantLeft(order) ?? 0;
  }
}

export class MatchingFeed extends FeedAround implements Feed, MatchingListener {
  readonly instruments: readonly Instrument[];
  readonly live?: LiveFeed;
  readonly #pits: readonly Pit[];
  readonly #listeners: FeedListener[] = [];
  /** Open-market ms since the last step of the participants. */
  #since = 0;
  /** While false the participants stand still: nothing they bring about could be written. */
  open = true;

  /** @param seed of the environment: participants of two environments do not do the same */
  constructor(inner: Feed, entries: readonly MatchingEntry[], seed: number) {
    super(inner);
    this.instruments = [...inner.instruments, ...entries.map((entry) => entry.instrument)];
    this.#pits = entries.map((entry, at) => new Pit(entry, this.first + at, seed, () => inner.time));
    inner.listen(this.#relay());
    if (inner.live) this.live = this.#liveOf(inner.live);
  }

  /** Joins the exchange whose books these are: participants come to them at once, and what they find there is shown. Again with another one when it was restored. */
  join(venue: MatchingVenue): void {
    this.#since = 0;
    for (const pit of this.#pits) {
      pit.venue = venue;
      pit.crowd.arrive(pit.last);
      pit.changed();
      if (this.open) pit.crowd.step(pit, pit);
      pit.count();
    }
    this.tell();
  }

  onTrade(index: number, price: Ticks, quantity: number, aggressor: 1 | -1 | 0): void {
    const pit = this.#pits[index - this.first];
    const { time } = this.inner;
    pit.market.traded(time, price, quantity);
    pit.bars.traded(time, price, quantity, pit.market.quote[QUOTE.openInterest]);
    pit.prints.push(time, price, quantity, aggressor);
  }

  onBookChange(index: number): void {
    this.#pits[index - this.first].changed();
  }

  /** Tells what was noted. Whatever that triggers at the exchange is told too. */
  tell(): void {
    for (const pit of this.#pits) {
      pit.look();
      while (pit.market.quoteChanged || pit.market.bookChanged) {
        this.#tellOf(pit);
        pit.look();
      }
    }
  }

  #tellOf(pit: Pit): void {
    const { index, market } = pit;
    if (pit.prints.length > 0) pit.count();
    const book = market.bookChanged;
    const prints = pit.prints.splice(0);
    market.told();
    for (const listener of this.#listeners) {
      listener.quote(index, market.quote);
      if (book) listener.book(index, market.book);
      for (let at = 0; at < prints.length; at += PRINT) listener.trade(index, prints[at], prints[at + 1], prints[at + 2], prints[at + 3]);
    }
  }

  listen(listener: FeedListener): void {
    this.#listeners.push(listener);
  }

  /** What the feed inside says goes on as it is; ends of days and jumps are those of the matching instruments too. */
  #relay(): FeedListener {
    const listeners = this.#listeners;
    return {
      quote: (index, record) => {
        for (let i = 0; i < listeners.length; i++) listeners[i].quote(index, record);
      },
      book: (index, record) => {
        for (let i = 0; i < listeners.length; i++) listeners[i].book(index, record);
      },
      trade: (index, exchangeTime, price, quantity, aggressor) => {
        for (let i = 0; i < listeners.length; i++) listeners[i].trade(index, exchangeTime, price, quantity, aggressor);
      },
      auction: (index, price, quantity) => {
        for (const listener of listeners) listener.auction?.(index, price, quantity);
      },
      dayEnd: (tradingDay, settlement, scope) => {
        const ending = this.#pits.filter(({ market }) => scope === undefined || scope === scopeOf(market.instrument));
        const all = new Map([...settlement, ...ending.map(({ market }) => [market.instrument.id, market.settlement()] as const)]);
        for (const listener of listeners) listener.dayEnd(tradingDay, all, scope);
        for (const pit of ending) this.#nextDay(pit);
      },
      reset: (instruments) => {
        for (const pit of this.#pits) pit.bars.clear();
        const all = [...instruments, ...this.#pits.map(({ market }) => market.instrument.id)];
        for (const listener of listeners) listener.reset(all);
      },
    };
  }

  #nextDay({ market, bars }: Pit): void {
    const bar = market.dayBar(dateTime(this.tradingDay));
    if (bar) bars.endDay(bar);
    market.nextDay(this.time);
  }

  advance(elapsed: number): void {
    // A long gap in following the wall clock is nobody's: participants were away too.
    if (this.#pits.length === 0 || (this.live && elapsed > LONGEST_PLAYED_MS)) {
      this.inner.advance(elapsed);
      return;
    }
    let left = elapsed;
    while (left > 0) {
      const until = STEP_MS - this.#since;
      if (left < until - HAIR) {
        this.inner.advance(left);
        this.#since += left;
        return;
      }
      this.inner.advance(Math.min(until, left));
      left -= until;
      this.#since = 0;
      this.#step();
    }
  }

  #step(): void {
    if (!this.open) return;
    for (const pit of this.#pits) if (pit.venue) pit.crowd.step(pit, pit);
    this.tell();
  }

  /** The markets go on where they stood: their books keep the accounts' orders, their day begins anew, participants come again around the last price. */
  jump(time: number): Result<null> {
    const jumped = this.inner.jump(time);
    if (!jumped.ok) return jumped;
    this.#since = 0;
    for (const pit of this.#pits) {
      pit.market.restartDay(this.time);
      pit.crowd.restart(pit, pit.last);
    }
    this.#step();
    return ok(null);
  }

  /** Matching instruments are open at any time; nobody carries them from outside. */
  #liveOf(live: LiveFeed): LiveFeed {
    return {
      ...live,
      tradingDayOf: (index) => (index < this.first ? live.tradingDayOf(index) : this.tradingDay),
      sessionOf: (index) => (index < this.first ? live.sessionOf(index) : sessionOf(this.instruments[index].sessions, this.time)),
    };
  }

  quoteOf(index: number): Float64Array {
    return index < this.first ? this.inner.quoteOf(index) : this.#pits[index - this.first].market.quote;
  }

  bookOf(index: number): Float64Array {
    return index < this.first ? this.inner.bookOf(index) : this.#pits[index - this.first].market.book;
  }

  history(instrument: InstrumentId, period: '1m' | 'day', before: number | null, limit: number): Result<readonly Candle[]> {
    const pit = this.#pits.find(({ market }) => market.instrument.id === instrument);
    if (!pit) return this.inner.history(instrument, period, before, limit);
    return ok(period === 'day' ? pit.bars.days(pit.market.dayBar(dateTime(this.tradingDay)), before, limit) : pit.bars.minutes(before, limit));
  }

  state(): MatchingState {
    return { tradingDay: this.tradingDay, markets: Object.fromEntries(this.#pits.map(({ market }) => [market.instrument.id, market.state()])) };
  }

  /** The newest bars of each. */
  bars(): Readonly<Record<InstrumentId, OwnBarsState>> {
    return Object.fromEntries(this.#pits.map(({ market, bars }) => [market.instrument.id, bars.state()]));
  }

  restoreBars(saved: Readonly<Record<InstrumentId, OwnBarsState>>): void {
    for (const { market, bars } of this.#pits) {
      const state = saved[market.instrument.id];
      if (state) bars.restore(state);
    }
  }

  /** Takes the markets back as they were left; a day that has ended meanwhile is ended for them too. */
  restore(state: MatchingState): void {
    for (const { market } of this.#pits) {
      const saved = state.markets[market.instrument.id];
      if (saved) market.restore(saved);
    }
    if (state.tradingDay !== this.tradingDay) this.#pits.forEach((pit) => this.#nextDay(pit));
  }
}
