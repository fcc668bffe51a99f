import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OrderIntent } from '#electron/brokers/broker.ts';
import { ClientIds, hashOfId } from './client-ids.ts';
import { ExchangeOrder } from './orders.ts';

const intentOf = (id: string): OrderIntent => ({ id, account: 'A', instrument: 'PANKOU.TEST', side: 'buy', offset: 'open', type: 'limit', price: 1, quantity: 1, timeInForce: 'day' });

/** Few hashes for many ids: orders crowd each other, at the end of the table too. */
const crowded = (id: string): number => (hashOfId(id) & 3) + 29;

for (const [name, hashOf] of [['as ids hash', hashOfId], ['where ids collide', crowded]] as const) {
  it(`finds what a map would find, ${name}`, () => {
    fc.assert(
      fc.property(fc.array(fc.record({ id: fc.integer({ min: 0, max: 60 }).map((n) => `id-${n}`), adds: fc.boolean() }), { maxLength: 300 }), (steps) => {
        const ids = new ClientIds();
        const model = new Map<string, ExchangeOrder>();
        const orders = new Map<number, ExchangeOrder>();
        let number = 0;
        for (const { id, adds } of steps) {
          const known = model.get(id);
          if (adds && !known) {
            const order = new ExchangeOrder(++number, intentOf(id), null, null, -1, null, 1, 0, '2021-01-04');
            model.set(id, order);
            orders.set(order.number, order);
            ids.add(order.number, hashOf(id));
          } else if (!adds) {
            ids.delete(known?.number ?? 1_000_000, hashOf(id));
            model.delete(id);
          }
          for (let n = 0; n <= 60; n++) expect(ids.find(`id-${n}`, hashOf(`id-${n}`), orders)?.number).toBe(model.get(`id-${n}`)?.number);
        }
      }),
    );
  });
}

it('spreads ids that count up', () => {
  const slots = new Set(Array.from({ length: 1_000 }, (_, n) => hashOfId(`order-${n}`) & 2047));
  expect(slots.size).toBeGreaterThan(700);
});
