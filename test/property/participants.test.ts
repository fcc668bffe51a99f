/** The liquidity participants of TEST, BTC and MINUS, whatever traders do beside them. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { MATCHING } from '#electron/brokers/simulated/feed/catalogue.ts';
import { MatchingFeed } from '#electron/brokers/simulated/matching/matching-feed.ts';
import type { FeedListener } from '#electron/brokers/simulated/feed.ts';
import { LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { SIDES } from '#shared/model/order.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { createHandFeed, type HandFeed } from '#test/stand-ins/hand-feed.ts';
import { IF } from '#test/stand-ins/instruments.ts';
import { createMatchingVenue, type HandVenue } from '#test/stand-ins/matching-venue.ts';

/** Places of TEST, BTC and MINUS behind the one instrument of the feed. */
const INDICES = [1, 2, 3];
const SECOND = 1000;

interface Room {
  readonly inner: HandFeed;
  readonly feed: MatchingFeed;
  readonly venue: HandVenue;
  readonly told: unknown[];
}

function room(seed: number, listens = true): Room {
  const inner = createHandFeed([IF]);
  const feed = new MatchingFeed(inner, MATCHING, seed);
  const venue = createMatchingVenue(() => feed);
  const told: unknown[] = [];
  if (listens) {
    feed.listen({
      quote: (index, record) => {
        told.push(['quote', index, ...record]);
        if (record[QUOTE.bidSize] > 0 && record[QUOTE.askSize] > 0) expect(record[QUOTE.bid]).toBeLessThan(record[QUOTE.ask]);
      },
      book: (index, record) => {
        told.push(['book', index, ...record]);
        const at = levelOffset(0);
        expect(record[at + LEVEL.bid]).toBe(feed.quoteOf(index)[QUOTE.bid]);
        expect(record[at + LEVEL.ask]).toBe(feed.quoteOf(index)[QUOTE.ask]);
      },
      trade: (...print) => told.push(['trade', ...print]),
      dayEnd: (day, settlement) => told.push(['dayEnd', day, [...settlement]]),
      reset: (ids) => told.push(['reset', ids]),
    });
  }
  feed.join(venue);
  return { inner, feed, venue, told };
}

const sizeOf = (feed: MatchingFeed, index: number, side: 'bid' | 'ask'): number => {
  const book = feed.bookOf(index);
  let sum = 0;
  for (let level = 0; level < 10; level++) sum += book[levelOffset(level) + (side === 'bid' ? LEVEL.bidSize : LEVEL.askSize)];
  return sum;
};

const move = fc.record({
  wait: fc.integer({ min: 0, max: 3_000 }),
  index: fc.constantFrom(...INDICES),
  side: fc.constantFrom(...SIDES),
  /** From the touch of the other side. */
  through: fc.integer({ min: -20, max: 20 }),
  quantity: fc.integer({ min: 1, max: 900 }),
  what: fc.constantFrom('order' as const, 'order' as const, 'order' as const, 'cancel' as const, 'jump' as const, 'dayEnd' as const),
});
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

/** Does what is asked at its time. @param slice how the time up to it is cut, ms */
function play({ inner, feed, venue }: Room, moves: readonly Move[], slice: (left: number) => number): void {
  const handles: [number, number][] = [];
  for (const { wait, index, side, through, quantity, what } of moves) {
    for (let left = wait; left > 0; ) {
      const part = Math.min(left, slice(left));
      feed.advance(part);
      left -= part;
    }
    if (what === 'order') {
      const quote = feed.quoteOf(index);
      const touch = side === 'buy' ? quote[QUOTE.ask] : quote[QUOTE.bid];
      if (Number.isNaN(touch)) continue;
      const book = venue.bookOf(index);
      const handle = venue.place(index, side, touch + (side === 'buy' ? through : -through), quantity);
      if (handle >= 0 && book.tagOf(handle) >= 0) handles.push([index, handle]);
      feed.tell();
    } else if (what === 'jump') feed.jump(feed.days[through < 0 ? 0 : 1].from);
    else if (what === 'dayEnd') inner.endDay({ [IF.id]: 100 }, inner.tradingDay === '2021-01-04' ? '2021-01-05' : '2021-01-04');
  }
}

