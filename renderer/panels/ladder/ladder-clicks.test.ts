import { describe, expect, it } from 'vitest';
import type { Order } from '#shared/model/order.ts';
import { fail } from '#shared/result.ts';
import { clickMeaning, dragMeaning, type LadderContext, type LadderSpot } from './ladder-clicks.ts';
import type { OwnOrders } from './ladder-model.ts';

const ARMED: LadderContext = { armed: true, fault: null };
const SAFE: LadderContext = { armed: false, fault: null };
const LOST: LadderContext = { armed: true, fault: fail('connection-lost').fault };
const orders = [{ id: 'p1' }, { id: 'p2' }] as unknown as readonly Order[];
const own: OwnOrders = { side: 'buy', price: 100, remaining: 3, filled: 0, state: 'working', waiting: false, orders };
const spot = (change: Partial<LadderSpot> = {}): LadderSpot => ({ price: 100, allowed: true, own: null, onCancel: false, ...change });

describe('a click on the armed ladder', () => {
  it('buys with the left button and sells with the right at the price of the row', () => {
    expect(clickMeaning('left', spot(), ARMED)).toEqual({ kind: 'place', side: 'buy', price: 100 });
    expect(clickMeaning('right', spot({ price: 107 }), ARMED)).toEqual({ kind: 'place', side: 'sell', price: 107 });
  });

  it('is refused with its reason while the account cannot trade', () => {
    expect(clickMeaning('left', spot(), LOST)).toEqual({ kind: 'refused', fault: { code: 'connection-lost' } });
  });

  it('sends nothing outside the limits', () => {
    expect(clickMeaning('left', spot({ allowed: false }), ARMED)).toEqual({ kind: 'outside-limits' });
  });

  it('sends nothing on own orders, so that a missed × is not a second order', () => {
    expect(clickMeaning('left', spot({ own }), ARMED)).toEqual({ kind: 'nothing' });
    expect(clickMeaning('right', spot({ own }), ARMED)).toEqual({ kind: 'nothing' });
  });
});

describe('a click while not armed', () => {
  it('takes side and price to the order entry and sends nothing', () => {
    expect(clickMeaning('left', spot(), SAFE)).toEqual({ kind: 'prefill', side: 'buy', price: 100 });
    expect(clickMeaning('right', spot(), SAFE)).toEqual({ kind: 'prefill', side: 'sell', price: 100 });
  });
});

describe('cancelling', () => {
  it.each([ARMED, SAFE, LOST])('is asked for by the middle button and by the ×, armed or not', (context) => {
    expect(clickMeaning('middle', spot({ own }), context)).toEqual({ kind: 'cancel', orders });
    expect(clickMeaning('left', spot({ own, onCancel: true }), context)).toEqual({ kind: 'cancel', orders });
  });

  it('does nothing where no own order lies', () => {
    expect(clickMeaning('middle', spot(), ARMED)).toEqual({ kind: 'nothing' });
  });
});

describe('dragging own orders', () => {
  it('moves them to the row where they are let go', () => {
    expect(dragMeaning(own, spot({ price: 98 }), ARMED)).toEqual({ kind: 'move', orders, price: 98 });
  });

  it('does nothing when they come back to where they were', () => {
    expect(dragMeaning(own, spot({ price: 100 }), ARMED)).toEqual({ kind: 'nothing' });
  });

  it('sends nothing unless armed, able to trade and inside the limits', () => {
    expect(dragMeaning(own, spot({ price: 98 }), SAFE)).toEqual({ kind: 'not-armed' });
    expect(dragMeaning(own, spot({ price: 98 }), LOST).kind).toBe('refused');
    expect(dragMeaning(own, spot({ price: 98, allowed: false }), ARMED)).toEqual({ kind: 'outside-limits' });
  });
});
