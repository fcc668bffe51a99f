import { describe, expect, it } from 'vitest';
import type { Funds } from '#shared/model/account.ts';
import type { Order } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import { emptyQuote, QUOTE } from '#shared/model/quote.ts';
import { AAPL, IF, IO, PAB, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';
import { carry, createFundsBook } from './funds.ts';
import { openingRoom, orderMaximum } from './order-maximum.ts';

const report = (more: Partial<Funds> = {}): Funds => ({
  account: 'A', currency: 'CNY', balance: 1_000_000_0000, equity: 1_000_000_0000, available: 900_000_0000, margin: 100_000_0000, frozen: 0, marketValue: 0,
  realised: 0, unrealised: 0, fees: 0, risk: 0.1, netDeposits: 0, reportedAt: 1, ...more,
});
const position = (more: Partial<Position>): Position => ({
  account: 'A', instrument: IF.id, side: 'long', today: 2, yesterday: 0, frozenToday: 0, frozenYesterday: 0, openValue: 52_000, dayValue: 52_000,
  margin: 0, realisedToday: 0, feesToday: 0, ...more,
});

function book(positions: readonly Position[]) {
  const quotes = new Map(TEST_INSTRUMENTS.map((instrument) => [instrument.id, emptyQuote()]));
  const published: Funds[][] = [];
  const funds = createFundsBook({
    publisher: { publish: (_topic, items) => void published.push(items as unknown as Funds[]) },
    positionsOf: () => positions,
    instrumentOf: (id) => TEST_INSTRUMENTS.find((instrument) => instrument.id === id),
    quoteOf: (id) => quotes.get(id),
  });
  return { funds, published, mark: (id: string, price: number) => void (quotes.get(id)![QUOTE.last] = price) };
}

describe('funds between reports', () => {
  it('move with the marks, by what the marks moved since the report', () => {
    const { funds, published, mark } = book([position({})]);
    mark(IF.id, 26_010);
    // The broker reckons in its own way: its figures stand.
    funds.onReport(report({ unrealised: 777 }));
    funds.publish();
    expect(published).toEqual([[report({ unrealised: 777 })]]);
    funds.revalue();
    expect(published).toHaveLength(1);
    mark(IF.id, 26_005);
    funds.revalue();
    // Five ticks of 60 CNY on two contracts.
    const lost = 5 * 60 * 2 * 10_000;
    expect(published[1]).toMatchObject([{ unrealised: 777 - lost, equity: 1_000_000_0000 - lost, available: 900_000_0000 - lost, margin: 100_000_0000, balance: 1_000_000_0000 }]);
    funds.revalue();
    expect(published).toHaveLength(2);
    funds.onReport(report());
    funds.publish();
    funds.revalue();
    expect(funds.of('A', 'CNY')).toEqual(report());
  });

  it('keep their risk against what the broker measured it by, as that moves', () => {
    const [then, now] = [{ margined: 0, paid: 0, marketValue: 0 }, { margined: -200_000_0000, paid: 0, marketValue: 0 }];
    // A tenth of the equity of this currency …
    expect(carry(report(), then, now).risk).toBeCloseTo(100 / 800, 12);
    // … or of an account of several: 100,000 of two millions, which lost 200,000.
    expect(carry(report({ risk: 0.05 }), then, now).risk).toBeCloseTo(100 / 1_800, 12);
    expect(carry(report(), then, { ...now, margined: -1_000_000_0000 }).risk).toBe(0);
    expect(carry(report({ margin: 0, risk: 0 }), then, now).risk).toBe(0);
  });

  it('count a share’s gain in equity, not in what is available, and keep currencies apart', () => {
    const { funds, mark } = book([
      position({ instrument: PAB.id, today: 0, yesterday: 1_000, openValue: 1_500_000, dayValue: 1_500_000 }),
      position({ instrument: AAPL.id, today: 10, openValue: 130_000, dayValue: 130_000 }),
    ]);
    mark(PAB.id, 1_500);
    mark(AAPL.id, 13_000);
    funds.onReport(report({ marketValue: 15_000_0000 }));
    funds.publish();
    mark(PAB.id, 1_510);
    mark(AAPL.id, 14_000);
    funds.revalue();
    // 10 ticks of 0.01 on 1,000 shares.
    expect(funds.of('A', 'CNY')).toMatchObject({ equity: 1_000_100_0000, marketValue: 15_100_0000, unrealised: 100_0000, available: 900_000_0000 });
  });

  it('value a short the other way round', () => {
    const { funds, mark } = book([position({ side: 'short' })]);
    mark(IF.id, 26_000);
    funds.onReport(report());
    funds.publish();
    mark(IF.id, 25_990);
    funds.revalue();
    expect(funds.of('A', 'CNY')).toMatchObject({ unrealised: 10 * 60 * 2 * 10_000 });
  });
});

describe('the largest order', () => {
  const none = { today: 0, yesterday: 0, total: 0 };

  it('fits margin and fee into what is available, to the last lot', () => {
    // 26,000 ticks × 60 CNY × 12 % = 187,200 margin, 35.88 fee.
    const at = orderMaximum(IF, 26_000, report({ available: 3 * 187_235_8800 }), undefined, { today: 1, yesterday: 2, total: 3 }, none);
    expect(at).toEqual({ buyOpen: 3, sellOpen: 3, sellClose: 3, buyClose: 0, marginPerUnit: 187_200_0000, feePerUnit: 35_8800 });
    expect(orderMaximum(IF, 26_000, report({ available: 3 * 187_235_8800 - 1 }), undefined, none, none).buyOpen).toBe(2);
  });

  it('is bounded by the most in one order, and nothing without funds or price', () => {
    expect(orderMaximum(IF, 26_000, report({ available: 1e15 }), undefined, none, none).buyOpen).toBe(IF.maxOrderQuantity);
    expect(orderMaximum(IF, 26_000, undefined, undefined, none, none).buyOpen).toBe(0);
    expect(orderMaximum(IF, null, report(), emptyQuote(), none, none)).toMatchObject({ buyOpen: 0, marginPerUnit: 0 });
  });

  it('is in lots and pays shares in full; what may not be sold short is not', () => {
    // 15.00 a share, fee 5 at least: 13 lots cost 19,505, 14 lots 21,005.25.
    const at = orderMaximum(PAB, 1_500, report({ available: 20_000_0000 }), undefined, { today: 0, yesterday: 300, total: 300 }, none);
    expect(at).toMatchObject({ buyOpen: 1_300, sellOpen: 0, sellClose: 300, marginPerUnit: 15_0000 });
  });

  it('reckons with the other side’s best price at the market', () => {
    const quote = emptyQuote();
    quote[QUOTE.ask] = 26_000;
    quote[QUOTE.bid] = 13_000;
    expect(orderMaximum(IF, null, report({ available: 380_000_0000 }), quote, none, none)).toMatchObject({ buyOpen: 2, sellOpen: 4 });
  });

  it('keeps to the least and the steps of the market, and to the most of a market order', () => {
    const star = { ...PAB, lot: 1, minOrderQuantity: 200, maxOrderQuantity: 100_000, maxMarketQuantity: 50_000 };
    const quote = emptyQuote();
    quote[QUOTE.ask] = 1_000;
    // 10.00 a share: 333 shares and the fee of 5 fit into 3,335, 199 shares are none.
    expect(orderMaximum(star, 1_000, report({ available: 3_335_0000 }), undefined, none, none).buyOpen).toBe(333);
    expect(orderMaximum(star, 1_000, report({ available: 1_999_0000 }), undefined, none, none).buyOpen).toBe(0);
    expect(orderMaximum(star, null, report({ available: 1e15 }), quote, none, none).buyOpen).toBe(50_000);
    expect(orderMaximum(star, 1_000, report({ available: 1e15 }), quote, { today: 0, yesterday: 150, total: 150 }, none)).toMatchObject({ buyOpen: 100_000, sellClose: 150 });
  });

  it('reckons a fee with a minimum for what is meant, not by the share', () => {
    const fee = (meant: Parameters<typeof orderMaximum>[7]): number => orderMaximum(PAB, 1_000, report(), undefined, none, none, undefined, meant).feePerUnit;
    expect([fee({}) * 100, fee({ quantity: 100 }) * 100, fee({ quantity: 2_000 }) * 2_000, fee({ quantity: 10_000 }) * 10_000]).toEqual([5_0000, 5_0000, 5_0000, 25_0000]);
    // A limit order priced at the market is not a market order.
    const quote = emptyQuote();
    quote[QUOTE.ask] = 1_000;
    const split = { ...PAB, maxOrderQuantity: 1_000, maxMarketQuantity: 500 };
    expect(([undefined, 'limit', 'best-five-ioc'] as const).map((type) => orderMaximum(split, null, report(), quote, none, none, undefined, type ? { type } : {}).buyOpen)).toEqual([500, 1_000, 500]);
  });

  it('a short option costs its margin above the premium that comes in, a short share half its value', () => {
    // Premium 80, strike 5200: the most its margin can be is 80 + 12 % of 5280, 63,360 CNY above the premium, and 15 of fee.
    const at = (available: number): number => orderMaximum(IO, 400, report({ available }), undefined, none, none).sellOpen;
    expect([at(63_375_0000), at(63_374_9999), at(10 * 63_375_0000)]).toEqual([1, 0, 10]);
    expect(orderMaximum(IO, 400, report({ available: 8_015_0000 }), undefined, none, none).buyOpen).toBe(1);
    const usd = report({ available: 10_000_0000 });
    expect(orderMaximum(AAPL, 10_000, usd, undefined, none, none)).toMatchObject({ buyOpen: 99, sellOpen: 199 });
  });

  it('leaves what a position limit leaves, orders under way counted', () => {
    const limited = { ...IF, positionLimit: 12, maxOrderQuantity: 20 };
    const held = { account: 'A', instrument: IF.id, side: 'long', today: 1, yesterday: 4 } as Position;
    const order = { instrument: IF.id, side: 'buy', offset: 'open', quantity: 5, filled: 2, state: 'partly-filled' } as Order;
    const room = openingRoom(limited, [held], [order, { ...order, offset: 'close' }, { ...order, state: 'cancelled' }]);
    expect(room).toEqual({ buy: 4, sell: 12 });
    expect(orderMaximum(limited, 26_000, report({ available: 1e15 }), undefined, none, none, room)).toMatchObject({ buyOpen: 4, sellOpen: 12 });
    expect(openingRoom(IF, [held], [order])).toEqual({ buy: Infinity, sell: Infinity });
  });
});
