import { describe, expect, test } from 'vitest';
import { BOOK_LEVELS, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { QUOTE } from '#shared/model/quote.ts';
import type { Feed } from '../feed.ts';
import { createLoadFeed } from './load-feed.ts';

function counting(feed: Feed): { quotes: number; books: number; trades: number; dayEnds: number; resets: number; perInstrument: Float64Array } {
  const count = { quotes: 0, books: 0, trades: 0, dayEnds: 0, resets: 0, perInstrument: new Float64Array(feed.instruments.length) };
  feed.listen({
    quote: (index) => {
      count.quotes++;
      count.perInstrument[index]++;
    },
    book: () => count.books++,
    trade: () => count.trades++,
    dayEnd: () => count.dayEnds++,
    reset: () => count.resets++,
  });
  return count;
}

describe('the load feed', () => {
  test.each([[1000], [16.666_666], [7.3], [0.1]])('the rate is exact in slices of %d ms', (slice) => {
    const feed = createLoadFeed({ instruments: 5000, updatesPerSecond: 50_000, seed: 3 });
    const count = counting(feed);
    const steps = Math.round(2000 / slice);
    for (let i = 0; i < steps; i++) feed.advance(slice);
    expect(Math.abs(count.quotes - Math.floor(steps * slice * 50))).toBeLessThanOrEqual(1);
    expect(feed.time).toBeCloseTo(feed.days[0].from + steps * slice, 3);
  });

  test('all instruments move alike, the first one more, with a book and prints', () => {
    const feed = createLoadFeed({ instruments: 5000, updatesPerSecond: 50_000, seed: 3 });
    const count = counting(feed);
    feed.advance(10_000);
    expect(count.perInstrument[0]).toBe(2000);
    expect([count.books, count.trades]).toEqual([2000, 2000]);
    expect(Math.min(...count.perInstrument.subarray(1))).toBeGreaterThanOrEqual(99);
    expect(Math.max(...count.perInstrument.subarray(1))).toBeLessThanOrEqual(100);
    const book = feed.bookOf(0);
    expect(book[0]).toBe(BOOK_LEVELS);
    for (let level = 1; level < BOOK_LEVELS; level++) {
      expect(book[levelOffset(level)]).toBeLessThan(book[levelOffset(level - 1)]);
      expect(book[levelOffset(level) + LEVEL.ask]).toBeGreaterThan(book[levelOffset(level - 1) + LEVEL.ask]);
      expect(book[levelOffset(level) + LEVEL.bidSize]).toBeGreaterThan(0);
    }
    for (let index = 0; index < 5000; index++) {
      const quote = feed.quoteOf(index);
      expect(quote[QUOTE.bid] < quote[QUOTE.ask] && quote[QUOTE.low] <= quote[QUOTE.last] && quote[QUOTE.last] <= quote[QUOTE.high] && quote[QUOTE.bid] > quote[QUOTE.lowerLimit]).toBe(true);
    }
  });

  test('the same seed gives the same market', () => {
    const run = (slice: number): readonly number[][] => {
      const feed = createLoadFeed({ instruments: 20, updatesPerSecond: 1000, seed: 9 });
      for (let done = 0; done < 5000; done += slice) feed.advance(slice);
      return feed.instruments.map((_, index) => [...feed.quoteOf(index)]);
    };
    expect(run(5000)).toEqual(run(1));
  });

  test('the day ends and begins again', () => {
    const feed = createLoadFeed({ instruments: 3, updatesPerSecond: 1, seed: 1 });
    const count = counting(feed);
    const [{ from, to }] = feed.days;
    feed.advance(to - from + 5000);
    expect([count.dayEnds, count.resets, feed.time]).toEqual([1, 1, from + 5000]);
    expect(count.quotes).toBe((to - from) / 1000 + 5);
  });

  test('jumps inside its day, has history that ends where the day began', () => {
    const feed = createLoadFeed({ instruments: 3, updatesPerSecond: 100, seed: 1 });
    expect(feed.jump(feed.days[0].from + 60_000).ok).toBe(true);
    expect(feed.time).toBe(feed.days[0].from + 60_000);
    expect(feed.jump(0).ok).toBe(false);
    const history = feed.history('PANKOU.L0001', '1m', null, 10_000);
    if (!history.ok) throw new Error(history.fault.code);
    expect(history.value).toHaveLength(10_000);
    expect(history.value.at(-1)).toMatchObject({ time: feed.days[0].from - 60_000, close: feed.quoteOf(1)[QUOTE.preClose] });
    expect(feed.history('PANKOU.X', '1m', null, 1).ok).toBe(false);
  });
});
