/** A counter that tells a fill first and what it cost later: the fill, its position and the store have the fee once it is known, and only once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FillReport } from '#electron/brokers/broker.ts';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import { createHandClock } from '#test/stand-ins/hand-clock.ts';
import { IF, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';
import { createScriptedBroker, type ScriptedBroker } from '#test/stand-ins/scripted-broker.ts';
import { createTradingDesk, settle } from '#test/stand-ins/trading-desk.ts';

const ACCOUNT = 'SIM-1';

test('a fill told again costs what was told last, whatever was told between', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ fill: fc.nat(2), fee: fc.constantFrom(0, 0, 12_345, 50_000) }), { minLength: 1, maxLength: 10 }), fc.boolean(), async (told, closes) => {
      const folder = mkdtempSync(join(tmpdir(), 'pankou-fees-'));
      const opened = openStore({ folder });
      if (!opened.ok) throw new Error(opened.fault.code);
      const store = opened.value;
      let broker: ScriptedBroker | undefined;
      const desk = createTradingDesk({ store, clock: createHandClock(), instruments: TEST_INSTRUMENTS, broker: createScriptedBroker({ instruments: TEST_INSTRUMENTS, accounts: [{ id: ACCOUNT, environment: 'simulated' }] }, (made) => (broker = made)) });
      try {
        const { at, script } = broker!;
        await broker!.connect();
        await settle();
        const order = { account: ACCOUNT, instrument: IF.id, side: 'buy', offset: 'open', type: 'limit', price: 100, timeInForce: 'day' } as const;
        if (closes) at.fill(at.placeElsewhere({ ...order, side: 'sell', quantity: 3 }), 3);
        await settle();
        const before = [...desk.shown.positions.values()].reduce((sum, { feesToday }) => sum + feesToday, 0);
        const id = at.placeElsewhere({ ...order, offset: closes ? 'close' : 'open', quantity: 3 });
        await settle();
        // The three fills as the counter's book has them, told by hand.
        const fills: FillReport[] = [];
        script.deliver = () => undefined;
        for (let n = 0; n < 3; n++) at.fill(id, 1);
        fills.push(...broker!.fills.slice(-3));
        const known = new Map<number, number>();
        const reports = told.map(({ fill, fee }) => ({ fill, fee, report: { ...fills[fill], fee } }));
        for (const { fill, fee, report } of reports) {
          at.sink.fill(report);
          known.set(fill, fee !== 0 ? fee : (known.get(fill) ?? 0));
          await settle();
        }
        const total = [...known.values()].reduce((sum, fee) => sum + fee, 0);
        const shown = [...desk.shown.fills.values()].filter(({ order: of }) => of.includes(id));
        expect(shown).toHaveLength(known.size);
        expect(shown.reduce((sum, { fee }) => sum + fee, 0)).toBe(total);
        expect(store.fills.page({ offset: 0, limit: 10 }).rows.filter(({ order: of }) => of.includes(id)).reduce((sum, { fee }) => sum + fee, 0)).toBe(total);
        expect([...desk.shown.positions.values()].reduce((sum, { feesToday }) => sum + feesToday, 0) - before).toBe(total);
      } finally {
        await desk.close();
        store.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 30 },
  );
});
