import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { phaseAt, tradingDayOf } from '#shared/calendar/sessions.ts';
import { PHASES, QUOTE } from '#shared/model/quote.ts';
import { isOnTick } from '#shared/price.ts';
import type { Feed } from '../feed.ts';
import { CATALOGUE, type CatalogueEntry } from './catalogue.ts';
import { listedOn } from './contract-months.ts';
import { createSessionFeed } from './session-feed.ts';
import { nextDayEnd } from './settlement-times.ts';

const shanghai = (text: string): number => Date.parse(`${text}+08:00`);

const WANTED = ['CFFEX.IF2403', 'SHFE.rb2405', 'SSE.600519', 'SZSE.000001', 'HKEX.00700', 'NASDAQ.AAPL', 'CME.ESH4'];

interface Heard {
  readonly quotes: { readonly id: string; readonly time: number; readonly phase: string; readonly last: number; readonly volume: number }[];
  readonly auctions: { readonly id: string; readonly time: number; readonly price: number; readonly quantity: number }[];
  readonly days: { readonly time: number; readonly tradingDay: string; readonly scope: string | undefined; readonly prices: Readonly<Record<string, number>> }[];
  resets: number;
}

function start(text: string, ids: readonly string[] = WANTED): { feed: Feed; heard: Heard; at: (id: string) => number; until: (text: string, step?: number) => void } {
  const time = shanghai(text);
  const known = new Map(listedOn(CATALOGUE, '2024-03-05').map((entry) => [entry.instrument.id, entry]));
  const listed = ids.map((id) => known.get(id)).filter((entry): entry is CatalogueEntry => entry !== undefined);
  expect(listed.length).toBe(ids.length);
  const feed = createSessionFeed({ time, listed, seed: 7 });
  const heard: Heard = { quotes: [], auctions: [], days: [], resets: 0 };
  const idOf = (index: number): string => feed.instruments[index].id;
  feed.listen({
    quote: (index, record) => heard.quotes.push({ id: idOf(index), time: record[QUOTE.exchangeTime], phase: PHASES[record[QUOTE.phase]], last: record[QUOTE.last], volume: record[QUOTE.volume] }),
    book: () => {},
    trade: () => {},
    auction: (index, price, quantity) => heard.auctions.push({ id: idOf(index), time: feed.time, price, quantity }),
    dayEnd: (tradingDay, settlement, scope) => heard.days.push({ time: feed.time, tradingDay, scope, prices: Object.fromEntries(settlement) }),
    reset: () => heard.resets++,
  });
  return {
    feed,
    heard,
    at: (id) => feed.instruments.findIndex((instrument) => instrument.id === id),
    until: (goal, step = 5_000) => {
      const end = shanghai(goal);
      while (feed.time < end) feed.advance(Math.min(step, end - feed.time));
    },
  };
}