describe('liquidity participants', () => {
  it('are there at once, on both sides, ten levels deep', () => {
    const { feed } = room(1);
    for (const index of INDICES) {
      expect(feed.bookOf(index)[0]).toBe(10);
      expect(sizeOf(feed, index, 'bid')).toBeGreaterThan(50);
      expect(sizeOf(feed, index, 'ask')).toBeGreaterThan(50);
    }
    expect(feed.quoteOf(3)[QUOTE.ask]).toBeLessThan(0);
  });

  it('do the same with the same seed, commands and times, however the time is cut (property)', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(move, { minLength: 1, maxLength: 25 }), fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 }), (seed, moves, cuts) => {
        const once = room(seed);
        play(once, moves, (left) => left);
        const again = room(seed);
        let cut = 0;
        play(again, moves, () => cuts[cut++ % cuts.length]);
        expect(again.venue.fills).toEqual(once.venue.fills);
        expect(again.told).toEqual(once.told);
        for (const index of INDICES) expect(Array.from(again.feed.bookOf(index))).toEqual(Array.from(once.feed.bookOf(index)));
      }),
      { numRuns: 40 },
    );
  });

  it('do otherwise with another seed', () => {
    const [one, other] = [room(1), room(2)];
    for (const { feed } of [one, other]) feed.advance(10 * SECOND);
    expect(one.told).not.toEqual(other.told);
  });

  it('move for a large order, and come back within seconds', () => {
    const { feed, venue } = room(7);
    feed.advance(20 * SECOND);
    for (const index of INDICES) {
      const before = feed.quoteOf(index)[QUOTE.ask];
      venue.place(index, 'buy', before + 8, 100_000);
      feed.tell();
      expect(feed.quoteOf(index)[QUOTE.last]).toBeGreaterThanOrEqual(before + 7);
      // What it did not get is a wall that sellers now find.
      expect(feed.quoteOf(index)[QUOTE.bid]).toBe(before + 8);
      expect(feed.quoteOf(index)[QUOTE.ask]).toBeGreaterThan(before + 8);
    }
    const swept = room(7);
    swept.feed.advance(20 * SECOND);
    for (const index of INDICES) {
      const before = swept.feed.quoteOf(index)[QUOTE.ask];
      const handle = swept.venue.place(index, 'buy', before + 8, 5_000);
      if (handle >= 0) swept.venue.cancel(index, handle);
      swept.feed.tell();
      expect(swept.feed.quoteOf(index)[QUOTE.ask]).toBeGreaterThan(before + 8);
    }
    swept.feed.advance(5 * SECOND);
    for (const index of INDICES) {
      const quote = swept.feed.quoteOf(index);
      expect(quote[QUOTE.ask] - quote[QUOTE.bid]).toBeLessThanOrEqual(4);
      expect(swept.feed.bookOf(index)[0]).toBe(10);
    }
  });

  it('trade against a trader who quotes inside the spread, in parts', () => {
    const { feed, venue } = room(3);
    feed.advance(5 * SECOND);
    const quote = feed.quoteOf(1);
    venue.place(1, 'buy', quote[QUOTE.ask] - 1, 500);
    feed.tell();
    feed.advance(60 * SECOND);
    const mine = venue.fills.filter((fill) => fill.side === 'buy');
    expect(mine.length).toBeGreaterThan(2);
    expect(mine.every((fill) => fill.quantity < 500)).toBe(true);
  });

  it('do not flood: five to ten changes a second, and at 100x a bounded number of operations', () => {
    const { feed, venue, told } = room(11);
    told.length = 0;
    const before = venue.operations;
    const seconds = 600;
    feed.advance(seconds * SECOND);
    const operations = (venue.operations - before) / seconds / INDICES.length;
    const quotes = told.filter((entry) => (entry as unknown[])[0] === 'quote').length / seconds / INDICES.length;
    expect(quotes).toBeGreaterThan(4);
    expect(quotes).toBeLessThan(10);
    // At 100x three instruments thus cost some thousand book operations a real second.
    expect(operations).toBeLessThan(30);
  });

  it('stay near what the instrument is worth, and below zero, for a working day', () => {
    const { feed } = room(5, false);
    let highest = -Infinity;
    let lowest = Infinity;
    for (let hour = 0; hour < 8; hour++) {
      feed.advance(60 * 60 * SECOND);
      highest = Math.max(highest, feed.quoteOf(3)[QUOTE.last]);
      lowest = Math.min(lowest, feed.quoteOf(3)[QUOTE.last]);
      expect(Math.abs(feed.quoteOf(1)[QUOTE.last] - 10_000)).toBeLessThan(500);
    }
    expect(highest).toBeLessThan(0);
    expect(highest - lowest).toBeGreaterThan(20);
  });

  it('stop at nothing that traders do (property)', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(move, { minLength: 20, maxLength: 80, size: 'max' }), (seed, moves) => {
        const desk = room(seed);
        play(desk, moves, () => 100);
        desk.feed.advance(10 * SECOND);
        for (const index of INDICES) expect(desk.feed.bookOf(index)[0]).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it('stand still where nothing could be written, and go on after', () => {
    const { feed, told } = room(9);
    feed.open = false;
    told.length = 0;
    feed.advance(30 * SECOND);
    expect(told).toEqual([]);
    feed.open = true;
    feed.advance(5 * SECOND);
    expect(told.length).toBeGreaterThan(0);
  });

  it('begin again around the last price after a restart, and the day goes on', () => {
    const { feed } = room(4);
    feed.advance(300 * SECOND);
    const saved = JSON.parse(JSON.stringify(feed.state())) as ReturnType<MatchingFeed['state']>;
    const later = new MatchingFeed(createHandFeed([IF]), MATCHING, 99);
    later.restore(saved);
    later.join(createMatchingVenue(() => later));
    for (const index of INDICES) {
      const [was, is] = [feed.quoteOf(index), later.quoteOf(index)];
      for (const field of [QUOTE.last, QUOTE.open, QUOTE.high, QUOTE.low, QUOTE.volume, QUOTE.turnover, QUOTE.preSettlement]) expect(is[field]).toBe(was[field]);
      expect(Math.abs(is[QUOTE.bid] - was[QUOTE.last])).toBeLessThan(30);
    }
  });

  it('settles matching instruments with the others, at the average of their day', () => {
    const { inner, feed, told } = room(4);
    feed.advance(60 * SECOND);
    const average = Math.round(feed.quoteOf(3)[QUOTE.turnover] / feed.quoteOf(3)[QUOTE.volume] / 0.1);
    inner.endDay({ [IF.id]: 555 }, '2021-01-05');
    const dayEnd = told.find((entry) => (entry as unknown[])[0] === 'dayEnd') as [string, string, [string, number][]];
    const prices = new Map(dayEnd[2]);
    expect(dayEnd[1]).toBe('2021-01-04');
    expect(prices.get(IF.id)).toBe(555);
    expect(Math.abs((prices.get('PANKOU.MINUS') ?? NaN) - average)).toBeLessThanOrEqual(1);
    expect(feed.quoteOf(3)[QUOTE.preSettlement]).toBe(prices.get('PANKOU.MINUS'));
    expect(feed.quoteOf(3)[QUOTE.volume]).toBe(0);
  });

  it('settles with the books of its money where markets end by themselves', () => {
    const ends: [string | undefined, string[]][] = [];
    const ending: FeedListener[] = [];
    const inner = createHandFeed([IF]);
    const listen = inner.listen.bind(inner);
    inner.listen = (listener) => {
      ending.push(listener);
      listen(listener);
    };
    const feed = new MatchingFeed(inner, MATCHING, 4);
    feed.listen({ quote() {}, book() {}, trade() {}, reset() {}, dayEnd: (_day, settlement, scope) => void ends.push([scope, [...settlement.keys()]]) });
    feed.join(createMatchingVenue(() => feed));
    feed.advance(60 * SECOND);
    const volumes = (): number[] => INDICES.map((index) => feed.quoteOf(index)[QUOTE.volume]);
    ending[0].dayEnd('2021-01-04', new Map(), 'asia');
    expect(ends).toEqual([['asia', ['PANKOU.TEST', 'PANKOU.MINUS']]]);
    expect(volumes().map((volume) => volume > 0)).toEqual([false, true, false]);
    ending[0].dayEnd('2021-01-04', new Map(), 'america');
    expect(ends[1]).toEqual(['america', ['PANKOU.BTC']]);
    expect(volumes()).toEqual([0, 0, 0]);
  });

  it('gives bars of its own trades, none of them from before', () => {
    const { feed } = room(4);
    feed.advance(300 * SECOND);
    const bars = feed.history('PANKOU.MINUS', '1m', null, 100);
    const day = feed.history('PANKOU.MINUS', 'day', null, 100);
    if (!bars.ok || !day.ok) throw new Error('no bars');
    const quote = feed.quoteOf(3);
    expect(bars.value.reduce((sum, bar) => sum + bar.volume, 0)).toBe(quote[QUOTE.volume]);
    expect(Math.max(...bars.value.map((bar) => bar.high))).toBe(quote[QUOTE.high]);
    expect(bars.value.at(-1)?.close).toBe(quote[QUOTE.last]);
    expect(bars.value.every((bar, at) => at === 0 || bar.time > bars.value[at - 1].time)).toBe(true);
    expect(day.value).toMatchObject([{ time: Date.parse('2021-01-04T00:00:00Z'), high: quote[QUOTE.high], volume: quote[QUOTE.volume] }]);
    expect(feed.history('PANKOU.MINUS', '1m', bars.value[2].time, 1)).toMatchObject({ ok: true, value: [bars.value[1]] });
  });
});
