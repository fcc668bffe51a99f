import { describe, expect, it } from 'vitest';
import { ACCOUNT, createDesk, DEPOSIT, OTHER, type Desk, type Wish } from '#test/stand-ins/exchange-desk.ts';
import { AAPL, CU, IF, PAB } from '#test/stand-ins/instruments.ts';
import type { HandQuote } from '#test/stand-ins/hand-feed.ts';
import { ExchangeState } from './exchange-state.ts';
import { KEPT } from './kept-orders.ts';
import type { FaultCode } from '#shared/faults.ts';

const TICK = 600_000; // a tick of IF, quantity 1: 60 CNY
const FEE = 0.000023;
const MARGIN = 0.12;
const MARKET: HandQuote = { bids: [[99, 5], [98, 10]], asks: [[101, 5], [102, 10]], last: 100 };

function quoted(quote: HandQuote = MARKET): Desk {
  const desk = createDesk();
  for (const instrument of desk.feed.instruments) desk.feed.show(instrument.id, quote);
  return desk;
}

/** Buys to open at the ask and sees to it that it was filled. */
function bought(desk: Desk, wish: Wish, ask: number): string {
  const instrument = wish.instrument as typeof IF;
  const quantity = wish.quantity ?? 1;
  desk.feed.show(instrument.id, { bids: [[ask - 2, quantity]], asks: [[ask, quantity]], last: ask });
  const id = desk.place({ price: ask, ...wish });
  expect(desk.order(id).state).toBe('filled');
  return id;
}

const filled = (desk: Desk, id: string): (readonly [price: number, quantity: number])[] =>
  desk.fills.filter((fill) => fill.clientOrderId === id).map((fill) => [fill.price, fill.quantity]);

describe('a limit order against the quote', () => {
  it('fills at once at the displayed prices up to its own, the rest waits at its price', () => {
    const desk = quoted();
    const id = desk.place({ price: 102, quantity: 20 });
    expect(filled(desk, id)).toEqual([[101, 5], [102, 10]]);
    expect(desk.order(id)).toMatchObject({ state: 'working', filled: 15, price: 102 });
    expect(desk.exchange.state.resting[0].best('buy')?.intent.id).toBe(id);
  });

  it('below the touch waits, and fills at its own price when the touch comes to it', () => {
    const desk = quoted();
    const id = desk.place({ price: 100, quantity: 7 });
    expect(desk.order(id)).toMatchObject({ state: 'working', filled: 0 });
    desk.feed.show(IF.id, { bids: [[97, 1]], asks: [[98, 3]] });
    expect(filled(desk, id)).toEqual([[100, 3]]);
    desk.feed.show(IF.id, { bids: [[97, 1]], asks: [[100, 9]] });
    expect(filled(desk, id)).toEqual([[100, 3], [100, 4]]);
    expect(desk.order(id).state).toBe('filled');
  });

  it('does not get lots that were taken, until the market shows another size', () => {
    const desk = quoted({ bids: [[99, 5]], asks: [[101, 5]] });
    desk.place({ price: 101, quantity: 4 });
    const second = desk.place({ price: 101, quantity: 4 });
    expect(filled(desk, second)).toEqual([[101, 1]]);
    desk.feed.show(IF.id, { bids: [[98, 5]], asks: [[101, 5]] });
    expect(filled(desk, second)).toEqual([[101, 1]]);
    desk.feed.show(IF.id, { bids: [[98, 5]], asks: [[101, 2]] });
    expect(filled(desk, second)).toEqual([[101, 1], [101, 2]]);
  });

  it('sees the lots again that were taken when the market left that price and came back', () => {
    const desk = quoted({ bids: [[99, 5]], asks: [[101, 5]] });
    desk.place({ price: 101, quantity: 5 });
    desk.feed.show(IF.id, { bids: [[99, 5]], asks: [[103, 5]] });
    desk.feed.show(IF.id, { bids: [[99, 5]], asks: [[101, 5]] });
    expect(desk.order(desk.place({ price: 101, quantity: 5 })).state).toBe('filled');
  });

  it('waits its turn by price, then by time, across accounts', () => {
    const desk = quoted();
    const first = desk.place({ price: 95, quantity: 2 });
    const second = desk.place({ price: 95, quantity: 2, account: OTHER });
    const better = desk.place({ price: 96, quantity: 2, account: OTHER });
    desk.feed.show(IF.id, { bids: [[94, 1]], asks: [[95, 3]] });
    expect(desk.fills.map((fill) => [fill.clientOrderId, fill.price, fill.quantity])).toEqual([[better, 96, 2], [first, 95, 1]]);
    desk.feed.show(IF.id, { bids: [[94, 1]], asks: [[95, 4]] });
    expect(desk.order(first).state).toBe('filled');
    expect(desk.order(second).state).toBe('filled');
  });

  it('is told as working, then fill by fill', () => {
    const desk = quoted();
    const id = desk.place({ price: 102, quantity: 6 });
    const told = desk.batches.at(-1)?.announcements.map((entry) => (entry.kind === 'order' ? `${entry.report.state} ${entry.report.filled}` : entry.kind));
    expect(told).toEqual(['working 0', 'fill', 'working 5', 'fill', 'filled 6']);
    expect(new Set(desk.fills.map((fill) => fill.brokerFillId)).size).toBe(2);
    expect(desk.order(id).brokerOrderId).toMatch(/^\d{8}$/);
  });
});

