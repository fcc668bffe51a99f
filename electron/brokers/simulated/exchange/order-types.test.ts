/** What every order type does, against a displayed market and where participants' orders cross. Prices in ticks. */
import { describe, expect, it } from 'vitest';
import type { Instrument } from '#shared/model/instrument.ts';
import { ORDER_TYPES, type OrderCondition, type OrderType, type Side } from '#shared/model/order.ts';
import { ACCOUNT, createDesk, OTHER, type Desk, type Wish } from '#test/stand-ins/exchange-desk.ts';
import { AAPL, CU, IF, PAB } from '#test/stand-ins/instruments.ts';
import { ExchangeState } from './exchange-state.ts';

const M: Instrument = { ...IF, id: 'DCE.m2105', exchange: 'DCE', code: 'm2105', product: 'm', tickSize: 1, decimals: 0, multiplier: 10, maxOrderQuantity: 1000 };
const SSE: Instrument = { ...PAB, id: 'SSE.600000', exchange: 'SSE', code: '600000', sellable: 'today', shortable: true, lot: 1 };
const HK: Instrument = { ...AAPL, id: 'HKEX.00700', exchange: 'HKEX', code: '00700', currency: 'USD' };
const ES: Instrument = { ...IF, id: 'CME.ESH1', exchange: 'CME', code: 'ESH1', product: 'ES', currency: 'USD' };
const TEST: Instrument = { ...IF, id: 'PANKOU.TEST', exchange: 'PANKOU', code: 'TEST', product: 'TEST', origin: 'matching', maxOrderQuantity: 1000 };
const ALL = [IF, CU, PAB, AAPL, M, SSE, HK, ES, TEST];

const desk = (): Desk => createDesk({ instruments: ALL });
const LEVELS = {
  bids: [[99, 1], [98, 2], [97, 3], [96, 4], [95, 5], [94, 6]],
  asks: [[100, 1], [101, 2], [102, 3], [103, 4], [104, 5], [105, 6]],
} as const;
const at = (trigger: number): OrderCondition => ({ trigger, trail: null, limitOffset: null });