describe('hours', () => {
  test('phases are the calendar’s, by the wall clock; nothing trades outside of them', () => {
    const { heard, until, feed } = start('2024-03-05T09:14:00');
    until('2024-03-05T09:36:00');
    expect(heard.quotes.length).toBeGreaterThan(500);
    for (const { id, time, phase } of heard.quotes) {
      const { sessions } = feed.instruments.find((instrument) => instrument.id === id)!;
      const expected = phaseAt(sessions, time);
      // A Hong Kong auction ends at a moment of its own: then nothing is entered until 9:30. What an auction came to is still its own.
      const own = (phase === 'break' && expected === 'auction') || (phase === 'auction' && phaseAt(sessions, time - 1) === 'auction');
      expect([id, phase]).toEqual([id, own ? phase : expected]);
    }
    const first = (id: string): number | undefined => heard.quotes.find((quote) => quote.id === id && quote.phase === 'continuous')?.time;
    expect(first('SSE.600519')).toBe(shanghai('2024-03-05T09:30:00'));
    expect(first('CFFEX.IF2403')).toBe(shanghai('2024-03-05T09:30:00'));
    expect(first('NASDAQ.AAPL')).toBeUndefined();
  });

  test('auctions: at their moments, at the day’s open, once; the print is in the volume', () => {
    const { heard, until, feed, at } = start('2024-03-05T08:50:00');
    until('2024-03-05T09:31:00');
    const of = (id: string) => heard.auctions.filter((auction) => auction.id === id);
    expect(of('SSE.600519').map(({ time }) => time)).toEqual([shanghai('2024-03-05T09:25:00')]);
    expect(of('CFFEX.IF2403').map(({ time }) => time)).toEqual([shanghai('2024-03-05T09:29:00')]);
    expect(of('SHFE.rb2405')).toEqual([]);
    const [hongKong] = of('HKEX.00700');
    expect(of('HKEX.00700').length).toBe(1);
    expect(hongKong.time).toBeGreaterThanOrEqual(shanghai('2024-03-05T09:20:00'));
    expect(hongKong.time).toBeLessThan(shanghai('2024-03-05T09:22:00'));
    const quote = feed.quoteOf(at('SSE.600519'));
    expect(quote[QUOTE.open]).toBe(of('SSE.600519')[0].price);
    expect(quote[QUOTE.volume]).toBeGreaterThan(of('SSE.600519')[0].quantity);
  });

  test('the closing auction ends the day; the close stands until the next session; a weekend is closed', () => {
    const { heard, until, feed, at } = start('2024-03-08T14:56:00', ['SSE.600519', 'HKEX.00700']);
    until('2024-03-08T16:12:00');
    const close = heard.auctions.find(({ id }) => id === 'SSE.600519');
    expect(close?.time).toBe(shanghai('2024-03-08T15:00:00'));
    const quote = feed.quoteOf(at('SSE.600519'));
    expect([quote[QUOTE.last], PHASES[quote[QUOTE.phase]]]).toEqual([close?.price, 'closed']);
    const before = heard.quotes.length;
    until('2024-03-08T16:59:00');
    expect(heard.quotes.length).toBe(before);
    expect(feed.live?.tradingDayOf(at('SSE.600519'))).toBe('2024-03-11');
  });

  test('a night belongs to the next trading day and opens with an auction of its own', () => {
    const { heard, until, feed, at } = start('2024-03-08T20:54:00', ['SHFE.rb2405']);
    const before = feed.quoteOf(0)[QUOTE.last];
    until('2024-03-08T21:05:00');
    expect(heard.auctions.map(({ time }) => time)).toEqual([shanghai('2024-03-08T20:59:00')]);
    expect(feed.live?.tradingDayOf(at('SHFE.rb2405'))).toBe('2024-03-11');
    const quote = feed.quoteOf(0);
    expect(quote[QUOTE.preClose]).toBe(before);
    expect(quote[QUOTE.volume]).toBeGreaterThan(0);
  });
});

