import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PriceScale } from '#shared/price.ts';
import { AuctionBook } from './auction-book.ts';
import { AUCTION_TERMS, type AuctionRule } from './auction-rules.ts';
import { BUY, OrderBook, SELL, type BookSide } from './order-book.ts';

const CENT: PriceScale = { tickSize: 0.01, decimals: 2 };
type Row = readonly [price: number, quantity: number];

function bookOf(bids: readonly Row[], asks: readonly Row[], rule: AuctionRule, market: { buy?: number; sell?: number } = {}): AuctionBook {
  const book = new OrderBook();
  let tag = 0;
  for (const [price, quantity] of bids) book.rest(BUY, price, quantity, ++tag);
  for (const [price, quantity] of asks) book.rest(SELL, price, quantity, ++tag);
  const auction = new AuctionBook(book, rule, CENT);
  if (market.buy) auction.enterMarket(BUY, market.buy, ++tag);
  if (market.sell) auction.enterMarket(SELL, market.sell, ++tag);
  return auction;
}

const sse = AUCTION_TERMS.SSE!.opening;
const szse = AUCTION_TERMS.SZSE!.opening;
const futures = AUCTION_TERMS.CFFEX!.opening;
const hkex = AUCTION_TERMS.HKEX!;

describe('the price', () => {
  const bids: readonly Row[] = [[2405, 200], [2400, 1000], [2395, 400]];
  const asks: readonly Row[] = [[2395, 400], [2400, 600], [2405, 400], [2405, 400]];

  test('HKEX, examples of the closing auction, 1: 24.00 with 1,000 shares; an at-auction order to sell 1,000 makes 1,400 tradeable at 23.95', () => {
    expect(bookOf(bids, asks, hkex.closing!).indicate(2400)).toEqual({ price: 2400, volume: 1000, surplus: 200 });
    expect(bookOf(bids, asks, hkex.closing!, { sell: 1000 }).indicate(2400)).toEqual({ price: 2395, volume: 1400, surplus: 200 });
  });

  test('HKEX: least imbalance, then the side that presses, then the reference; the reference itself where nothing crosses at the close', () => {
    // 500 trade at each of 10.00 and 10.10; 100 are left at 10.00, none at 10.10.
    expect(bookOf([[1010, 500], [1000, 100]], [[1000, 500]], hkex.opening).indicate(1000)).toMatchObject({ price: 1010, volume: 500 });
    // More is bought than sold at both prices, alike: the higher.
    expect(bookOf([[1010, 600]], [[1000, 500]], hkex.opening).indicate(1000)).toMatchObject({ price: 1010, surplus: 100 });
    expect(bookOf([[1010, 500]], [[1000, 600]], hkex.opening).indicate(1010)).toMatchObject({ price: 1000, surplus: -100 });
    expect(bookOf([[1010, 500]], [[1000, 500]], hkex.opening).indicate(1001)).toMatchObject({ price: 1000 });
    expect(bookOf([[1010, 500]], [[1000, 500]], hkex.opening).indicate(1005)).toMatchObject({ price: 1010 });
    expect(bookOf([[1000, 500]], [[1010, 500]], hkex.opening, { sell: 300 }).indicate(1000)).toBeNull();
    expect(bookOf([[1000, 500]], [[1010, 500]], hkex.closing!, { sell: 300 }).indicate(1000)).toEqual({ price: 1000, volume: 300, surplus: 200 });
    expect(bookOf([[1000, 500]], [[1010, 500]], hkex.closing!).indicate(1005)).toBeNull();
  });

  test('SSE: better orders are all filled; least unfilled; then the middle', () => {
    // 100 of the 200 offered: only at the lowest ask are all better orders filled.
    expect(bookOf([[1010, 100]], [[1000, 200]], sse).indicate(1020)).toEqual({ price: 1000, volume: 100, surplus: -100 });
    expect(bookOf([[1010, 200]], [[1000, 100]], sse).indicate(1000)).toMatchObject({ price: 1010, surplus: 100 });
    expect(bookOf([[1010, 100]], [[1000, 100]], sse).indicate(1009)).toEqual({ price: 1005, volume: 100, surplus: 0 });
    // Rounded half up to the tick.
    expect(bookOf([[1011, 100]], [[1000, 100]], sse).indicate(1000)).toMatchObject({ price: 1006 });
  });

  test('SZSE: nearest to the previous close, between the orders’ prices too', () => {
    expect(bookOf([[1010, 100]], [[1000, 100]], szse).indicate(1003)).toMatchObject({ price: 1003 });
    expect(bookOf([[1010, 100]], [[1000, 100]], szse).indicate(900)).toMatchObject({ price: 1000 });
    expect(bookOf([[1010, 100]], [[1000, 100]], szse).indicate(2000)).toMatchObject({ price: 1010 });
    // Cumulated buys and sells differ by 100 at either order's price and by nothing between them.
    expect(bookOf([[1010, 200], [1000, 100]], [[1000, 200], [1010, 100]], szse).indicate(900)).toEqual({ price: 1001, volume: 200, surplus: 0 });
  });

  test('futures: nearest to the previous settlement', () => {
    expect(bookOf([[52000, 30], [51900, 20]], [[51800, 30]], futures).indicate(51_950)).toMatchObject({ price: 51_950, volume: 30 });
    expect(bookOf([[52000, 30], [51900, 20]], [[51800, 30]], futures).indicate(51_700)).toMatchObject({ price: 51_900, volume: 30, surplus: 20 });
    expect(bookOf([[100, 1]], [[101, 1]], futures).indicate(100)).toBeNull();
    expect(bookOf([], [[101, 1]], futures).indicate(100)).toBeNull();
  });

  test('prices below zero', () => {
    expect(bookOf([[-100, 10]], [[-120, 10]], futures).indicate(-110)).toMatchObject({ price: -110, volume: 10 });
  });
});