describe('types that trade on arrival, against a displayed market', () => {
  const cases: readonly [name: string, wish: Wish, fills: readonly (readonly [price: number, quantity: number])[], end: { state: string; price: number | null; filled: number; fault?: string }][] = [
    ['market takes every level, the rest is cancelled', { type: 'market', timeInForce: 'ioc', quantity: 30, instrument: M }, [[100, 1], [101, 2], [102, 3], [103, 4], [104, 5], [105, 6]], { state: 'cancelled', price: null, filled: 21, fault: 'market-remainder' }],
    ['market, all or none', { type: 'market', timeInForce: 'fok', quantity: 22, instrument: M }, [], { state: 'cancelled', price: null, filled: 0, fault: 'fok-not-filled' }],
    ['best five, the rest is cancelled', { type: 'best-five-ioc', timeInForce: 'ioc', quantity: 18, instrument: SSE }, [[100, 1], [101, 2], [102, 3], [103, 4], [104, 5]], { state: 'cancelled', price: null, filled: 15, fault: 'market-remainder' }],
    ['best five, the rest at its last price', { type: 'best-five-limit', quantity: 18, instrument: SSE }, [[100, 1], [101, 2], [102, 3], [103, 4], [104, 5]], { state: 'working', price: 104, filled: 15 }],
    ['counter best is a limit at the other side’s best', { type: 'counter-best', quantity: 3, instrument: SSE }, [[100, 1]], { state: 'working', price: 100, filled: 1 }],
    ['best price, the rest is cancelled (CFFEX)', { type: 'counter-best', timeInForce: 'ioc', quantity: 3, instrument: IF }, [[100, 1]], { state: 'cancelled', price: 100, filled: 1, fault: 'ioc-remainder' }],
    ['own best is a limit at its own side’s best', { type: 'own-best', quantity: 3, instrument: SSE }, [], { state: 'working', price: 99, filled: 0 }],
    ['special limit takes what it can at its price or better, the rest is cancelled', { type: 'special-limit', timeInForce: 'ioc', price: 101, quantity: 5, instrument: HK }, [[100, 1], [101, 2]], { state: 'cancelled', price: 101, filled: 3, fault: 'ioc-remainder' }],
    ['limit, good till cancelled', { type: 'limit', timeInForce: 'gtc', price: 101, quantity: 5, instrument: IF }, [[100, 1], [101, 2]], { state: 'working', price: 101, filled: 3 }],
  ];
  it.each(cases)('%s', (_name, wish, fills, end) => {
    const d = desk();
    const instrument = wish.instrument as Instrument;
    d.feed.show(instrument.id, { ...LEVELS, last: 100 });
    const id = d.place({ price: null, ...wish });
    expect(d.fills.map((fill) => [fill.price, fill.quantity])).toEqual(fills);
    const { fault, ...rest } = end;
    expect(d.order(id)).toMatchObject(rest);
    expect(d.order(id).fault?.code).toBe(fault);
  });

  it('DCE’s own example: a market order is a limit order at the price limit; its rest waits there (use of market orders, 1.1)', () => {
    const d = desk();
    d.feed.show(M.id, { bids: [], asks: [[3228, 8]], last: 3118, limits: [2908, 3328] });
    const id = d.place({ instrument: M, type: 'market', timeInForce: 'day', price: null, quantity: 29 });
    expect(d.fills.map((fill) => [fill.price, fill.quantity])).toEqual([[3228, 8]]);
    expect(d.order(id)).toMatchObject({ state: 'working', price: 3328, filled: 8 });
    d.cancel(id);
    expect(d.funds().frozen).toBe(0);
  });

  it('own best without anybody on its side is refused (SSE and SZSE trading rules 3.3.5)', () => {
    const d = desk();
    d.feed.show(SSE.id, { bids: [], asks: [[100, 5]], last: 100 });
    expect(d.order(d.place({ instrument: SSE, type: 'own-best', price: null }))).toMatchObject({ state: 'rejected', fault: { code: 'best-price-missing' } });
  });

  it('a market’s own types only, with the times in force that they have there', () => {
    const d = desk();
    const refused: readonly [Instrument, OrderType, 'day' | 'ioc' | 'fok' | 'gtc', string][] = [
      [CU, 'market', 'ioc', 'order-type-not-offered'],
      [PAB, 'best-five-limit', 'day', 'order-type-not-offered'],
      [AAPL, 'limit', 'fok', 'time-not-offered'],
      [SSE, 'limit', 'ioc', 'time-not-offered'],
      [IF, 'auction', 'day', 'order-type-not-offered'],
    ];
    for (const [instrument, type, timeInForce, code] of refused) {
      d.feed.show(instrument.id, { ...LEVELS, last: 100 });
      expect(d.order(d.place({ instrument, type, timeInForce, quantity: 100, price: type === 'limit' ? 100 : null }))).toMatchObject({ state: 'rejected', fault: { code } });
    }
  });
});