describe('trading days', () => {
  test('China and Hong Kong settle at 17:00, America after Globex; a settlement is the next day’s previous one', () => {
    const { heard, until, feed, at } = start('2024-03-05T16:59:00');
    until('2024-03-05T17:01:00');
    expect(heard.days.map(({ tradingDay, scope, time }) => [tradingDay, scope, time])).toEqual([['2024-03-05', 'asia', shanghai('2024-03-05T17:00:00')]]);
    expect(Object.keys(heard.days[0].prices).sort()).toEqual(['CFFEX.IF2403', 'HKEX.00700', 'SHFE.rb2405', 'SSE.600519', 'SZSE.000001']);
    const settled = heard.days[0].prices;
    expect(feed.quoteOf(at('SSE.600519'))[QUOTE.last]).toBe(settled['SSE.600519']);
    feed.advance(shanghai('2024-03-06T10:00:00') - feed.time);
    expect(heard.days.map(({ tradingDay, scope }) => [tradingDay, scope])).toEqual([['2024-03-05', 'asia'], ['2024-03-05', 'america']]);
    expect(heard.resets).toBe(1);
    for (const id of ['CFFEX.IF2403', 'SHFE.rb2405']) expect(feed.quoteOf(at(id))[QUOTE.preSettlement]).toBe(settled[id]);
    expect(feed.quoteOf(at('SSE.600519'))[QUOTE.preClose]).toBe(settled['SSE.600519']);
  });

  test('a long absence ends every day that went by, in order, and stands where the clock is', () => {
    const { heard, feed, until } = start('2024-02-07T10:00:00', ['SSE.600519', 'HKEX.00700', 'NASDAQ.AAPL']);
    until('2024-02-07T10:00:05');
    feed.advance(shanghai('2024-02-20T11:00:00') - feed.time);
    const asia = heard.days.filter(({ scope }) => scope === 'asia');
    // Spring Festival: Hong Kong has its half day, then opens earlier than the mainland, which settles at what it settled last meanwhile.
    expect(asia.map(({ tradingDay }) => tradingDay)).toEqual(['2024-02-07', '2024-02-08', '2024-02-09', '2024-02-14', '2024-02-15', '2024-02-16', '2024-02-19']);
    expect(asia.slice(1, 6).map(({ prices }) => prices['SSE.600519'])).toEqual(Array.from({ length: 5 }, () => asia[1].prices['SSE.600519']));
    expect(new Set(asia.map(({ prices }) => prices['HKEX.00700'])).size).toBeGreaterThan(4);
    expect(heard.days.filter(({ scope }) => scope === 'america').map(({ tradingDay }) => tradingDay)).toEqual(['2024-02-06', '2024-02-07', '2024-02-08', '2024-02-09', '2024-02-12', '2024-02-13', '2024-02-14', '2024-02-15', '2024-02-16'].slice(1));
    expect(feed.time).toBe(shanghai('2024-02-20T11:00:00'));
  });

  test('settlements follow one another, Asia’s and America’s, on trading days alone', () => {
    let at = shanghai('2024-11-27T00:00:00');
    const ends: string[] = [];
    for (let i = 0; i < 8; i++) {
      const end = nextDayEnd(at);
      expect(end.time).toBeGreaterThan(at);
      at = end.time;
      ends.push(`${end.tradingDay} ${end.scope}`);
    }
    expect(ends).toEqual(['2024-11-26 america', '2024-11-27 asia', '2024-11-27 america', '2024-11-28 asia', '2024-11-29 asia', '2024-11-29 america', '2024-12-02 asia', '2024-12-02 america']);
  });
});

