/** Rule 6 of protocols/order-lifecycle: every order of the same set of broker events ends in the same state. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderReport } from '#electron/brokers/broker.ts';
import { advance, track, trackExternal, type OrderEvent, type TrackedOrder } from '#electron/core/orders/order-state.ts';
import { isFinal, type Order } from '#shared/model/order.ts';

const NOW = 1_000;

const ORDER: Order = {
  id: 'order-1', account: 'A', instrument: 'CFFEX.IF2101', side: 'buy', offset: 'open', type: 'limit', price: 100, quantity: 10, timeInForce: 'day',
  source: 'ticket', state: 'submitting', pending: null, filled: 0, filledValue: 0, overfilled: false, brokerOrderId: null, external: false, fault: null,
  createdAt: NOW, sentAt: NOW, acknowledgedAt: null, updatedAt: NOW, tradingDay: '2021-01-04',
};

const report = (more: Partial<OrderReport>): OrderEvent => ({
  type: 'report',
  report: {
    account: 'A', clientOrderId: 'order-1', brokerOrderId: 'B1', instrument: ORDER.instrument, side: 'buy', offset: 'open', type: 'limit', price: 100, quantity: 10,
    timeInForce: 'day', state: 'working', filled: 0, fault: null, exchangeTime: 1, tradingDay: '2021-01-04', ...more,
  },
});
const fill = (quantity: number, price = 100): OrderEvent => ({ type: 'fill', fill: { price, quantity, brokerOrderId: 'B1' } });

const run = (start: TrackedOrder, events: readonly OrderEvent[]): TrackedOrder => events.reduce((tracked, event) => advance(tracked, event, NOW).tracked, start);

/** What a broker may tell of one order in its life: terms differ only with time, as an exchange's clock stamps them. */
const told = fc.array(
  fc.oneof(
    fc.record({ quantity: fc.integer({ min: 1, max: 8 }), price: fc.integer({ min: 90, max: 110 }) }).map(({ quantity, price }) => fill(quantity, price)),
    fc.integer({ min: 1, max: 6 }).chain((time) =>
      fc
        .record({ state: fc.constantFrom('working', 'disabled', 'filled', 'cancelled', 'rejected', 'expired'), filled: fc.integer({ min: 0, max: 12 }) } as const)
        // Terms, and whether it is kept out of the market, as a function of the time; of an order that ended, why.
        .map(({ state: said, filled }) => ({ state: said === 'working' || said === 'disabled' ? (time % 2 === 0 ? 'disabled' : 'working') : said, filled }) as const)
        .map(({ state, filled }) => report({ state, filled, exchangeTime: time, price: 100 + (time % 3), quantity: 10 + (time % 2), fault: state === 'rejected' ? { code: 'broker-rejected' } : null })),
    ),
    fc.constant<OrderEvent>({ type: 'refusal', refusal: { request: 'cancelling', fault: { code: 'order-busy' } } }),
  ),
  { maxLength: 7 },
);

const starts: readonly (readonly [string, TrackedOrder])[] = [
  ['submitted', track(ORDER)],
  ['unknown', track({ ...ORDER, state: 'unknown', fault: { code: 'broker-down' } })],
  ['not received, it seemed', track({ ...ORDER, state: 'not-received', fault: { code: 'order-not-received' } })],
  ['with a cancellation under way', track({ ...ORDER, state: 'working', brokerOrderId: 'B1', acknowledgedAt: NOW, pending: { kind: 'cancelling', since: NOW } })],
  ['with a change under way', track({ ...ORDER, state: 'working', brokerOrderId: 'B1', acknowledgedAt: NOW, pending: { kind: 'changing', since: NOW, price: 102, quantity: 10 } })],
  ['kept out of the market', track({ ...ORDER, state: 'disabled', brokerOrderId: 'B1', acknowledgedAt: NOW })],
  ['that is put back into the market', track({ ...ORDER, state: 'disabled', brokerOrderId: 'B1', acknowledgedAt: NOW, pending: { kind: 'enabling', since: NOW } })],
  ['placed elsewhere', trackExternal({ ...ORDER, external: true, source: 'external', quantity: 0, brokerOrderId: 'B1', state: 'unknown' })],
];

describe.each(starts)('an order %s', (_name, start) => {
  it('ends the same whatever order its events come in', () => {
    fc.assert(
      fc.property(
        told.chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }))),
        ([events, shuffled]) => {
          expect(run(start, shuffled).order).toEqual(run(start, events).order);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('counts fills and nothing else, and is never filled before it is', () => {
    fc.assert(
      fc.property(told, (events) => {
        const { order } = run(start, events);
        const fills = events.flatMap((event) => (event.type === 'fill' ? [event.fill] : []));
        expect(order.filled).toBe(fills.reduce((sum, one) => sum + one.quantity, 0));
        expect(order.filledValue).toBe(fills.reduce((sum, one) => sum + one.quantity * one.price, 0));
        if (order.state === 'filled') expect(order.filled).toBeGreaterThanOrEqual(order.quantity);
        if (isFinal(order.state)) expect(order.pending).toBeNull();
      }),
    );
  });

  it('is not changed by hearing a report again', () => {
    fc.assert(
      fc.property(told, fc.nat(), (events, pick) => {
        const after = run(start, events);
        const reports = events.filter((event) => event.type === 'report');
        if (reports.length === 0) return;
        expect(advance(after, reports[pick % reports.length], NOW + 1).tracked.order).toBe(after.order);
      }),
    );
  });
});

describe('the broker’s time', () => {
  it('is that of the newest report by its own clock, whenever it comes; put back, the clock begins anew', () => {
    const told = (...events: readonly OrderEvent[]) => run(starts[0][1], events).order.exchangeTime;
    expect(told()).toBeUndefined();
    expect(told(report({ exchangeTime: 5 }), report({ exchangeTime: 3 }), fill(1))).toBe(5);
    expect(told(report({ exchangeTime: 5 }), { type: 'clock-reset' }, report({ exchangeTime: 3 }))).toBe(3);
  });
});

describe('a change under way', () => {
  const start = track({ ...ORDER, state: 'working', brokerOrderId: 'B1', acknowledgedAt: NOW, pending: { kind: 'changing', since: NOW, price: 105, quantity: 7 } });
  const events: readonly OrderEvent[] = [report({ exchangeTime: 1 }), report({ exchangeTime: 2, filled: 3 }), fill(3), report({ exchangeTime: 3, price: 105, quantity: 7, filled: 3 }), fill(4, 105)];

  it('is confirmed in any order of the events around it', () => {
    const ends = permutations(events).map((one) => run(start, one).order);
    for (const end of ends) expect(end).toEqual(ends[0]);
    expect(ends[0]).toMatchObject({ state: 'filled', filled: 7, quantity: 7, price: 105, pending: null });
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}
