import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ClientIds, hashOfId } from './client-ids.ts';

/** Few hashes for many ids: orders crowd each other, at the end of the table too. */
const crowded = (id: string): number => (hashOfId(id) & 3) + 29;

for (const [name, hashOf] of [['as ids hash', hashOfId], ['where ids collide', crowded]] as const) {
  it(`finds what a map would find, ${name}`, () => {
    fc.assert(
      fc.property(fc.array(fc.record({ id: fc.integer({ min: 0, max: 60 }).map((n) => `id-${n}`), adds: fc.boolean() }), { maxLength: 300 }), (steps) => {
        const ids = new ClientIds();
        const rows = new Map<string, number>();
        const idAt: string[] = [];
        for (const { id, adds } of steps) {
          const known = rows.get(id);
          if (adds && known === undefined) {
            rows.set(id, idAt.length);
            ids.add(idAt.length, hashOf(id));
            idAt.push(id);
          } else if (!adds) {
            ids.delete(known ?? 1_000_000, hashOf(id));
            rows.delete(id);
          }
          for (let n = 0; n <= 60; n++) expect(ids.find(`id-${n}`, hashOf(`id-${n}`), idAt)).toBe(rows.get(`id-${n}`) ?? -1);
        }
      }),
    );
  });
}

it('spreads ids that count up', () => {
  const slots = new Set(Array.from({ length: 1_000 }, (_, n) => hashOfId(`order-${n}`) & 2047));
  expect(slots.size).toBeGreaterThan(700);
});
