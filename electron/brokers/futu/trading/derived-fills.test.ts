import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderReport } from '#electron/brokers/broker.ts';
import { createMemoryStorage } from '#test/stand-ins/memory-storage.ts';
import { DerivedFills } from './derived-fills.ts';

const report = (filled: number, brokerOrderId = 'X', tradingDay = '2025-01-02'): OrderReport => ({
  account: 'A', clientOrderId: 'c', brokerOrderId, instrument: 'HKEX.00700', side: 'buy', offset: 'open', type: 'limit', price: 100, quantity: 1e6, timeInForce: 'day', state: 'working',
  filled, fault: null, exchangeTime: 1, tradingDay,
});
const open = (storage = createMemoryStorage()): DerivedFills => new DerivedFills(storage, ({ code }) => { throw new Error(code); });

describe('derived fills', () => {
  it('add up to what the order counts, whatever statuses are seen, repeated, late, or lost with a restart', () => {
    const trades = fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 90, max: 110 })), { minLength: 1, maxLength: 12 });
    const views = fc.array(fc.record({ at: fc.nat(), restart: fc.boolean() }), { maxLength: 30 });
    fc.assert(
      fc.property(trades, views, (traded, seen) => {
        const statuses = traded.map((_, i) => {
          const so = traded.slice(0, i + 1);
          const filled = so.reduce((sum, [quantity]) => sum + quantity, 0);
          return { filled, average: so.reduce((sum, [quantity, price]) => sum + quantity * price, 0) / filled };
        });
        const storage = createMemoryStorage();
        let derived = open(storage);
        for (const { at, restart } of [...seen, { at: statuses.length - 1, restart: false }]) {
          const { filled, average } = statuses[at % statuses.length];
          derived.derive(report(filled), average);
          if (restart) derived = open(storage);
        }
        const fills = derived.of('A');
        const last = statuses.at(-1)!;
        expect(fills.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(last.filled);
        expect(new Set(fills.map(({ brokerFillId }) => brokerFillId)).size).toBe(fills.length);
        // Each price is a whole tick, so what the sum misses is less than half a tick a share of the last piece.
        const value = fills.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
        expect(Math.abs(value - last.filled * last.average)).toBeLessThanOrEqual(fills.at(-1)!.quantity / 2 + 1e-6);
        expect(open(storage).of('A')).toEqual(fills);
      }),
    );
  });

  it('are facts though the disk refuses them, and are written when it takes them again', () => {
    const storage = createMemoryStorage();
    const troubles: string[] = [];
    const derived = new DerivedFills(storage, ({ code }) => troubles.push(code));
    storage.refuses = 'full';
    expect(derived.derive(report(100), 100)).toMatchObject({ brokerFillId: 'X/100', quantity: 100, price: 100 });
    expect(derived.derive(report(100), 100)).toBeNull();
    derived.prune('2025-01-03');
    expect(troubles).toEqual(['store-failed', 'store-failed']);
    storage.refuses = null;
    derived.derive(report(300, 'Y'), 100);
    expect(open(storage).of('A').map(({ brokerFillId }) => brokerFillId)).toEqual(['X/100', 'Y/300']);
  });

  it('of days gone by are forgotten, on disk too', () => {
    const storage = createMemoryStorage();
    const derived = open(storage);
    derived.derive(report(1, 'old', '2025-01-01'), 100);
    derived.derive(report(1, 'new'), 100);
    derived.prune('2025-01-02');
    expect(derived.of('A').map(({ brokerOrderId }) => brokerOrderId)).toEqual(['new']);
    expect(open(storage).of('A').length).toBe(1);
    expect(storage.entries).toEqual([]);
  });

  it('that cannot be read are left out, and told', () => {
    const storage = createMemoryStorage();
    open(storage).derive(report(1), 100);
    storage.entries.push('{"half', '{"account":"A"}', 'null');
    storage.snapshot = 'nonsense';
    const damaged: string[] = [];
    expect(new DerivedFills(storage, ({ params }) => damaged.push(String(params?.row))).of('A').length).toBe(1);
    expect(damaged).toEqual(['nonsense', '[{"half]', '[{"account":"A"}]', '[null]']);
  });
});
