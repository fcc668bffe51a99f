/** A feed that does what a test says: the feed is an input of the exchange, and this is one driven by hand. */
import type { Feed, FeedListener } from '#electron/brokers/simulated/feed.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { emptyBook, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { emptyQuote, PHASES, QUOTE, type Phase } from '#shared/model/quote.ts';
import type { Ticks } from '#shared/price.ts';
import { fail, ok } from '#shared/result.ts';

export type HandLevel = readonly [price: Ticks, size: number];

export interface HandQuote {
  /** Best first; none where absent. */
  readonly bids?: readonly HandLevel[];
  readonly asks?: readonly HandLevel[];
  readonly last?: Ticks;
  readonly phase?: Phase;
  readonly limits?: readonly [low: Ticks, high: Ticks];
}

export interface HandFeed extends Feed {
  time: number;
  tradingDay: string;
  /** Emits a quote and its book. */
  show(instrument: InstrumentId, quote: HandQuote): void;
  /** Ends the trading day at these settlement prices and begins the next. */
  endDay(settlement: Readonly<Record<InstrumentId, Ticks>>, nextDay: string): void;
  /** Runs with each `advance`, given the open-market ms. */
  onAdvance: (elapsed: number) => void;
}

const DAY_MS = 86_400_000;

export function createHandFeed(instruments: readonly Instrument[], firstDay = '2021-01-04'): HandFeed {
  const quotes = instruments.map(() => emptyQuote());
  const books = instruments.map(() => emptyBook());
  const listeners: FeedListener[] = [];
  const indexOf = (id: InstrumentId): number => instruments.findIndex((instrument) => instrument.id === id);
  const openingOf = (day: string): number => Date.parse(`${day}T01:30:00Z`);

  const feed: HandFeed = {
    instruments,
    days: ['2021-01-04', '2021-01-05'].map((day) => ({ day, from: openingOf(day), to: openingOf(day) + DAY_MS / 4 })),
    time: openingOf(firstDay),
    tradingDay: firstDay,
    onAdvance: (elapsed) => {
      feed.time += elapsed;
    },
    listen: (listener) => void listeners.push(listener),
    advance: (elapsed) => feed.onAdvance(elapsed),
    jump(time) {
      const day = feed.days.find(({ from, to }) => time >= from && time <= to);
      if (!day) return fail('replay-time-outside');
      feed.time = time;
      feed.tradingDay = day.day;
      for (const listener of listeners) {
        listener.reset(instruments.map((instrument) => instrument.id));
        instruments.forEach((_, index) => {
          listener.quote(index, quotes[index]);
          listener.book(index, books[index]);
        });
      }
      return ok(null);
    },
    quoteOf: (index) => quotes[index],
    bookOf: (index) => books[index],
    history: (instrument, period) => fail('history-unavailable', { instrument, period }),
    show(instrument, { bids = [], asks = [], last, phase = 'continuous', limits }) {
      const index = indexOf(instrument);
      const quote = quotes[index];
      const book = books[index];
      quote[QUOTE.bid] = bids[0]?.[0] ?? NaN;
      quote[QUOTE.bidSize] = bids[0]?.[1] ?? 0;
      quote[QUOTE.ask] = asks[0]?.[0] ?? NaN;
      quote[QUOTE.askSize] = asks[0]?.[1] ?? 0;
      if (last !== undefined) quote[QUOTE.last] = last;
      quote[QUOTE.phase] = PHASES.indexOf(phase);
      quote[QUOTE.lowerLimit] = limits?.[0] ?? NaN;
      quote[QUOTE.upperLimit] = limits?.[1] ?? NaN;
      quote[QUOTE.exchangeTime] = feed.time;
      for (const listener of listeners) listener.quote(index, quote);
      book.fill(NaN);
      book[0] = Math.max(bids.length, asks.length);
      for (let level = 0; level < book[0]; level++) {
        const at = levelOffset(level);
        book[at + LEVEL.bid] = bids[level]?.[0] ?? NaN;
        book[at + LEVEL.bidSize] = bids[level]?.[1] ?? 0;
        book[at + LEVEL.ask] = asks[level]?.[0] ?? NaN;
        book[at + LEVEL.askSize] = asks[level]?.[1] ?? 0;
      }
      for (const listener of listeners) listener.book(index, book);
    },
    endDay(settlement, nextDay) {
      for (const listener of listeners) listener.dayEnd(feed.tradingDay, new Map(Object.entries(settlement)));
      feed.tradingDay = nextDay;
      feed.time = openingOf(nextDay);
    },
  };
  return feed;
}
