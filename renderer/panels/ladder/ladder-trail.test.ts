import { describe, expect, it } from 'vitest';
import type { Order } from '#shared/model/order.ts';
import { advance, isShown, SHOWN_MS, stageOf, type Mark } from './ladder-trail.ts';

const order = (change: Partial<Order>): Order => ({ id: 'p1', state: 'submitting', filled: 0, fault: null, ...change }) as Order;
const sent: Mark = { id: 'p1', side: 'buy', price: 100, quantity: 2, stage: 'sent', orders: ['p1'], fault: null, since: 0 };
const as = (...orders: Order[]): ReadonlyMap<string, Order> => new Map(orders.map((o) => [o.id, o]));

describe('a click on its way', () => {
  it('goes through sent, acknowledged and filled', () => {
    const waiting = advance(sent, as(order({})), 10);
    expect(waiting).toBe(sent);
    const acknowledged = advance(sent, as(order({ state: 'working' })), 20);
    expect([acknowledged.stage, acknowledged.since]).toEqual(['acknowledged', 20]);
    const filled = advance(acknowledged, as(order({ state: 'filled', filled: 2 })), 30);
    expect([filled.stage, filled.since]).toEqual(['filled', 30]);
    expect(advance(filled, as(order({ state: 'filled', filled: 2 })), 40)).toBe(filled);
  });

  it('stays sent while the core has not told of its order', () => {
    expect(advance(sent, new Map(), 5000)).toBe(sent);
    expect(isShown(sent, 1e9)).toBe(true);
  });

  it('is filled by the first part that is', () => {
    expect(stageOf([order({ state: 'partly-filled', filled: 1 })])).toBe('filled');
  });

  it('is not acknowledged while its state is unknown', () => {
    expect(stageOf([order({ state: 'unknown' })])).toBe('sent');
  });

  it.each(['refused', 'rejected', 'not-received'] as const)('is refused when its order was %s, with the reason', (state) => {
    const fault = { code: 'funds-insufficient' } as const;
    const mark = advance(sent, as(order({ state, fault })), 50);
    expect([mark.stage, mark.fault]).toEqual(['refused', fault]);
  });

  it('is refused only when all the orders that it became were', () => {
    expect(stageOf([order({ state: 'refused' }), order({ id: 'p2', state: 'working' })])).toBe('acknowledged');
  });
});

describe('a mark', () => {
  it('leaves the row some time after its last stage began', () => {
    const filled: Mark = { ...sent, stage: 'filled', since: 100 };
    expect(isShown(filled, 100 + SHOWN_MS.filled - 1)).toBe(true);
    expect(isShown(filled, 100 + SHOWN_MS.filled)).toBe(false);
  });
});
