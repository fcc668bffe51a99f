import { beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '#shared/calendar/sessions.ts';
import { orderDayOf, sessionOf, tradingDayOf } from '#shared/calendar/sessions.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { MATCHING } from '../feed/catalogue.ts';
import { createDesk, type Desk } from '#test/stand-ins/exchange-desk.ts';
import { createHandFeed, type HandFeed } from '#test/stand-ins/hand-feed.ts';
import * as stand from '#test/stand-ins/instruments.ts';

const shanghai = (text: string): number => Date.parse(`${text}+08:00`);
const TEST = MATCHING.find(({ instrument }) => instrument.id === 'PANKOU.TEST')!.instrument;
const PAB: Instrument = { ...stand.PAB, sessions: 'china-stock' };
const IF: Instrument = { ...stand.IF, sessions: 'cffex-index', expiry: '2024-03-15' };
const AAPL: Instrument = { ...stand.AAPL, sessions: 'us-stock' };
/** A Hong Kong share on the terms of a US one: what counts here are its market and hours. */
const TENCENT: Instrument = { ...AAPL, id: 'HKEX.00700', exchange: 'HKEX', code: '00700', currency: 'HKD', sessions: 'hong-kong', tickSize: 0.2, decimals: 1, lot: 100 };
/** On the terms of a main-board share: what counts here is trading after the close. */
const STAR: Instrument = { ...PAB, id: 'SSE.688981', exchange: 'SSE', code: '688981', sessions: 'china-stock-fixed-price' };
const LISTED = [STAR, PAB, IF, AAPL, TENCENT, TEST];

interface Wall extends Desk {
  readonly feed: HandFeed;
  /** Puts the clock; phases follow the calendar. */
  at(text: string): void;
}

/** The exchange on the wall clock: sessions by the calendar, quotes by hand. */
function onWall(text: string): Wall {
  let time = shanghai(text);
  const hours = (index: number): string => LISTED[index].sessions;
  const feed: HandFeed = Object.assign(createHandFeed(LISTED), {
    live: {
      tradingDayOf: (index: number): string => orderDayOf(hours(index), time),
      sessionOf: (index: number): Session | null => sessionOf(hours(index), time),
      carry: () => {},
      offer: () => {},
      offerTrade: () => {},
    },
  });
  const desk = createDesk({ instruments: LISTED, feed });
  for (const currency of ['CNY', 'HKD', 'USD'] as const) desk.exchange.moveCash('SIM-1', currency, 1e12);
  desk.hear();
  feed.tradingDay = tradingDayOf('china-futures-night-0230', time);
  return Object.assign(desk, {
    at(next: string) {
      time = shanghai(next);
      feed.time = time;
      feed.tradingDay = tradingDayOf('china-futures-night-0230', time);
    },
  });
}

describe('what is taken when', () => {
  it.each([
    // A-shares: auctions take what rests; orders are kept in the pause before the open and at lunch; the market order must wait.
    [PAB, '2024-03-05T09:16:00', 'auction', 'limit', null],
    [PAB, '2024-03-05T09:27:00', 'break', 'limit', null],
    [PAB, '2024-03-05T12:00:00', 'break', 'limit', null],
    [PAB, '2024-03-05T15:30:00', 'closed', 'limit', 'session-closed'],
    // Futures take nothing outside auction entry and trading.
    [IF, '2024-03-05T09:26:00', 'auction', 'limit', null],
    [IF, '2024-03-05T09:29:30', 'auction', 'limit', 'session-closed'],
    [IF, '2024-03-05T12:00:00', 'break', 'limit', 'session-closed'],
    [IF, '2024-03-05T20:00:00', 'closed', 'limit', 'session-closed'],
    // New York: orders wait for the core session at any hour.
    [AAPL, '2024-03-05T12:00:00', 'closed', 'limit', null],
    [AAPL, '2024-03-05T18:30:00', 'closed', 'limit', null],
    [AAPL, '2024-03-05T12:00:00', 'closed', 'market', 'session-closed'],
    // Hong Kong: at-auction orders in the auctions alone; nothing between them and trading.
    [TENCENT, '2024-03-05T09:10:00', 'auction', 'auction', null],
    [TENCENT, '2024-03-05T09:17:00', 'auction', 'auction-limit', null],
    [TENCENT, '2024-03-05T09:25:00', 'break', 'limit', 'session-closed'],
    [TENCENT, '2024-03-05T10:00:00', 'continuous', 'auction', 'auction-only'],
    [TEST, '2024-03-09T03:00:00', 'continuous', 'limit', null],
  ] as const)('%o at %s (%s): %s', (instrument, time, phase, type, code) => {
    const desk = onWall(time);
    desk.feed.show(instrument.id, { bids: [[99, 100]], asks: [[100, 100]], last: 100, phase, limits: [50, 150] });
    const id = desk.place({ instrument, type, price: type === 'market' || type === 'auction' ? null : 90, quantity: instrument.lot });
    expect(desk.order(id).fault?.code ?? null).toBe(code);
  });

  it('orders stand as they are in the last minutes of an auction', () => {
    const desk = onWall('2024-03-05T09:16:00');
    desk.feed.show(PAB.id, { bids: [[99, 100]], asks: [[100, 100]], last: 100, phase: 'auction', limits: [50, 150] });
    const id = desk.place({ instrument: PAB, price: 90, quantity: 200 });
    desk.at('2024-03-05T09:21:00');
    desk.cancel(id);
    desk.modify(id, 91, 200);
    expect(desk.refusals.map(({ request, fault }) => [request, fault.code])).toEqual([['cancelling', 'orders-locked'], ['changing', 'orders-locked']]);
    desk.at('2024-03-05T09:26:00');
    desk.cancel(id);
    expect(desk.order(id).state).toBe('cancelled');
  });

  it('an order belongs to its own market’s trading day', () => {
    const desk = onWall('2024-03-08T21:30:00');
    const show = (instrument: Instrument): void => desk.feed.show(instrument.id, { bids: [[99, 100]], asks: [[100, 100]], last: 100, phase: 'continuous', limits: [50, 150] });
    show(AAPL);
    const id = desk.place({ instrument: AAPL, price: 90, quantity: 1 });
    expect(desk.order(id).tradingDay).toBe('2024-03-08');
    desk.at('2024-03-09T05:30:00');
    desk.feed.show(AAPL.id, { bids: [[99, 100]], asks: [[100, 100]], last: 100, phase: 'closed' });
    const queued = desk.place({ instrument: AAPL, price: 90, quantity: 1 });
    expect(desk.order(queued).tradingDay).toBe('2024-03-11');
    // Friday is settled: what came for it expires, what came for Monday stays.
    desk.exchange.settle('2024-03-08', new Map([[AAPL.id, 100]]), 'america');
    desk.hear();
    expect([desk.order(id).state, desk.order(queued).state]).toEqual(['expired', 'working']);
  });
});

describe('auctions of a displayed market', () => {
  let desk: Wall;
  beforeEach(() => {
    desk = onWall('2024-03-05T09:10:00');
    desk.feed.show(TENCENT.id, { bids: [[100, 1000]], asks: [[100, 1000]], last: 100, phase: 'auction' });
  });
  const place = (wish: Parameters<Desk['place']>[0]): string => desk.place({ instrument: TENCENT, ...wish });
  const matched = (price: number, quantity: number): void => {
    desk.exchange.onAuction(desk.exchange.state.indexOf(TENCENT.id), price, quantity);
    desk.hear();
  };

  it('better orders fill at its price, those at it as far as its volume goes, worse ones stay', () => {
    const better = place({ price: 105, quantity: 5000 });
    const at = place({ price: 100, quantity: 300 });
    const later = place({ price: 100, quantity: 300 });
    const worse = place({ price: 99, quantity: 100 });
    matched(100, 400);
    expect(desk.fills.map(({ clientOrderId, price, quantity }) => [clientOrderId, price, quantity])).toEqual([[better, 100, 5000], [at, 100, 300], [later, 100, 100]]);
    expect([better, at, later, worse].map((id) => desk.order(id).state)).toEqual(['filled', 'filled', 'working', 'working']);
  });

  it('an order without a price trades ahead of all others, what is left of it is cancelled; an at-auction limit order goes on as a limit order', () => {
    const limit = place({ type: 'auction-limit', price: 100, quantity: 500 });
    const unpriced = place({ type: 'auction', price: null, quantity: 600 });
    matched(100, 400);
    expect(desk.fills.map(({ clientOrderId, quantity }) => [clientOrderId, quantity])).toEqual([[unpriced, 400], [limit, 400]]);
    expect(desk.order(unpriced)).toMatchObject({ state: 'cancelled', filled: 400, fault: { code: 'auction-remainder' } });
    expect(desk.order(limit)).toMatchObject({ state: 'working', filled: 400 });
    desk.at('2024-03-05T09:30:00');
    desk.feed.show(TENCENT.id, { bids: [[98, 1000]], asks: [[99, 1000]], last: 99, phase: 'continuous' });
    desk.exchange.onMarket(desk.exchange.state.indexOf(TENCENT.id));
    desk.hear();
    expect(desk.order(limit)).toMatchObject({ state: 'filled', filled: 500 });
    expect(desk.fills.at(-1)).toMatchObject({ price: 99, quantity: 100 });
  });

  it('what was queued comes to the market with the open, at the displayed price', () => {
    desk.feed.show(AAPL.id, { bids: [[99, 100]], asks: [[100, 100]], last: 100, phase: 'closed' });
    desk.exchange.onMarket(desk.exchange.state.indexOf(AAPL.id));
    const id = desk.place({ instrument: AAPL, price: 120, quantity: 10 });
    expect(desk.order(id).state).toBe('working');
    desk.feed.show(AAPL.id, { bids: [[94, 100]], asks: [[95, 100]], last: 95, phase: 'continuous' });
    desk.exchange.onMarket(desk.exchange.state.indexOf(AAPL.id));
    desk.hear();
    expect(desk.fills.map(({ price, quantity }) => [price, quantity])).toEqual([[95, 10]]);
  });
});

describe('after the close', () => {
  it('STAR trades at the closing price, with orders that reach it, as far as what was displayed goes', () => {
    const desk = onWall('2024-03-05T15:10:00');
    desk.feed.show(STAR.id, { bids: [[99, 300]], asks: [[100, 400]], last: 100, phase: 'closed', limits: [50, 150] });
    const low = desk.place({ instrument: STAR, price: 99, quantity: 200 });
    expect(desk.order(low).fault?.code).toBe('fixed-price-missed');
    const buy = desk.place({ instrument: STAR, price: 105, quantity: 500 });
    expect(desk.fills.map(({ price, quantity }) => [price, quantity])).toEqual([[100, 400]]);
    expect(desk.order(buy)).toMatchObject({ state: 'working', filled: 400, tradingDay: '2024-03-05' });
    desk.cancel(buy);
    expect(desk.order(buy).state).toBe('cancelled');
    desk.at('2024-03-05T15:31:00');
    expect(desk.order(desk.place({ instrument: STAR, price: 105, quantity: 200 })).fault?.code).toBe('session-closed');
    desk.at('2024-03-05T15:02:00');
    expect(desk.order(desk.place({ instrument: STAR, price: 105, quantity: 200 })).fault?.code).toBe('session-closed');
  });
});

it('an auction of a matching instrument crosses its own orders at one price', () => {
  const desk = createDesk({ instruments: LISTED });
  desk.feed.show(TEST.id, { bids: [], asks: [], last: 10_000, phase: 'auction' });
  const buys = [desk.place({ instrument: TEST, price: 10_020, quantity: 3 }), desk.place({ instrument: TEST, price: 10_010, quantity: 2 })];
  const sells = [desk.place({ instrument: TEST, account: 'SIM-2', side: 'sell', price: 9_990, quantity: 4 }), desk.place({ instrument: TEST, account: 'SIM-2', side: 'sell', price: 10_015, quantity: 4 })];
  expect(desk.fills).toEqual([]);
  desk.exchange.onAuction(desk.exchange.state.indexOf(TEST.id), NaN, 0);
  desk.hear();
  const prices = new Set(desk.fills.map(({ price }) => price));
  expect(prices.size).toBe(1);
  expect([...buys, ...sells].map((id) => desk.order(id).filled)).toEqual([3, 1, 4, 0]);
});
