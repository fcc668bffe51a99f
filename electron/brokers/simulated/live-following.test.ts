import { describe, expect, it } from 'vitest';
import type { LiveMarket, LiveMarketListener } from '#electron/brokers/broker.ts';
import { emptyBook, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { emptyQuote, PHASES, QUOTE, type Phase } from '#shared/model/quote.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { createHandFeed } from '#test/stand-ins/hand-feed.ts';
import { CU, IF } from '#test/stand-ins/instruments.ts';
import type { LiveFeed } from './feed.ts';
import { ListingFeed } from './listing-feed.ts';
import { LiveFollowing } from './live-following.ts';

const SHANGHAI_MORNING = Date.parse('2026-11-23T10:00:00+08:00');
const ADDED: Instrument = { ...IF, id: 'CFFEX.ADDED', code: 'ADDED', sessions: 'cffex-index' };

/** A feed on the wall clock that notes what is carried into it. */
function wallFeed() {
  const carried: unknown[] = [];
  const inner = createHandFeed([IF, CU]);
  inner.time = SHANGHAI_MORNING;
  const live: LiveFeed = {
    tradingDayOf: () => '2026-11-23',
    sessionOf: () => null,
    carry: (index, outside) => void carried.push(['carry', index, outside]),
    offer: (index, quote, book) => void carried.push(['offer', index, quote[QUOTE.bid], quote[QUOTE.ask], book === null ? null : book[0]]),
    offerTrade: (index, _time, price, quantity) => void carried.push(['trade', index, price, quantity]),
  };
  return { inner, carried, feed: new ListingFeed(Object.assign(inner, { live })) };
}

function liveMarket(terms: readonly Instrument[]) {
  let listener: LiveMarketListener | null = null;
  const wanted: (readonly string[])[] = [];
  const market: LiveMarket = {
    carried: () => terms,
    carries: (id) => terms.some((instrument) => instrument.id === id),
    want: (ids) => void wanted.push(ids),
    newest: () => null,
    listen(next) {
      listener = next;
      return () => (listener = null);
    },
  };
  return { market, wanted, said: () => listener! };
}

function quoteOf(bid: number, ask: number, change: { readonly stale?: number; readonly phase?: Phase } = {}): Float64Array {
  const record = emptyQuote();
  record[QUOTE.bid] = bid;
  record[QUOTE.ask] = ask;
  record[QUOTE.last] = bid;
  record[QUOTE.stale] = change.stale ?? 0;
  record[QUOTE.phase] = PHASES.indexOf(change.phase ?? 'continuous');
  return record;
}

function bookOf(bid: number, ask: number): Float64Array {
  const book = emptyBook();
  book[0] = 1;
  book[levelOffset(0) + LEVEL.bid] = bid;
  book[levelOffset(0) + LEVEL.ask] = ask;
  return book;
}

describe('following live quotes', () => {
  it('offers what is carried in the same terms, and nothing of what is not', () => {
    const { feed, carried } = wallFeed();
    const { market, said, wanted } = liveMarket([{ ...IF, origin: 'live' }, { ...CU, tickSize: 1 }]);
    const following = new LiveFollowing(feed, feed.live!, market);
    following.start();
    expect([following.follows(IF.id), following.follows(CU.id)]).toEqual([true, false]);
    said().quote(IF.id, quoteOf(100, 101));
    said().book(IF.id, bookOf(100, 101));
    said().trade(IF.id, 1, 100, 7, 1);
    said().quote(CU.id, quoteOf(5, 6));
    expect(carried).toEqual([['carry', 0, true], ['offer', 0, 100, 101, null], ['offer', 0, NaN, NaN, 1], ['trade', 0, 100, 7]]);
    following.need([IF.id, CU.id, IF.id]);
    following.need([IF.id]);
    expect(wanted).toEqual([[IF.id]]);
    following.stop();
    expect(wanted.at(-1)).toEqual([]);
  });

  it.each([
    ['halted', quoteOf(100, 101, { phase: 'halted' })],
    ['stale', quoteOf(100, 101, { stale: 1 })],
  ])('shows no touch and no book of what is %s, until it is quoted again', (_, shut) => {
    const { feed, carried } = wallFeed();
    const { market, said } = liveMarket([IF]);
    new LiveFollowing(feed, feed.live!, market).start();
    said().quote(IF.id, shut);
    said().book(IF.id, bookOf(100, 101));
    expect(carried.slice(1)).toEqual([['offer', 0, NaN, NaN, 0]]);
    said().quote(IF.id, quoteOf(98, 99));
    said().book(IF.id, bookOf(98, 99));
    expect(carried.slice(2)).toEqual([['offer', 0, 98, 99, null], ['offer', 0, NaN, NaN, 1]]);
    said().stale(IF.id);
    expect(carried.at(-1)).toEqual(['offer', 0, NaN, NaN, 0]);
  });
});

describe('a feed with instruments added', () => {
  it('shows, closes and settles what was added, and leaves the rest as it is', () => {
    const { feed, inner, carried } = wallFeed();
    const quotes: unknown[] = [];
    const ends: [string, [string, number][]][] = [];
    feed.listen({
      quote: (index, record) => void quotes.push([index, record[QUOTE.bid], PHASES[record[QUOTE.phase]]]),
      book: (index, record) => void quotes.push([index, 'book', record[0]]),
      trade: (index, _time, price) => void quotes.push([index, 'trade', price]),
      dayEnd: (day, settlement) => void ends.push([day, [...settlement]]),
      reset() {},
    });
    feed.list(ADDED);
    expect(feed.instruments.map(({ id }) => id)).toEqual([IF.id, CU.id, ADDED.id]);
    feed.live!.offer(2, quoteOf(70, 71), bookOf(70, 71));
    feed.live!.offerTrade(2, 1, 70, 3, 1);
    inner.show(IF.id, { bids: [[99, 1]], asks: [[101, 1]], last: 100 });
    expect(quotes).toEqual([[2, 70, 'continuous'], [2, 'book', 1], [2, 'trade', 70], [0, 99, 'continuous'], [0, 'book', 1]]);
    expect(carried).toEqual([]);
    expect([feed.quoteOf(2)[QUOTE.bid], feed.quoteOf(0)[QUOTE.bid]]).toEqual([70, 99]);
    expect(feed.history(ADDED.id, '1m', null, 10)).toEqual({ ok: true, value: [] });

    // Into the lunch break of the China Financial Futures Exchange.
    inner.time = Date.parse('2026-11-23T11:45:00+08:00');
    feed.advance(1);
    expect(quotes.at(-1)).toEqual([2, 70, 'break']);
    inner.endDay({ [IF.id]: 100 }, '2026-11-24');
    expect(ends).toEqual([['2021-01-04', [[IF.id, 100], [ADDED.id, 70]]]]);
  });
});