describe('types that wait', () => {
  /** Quotes a market of a tick around a last price, deep enough for everything. */
  const show = (d: Desk, instrument: Instrument, last: number): void => d.feed.show(instrument.id, { bids: [[last - 1, 1000]], asks: [[last + 1, 1000]], last });

  const cases: readonly [type: OrderType, side: Side, condition: OrderCondition, price: number | null, quiet: readonly number[], last: number, filledAt: number | null][] = [
    ['stop', 'buy', at(105), null, [100, 104], 105, 106],
    ['stop', 'sell', at(95), null, [100, 96], 94, 93],
    ['stop-limit', 'buy', at(105), 107, [104], 105, 106],
    ['stop-limit', 'buy', at(105), 105, [104], 105, null],
    ['touch', 'buy', at(95), null, [100, 96], 95, 96],
    ['touch-limit', 'sell', at(105), 104, [100], 105, 104],
    ['trailing-stop', 'sell', { trigger: null, trail: { amount: 5 }, limitOffset: null }, null, [100, 110, 106], 105, 104],
    ['trailing-stop', 'buy', { trigger: null, trail: { ratio: 0.05 }, limitOffset: null }, null, [100, 80, 83], 84, 85],
    ['trailing-stop-limit', 'sell', { trigger: null, trail: { amount: 5 }, limitOffset: 3 }, null, [100, 110], 105, 104],
    ['trailing-stop-limit', 'sell', { trigger: null, trail: { amount: 5 }, limitOffset: 0 }, null, [100, 110], 105, null],
  ];
  it.each(cases)('%s %s %o at %s waits through %o and triggers at %d', (type, side, condition, price, quiet, last, filledAt) => {
    const d = desk();
    show(d, AAPL, 100);
    const id = d.place({ instrument: AAPL, side, type, condition, price, quantity: 3, timeInForce: 'gtc' });
    expect(d.order(id)).toMatchObject({ state: 'working', triggered: false });
    for (const quote of quiet) {
      show(d, AAPL, quote);
      expect(d.order(id)).toMatchObject({ state: 'working', triggered: false, filled: 0 });
    }
    expect(d.funds('USD').frozen).toBe(0);
    show(d, AAPL, last);
    expect(d.order(id).triggered).toBe(true);
    if (filledAt === null) expect(d.order(id)).toMatchObject({ state: 'working', filled: 0 });
    else expect(d.fills.map((fill) => [fill.price, fill.quantity])).toEqual([[filledAt, 3]]);
  });

  it('a trigger that is reached already triggers at once; CME refuses it', () => {
    const d = desk();
    show(d, AAPL, 100);
    expect(d.order(d.place({ instrument: AAPL, type: 'stop', condition: at(90), price: null }))).toMatchObject({ state: 'filled' });
    show(d, ES, 100);
    expect(d.order(d.place({ instrument: ES, type: 'stop', condition: at(90), price: null }))).toMatchObject({ state: 'rejected', fault: { code: 'trigger-not-above' } });
    expect(d.order(d.place({ instrument: ES, type: 'stop', condition: at(101), price: null }))).toMatchObject({ state: 'working' });
  });

  it('a market without market orders, and DCE, goes live as a limit order at the price limit', () => {
    for (const instrument of [CU, M]) {
      const d = desk();
      d.feed.show(instrument.id, { bids: [[99, 5]], asks: [[101, 2]], last: 100, limits: [90, 110] });
      const id = d.place({ instrument, type: 'stop', condition: at(105), price: null, quantity: 5 });
      d.feed.show(instrument.id, { bids: [[104, 5]], asks: [[106, 2]], last: 105, limits: [90, 110] });
      expect(d.order(id)).toMatchObject({ state: 'working', triggered: true, price: 110, filled: 2 });
    }
  });

  it('stop and touch guard the same position; the one that comes too late is cancelled with its reason', () => {
    const d = desk();
    show(d, IF, 100);
    d.place({ quantity: 2, price: 101 });
    const stop = d.place({ side: 'sell', offset: 'close', type: 'stop', condition: at(95), price: null, quantity: 2 });
    const gain = d.place({ side: 'sell', offset: 'close', type: 'touch', condition: at(110), price: null, quantity: 2 });
    expect(d.position(IF, 'long')).toMatchObject({ today: 2, frozenToday: 0 });
    show(d, IF, 110);
    expect(d.order(gain)).toMatchObject({ state: 'filled' });
    show(d, IF, 95);
    expect(d.order(stop)).toMatchObject({ state: 'cancelled', fault: { code: 'position-insufficient' } });
  });

  it('whoever has not the money when it triggers is told so', () => {
    const d = desk();
    show(d, IF, 100_000);
    const id = d.place({ type: 'stop', condition: at(100_005), price: null, quantity: 20 });
    expect(d.order(id)).toMatchObject({ state: 'working' });
    show(d, IF, 100_005);
    expect(d.order(id)).toMatchObject({ state: 'cancelled', fault: { code: 'funds-insufficient' } });
  });

  it('can be cancelled, and given another trigger until it triggered', () => {
    const d = desk();
    show(d, AAPL, 100);
    const id = d.place({ instrument: AAPL, type: 'stop', condition: at(105), price: null, quantity: 3 });
    d.exchange.modify(ACCOUNT, id, d.order(id).brokerOrderId, null, 2, at(108));
    d.hear();
    expect(d.order(id)).toMatchObject({ quantity: 2, condition: at(108), triggerPrice: 108 });
    show(d, AAPL, 106);
    expect(d.order(id).triggered).toBe(false);
    d.exchange.modify(ACCOUNT, id, d.order(id).brokerOrderId, null, 2, { trigger: 108, trail: { amount: 2 }, limitOffset: null });
    d.hear();
    expect(d.refusals.at(-1)).toMatchObject({ fault: { code: 'condition-odd' } });
    const other = d.place({ instrument: AAPL, type: 'stop-limit', condition: at(107), price: 100, quantity: 1 });
    show(d, AAPL, 107);
    d.exchange.modify(ACCOUNT, other, d.order(other).brokerOrderId, null, 1, at(109));
    d.hear();
    expect(d.refusals.at(-1)).toMatchObject({ fault: { code: 'order-triggered' } });
    d.cancel(id);
    expect(d.order(id)).toMatchObject({ state: 'cancelled' });
    show(d, AAPL, 120);
    expect(d.order(id)).toMatchObject({ state: 'cancelled', filled: 0 });
  });

  it('one that is made larger triggers after those of the same trigger, also after a restart', () => {
    const d = desk();
    show(d, AAPL, 100);
    const first = d.place({ instrument: AAPL, type: 'stop', condition: at(105), price: null });
    const second = d.place({ instrument: AAPL, type: 'stop', condition: at(105), price: null });
    d.modify(first, null, 2);
    const restored = createDesk({ instruments: ALL, state: ExchangeState.from(JSON.parse(JSON.stringify(d.exchange.state.snapshot())), ALL) });
    for (const one of [d, restored]) {
      show(one, AAPL, 105);
      expect(one.fills.map((fill) => fill.clientOrderId)).toEqual([second, first]);
    }
  });

  it('the day’s end expires those for the day; GTC ones wait on', () => {
    const d = desk();
    show(d, AAPL, 100);
    const day = d.place({ instrument: AAPL, type: 'stop', condition: at(105), price: null });
    const gtc = d.place({ instrument: AAPL, type: 'stop', condition: at(105), price: null, timeInForce: 'gtc' });
    d.feed.endDay({ [AAPL.id]: 100 }, '2021-01-05');
    expect(d.order(day)).toMatchObject({ state: 'expired', fault: { code: 'day-ended' } });
    show(d, AAPL, 105);
    expect(d.order(gtc)).toMatchObject({ state: 'filled' });
    expect(d.fills).toHaveLength(1);
  });

  it('wait on over a restart, from the log and from a snapshot; a trailing one where it stood', () => {
    const d = desk();
    show(d, AAPL, 100);
    const trailing = d.place({ instrument: AAPL, side: 'sell', type: 'trailing-stop', condition: { trigger: null, trail: { amount: 5 }, limitOffset: null }, price: null });
    const stop = d.place({ instrument: AAPL, type: 'stop', condition: at(130), price: null });
    show(d, AAPL, 120);
    expect(d.order(trailing).triggerPrice).toBe(115);
    const replayed = new ExchangeState(ALL);
    for (const event of d.events) replayed.apply(structuredClone(event));
    const restored = ExchangeState.from(JSON.parse(JSON.stringify(d.exchange.state.snapshot())), ALL);
    for (const state of [replayed, restored]) {
      expect(JSON.stringify(state.snapshot())).toBe(JSON.stringify(d.exchange.state.snapshot()));
      const again = createDesk({ instruments: ALL, state });
      show(again, AAPL, 116);
      expect(again.fills).toHaveLength(0);
      show(again, AAPL, 115);
      expect(again.fills.map((fill) => fill.clientOrderId)).toEqual([trailing]);
      show(again, AAPL, 130);
      expect(again.fills.map((fill) => fill.clientOrderId)).toEqual([trailing, stop]);
    }
  });
});

