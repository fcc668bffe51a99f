/** The exchange holds to the rules: each refusal with its sentence, each acceptance with what it ties up. Catalogue terms on a feed driven by hand. */
import { describe, expect, it } from 'vitest';
import { FAULTS, sentenceOf } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { MONEY_PER_UNIT, ticksOf } from '#shared/price.ts';
import { createDesk, DEPOSIT, type Desk, type Wish } from '#test/stand-ins/exchange-desk.ts';
import { listed } from './listed.ts';

const money = (units: number): number => Math.round(units * MONEY_PER_UNIT);

/** Shows a market of a tick around a price; limits where given. */
function show(desk: Desk, one: Instrument, price: number, size = 1_000_000): void {
  const at = ticksOf(one, price);
  desk.feed.show(one.id, { bids: [[at - 1, size]], asks: [[at + 1, size]], last: at });
}

function deskOf(...ids: string[]): { readonly desk: Desk; readonly listed: readonly Instrument[] } {
  const instruments = ids.map(listed);
  return { desk: createDesk({ instruments }), listed: instruments };
}

const code = (desk: Desk, wish: Wish): string => {
  const order = desk.order(desk.place(wish));
  const { fault } = order;
  if (fault) for (const language of ['zh', 'en'] as const) expect(sentenceOf(fault, language)).not.toMatch(/\{\w+\}/u);
  return fault?.code ?? order.state;
};

describe('shares', () => {
  it.each([
    ['STAR: 199 shares', 'SSE.688981', { quantity: 199 }, 'quantity-below-min'],
    ['STAR: 201 shares', 'SSE.688981', { quantity: 201 }, 'filled'],
    ['STAR: sold without holding', 'SSE.688981', { side: 'sell', offset: 'close', quantity: 200 }, 'short-not-allowed'],
    ['main board: 150 shares', 'SZSE.000001', { quantity: 150 }, 'quantity-off-lot'],
    ['main board: 2 % through the market', 'SZSE.000001', { quantity: 100, price: 20.41 }, 'price-above-range'],
    ['main board: inside it', 'SZSE.000001', { quantity: 100, price: 20.4 }, 'filled'],
    ['main board: far below the market, a purchase waits', 'SZSE.000001', { quantity: 100, price: 18.1 }, 'working'],
    ['Hong Kong: half a board lot', 'HKEX.00005', { quantity: 200 }, 'quantity-off-lot'],
    ['Hong Kong: off the spread table', 'HKEX.00005', { quantity: 400, price: 20.01 }, 'price-off-tick'],
    ['US: any number', 'NASDAQ.AAPL', { quantity: 7 }, 'filled'],
    ['US: sold short', 'NASDAQ.AAPL', { side: 'sell', quantity: 7, price: 19 }, 'filled'],
    ['Shanghai: never sold short', 'SSE.510300', { side: 'sell', offset: 'close', quantity: 100, price: 19.9 }, 'short-not-allowed'],
  ] as const)('%s', (_, id, wish, verdict) => {
    const { desk, listed: [one] } = deskOf(id);
    desk.feed.show(one.id, { bids: [[ticksOf(one, 19.98), 1e6]], asks: [[ticksOf(one, 20), 1e6]], last: ticksOf(one, 20) });
    const price = 'price' in wish ? wish.price : 20;
    const side = 'side' in wish ? wish.side : 'buy';
    expect(code(desk, { offset: side === 'buy' ? 'open' : 'close', ...wish, side, instrument: one, price: ticksOf(one, price) })).toBe(verdict);
  });

  it('T+1 and T+0 of funds: what was bought today', () => {
    const { desk, listed: [etf, gold] } = deskOf('SSE.510300', 'SSE.518880');
    for (const one of [etf, gold]) show(desk, one, 4);
    for (const one of [etf, gold]) desk.place({ instrument: one, quantity: 300, price: ticksOf(one, 4.001) });
    const sale = { side: 'sell', offset: 'close', quantity: 150, price: 3999 } as const;
    expect(code(desk, { ...sale, quantity: 100, instrument: etf })).toBe('position-not-yet-sellable');
    expect(code(desk, { ...sale, quantity: 100, instrument: gold })).toBe('filled');
    // 200 are left: 150 of them would leave an odd lot behind.
    expect(code(desk, { ...sale, instrument: gold })).toBe('quantity-off-lot');
  });
});