describe('orders that do not wait', () => {
  it.each([
    ['market takes all levels, the rest is cancelled', { type: 'market', quantity: 20 }, [[101, 5], [102, 10]], 'market-remainder'],
    ['market that is filled', { type: 'market', quantity: 6 }, [[101, 5], [102, 1]], null],
    ['ioc at its limit, the rest is cancelled', { price: 101, quantity: 8, timeInForce: 'ioc' }, [[101, 5]], 'ioc-remainder'],
    ['ioc that meets nothing', { price: 100, quantity: 8, timeInForce: 'ioc' }, [], 'ioc-remainder'],
    ['fok that can', { price: 102, quantity: 15, timeInForce: 'fok' }, [[101, 5], [102, 10]], null],
    ['fok that cannot', { price: 102, quantity: 16, timeInForce: 'fok' }, [], 'fok-not-filled'],
    ['market fok that cannot', { type: 'market', quantity: 16, timeInForce: 'fok' }, [], 'fok-not-filled'],
  ] as const)('%s', (_, wish, fills, code) => {
    const desk = quoted();
    const id = desk.place(wish);
    expect(filled(desk, id)).toEqual(fills);
    expect(desk.order(id).state).toBe(code ? 'cancelled' : 'filled');
    expect(desk.order(id).fault?.code).toBe(code ?? undefined);
    expect(desk.funds().frozen).toBe(0);
  });

  it('a market order against an empty side is cancelled whole', () => {
    const desk = quoted({ bids: [[99, 5]], last: 99 });
    expect(desk.order(desk.place({ type: 'market' }))).toMatchObject({ state: 'cancelled', filled: 0, fault: { code: 'market-remainder' } });
  });
});

