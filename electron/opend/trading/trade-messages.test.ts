import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ORDER_STATES, type Order } from '#shared/model/order.ts';
import { isOnTick, priceOf } from '#shared/price.ts';
import { AAPL, PAB } from '#test/stand-ins/instruments.ts';
import { numberOf } from '../numbers.ts';
import { momentOfText, timeText } from '../securities.ts';
import { conditionAsked, orderMessage, statusOf, ticksAsked } from './trade-messages.ts';

/** Hong Kong's table, in ticks of 0.001: steps grow with the price. */
const BANDED = { ...AAPL, tickSize: 0.001, decimals: 3, bands: [{ from: 10, step: 1 }, { from: 250, step: 5 }, { from: 500, step: 10 }, { from: 10_000, step: 20 }, { from: 20_000, step: 50 }] };

describe('a script’s price', () => {
  it('that lies on a tick is taken as it is, through decimals and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40_000 }).filter((ticks) => isOnTick(BANDED, ticks)), (ticks) => {
        expect(ticksAsked(BANDED, priceOf(BANDED, ticks), {})).toEqual({ ok: true, value: ticks });
        // As a vendor's arithmetic leaves it.
        expect(ticksAsked(BANDED, priceOf(BANDED, ticks) * (1 + 1e-12), {})).toEqual({ ok: true, value: ticks });
      }),
    );
  });

  it('off tick is refused, or moved the way and as far as was allowed', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 39, noNaN: true }), fc.double({ min: -0.05, max: 0.05, noNaN: true }), (price, limit) => {
        const asked = ticksAsked(BANDED, price, { adjustPrice: true, adjustSideAndLimit: limit });
        const plain = ticksAsked(BANDED, price, {});
        if (plain.ok) {
          expect(asked).toEqual(plain);
          return;
        }
        expect(plain.fault.code).toBe('price-off-tick');
        if (!asked.ok) {
          expect(['price-off-tick', 'gateway-adjust-limit']).toContain(asked.fault.code);
          return;
        }
        const moved = asked.value * 0.001 - price;
        expect(isOnTick(BANDED, asked.value)).toBe(true);
        expect(Math.sign(moved)).toBe(Math.sign(limit));
        expect(Math.abs(moved) / price).toBeLessThanOrEqual(Math.abs(limit) + 1e-12);
      }),
    );
  });

  it('that is no number, or far too much, is refused', () => {
    for (const price of [NaN, Infinity, -Infinity, 1e300]) expect(ticksAsked(AAPL, price, {}).ok).toBe(false);
  });
});

describe('what an order waits for', () => {
  it('needs what its type needs, and takes nothing else', () => {
    expect(conditionAsked(AAPL, 'limit', { auxPrice: 1 })).toEqual({ ok: true, value: undefined });
    expect(conditionAsked(AAPL, 'stop', {})).toMatchObject({ ok: false, fault: { code: 'trigger-missing' } });
    expect(conditionAsked(AAPL, 'stop', { auxPrice: 189.5 })).toEqual({ ok: true, value: { trigger: 18_950, trail: null, limitOffset: null } });
    expect(conditionAsked(AAPL, 'trailing-stop', {})).toMatchObject({ ok: false, fault: { code: 'trail-missing' } });
    expect(conditionAsked(AAPL, 'trailing-stop', { trailType: 1, trailValue: 2.5 })).toEqual({ ok: true, value: { trigger: null, trail: { ratio: 0.025 }, limitOffset: null } });
    expect(conditionAsked(AAPL, 'trailing-stop', { trailType: 1, trailValue: 100 })).toMatchObject({ ok: false, fault: { code: 'trail-invalid' } });
    expect(conditionAsked(AAPL, 'trailing-stop-limit', { trailType: 2, trailValue: 0.5 })).toMatchObject({ ok: false, fault: { code: 'limit-offset-missing' } });
    expect(conditionAsked(AAPL, 'trailing-stop-limit', { trailType: 2, trailValue: 0.5, trailSpread: 0.1 })).toEqual({ ok: true, value: { trigger: null, trail: { amount: 50 }, limitOffset: 10 } });
  });
});

const order: Order = {
  id: 'opend-1-1', account: 'A', instrument: PAB.id, side: 'sell', offset: 'close', type: 'limit', price: 1_234, quantity: 300, timeInForce: 'day', source: 'script', state: 'working', pending: null,
  filled: 100, filledValue: 123_450, overfilled: false, brokerOrderId: null, external: false, fault: null, createdAt: 0, sentAt: null, acknowledgedAt: null, updatedAt: 0, tradingDay: '2025-01-02',
  script: { connection: 'c', remark: 'r' },
};

describe('an order told', () => {
  it('has a status of OpenD for every state', () => {
    const statuses = (filled: number): number[] => ORDER_STATES.map((state) => statusOf({ state, pending: null, filled }));
    //                              held refused submitting unknown working partly disabled filled cancelled rejected expired not-received
    expect(statuses(0)).toEqual([1, 21, 2, 2, 5, 10, 22, 11, 15, 21, 15, 3]);
    expect(statuses(100)).toEqual([1, 21, 2, 2, 5, 10, 22, 11, 14, 21, 14, 3]);
    expect(statusOf({ state: 'partly-filled', pending: { kind: 'cancelling', since: 0 }, filled: 100 })).toBe(12);
    expect(statusOf({ state: 'working', pending: { kind: 'cancelling', since: 0 }, filled: 0 })).toBe(13);
  });

  it('carries its prices as decimals, its number as text, and the script’s remark', () => {
    const message = orderMessage(PAB, order, 'en');
    expect(message).toMatchObject({ trdSide: 2, orderType: 1, orderStatus: 5, code: '000001', secMarket: 32, trdMarket: 3, qty: 300, price: 12.34, fillQty: 100, fillAvgPrice: 12.345, remark: 'r' });
    expect(message.orderIDEx).toBe(numberOf(order.id));
    expect(message.createTime).toBe('1970-01-01 08:00:00.000');
  });
});

it('an id’s number is always the same, its own, and fits a signed 64-bit field', () => {
  expect(numberOf('SIM-1/1')).toBe(numberOf('SIM-1/1'));
  fc.assert(fc.property(fc.string(), (text) => BigInt(numberOf(text)) >= 1n << 61n && BigInt(numberOf(text)) < 1n << 62n));
  expect(new Set(Array.from({ length: 20_000 }, (_, i) => numberOf(`opend-1-${i}`))).size).toBe(20_000);
});

it('a time told can be read back, in every zone', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) }), fc.constantFrom('Asia/Hong_Kong', 'Asia/Shanghai', 'UTC'), (time, zone) => {
      expect(momentOfText(zone, timeText(zone, time))).toBe(Math.floor(time / 1000) * 1000);
    }),
  );
  expect(momentOfText('America/New_York', '2025-07-01 09:30:00')).toBe(Date.UTC(2025, 6, 1, 13, 30));
  expect(momentOfText('Asia/Hong_Kong', '2025-07-01', true)).toBe(Date.UTC(2025, 6, 1, 15, 59, 59, 999));
  for (const odd of ['', 'yesterday', '2025-13-01', '2025-01-01 25:00:00', '2025-1-1']) expect(momentOfText('UTC', odd)).toBeNaN();
});
