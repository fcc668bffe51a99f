import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instrument } from '#shared/model/instrument.ts';
import { BOOK_WIDTH, levelOffset } from '#shared/model/order-book.ts';
import type { Order } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import { emptyQuote, QUOTE } from '#shared/model/quote.ts';
import { isOnTick, type PriceScale } from '#shared/price.ts';
import {
  barPercent, centreOf, fillSizes, groupOwn, heldOf, isAllowed, isAway, ladderPrices, ownAt, ownText, ownTotals, rowOf, sizeText, topAround, topScrolled, unrealisedOf,
} from './ladder-model.ts';

const IF: PriceScale = { tickSize: 0.2, decimals: 1 };
/** Below 0.25 in steps of 0.001, to 0.5 in steps of 0.005, then 0.01: the start of Hong Kong's table. */
const HK: PriceScale = { tickSize: 0.001, decimals: 3, bands: [{ from: 10, step: 1 }, { from: 250, step: 5 }, { from: 500, step: 10 }] };

const order = (change: Partial<Order>): Order => ({
  id: 'p1', account: 'A', instrument: 'CFFEX.IF2101', side: 'buy', offset: 'open', type: 'limit', price: 100, quantity: 5, timeInForce: 'day', source: 'ladder',
  state: 'working', pending: null, filled: 0, filledValue: 0, overfilled: false, brokerOrderId: null, external: false, fault: null,
  createdAt: 0, sentAt: 0, acknowledgedAt: 0, updatedAt: 0, tradingDay: '2021-01-04', ...change,
});

const position = (change: Partial<Position>): Position => ({
  account: 'A', instrument: 'CFFEX.IF2101', side: 'long', today: 2, yesterday: 0, frozenToday: 0, frozenYesterday: 0, openValue: 2 * 26154, dayValue: 0,
  margin: 0, realisedToday: 0, feesToday: 0, ...change,
});

describe('the prices of the rows', () => {
  it('descend by one tick where one tick holds', () => {
    expect(ladderPrices(IF, 103, 4)).toEqual([103, 102, 101, 100]);
  });

  it('keep to the tick table across its bands', () => {
    expect(ladderPrices(HK, 520, 5)).toEqual([520, 510, 500, 495, 490]);
    expect(ladderPrices(HK, 255, 4)).toEqual([255, 250, 249, 248]);
  });

  it('are valid, descending and found again by their row, anywhere in a banded table', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 900 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: -30, max: 30 }), (centre, rows, scroll) => {
        const prices = ladderPrices(HK, topScrolled(HK, topAround(HK, centre, rows), scroll), rows);
        expect(prices).toHaveLength(rows);
        prices.forEach((price, row) => {
          expect(isOnTick(HK, price)).toBe(true);
          expect(rowOf(prices, price)).toBe(row);
          if (row > 0) expect(price).toBeLessThan(prices[row - 1]);
        });
      }),
    );
  });

  it('do not contain what lies between or beyond them', () => {
    const prices = ladderPrices(HK, 520, 5);
    expect([rowOf(prices, 505), rowOf(prices, 530), rowOf(prices, 480)]).toEqual([-1, -1, -1]);
  });

  it('come back to where they were after scrolling there and back', () => {
    const top = topAround(IF, 26_154, 31);
    expect(topScrolled(IF, topScrolled(IF, top, 7), -7)).toBe(top);
  });
});

describe('centring', () => {
  it('puts the centre in the middle row', () => {
    const prices = ladderPrices(IF, topAround(IF, 1000, 31), 31);
    expect(rowOf(prices, 1000)).toBe(15);
  });

  it('is due when the market leaves the middle half of the rows', () => {
    const prices = ladderPrices(IF, topAround(IF, 1000, 31), 31);
    expect(isAway(prices, 1000)).toBe(false);
    expect(isAway(prices, 1007)).toBe(false);
    expect(isAway(prices, 1009)).toBe(true);
    expect(isAway(prices, 991)).toBe(true);
  });

  it('is not due without rows or without a market', () => {
    expect(isAway([], 1000)).toBe(false);
    expect(isAway([3, 2, 1], NaN)).toBe(false);
  });

  it('looks for the touch, then the last trade, then the reference', () => {
    const quote = emptyQuote();
    expect(centreOf(quote)).toBeNaN();
    quote[QUOTE.preSettlement] = 90;
    expect(centreOf(quote)).toBe(90);
    quote[QUOTE.last] = 95;
    expect(centreOf(quote)).toBe(95);
    quote[QUOTE.bid] = 99;
    quote[QUOTE.ask] = 102;
    expect(centreOf(quote)).toBe(100);
  });

  it('reads the record of its slot', () => {
    const two = new Float64Array(emptyQuote().length * 2).fill(NaN);
    two[emptyQuote().length + QUOTE.last] = 7;
    expect(centreOf(two, emptyQuote().length)).toBe(7);
  });
});

