/** Lots, odd lots, least and most, and position limits, market by market. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderType, Side } from '#shared/model/order.ts';
import { largestClosing, largestOpening, positionLimitFault, quantityFault } from '#shared/rules/order-quantity.ts';
import { IF } from '#test/stand-ins/instruments.ts';
import { listed } from './listed.ts';

const judged = (id: string, side: Side, quantity: number, closable = 0, type: OrderType = 'limit'): string =>
  quantityFault(listed(id), { side, offset: side === 'buy' ? 'open' : 'close', type }, quantity, closable)?.code.replace('quantity-', '') ?? 'taken';

describe('quantities', () => {
  it.each([
    // Shares and funds in Shanghai and Shenzhen: lots of 100 bought, a remainder below 100 sold at once; a million at most.
    ['SSE.600000', 'buy', 100, 0, 'limit', 'taken'], ['SSE.600000', 'buy', 150, 0, 'limit', 'off-lot'], ['SSE.600000', 'buy', 99, 0, 'limit', 'off-lot'],
    ['SSE.600000', 'sell', 50, 250, 'limit', 'taken'], ['SSE.600000', 'sell', 250, 250, 'limit', 'taken'], ['SSE.600000', 'sell', 30, 250, 'limit', 'off-lot'], ['SSE.600000', 'sell', 1, 1, 'limit', 'taken'],
    ['SSE.600000', 'buy', 1_000_000, 0, 'limit', 'taken'], ['SSE.600000', 'buy', 1_000_100, 0, 'limit', 'above-max'], ['SSE.510300', 'buy', 1_000_000, 0, 'limit', 'taken'], ['SSE.510300', 'buy', 110, 0, 'limit', 'off-lot'],
    // STAR: 200 at least, then single shares; 100,000 in a limit order, 50,000 in a market order; less than 200 sold at once.
    ['SSE.688981', 'buy', 199, 0, 'limit', 'below-min'], ['SSE.688981', 'buy', 200, 0, 'limit', 'taken'], ['SSE.688981', 'buy', 201, 0, 'limit', 'taken'],
    ['SSE.688981', 'sell', 199, 199, 'limit', 'taken'], ['SSE.688981', 'sell', 100, 199, 'limit', 'below-min'], ['SSE.688981', 'sell', 100, 500, 'limit', 'below-min'], ['SSE.688981', 'sell', 333, 500, 'limit', 'taken'],
    ['SSE.688981', 'buy', 100_000, 0, 'limit', 'taken'], ['SSE.688981', 'buy', 100_001, 0, 'limit', 'above-max'], ['SSE.688981', 'buy', 50_000, 0, 'market', 'taken'], ['SSE.688981', 'buy', 50_001, 0, 'best-five-ioc', 'above-max'],
    // ChiNext: lots of 100; 300,000 in a limit order, 150,000 in a market order.
    ['SZSE.300750', 'buy', 300_000, 0, 'limit', 'taken'], ['SZSE.300750', 'buy', 300_100, 0, 'limit', 'above-max'], ['SZSE.300750', 'buy', 150_100, 0, 'counter-best', 'above-max'], ['SZSE.300750', 'buy', 101, 0, 'limit', 'off-lot'],
    // BSE: 100 at least, then single shares; a million at most.
    ['BSE.430047', 'buy', 99, 0, 'limit', 'below-min'], ['BSE.430047', 'buy', 101, 0, 'limit', 'taken'], ['BSE.430047', 'sell', 60, 60, 'limit', 'taken'], ['BSE.430047', 'sell', 60, 160, 'limit', 'below-min'], ['BSE.430047', 'buy', 1_000_001, 0, 'limit', 'above-max'],
    // Hong Kong: the share's own board lot, 3,000 of them at most.
    ['HKEX.00005', 'buy', 400, 0, 'limit', 'taken'], ['HKEX.00005', 'buy', 200, 0, 'limit', 'off-lot'], ['HKEX.00005', 'sell', 200, 200, 'limit', 'off-lot'], ['HKEX.00005', 'buy', 1_200_400, 0, 'limit', 'above-max'],
    ['NASDAQ.AAPL', 'buy', 1, 0, 'limit', 'taken'], ['CFFEX.IF2101', 'buy', 20, 0, 'limit', 'taken'], ['CFFEX.IF2101', 'buy', 21, 0, 'limit', 'above-max'], ['CFFEX.IF2101', 'buy', 10, 0, 'market', 'taken'], ['CFFEX.IF2101', 'buy', 11, 0, 'market', 'above-max'],
    ['SSE.510300C2101M05250', 'buy', 50, 0, 'limit', 'taken'], ['SSE.510300C2101M05250', 'buy', 51, 0, 'limit', 'above-max'], ['SSE.510300C2101M05250', 'buy', 11, 0, 'market', 'above-max'],
    ['CFFEX.IF2101', 'buy', 0, 0, 'limit', 'invalid'], ['CFFEX.IF2101', 'buy', 1.5, 0, 'limit', 'invalid'],
  ] as const)('%s %s %d (of %d) %s: %s', (id, side, quantity, closable, type, verdict) => {
    expect(judged(id, side, quantity, closable, type)).toBe(verdict);
  });

  it('what is named as the largest is taken, and nothing larger is', () => {
    const ids = ['SSE.600000', 'SSE.688981', 'SZSE.300750', 'BSE.430047', 'HKEX.00005', 'NASDAQ.AAPL', 'SSE.510300'];
    fc.assert(
      fc.property(fc.constantFrom(...ids), fc.constantFrom<OrderType>('limit', 'market'), fc.integer({ min: 0, max: 2_000_000 }), fc.nat(1000), (id, type, room, more) => {
        const one = listed(id);
        const bought = largestOpening(one, type, room);
        if (bought > 0) expect(judged(id, 'buy', bought, 0, type)).toBe('taken');
        expect(bought).toBeLessThanOrEqual(room);
        if (bought + 1 + more <= room) expect(judged(id, 'buy', bought + 1 + more, 0, type)).not.toBe('taken');
        const sold = largestClosing(one, type, room);
        if (sold > 0) expect(judged(id, 'sell', sold, room, type)).toBe('taken');
        if (sold + 1 + more <= room) expect(judged(id, 'sell', sold + 1 + more, room, type)).not.toBe('taken');
      }),
    );
  });

  it('the least holds for openings, not for closing what is there', () => {
    const four = { ...IF, minOrderQuantity: 4 };
    const order = { side: 'sell', type: 'limit' } as const;
    expect(quantityFault(four, { ...order, offset: 'open' }, 3, 9)).toEqual({ code: 'quantity-below-min', params: { quantity: 3, min: 4 } });
    expect(quantityFault(four, { ...order, offset: 'close' }, 3, 9)).toBeNull();
  });
});

describe('position limits', () => {
  it('count what is held, what works and what is asked', () => {
    const one = { id: 'CFFEX.IF2101', positionLimit: 100 };
    expect(positionLimitFault(one, 60, 20, 20)).toBeNull();
    expect(positionLimitFault(one, 60, 20, 21)).toEqual({ code: 'position-limit', params: { instrument: 'CFFEX.IF2101', limit: 100, held: 60, working: 20, quantity: 21 } });
    expect(positionLimitFault(one, 200, 0, 0)).toBeNull();
    expect(positionLimitFault({ id: 'X' }, 1e9, 0, 1e9)).toBeNull();
  });
});