describe('refusals', () => {
  const table: readonly (readonly [name: string, wish: Wish, code: FaultCode, quote?: HandQuote])[] = [
    ['unknown account', { account: 'NOBODY' }, 'account-unknown'],
    ['unknown instrument', { instrument: 'CFFEX.IF9999' }, 'instrument-unknown'],
    ['no price', { price: null }, 'price-missing'],
    ['off tick', { price: 100.5 }, 'price-off-tick'],
    ['above the limit', { price: 111 }, 'price-outside-limits', { ...MARKET, limits: [90, 110] }],
    ['below the limit', { price: 89 }, 'price-outside-limits', { ...MARKET, limits: [90, 110] }],
    ['a share for nothing', { instrument: PAB, price: 0, quantity: 100 }, 'price-outside-limits'],
    ['no quantity', { quantity: 0 }, 'quantity-invalid'],
    ['half a contract', { quantity: 0.5 }, 'quantity-invalid'],
    ['off lot', { instrument: PAB, quantity: 150 }, 'quantity-off-lot'],
    ['above the maximum', { quantity: 21 }, 'quantity-above-max'],
    ['no funds', { instrument: CU, quantity: 500, price: 1_000 }, 'funds-insufficient'],
    ['nothing to close', { side: 'sell', offset: 'close' }, 'position-insufficient'],
    ['close-today where it is not known', { side: 'sell', offset: 'close-today' }, 'not-supported'],
    ['short A-share', { instrument: PAB, side: 'sell', quantity: 100 }, 'short-not-allowed'],
    ['closed', {}, 'session-closed', { ...MARKET, phase: 'closed' }],
    ['break', {}, 'session-closed', { ...MARKET, phase: 'break' }],
    ['market order in an auction', { type: 'market' }, 'session-closed', { ...MARKET, phase: 'auction' }],
  ];
  it.each(table.map(([name, wish, code, quote]) => ({ name, wish, code, quote })))('$name', ({ wish, code, quote }) => {
    const desk = quoted(quote);
    const before = desk.funds();
    const id = desk.place(wish);
    expect(desk.order(id)).toMatchObject({ state: 'rejected', filled: 0, fault: { code } });
    expect(desk.funds()).toEqual(before);
  });

  it('a market order before the first quote', () => {
    const desk = createDesk();
    expect(desk.order(desk.place({ type: 'market' })).fault?.code).toBe('no-quote');
  });

  it('an expired contract', () => {
    const desk = quoted();
    desk.feed.tradingDay = '2021-01-16';
    expect(desk.order(desk.place({})).fault?.code).toBe('instrument-expired');
  });

  it('shares bought today, until the day is settled', () => {
    const desk = quoted();
    bought(desk, { instrument: PAB, quantity: 300 }, 1_000);
    const sale = { instrument: PAB, side: 'sell', price: 1_000, quantity: 300 } as const;
    expect(desk.order(desk.place(sale)).fault).toEqual({ code: 'position-not-yet-sellable', params: { available: 0 } });
    expect(desk.order(desk.place({ ...sale, quantity: 400 })).fault?.code).toBe('position-insufficient');
    desk.feed.endDay({}, '2021-01-05');
    desk.feed.show(PAB.id, { bids: [[1_000, 300]], asks: [[1_001, 300]], last: 1_000 });
    expect(desk.order(desk.place(sale)).state).toBe('filled');
  });

  it('more than is free: working orders hold quantity back', () => {
    const desk = quoted();
    bought(desk, { instrument: IF, quantity: 3 }, 101);
    desk.place({ side: 'sell', offset: 'close', price: 105, quantity: 2 });
    expect(desk.position(IF, 'long')).toMatchObject({ today: 3, frozenToday: 2 });
    expect(desk.order(desk.place({ side: 'sell', offset: 'close', price: 105, quantity: 2 })).fault).toEqual({ code: 'position-insufficient', params: { needed: 2, available: 1 } });
  });

  it('odd shares are sold all at once or not at all', () => {
    const odd = { ...PAB, id: 'SZSE.000002', lot: 1 };
    const other = createDesk({ instruments: [odd] });
    bought(other, { instrument: odd, quantity: 250 }, 1_000);
    // The same holding under a lot of 100.
    const state = structuredClone(other.exchange.state.snapshot());
    const desk100 = createDesk({ instruments: [{ ...odd, lot: 100, sellable: 'today' }], state: ExchangeState.from(state, [{ ...odd, lot: 100, sellable: 'today' }]) });
    desk100.feed.show(odd.id, { bids: [[900, 1_000]], asks: [[1_000, 1_000]], last: 950 });
    const sell = (quantity: number): string => desk100.order(desk100.place({ instrument: odd, side: 'sell', price: 900, quantity, id: `sell-${quantity}` })).state;
    expect(sell(20)).toBe('rejected');
    expect(sell(150)).toBe('filled');
    expect(sell(100)).toBe('filled');
  });
});