describe('types that trade on arrival, where participants’ orders cross', () => {
  const ANY: Instrument = { ...TEST, id: 'PANKOU.ANY', code: 'ANY', product: 'ANY', orderTypes: ORDER_TYPES };
  const cases: readonly [name: string, wish: Wish, fills: readonly (readonly [price: number, quantity: number])[], end: { state: string; price: number | null; filled: number; fault?: string }][] = [
    ['market', { type: 'market', timeInForce: 'ioc', quantity: 30 }, [[100, 1], [101, 2], [102, 3], [103, 4], [104, 5], [105, 6]], { state: 'cancelled', price: null, filled: 21, fault: 'market-remainder' }],
    ['market, all or none', { type: 'market', timeInForce: 'fok', quantity: 22 }, [], { state: 'cancelled', price: null, filled: 0, fault: 'fok-not-filled' }],
    ['best five, the rest is cancelled', { type: 'best-five-ioc', quantity: 18 }, [[100, 1], [101, 2], [102, 3], [103, 4], [104, 5]], { state: 'cancelled', price: null, filled: 15, fault: 'market-remainder' }],
    ['best five, the rest at its last price', { type: 'best-five-limit', quantity: 18 }, [[100, 1], [101, 2], [102, 3], [103, 4], [104, 5]], { state: 'working', price: 104, filled: 15 }],
    ['counter best', { type: 'counter-best', quantity: 3 }, [[100, 1]], { state: 'working', price: 100, filled: 1 }],
    ['own best', { type: 'own-best', quantity: 3 }, [], { state: 'working', price: 99, filled: 0 }],
    ['special limit', { type: 'special-limit', price: 101, quantity: 5 }, [[100, 1], [101, 2]], { state: 'cancelled', price: 101, filled: 3, fault: 'ioc-remainder' }],
    ['limit', { type: 'limit', price: 101, quantity: 5 }, [[100, 1], [101, 2]], { state: 'working', price: 101, filled: 3 }],
    ['limit, immediate', { type: 'limit', timeInForce: 'ioc', price: 101, quantity: 5 }, [[100, 1], [101, 2]], { state: 'cancelled', price: 101, filled: 3, fault: 'ioc-remainder' }],
    ['limit, all or none', { type: 'limit', timeInForce: 'fok', price: 101, quantity: 5 }, [], { state: 'cancelled', price: 101, filled: 0, fault: 'fok-not-filled' }],
  ];
  it.each(cases)('%s', (_name, wish, fills, end) => {
    const d = createDesk({ instruments: [ANY] });
    d.feed.show(ANY.id, { last: 100 });
    for (const [price, quantity] of LEVELS.asks) d.place({ instrument: ANY, account: OTHER, side: 'sell', price, quantity });
    for (const [price, quantity] of LEVELS.bids) d.place({ instrument: ANY, account: OTHER, side: 'buy', price, quantity });
    const id = d.place({ price: null, ...wish, instrument: ANY });
    expect(d.fills.filter((fill) => fill.clientOrderId === id).map((fill) => [fill.price, fill.quantity])).toEqual(fills);
    const { fault, ...rest } = end;
    expect(d.order(id)).toMatchObject(rest);
    expect(d.order(id).fault?.code).toBe(fault);
  });
});

