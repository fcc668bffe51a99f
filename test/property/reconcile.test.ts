/** Reconciling twice changes nothing the second time, and after the first we say what the broker says: from any mix of states on either side. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import { isFinal } from '#shared/model/order.ts';
import { createHandClock } from '#test/stand-ins/hand-clock.ts';
import { IF, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';
import { createScriptedBroker, type Answering, type ScriptedBroker } from '#test/stand-ins/scripted-broker.ts';
import { createTradingDesk, settle } from '#test/stand-ins/trading-desk.ts';

const ACCOUNT = 'SIM-1';

/** What happens at the counter, and whether we hear of it. */
type Happening =
  | { readonly do: 'place'; readonly how: Answering; readonly quantity: number; readonly side: 'buy' | 'sell' }
  | { readonly do: 'elsewhere'; readonly quantity: number; readonly heard: boolean }
  | { readonly do: 'fill'; readonly which: number; readonly quantity: number; readonly heard: boolean }
  | { readonly do: 'end'; readonly which: number; readonly heard: boolean }
  | { readonly do: 'cancel'; readonly which: number; readonly how: Answering }
  | { readonly do: 'claim'; readonly which: number; readonly more: number };

const how = fc.constantFrom<Answering>('answer', 'silent', 'lose', 'refuse');
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ do: fc.constant('place' as const), how, quantity: fc.integer({ min: 1, max: 9 }), side: fc.constantFrom('buy' as const, 'sell' as const) }),
  fc.record({ do: fc.constant('elsewhere' as const), quantity: fc.integer({ min: 1, max: 9 }), heard: fc.boolean() }),
  fc.record({ do: fc.constant('fill' as const), which: fc.nat(), quantity: fc.integer({ min: 1, max: 5 }), heard: fc.boolean() }),
  fc.record({ do: fc.constant('end' as const), which: fc.nat(), heard: fc.boolean() }),
  fc.record({ do: fc.constant('cancel' as const), which: fc.nat(), how }),
  fc.record({ do: fc.constant('claim' as const), which: fc.nat(), more: fc.integer({ min: 1, max: 3 }) }),
);

it('reconciling brings us to the broker’s truth, and again changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 14 }), fc.boolean(), async (happenings, carriesClientId) => {
      const folder = mkdtempSync(join(tmpdir(), 'pankou-reconcile-'));
      const opened = openStore({ folder });
      if (!opened.ok) throw new Error(opened.fault.code);
      const store = opened.value;
      const clock = createHandClock();
      let broker!: ScriptedBroker;
      const desk = createTradingDesk({
        store,
        clock,
        instruments: TEST_INSTRUMENTS,
        broker: createScriptedBroker({ instruments: TEST_INSTRUMENTS, accounts: [{ id: ACCOUNT, environment: 'simulated' }], script: { carriesClientId: true } }, (made) => (broker = made)),
      });
      try {
        await broker.connect();
        await settle();
        const hear = (event: () => void): void => void setImmediate(event);
        const nth = (which: number): string | undefined => [...broker.book.keys()][which % Math.max(1, broker.book.size)];
        let placed = 0;
        for (const one of happenings) {
          broker.script.deliver = 'heard' in one && !one.heard ? () => {} : hear;
          if (one.do === 'place') {
            broker.script.place = one.how;
            await desk.orders.place({ id: `order-${placed++}-000`, account: ACCOUNT, instrument: IF.id, side: one.side, offset: 'open', type: 'limit', price: 100, quantity: one.quantity, timeInForce: 'day', source: 'ticket' });
          } else if (one.do === 'elsewhere') {
            broker.at.placeElsewhere({ account: ACCOUNT, instrument: IF.id, side: 'buy', offset: 'open', type: 'limit', price: 95, quantity: one.quantity, timeInForce: 'gtc' });
          } else {
            const target = nth(one.which);
            const report = target === undefined ? undefined : broker.book.get(target);
            if (target !== undefined && report !== undefined) {
              if (one.do === 'fill') broker.at.fill(target, one.quantity, 100 + one.quantity);
              if (one.do === 'end' && report.state === 'working') broker.at.end(target, 'cancelled');
              if (one.do === 'claim') (broker.book as Map<string, typeof report>).set(target, { ...report, filled: report.filled + one.more });
              if (one.do === 'cancel') {
                broker.script.cancel = one.how;
                const ours = [...desk.shown.orders.values()].find((order) => order.brokerOrderId === target);
                if (ours) await desk.orders.cancel(ours.id);
              }
            }
          }
          await settle(3);
        }
        // Whether reports name our orders must not matter once they are known by the broker's id.
        broker.script.deliver = hear;
        if (happenings.every((one) => one.do !== 'place' || (one.how !== 'silent' && one.how !== 'lose'))) broker.script.carriesClientId = carriesClientId;
        clock.run(60_000);
        await settle(12);

        expect(await desk.orders.reconcile(ACCOUNT)).toEqual({ ok: true, value: null });
        await settle();
        const stored = (): unknown => [store.orders.page({ offset: 0, limit: 1000 }), store.fills.page({ offset: 0, limit: 1000 }), store.positions.load(ACCOUNT), desk.faults.length];
        const first = stored();
        const published = desk.published.filter(({ topic }) => topic !== 'accounts' && topic !== 'funds').length;

        for (const report of broker.book.values()) {
          const order = [...desk.shown.orders.values()].filter((row) => row.brokerOrderId === report.brokerOrderId);
          expect(order).toHaveLength(1);
          expect(order[0].filled).toBe(report.filled);
          expect(order[0].quantity).toBe(report.quantity);
          const expected = order[0].filled >= report.quantity ? 'filled' : report.state !== 'working' ? report.state : order[0].filled > 0 ? 'partly-filled' : 'working';
          expect(order[0].state).toBe(expected);
        }
        for (const order of desk.shown.orders.values()) {
          if (order.brokerOrderId === null) expect(isFinal(order.state)).toBe(true);
          expect(store.orders.get(order.id)).toEqual(order);
        }
        const positions = await broker.queryPositions(ACCOUNT);
        if (!positions.ok) throw new Error(positions.fault.code);
        for (const theirs of positions.value) {
          const ours = desk.shown.positions.get(`${ACCOUNT}/${theirs.instrument}/${theirs.side}`);
          expect({ today: ours?.today ?? 0, openValue: ours?.openValue ?? 0 }).toEqual({ today: theirs.today, openValue: theirs.openValue });
        }

        clock.run(1_000);
        await desk.orders.reconcile(ACCOUNT);
        await settle();
        expect(stored()).toEqual(first);
        expect(desk.published.filter(({ topic }) => topic !== 'accounts' && topic !== 'funds')).toHaveLength(published);
      } finally {
        await desk.close();
        store.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);