describe('position limits', () => {
  it('count holdings, working orders and the new one; closing is free, and a change counts itself once', () => {
    const limited = { ...listed('CFFEX.IH2101'), positionLimit: 5, margin: { long: 0.02, short: 0.02 } };
    const desk = createDesk({ instruments: [limited] });
    show(desk, limited, 3650, 2);
    const at = ticksOf(limited, 3650);
    const buy = { instrument: limited, price: at + 1 } as const;
    expect(code(desk, { ...buy, quantity: 2 })).toBe('filled');
    const waiting = desk.place({ ...buy, price: at - 5, quantity: 3 });
    expect(desk.order(waiting).state).toBe('working');
    expect(code(desk, { ...buy, quantity: 1 })).toBe('position-limit');
    expect(code(desk, { ...buy, side: 'sell', offset: 'close', quantity: 2, price: at - 1 })).toBe('filled');
    expect(code(desk, { ...buy, price: at - 6, quantity: 2 })).toBe('working');
    desk.modify(waiting, at - 5, 4);
    expect(desk.refusals.at(-1)?.fault.code).toBe('position-limit');
    desk.modify(waiting, at - 5, 2);
    expect(desk.order(waiting).quantity).toBe(2);
    // The short side has a limit of its own.
    expect(code(desk, { instrument: limited, side: 'sell', price: at + 9, quantity: 5 })).toBe('working');
    expect(code(desk, { instrument: limited, side: 'sell', price: at + 9, quantity: 1 })).toBe('position-limit');
  });
});

describe('options', () => {
  const IDS = ['CFFEX.IF2101', 'CFFEX.IO2101-C-5200', 'SSE.510300', 'SSE.510300P2101M05250'];
  function market(): { readonly desk: Desk; readonly call: Instrument; readonly put: Instrument } {
    const { desk, listed: [future, call, etf, put] } = deskOf(...IDS);
    show(desk, future, 5200);
    show(desk, call, 80, 20);
    show(desk, etf, 5.2);
    show(desk, put, 0.12, 20);
    return { desk, call, put };
  }

  it('the buyer pays the premium, owns its value, and is not marked to market', () => {
    const { desk, call } = market();
    expect(code(desk, { instrument: call, quantity: 3, price: 401 })).toBe('filled');
    // 80.2 × 100 × 3, and 15 a contract.
    expect(desk.funds()).toMatchObject({ balance: DEPOSIT - money(24_060 + 45), marketValue: money(24_000), margin: 0, equity: DEPOSIT - money(105), available: DEPOSIT - money(24_105) });
    desk.feed.endDay({ [call.id]: 500, 'CFFEX.IF2101': 26_500 }, '2021-01-05');
    expect(desk.funds().balance).toBe(DEPOSIT - money(24_105));
    expect(desk.position(call, 'long')).toMatchObject({ yesterday: 3, openValue: 1203, dayValue: 1203 });
    expect(code(desk, { instrument: call, side: 'sell', offset: 'close', quantity: 3, price: 399 })).toBe('filled');
    // Bought at 80.2 and sold at 79.8; fees twice.
    expect(desk.funds()).toMatchObject({ balance: DEPOSIT - money(90 + 0.4 * 300), marketValue: 0, realised: -money(120) });
  });

  it('the seller gets the premium and ties up the exchange’s margin, which follows the underlying', () => {
    const { desk, call } = market();
    expect(code(desk, { instrument: call, side: 'sell', quantity: 2, price: 399 })).toBe('filled');
    // Mark 80, index 5200: (80 + 12 % of 5200) × 100 a contract.
    expect(desk.funds()).toMatchObject({ balance: DEPOSIT + money(79.8 * 200 - 30), margin: money(2 * 70_400), marketValue: -money(16_000) });
    expect(desk.position(call, 'short')?.margin).toBe(money(2 * 70_400));
    show(desk, listed('CFFEX.IF2101'), 5000);
    // 200 out of the money: (80 + 600 − 200) × 100.
    expect(desk.funds().margin).toBe(money(2 * 48_000));
    expect(code(desk, { instrument: call, offset: 'close', quantity: 2, price: 401 })).toBe('filled');
    expect(desk.funds()).toMatchObject({ margin: 0, marketValue: 0, frozen: 0, balance: DEPOSIT - money(0.4 * 200 + 60) });
  });

  it('a waiting sale holds back the most its margin can be above the premium; too little money is refused', () => {
    const { desk, call, put } = market();
    expect(code(desk, { instrument: call, side: 'sell', quantity: 1, price: 500 })).toBe('working');
    // Struck at 5200, premium 100: 12 % of 5300 above the premium, and the fee.
    expect(desk.funds().frozen).toBe(money(63_600 + 15));
    expect(code(desk, { instrument: call, side: 'sell', quantity: 20, price: 500 })).toBe('funds-insufficient');
    // ETF put: 12 % of the strike of 5.25, 10,000 shares a contract.
    expect(code(desk, { instrument: put, side: 'sell', quantity: 1, price: 1300 })).toBe('working');
    expect(desk.funds().frozen).toBe(money(63_615 + 6300 + 1.6));
    expect(code(desk, { instrument: put, quantity: 51, price: 1000 })).toBe('quantity-above-max');
    expect(code(desk, { instrument: put, offset: 'close', quantity: 1, price: 1000 })).toBe('position-insufficient');
  });
});

describe('sentences', () => {
  it('every rule has its own, in both languages', () => {
    for (const rule of ['quantity-below-min', 'quantity-above-max', 'quantity-off-lot', 'price-above-range', 'price-below-range', 'price-outside-limits', 'price-off-tick', 'position-limit', 'short-not-allowed', 'position-not-yet-sellable'] as const) {
      expect(new Set(FAULTS[rule]).size).toBe(2);
    }
  });
});