describe('where participants’ orders cross', () => {
  /** The second account shows a book: one lot at 99 … 95 and at 101 … 105. */
  function book(): Desk {
    const d = desk();
    d.feed.show(TEST.id, { last: 100 });
    for (let level = 1; level <= 5; level++) {
      d.place({ instrument: TEST, account: OTHER, side: 'sell', price: 100 + level });
      d.place({ instrument: TEST, account: OTHER, side: 'buy', price: 100 - level });
    }
    return d;
  }

  it('a stop waits, triggers on the last price and takes the book', () => {
    const d = book();
    const id = d.place({ instrument: TEST, type: 'stop', condition: at(102), price: null, quantity: 2 });
    expect(d.order(id)).toMatchObject({ state: 'working', triggered: false });
    d.feed.show(TEST.id, { last: 102 });
    d.hear();
    expect(d.order(id)).toMatchObject({ state: 'filled', triggered: true, filled: 2 });
    expect(d.fills.filter((fill) => fill.clientOrderId === id).map((fill) => fill.price)).toEqual([101, 102]);
  });

  it('a triggered stop-limit takes what its limit allows and rests with the rest', () => {
    const d = book();
    const id = d.place({ instrument: TEST, type: 'stop-limit', condition: at(102), price: 102, quantity: 5 });
    d.feed.show(TEST.id, { last: 103 });
    d.hear();
    expect(d.order(id)).toMatchObject({ state: 'working', filled: 2, price: 102 });
    const taker = d.place({ instrument: TEST, account: OTHER, side: 'sell', price: 102, quantity: 3 });
    expect(d.order(taker).state).toBe('filled');
    expect(d.order(id).state).toBe('filled');
  });

  it('several that one price triggers go in the order of their triggers, then of their arrival', () => {
    const d = book();
    const far = d.place({ instrument: TEST, type: 'stop', condition: at(104), price: null });
    const near = d.place({ instrument: TEST, type: 'stop', condition: at(102), price: null });
    const second = d.place({ instrument: TEST, type: 'stop', condition: at(102), price: null });
    d.feed.show(TEST.id, { last: 104 });
    d.hear();
    const mine = d.fills.filter((fill) => fill.account === ACCOUNT);
    expect(mine.map((fill) => [fill.clientOrderId, fill.price])).toEqual([[near, 101], [second, 102], [far, 103]]);
  });
});