const price = fc.integer({ min: -12, max: 12 });
const quantity = fc.integer({ min: 1, max: 9 }).map((lots) => lots * 100);
const order = fc.record({ side: fc.constantFrom<BookSide>(BUY, SELL), price: fc.option(price, { freq: 8, nil: null }), quantity });
const rules: readonly (readonly [string, AuctionRule])[] = [['SSE', sse], ['SZSE', szse], ['futures', futures], ['HKEX', hkex.opening], ['HKEX at the close', hkex.closing!], ['Globex', AUCTION_TERMS.CME!.opening]];

describe.each(rules)('%s, on any orders', (name, rule) => {
  // Only where the exchange has orders without a price.
  const priced = name.startsWith('HKEX') ? order : order.map((each) => ({ ...each, price: each.price ?? 0 }));

  test('most is traded of all prices; nobody fills beyond his limit, nobody who should trade is left, buys equal sells (property)', () => {
    fc.assert(
      fc.property(fc.array(priced, { maxLength: 40 }), price, (orders, reference) => {
        const book = new OrderBook(2);
        const auction = new AuctionBook(book, rule, CENT);
        orders.forEach((each, tag) => {
          if (each.price === null) auction.enterMarket(each.side, each.quantity, tag);
          else book.rest(each.side, each.price, each.quantity, tag);
        });
        const reaches = (each: (typeof orders)[number], at: number): boolean => each.price === null || (each.side === BUY ? each.price >= at : each.price <= at);
        const total = (side: BookSide, at: number): number => orders.reduce((sum, each) => (each.side === side && reaches(each, at) ? sum + each.quantity : sum), 0);
        const crossed = book.bid >= book.ask;
        const [lowest, highest] = [book.ask, book.bid];
        const indication = auction.indicate(reference);
        const filled = new Map<number, number>();
        const bySide = [0, 0];
        const note = (tag: number, side: BookSide, at: number, traded: number): void => {
          expect(at).toBe(indication!.price);
          expect(filled.has(tag)).toBe(false);
          filled.set(tag, traded);
          bySide[side] += traded;
        };
        const uncrossed = auction.uncross(reference, {
          marketFilled: note,
          filled(handle, side, at, traded) {
            const tag = book.tagOf(handle);
            note(tag, side, at, traded);
            expect(book.take(handle, traded)).toBe(orders[tag].quantity - traded);
          },
        });
        expect(uncrossed).toEqual(indication);
        if (!crossed && rule.unmet === 'none') expect(indication).toBeNull();
        if (crossed) expect(indication).not.toBeNull();
        if (!indication) {
          expect(filled.size).toBe(0);
          return;
        }
        const at = indication.price;
        if (crossed) {
          for (let p = lowest; p <= highest; p++) expect(Math.min(total(BUY, p), total(SELL, p))).toBeLessThanOrEqual(indication.volume);
          expect(at).toBeGreaterThanOrEqual(lowest);
          expect(at).toBeLessThanOrEqual(highest);
        } else expect(at).toBe(reference);
        expect(bySide).toEqual([indication.volume, indication.volume]);
        expect(indication.volume).toBe(Math.min(total(BUY, at), total(SELL, at)));
        expect(indication.surplus).toBe(total(BUY, at) - total(SELL, at));
        // Priority: whoever got less than asked has nobody behind him who got anything, on his side.
        const rank = (tag: number): readonly [number, number] => {
          const { side, price: own } = orders[tag];
          return [own === null ? -Infinity : side === BUY ? -own : own, tag];
        };
        for (const side of [BUY, SELL] as const) {
          const queue = orders.map((_, tag) => tag).filter((tag) => orders[tag].side === side).sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1]);
          let short = false;
          for (const tag of queue) {
            const got = filled.get(tag) ?? 0;
            if (got > 0) expect(reaches(orders[tag], at)).toBe(true);
            if (short) expect(got).toBe(0);
            if (got < orders[tag].quantity) short = true;
          }
        }
        if (rule.betterFilled && crossed) {
          orders.forEach((each, tag) => {
            if (each.price !== null && (each.side === BUY ? each.price > at : each.price < at)) expect(filled.get(tag)).toBe(each.quantity);
          });
        }
        // What is left no longer crosses.
        if (!Number.isNaN(book.bid) && !Number.isNaN(book.ask) && orders.every((each) => each.price !== null)) expect(book.bid).toBeLessThan(book.ask);
        const rested = orders.reduce((sum, each, tag) => sum + each.quantity - (filled.get(tag) ?? 0), 0);
        const levels = new Float64Array(300);
        let inBook = 0;
        for (const side of [BUY, SELL] as const) {
          const count = book.levels(side, 100, levels);
          for (let i = 0; i < count; i++) inBook += levels[i * 3 + 1];
          inBook += auction.marketTags(side).reduce((sum, tag) => sum + auction.cancelMarket(side, tag), 0);
        }
        expect(inBook).toBe(rested);
      }),
      { numRuns: 300 },
    );
  });

  test('ties: of all prices that trade most, none has a smaller imbalance where that decides (property)', () => {
    if (rule.ties[0] !== 'imbalance') return;
    fc.assert(
      fc.property(fc.array(order.map((each) => ({ ...each, price: each.price ?? 0 })), { minLength: 2, maxLength: 30 }), price, (orders, reference) => {
        const book = new OrderBook(2);
        for (const [tag, each] of orders.entries()) book.rest(each.side, each.price, each.quantity, tag);
        fc.pre(book.bid >= book.ask);
        const indication = new AuctionBook(book, rule, CENT).indicate(reference)!;
        const total = (side: BookSide, at: number): number => orders.reduce((sum, each) => (each.side === side && (side === BUY ? each.price >= at : each.price <= at) ? sum + each.quantity : sum), 0);
        const named = new Set(orders.map((each) => each.price));
        for (let p = book.ask; p <= book.bid; p++) {
          if (rule.prices === 'of-orders' && !named.has(p)) continue;
          const [bought, sold] = [total(BUY, p), total(SELL, p)];
          if (Math.min(bought, sold) < indication.volume) continue;
          if (rule.betterFilled && (total(BUY, p + 1) > indication.volume || total(SELL, p - 1) > indication.volume)) continue;
          expect(Math.abs(indication.surplus)).toBeLessThanOrEqual(Math.abs(bought - sold));
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('orders of the book that are cancelled do not count; the levels may be many', () => {
  const book = new OrderBook(2);
  for (let i = 0; i < 300; i++) {
    book.rest(BUY, 1000 + i, 1, i);
    book.rest(SELL, 700 + i, 1, 1000 + i);
  }
  const auction = new AuctionBook(book, futures, CENT);
  expect(auction.indicate(1000)).toMatchObject({ volume: 300 });
  for (const handle of book.queueAt(BUY, 1299)) book.cancel(handle);
  expect(auction.indicate(1000)).toMatchObject({ volume: 299, surplus: -1 });
});