describe('sizes by row', () => {
  const prices = [103, 102, 101, 100, 99];
  const bids = new Float64Array(5);
  const asks = new Float64Array(5);

  it('come from every level of the book that is in sight', () => {
    const book = new Float64Array(BOOK_WIDTH).fill(NaN);
    book[0] = 3;
    book.set([100, 4, 102, 9], levelOffset(0));
    book.set([99, 7, 103, 2], levelOffset(1));
    book.set([98, 50, NaN, 0], levelOffset(2));
    expect(fillSizes(prices, book, emptyQuote(), 0, bids, asks)).toBe(9);
    expect([...bids]).toEqual([0, 0, 0, 4, 7]);
    expect([...asks]).toEqual([2, 9, 0, 0, 0]);
  });

  it('fall back to the touch of the quote, and forget what was there before', () => {
    const quote = emptyQuote();
    quote[QUOTE.bid] = 101;
    quote[QUOTE.bidSize] = 12;
    expect(fillSizes(prices, undefined, quote, 0, bids, asks)).toBe(12);
    expect([...bids]).toEqual([0, 0, 12, 0, 0]);
    expect([...asks]).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('where an order could stand', () => {
  it('is inside the limits, and above zero unless it is a future', () => {
    expect(isAllowed('future', 110, 90, 110)).toBe(true);
    expect(isAllowed('future', 111, 90, 110)).toBe(false);
    expect(isAllowed('future', -5, -Infinity, Infinity)).toBe(true);
    expect(isAllowed('stock', 0, -Infinity, Infinity)).toBe(false);
  });
});

describe('own orders', () => {
  it('stand at their trigger while they wait', () => {
    const condition = { trigger: 105, trail: null, limitOffset: null };
    const stop = order({ id: 's', type: 'stop', price: null, condition, triggered: false, triggerPrice: 105 });
    expect(ownAt(groupOwn([stop], 'A', 'CFFEX.IF2101'), 'buy', 105)).toMatchObject({ waiting: true, remaining: 5, state: 'working' });
    expect(ownAt(groupOwn([stop, order({ id: 'l', price: 105 })], 'A', 'CFFEX.IF2101'), 'buy', 105)).toMatchObject({ waiting: false, remaining: 10 });
    expect(groupOwn([{ ...stop, triggered: true }], 'A', 'CFFEX.IF2101').size).toBe(0);
  });

  it('are gathered by side and price, for one account and instrument', () => {
    const groups = groupOwn(
      [
        order({ id: 'a', quantity: 5, filled: 2, state: 'partly-filled' }),
        order({ id: 'b', quantity: 3 }),
        order({ id: 'c', side: 'sell', price: 104, quantity: 1 }),
        order({ id: 'd', account: 'B' }),
        order({ id: 'e', instrument: 'CFFEX.IC2101' }),
        order({ id: 'f', state: 'filled', filled: 5 }),
        order({ id: 'g', type: 'market', price: null }),
      ],
      'A',
      'CFFEX.IF2101',
    );
    expect(groups.size).toBe(2);
    const buys = ownAt(groups, 'buy', 100);
    expect(buys?.orders.map((o) => o.id)).toEqual(['a', 'b']);
    expect(buys?.remaining).toBe(6);
    expect(buys && ownText(buys)).toBe('6/8·2');
    expect(ownTotals(groups)).toEqual({ buy: 6, sell: 1 });
    expect(ownAt(groups, 'sell', 100)).toBeUndefined();
  });

  it('show the state that needs most attention', () => {
    const stateOf = (...orders: Order[]) => ownAt(groupOwn(orders, 'A', 'CFFEX.IF2101'), 'buy', 100)?.state;
    expect(stateOf(order({}))).toBe('working');
    expect(stateOf(order({ state: 'submitting' }))).toBe('sent');
    expect(stateOf(order({}), order({ id: 'b', state: 'submitting' }))).toBe('sent');
    expect(stateOf(order({ pending: { kind: 'changing', since: 0, price: 101 } }))).toBe('changing');
    expect(stateOf(order({ pending: { kind: 'cancelling', since: 0 } }), order({ id: 'b' }))).toBe('cancelling');
    expect(stateOf(order({ state: 'unknown' }), order({ id: 'b', pending: { kind: 'cancelling', since: 0 } }))).toBe('unknown');
  });
});

describe('the position in the head', () => {
  const terms = { ...IF, multiplier: 300 } as Instrument;

  it('says quantity, average price and its row', () => {
    const [held] = heldOf([position({ today: 1, yesterday: 2, openValue: 26_154 + 26_155 + 26_155 })], IF, 'A', 'CFFEX.IF2101');
    expect(held.quantity).toBe(3);
    expect(held.average).toBe('5230.93');
    expect(held.averageRow).toBe(26_155);
  });

  it('leaves out other accounts, other instruments and what is closed', () => {
    expect(heldOf([position({ account: 'B' }), position({ instrument: 'X.Y' }), position({ today: 0 })], IF, 'A', 'CFFEX.IF2101')).toEqual([]);
  });

  it('is worth 60 yuan a tick and contract of IF, gained or lost by side', () => {
    const long = heldOf([position({})], IF, 'A', 'CFFEX.IF2101');
    const short = heldOf([position({ side: 'short' })], IF, 'A', 'CFFEX.IF2101');
    expect(unrealisedOf(long, terms, 26_164)).toBe(10 * 2 * 60 * 10_000);
    expect(unrealisedOf(short, terms, 26_164)).toBe(-10 * 2 * 60 * 10_000);
    expect(unrealisedOf([], terms, NaN)).toBe(0);
    expect(unrealisedOf(long, terms, NaN)).toBeNaN();
  });
});

describe('bars and sizes', () => {
  it('are seen from the smallest size on and never overflow', () => {
    expect([barPercent(0, 10), barPercent(1, 10_000), barPercent(5, 10), barPercent(20, 10)]).toEqual([0, 2, 50, 100]);
  });

  it('fit beside the price', () => {
    expect([sizeText(0), sizeText(9_999), sizeText(12_340), sizeText(12_340_000)]).toEqual(['', '9999', '12K', '12M']);
  });
});