describe('funds', () => {
  it('of a future: margin at its open price, fee at once, result against the day', () => {
    const desk = quoted();
    bought(desk, { instrument: IF, quantity: 2 }, 25_000);
    const value = 25_000 * 2 * TICK;
    const fee = Math.round(value * FEE);
    desk.feed.show(IF.id, { bids: [[25_009, 1]], asks: [[25_011, 1]], last: 25_010 });
    expect(desk.funds()).toMatchObject({
      balance: DEPOSIT - fee,
      unrealised: 20 * TICK,
      equity: DEPOSIT - fee + 20 * TICK,
      margin: value * MARGIN,
      available: DEPOSIT - fee + 20 * TICK - value * MARGIN,
      fees: fee,
      frozen: 0,
      marketValue: 0,
    });
  });

  it('a waiting opening order holds margin and fee, a cancelled one nothing', () => {
    const desk = quoted();
    const id = desk.place({ price: 95, quantity: 2 });
    const value = 95 * 2 * TICK;
    expect(desk.funds()).toMatchObject({ balance: DEPOSIT, frozen: value * MARGIN + Math.round(value * FEE) });
    expect(desk.funds().available).toBe(DEPOSIT - desk.funds().frozen);
    desk.cancel(id);
    expect(desk.order(id)).toMatchObject({ state: 'cancelled', fault: null });
    expect(desk.funds()).toMatchObject({ frozen: 0, available: DEPOSIT });
  });

  it('a plain close pays the close-today rate for the lots of today only', () => {
    const desk = quoted();
    bought(desk, { instrument: IF, quantity: 1 }, 100);
    desk.feed.endDay({ [IF.id]: 100 }, '2021-01-05');
    bought(desk, { instrument: IF, quantity: 1 }, 100);
    desk.feed.show(IF.id, { bids: [[100, 2]], asks: [[101, 1]] });
    desk.place({ side: 'sell', offset: 'close', price: 100, quantity: 2 });
    expect(desk.fills.at(-1)?.fee).toBe(Math.round(100 * TICK * FEE) + Math.round(100 * TICK * 0.00023));
  });

  it('of a share: the purchase price is held while it waits, paid when it fills, back when sold', () => {
    const desk = quoted();
    desk.feed.show(PAB.id, { bids: [[999, 300]], asks: [[1_001, 300]], last: 1_000 });
    const id = desk.place({ instrument: PAB, price: 1_000, quantity: 300 });
    const value = 300 * 1_000 * 100;
    expect(desk.funds()).toMatchObject({ balance: DEPOSIT, frozen: value + 50_000, available: DEPOSIT - value - 50_000, equity: DEPOSIT });
    desk.feed.show(PAB.id, { bids: [[999, 300]], asks: [[1_000, 300]], last: 1_002 });
    expect(desk.order(id).state).toBe('filled');
    expect(desk.funds()).toMatchObject({ balance: DEPOSIT - value - 50_000, frozen: 0, marketValue: 300 * 1_002 * 100, unrealised: 300 * 2 * 100, margin: 0 });
    desk.feed.endDay({}, '2021-01-05');
    desk.feed.show(PAB.id, { bids: [[1_010, 300]], asks: [[1_011, 300]], last: 1_010 });
    desk.place({ instrument: PAB, side: 'sell', price: 1_010, quantity: 300 });
    const fees = desk.fills.reduce((sum, fill) => sum + fill.fee, 0);
    expect(desk.funds()).toMatchObject({ balance: DEPOSIT + 300 * 10 * 100 - fees, marketValue: 0, realised: 300 * 10 * 100 });
  });

  it('borrowed shares tie up one and a half times their value', () => {
    const desk = quoted({ bids: [[10_000, 50]], asks: [[10_001, 50]], last: 10_000 });
    desk.place({ instrument: AAPL, side: 'sell', price: 10_000, quantity: 50 });
    const fee = desk.fills[0].fee;
    const value = 10_000 * 50 * 100;
    expect(desk.position(AAPL, 'short')).toMatchObject({ today: 50, margin: value * 1.5 });
    expect(desk.funds('USD')).toMatchObject({ balance: DEPOSIT + value - fee, equity: DEPOSIT - fee, marketValue: -value, available: DEPOSIT - fee - value / 2 });
  });

  it('a netted sale closes what is held and sells the rest short', () => {
    const desk = quoted();
    bought(desk, { instrument: AAPL, quantity: 30 }, 10_000);
    desk.feed.show(AAPL.id, { bids: [[10_100, 50]], asks: [[10_101, 50]], last: 10_100 });
    desk.place({ instrument: AAPL, side: 'sell', price: 10_100, quantity: 50 });
    expect(desk.position(AAPL, 'long')).toMatchObject({ today: 0, realisedToday: 30 * 100 * 100 });
    expect(desk.position(AAPL, 'short')).toMatchObject({ today: 20 });
  });

  it('whoever has nothing left may still close', () => {
    const desk = quoted();
    bought(desk, { instrument: IF, quantity: 5 }, 25_000);
    desk.feed.show(IF.id, { bids: [[5_000, 20]], asks: [[5_001, 20]], last: 5_000 });
    expect(desk.funds().available).toBeLessThan(0);
    expect(desk.order(desk.place({ price: 5_001 })).fault?.code).toBe('funds-insufficient');
    expect(desk.order(desk.place({ side: 'sell', offset: 'close', price: 5_000, quantity: 5 })).state).toBe('filled');
  });
});