describe('prices', () => {
  test('a function of seed and date: however the clock was sliced, wherever it began', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 40 }), (slices) => {
        const one = start('2024-03-05T09:20:00', ['SSE.600519', 'HKEX.00700']);
        for (const slice of slices) one.feed.advance(slice);
        const total = slices.reduce((a, b) => a + b, 0);
        const other = start('2024-03-05T09:20:00', ['SSE.600519', 'HKEX.00700']);
        let left = total;
        for (; left > 10_000; left -= 10_000) other.feed.advance(10_000);
        other.feed.advance(left);
        expect(other.heard.quotes).toEqual(one.heard.quotes);
        for (const index of [0, 1]) expect(other.feed.quoteOf(index)).toEqual(one.feed.quoteOf(index));
      }),
      { numRuns: 20 },
    );
  });

  test('going to a moment arrives at the state that playing does', () => {
    const played = start('2024-03-05T09:14:00', ['SSE.600519', 'CFFEX.IF2403', 'HKEX.00700']);
    played.until('2024-03-05T09:47:30');
    const there = start('2024-03-05T09:47:30', ['SSE.600519', 'CFFEX.IF2403', 'HKEX.00700']);
    for (const index of [0, 1, 2]) expect(there.feed.quoteOf(index)).toEqual(played.feed.quoteOf(index));
  });

  test('on the tick, inside the limits, from one close to the next without a leap', () => {
    const ids = listedOn(CATALOGUE, '2024-03-05').map(({ instrument }) => instrument.id);
    const { feed } = start('2024-03-05T23:00:00', ids);
    for (const [index, instrument] of feed.instruments.entries()) {
      const quote = feed.quoteOf(index);
      expect(isOnTick(instrument, quote[QUOTE.last])).toBe(true);
      if (!Number.isNaN(quote[QUOTE.upperLimit])) {
        expect(quote[QUOTE.last]).toBeLessThan(quote[QUOTE.upperLimit]);
        expect(quote[QUOTE.last]).toBeGreaterThan(quote[QUOTE.lowerLimit]);
      }
      const bars = feed.history(instrument.id, 'day', null, 200);
      if (!bars.ok) throw new Error('no bars');
      expect(bars.value.length).toBe(200);
      for (const [i, bar] of bars.value.entries()) {
        expect(bar.high).toBeGreaterThanOrEqual(bar.low);
        if (i > 0) expect(Math.abs(bar.close / bars.value[i - 1].close - 1)).toBeLessThan((instrument.priceLimit ?? 0.5) * 0.9);
      }
      const minutes = feed.history(instrument.id, '1m', null, 30);
      if (!minutes.ok) throw new Error('no bars');
      for (const bar of minutes.value) expect(['continuous']).toContain(phaseAt(instrument.sessions, bar.time));
    }
  });
});

describe('from outside', () => {
  let world: ReturnType<typeof start>;
  beforeEach(() => {
    world = start('2024-03-05T10:00:00', ['SSE.600519', 'HKEX.00700']);
  });

  test('a carried instrument shows what is offered and nothing generated; its phase stays the calendar’s', () => {
    const { feed, heard, until } = world;
    feed.live?.carry(0, true);
    expect(feed.quoteOf(0)[QUOTE.bid]).toBeNaN();
    const before = heard.quotes.length;
    until('2024-03-05T10:00:30');
    expect(heard.quotes.slice(before).filter(({ id }) => id === 'SSE.600519')).toEqual([]);
    const offered = feed.quoteOf(0).slice();
    offered[QUOTE.last] = 170_001;
    offered[QUOTE.phase] = PHASES.indexOf('halted');
    feed.live?.offer(0, offered, null);
    expect(heard.quotes.at(-1)).toMatchObject({ id: 'SSE.600519', last: 170_001, phase: 'continuous' });
    until('2024-03-05T11:30:01');
    expect(PHASES[feed.quoteOf(0)[QUOTE.phase]]).toBe('break');
    expect(feed.quoteOf(0)[QUOTE.last]).toBe(170_001);
    feed.live?.carry(0, false);
    expect(feed.quoteOf(0)[QUOTE.last]).not.toBe(170_001);
  });

  test('it settles at what it showed last', () => {
    const { feed, heard, until } = world;
    feed.live?.carry(0, true);
    const offered = feed.quoteOf(0).slice();
    offered[QUOTE.last] = 170_001;
    feed.live?.offer(0, offered, null);
    feed.advance(shanghai('2024-03-05T16:59:58') - feed.time);
    until('2024-03-05T17:00:01');
    expect(heard.days.at(-1)?.prices['SSE.600519']).toBe(170_001);
  });
});

test('the clock goes back to where it was followed last, never into the future', () => {
  const { feed, heard } = start('2024-03-06T10:00:00', ['SSE.600519']);
  expect(feed.jump(shanghai('2024-03-06T10:00:01')).ok).toBe(false);
  expect(feed.jump(shanghai('2024-03-05T14:00:00')).ok).toBe(true);
  expect(tradingDayOf('china-stock', feed.time)).toBe('2024-03-05');
  feed.advance(shanghai('2024-03-06T10:00:00') - feed.time);
  expect(heard.days.map(({ tradingDay }) => tradingDay)).toEqual(['2024-03-05']);
});
