/** Prices at zero and below, at the exchange itself: funds, margin and results keep their sense. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { tickMoney, type Instrument } from '#shared/model/instrument.ts';
import { createDesk, DEPOSIT } from '#test/stand-ins/exchange-desk.ts';
import { IF } from '#test/stand-ins/instruments.ts';

/** A tick is 60 CNY, margin 12 % of the price's size and at least 100 a contract, no fees. */
const MINUS: Instrument = { ...IF, id: 'CFFEX.MINUS', code: 'MINUS', marginFloor: 100, maxOrderQuantity: 1_000_000, fees: { open: {} }, offsets: 'open-close' };
delete (MINUS as { priceLimit?: number }).priceLimit;
delete (MINUS as { expiry?: string }).expiry;

describe('prices at zero and below', () => {
  it('a purchase is costed at the lower ask that it would meet, not at its own price nearer to zero', () => {
    const desk = createDesk({ instruments: [MINUS] });
    desk.feed.show(MINUS.id, { bids: [[-20_001, 1_000]], asks: [[-20_000, 1_000]], last: -20_000 });
    // 20,000 ticks × 60 × 12 % is 144,000 a contract: of 1,000,000 six can be had.
    const seven = desk.place({ instrument: MINUS, side: 'buy', price: -10, quantity: 7 });
    expect(desk.order(seven)).toMatchObject({ state: 'rejected', fault: { code: 'funds-insufficient' } });
    const six = desk.place({ instrument: MINUS, side: 'buy', price: -10, quantity: 6 });
    expect(desk.order(six)).toMatchObject({ state: 'filled' });
    expect(desk.funds().available).toBe(DEPOSIT - 6 * 20_000 * 72_000);
  });

  it('at zero the floor is what a contract ties up', () => {
    const desk = createDesk({ instruments: [MINUS] });
    desk.feed.show(MINUS.id, { bids: [[-1, 100]], asks: [[0, 100]], last: 0 });
    desk.place({ instrument: MINUS, side: 'buy', price: 0, quantity: 5 });
    expect(desk.funds().margin).toBe(5 * 1_000_000);
    const rests = desk.place({ instrument: MINUS, side: 'buy', price: -1, quantity: 3 });
    expect(desk.funds().frozen).toBe(3 * 1_000_000);
    desk.cancel(rests);
    expect(desk.funds().frozen).toBe(0);
  });

  it('a round trip through zero makes exactly the difference, whichever side (property)', () => {
    const at = fc.integer({ min: -300, max: 300 });
    fc.assert(
      fc.property(at, at, at, fc.integer({ min: 1, max: 20 }), fc.boolean(), (open, mark, close, quantity, long) => {
        const desk = createDesk({ instruments: [MINUS] });
        const [enter, leave] = long ? (['buy', 'sell'] as const) : (['sell', 'buy'] as const);
        const show = (price: number): void => desk.feed.show(MINUS.id, { bids: [[price, 100]], asks: [[price, 100]], last: price });
        const direction = long ? 1 : -1;
        show(open);
        desk.place({ instrument: MINUS, side: enter, price: open, quantity });
        show(mark);
        expect(desk.funds().equity).toBe(DEPOSIT + direction * (mark - open) * quantity * tickMoney(MINUS));
        expect(desk.funds().margin).toBeGreaterThanOrEqual(quantity * 1_000_000);
        desk.feed.endDay({ [MINUS.id]: mark }, '2021-01-05');
        expect(desk.funds().balance).toBe(DEPOSIT + direction * (mark - open) * quantity * tickMoney(MINUS));
        show(close);
        desk.place({ instrument: MINUS, side: leave, offset: 'close', price: close, quantity });
        expect(desk.funds()).toMatchObject({ balance: DEPOSIT + direction * (close - open) * quantity * tickMoney(MINUS), margin: 0, frozen: 0 });
      }),
    );
  });
});