describe('changes', () => {
  it('less quantity keeps the place in the queue; a new price or more quantity loses it', () => {
    const desk = quoted();
    const [first, second, third] = [desk.place({ price: 95, quantity: 3 }), desk.place({ price: 95, quantity: 3 }), desk.place({ price: 95, quantity: 3 })];
    desk.modify(first, null, 2);
    desk.modify(second, null, 4);
    desk.feed.show(IF.id, { bids: [[94, 1]], asks: [[95, 6]] });
    expect(desk.fills.map((fill) => [fill.clientOrderId, fill.quantity])).toEqual([[first, 2], [third, 3], [second, 1]]);
    expect(desk.order(second)).toMatchObject({ quantity: 4, filled: 1, state: 'working' });
  });

  it('a new price through the touch trades at the touch', () => {
    const desk = quoted();
    const id = desk.place({ price: 95, quantity: 2 });
    desk.modify(id, 103, 2);
    expect(filled(desk, id)).toEqual([[101, 2]]);
  });

  it.each([
    ['not above what is filled', (desk: Desk, id: string) => desk.modify(id, null, 5), 'quantity-below-filled'],
    ['off tick', (desk: Desk, id: string) => desk.modify(id, 95.5, 6), 'price-off-tick'],
    ['above the maximum', (desk: Desk, id: string) => desk.modify(id, null, 21), 'quantity-above-max'],
    ['beyond the funds', (desk: Desk, id: string) => desk.modify(id, 1_000_000, 6), 'funds-insufficient'],
  ] as const)('refused: %s', (_, change, code) => {
    const desk = quoted();
    const id = desk.place({ price: 101, quantity: 6 });
    const before = desk.order(id);
    const funds = desk.funds();
    change(desk, id);
    expect(desk.refusals.at(-1)).toMatchObject({ clientOrderId: id, request: 'changing', fault: { code } });
    expect(desk.order(id)).toEqual(before);
    expect(desk.funds()).toEqual(funds);
  });

  it('of an order that ended, or that there never was, are refused', () => {
    const desk = quoted();
    const id = desk.place({ price: 101 });
    desk.modify(id, 90, 1);
    desk.cancel(id);
    desk.cancel('never');
    expect(desk.refusals.map((refusal) => [refusal.request, refusal.fault.code])).toEqual([['changing', 'order-final'], ['cancelling', 'order-final'], ['cancelling', 'order-unknown']]);
  });

  it('the same client id twice is one order', () => {
    const desk = quoted();
    desk.place({ id: 'twice', price: 101 });
    desk.place({ id: 'twice', price: 101 });
    expect(desk.fills).toHaveLength(1);
  });
});

describe('the end of the day', () => {
  it('day orders expire, gtc stay, futures are marked to market, lots become yesterday’s: one entry', () => {
    const desk = quoted();
    bought(desk, { instrument: CU, quantity: 2 }, 1_000);
    const day = desk.place({ price: 90 });
    const gtc = desk.place({ price: 91, timeInForce: 'gtc' });
    const before = desk.funds();
    const entries = desk.events.length;
    desk.feed.endDay({ [CU.id]: 1_010, [IF.id]: 100 }, '2021-01-05');
    expect(desk.events).toHaveLength(entries + 1);
    expect(desk.order(day)).toMatchObject({ state: 'expired', fault: { code: 'day-ended' } });
    expect(desk.order(gtc).state).toBe('working');
    expect(desk.position(CU, 'long')).toMatchObject({ today: 0, yesterday: 2, dayValue: 2_020, openValue: 2_000, realisedToday: 0 });
    const value = 91 * TICK;
    expect(desk.funds()).toMatchObject({ balance: before.balance + 2 * 10 * 500_000, fees: 0, netDeposits: 0, frozen: value * MARGIN + Math.round(value * FEE) });
    expect(desk.batches.at(-1)?.announcements.map((entry) => entry.kind)).toEqual(['order', 'settled', 'settled']);
  });

  it('twice is once', () => {
    const desk = quoted();
    bought(desk, { instrument: CU, quantity: 2 }, 1_000);
    const settlement = new Map([[CU.id, 1_010]]);
    desk.exchange.settle('2021-01-04', settlement);
    const state = JSON.stringify(desk.exchange.state.snapshot());
    desk.exchange.settle('2021-01-04', settlement);
    expect(JSON.stringify(desk.exchange.state.snapshot())).toBe(state);
  });

  it('a day that comes again after a loop is settled again', () => {
    const desk = quoted();
    desk.exchange.settle('2021-01-04', new Map());
    desk.exchange.onReset();
    bought(desk, { instrument: CU, quantity: 1 }, 1_000);
    desk.exchange.settle('2021-01-04', new Map([[CU.id, 1_001]]));
    expect(desk.position(CU, 'long')).toMatchObject({ today: 0, yesterday: 1 });
  });

  it('SHFE tells today’s lots from yesterday’s', () => {
    const desk = quoted();
    bought(desk, { instrument: CU, quantity: 2 }, 1_000);
    const close = (offset: 'close' | 'close-today' | 'close-yesterday', quantity = 1): string => {
      desk.feed.show(CU.id, { bids: [[1_000, 9]], asks: [[1_001, 9]] });
      return desk.order(desk.place({ instrument: CU, side: 'sell', offset, price: 1_000, quantity })).state;
    };
    expect(close('close')).toBe('rejected');
    expect(close('close-today')).toBe('filled');
    desk.feed.endDay({ [CU.id]: 1_000 }, '2021-01-05');
    expect(close('close-today')).toBe('rejected');
    expect(close('close-yesterday')).toBe('filled');
  });

  it('forgets ended orders at the second settlement after them', () => {
    const desk = quoted();
    desk.place({ price: 101 });
    desk.feed.endDay({}, '2021-01-05');
    expect([...desk.exchange.state.ordersOf(ACCOUNT)]).toHaveLength(1);
    expect([...desk.exchange.state.fillsOf(ACCOUNT)]).toHaveLength(1);
    desk.place({ price: 90 });
    desk.feed.endDay({}, '2021-01-06');
    expect([...desk.exchange.state.ordersOf(ACCOUNT)].map((order) => order.intent.price)).toEqual([90]);
    expect([...desk.exchange.state.fillsOf(ACCOUNT)]).toEqual([]);
  });
});

describe('what is kept', () => {
  it('is bounded on a day that never ends', () => {
    const desk = quoted();
    for (let n = 0; n < 2 * KEPT; n++) desk.exchange.cancel(ACCOUNT, desk.place({ price: 95 }), null);
    expect([...desk.exchange.state.ordersOf(ACCOUNT)].length).toBeLessThan(1.2 * KEPT);
    expect(desk.exchange.state.find(ACCOUNT, `order-${2 * KEPT}`, null)?.state).toBe('cancelled');
    expect(desk.funds()).toMatchObject({ frozen: 0, available: DEPOSIT });
  });
});

describe('sessions', () => {
  it('orders rest during an auction and meet the market when trading goes on', () => {
    const desk = quoted({ ...MARKET, phase: 'auction' });
    const id = desk.place({ price: 101 });
    expect(desk.order(id)).toMatchObject({ state: 'working', filled: 0 });
    desk.feed.show(IF.id, MARKET);
    expect(desk.order(id).state).toBe('filled');
  });

  it('nothing fills in a break, but orders can be cancelled', () => {
    const desk = quoted();
    const id = desk.place({ price: 95 });
    desk.feed.show(IF.id, { asks: [[95, 5]], phase: 'break' });
    expect(desk.order(id).filled).toBe(0);
    desk.cancel(id);
    expect(desk.order(id).state).toBe('cancelled');
  });

  it('waiting orders survive a jump and meet the new prices at their own', () => {
    const desk = quoted();
    const id = desk.place({ price: 95, quantity: 2 });
    desk.feed.jump(desk.feed.days[1].from);
    desk.feed.show(IF.id, { bids: [[80, 5]], asks: [[81, 5]] });
    expect(filled(desk, id)).toEqual([[95, 2]]);
    expect(desk.fills.at(-1)?.tradingDay).toBe('2021-01-05');
  });
});
