/** Changing an order at a counter that changes none: cancelled, and what is left placed anew once the counter said so. Never both in the market. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import type { Store } from '#electron/store/store.ts';
import type { MarketCapabilities } from '#shared/model/connection.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { createHandClock, type HandClock } from '#test/stand-ins/hand-clock.ts';
import { IF, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';
import { createScriptedBroker, type ScriptedBroker } from '#test/stand-ins/scripted-broker.ts';
import { createTradingDesk, settle, type TradingDesk } from '#test/stand-ins/trading-desk.ts';

const ACCOUNT = 'SIM-1';
const COUNTER: MarketCapabilities = { exchange: IF.exchange, kinds: ['future'], orderTypes: ['limit', 'stop-limit'], timesInForce: ['day'], offsets: ['open', 'close'], modify: false, replaces: true, depth: 1 };

let folder: string;
let store: Store;
let clock: HandClock;
let broker: ScriptedBroker;
let desk: TradingDesk;

async function open(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'pankou-replacing-'));
  const opened = openStore({ folder });
  if (!opened.ok) throw new Error(opened.fault.code);
  store = opened.value;
  clock = createHandClock();
  const make = createScriptedBroker({ instruments: TEST_INSTRUMENTS, accounts: [{ id: ACCOUNT, environment: 'simulated', cash: 10_000_000_0000 }], capabilities: [COUNTER] }, (made) => (broker = made));
  desk = createTradingDesk({ store, clock, instruments: TEST_INSTRUMENTS, broker: make });
  await broker.connect();
  await settle();
}
async function close(): Promise<void> {
  await desk.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
}
beforeEach(open);
afterEach(close);

async function place(quantity = 10): Promise<string> {
  const placed = await desk.orders.place({ account: ACCOUNT, instrument: IF.id, side: 'buy', offset: 'open', type: 'limit', price: 100, quantity, timeInForce: 'day', source: 'ladder' });
  if (!placed.ok) throw new Error(placed.fault.code);
  await settle();
  return placed.value.orders[0].id;
}
const states = (): string[] => [...desk.shown.orders.values()].map(({ price, quantity, state, source }) => `${price} ${quantity} ${state} ${source}`);
/** The counter's word on a cancellation that was left open. */
async function cancelled(id: string): Promise<void> {
  broker.at.end(broker.at.idOf(id), 'cancelled');
  await settle();
}

test('a moved order is cancelled first and placed at its new price afterwards, with what is left of it', async () => {
  const id = await place();
  broker.at.fill('B1', 3);
  await settle();
  broker.script.cancel = 'lose';
  expect(await desk.orders.modify(id, 101, 10)).toMatchObject({ ok: true, value: { pending: { kind: 'cancelling' } } });
  await settle();
  expect(broker.placed).toHaveLength(1);
  expect(await desk.orders.modify(id, 102, 10)).toMatchObject({ ok: false, fault: { code: 'order-busy' } });
  await cancelled(id);
  expect(broker.placed.at(-1)).toMatchObject({ price: 101, quantity: 7, offset: 'open' });
  expect(states()).toEqual(['100 10 cancelled ladder', '101 7 working ladder']);
  expect(store.journal.page(0, 10).map(({ kind }) => kind).toSorted()).toEqual(['cancel', 'place', 'place']);
});

test('nothing follows a refused cancellation, a filled order, one that is cancelled on top, or all that are', async () => {
  const refused = await place();
  broker.script.cancel = 'refuse';
  await desk.orders.modify(refused, 101, 10);
  await settle();
  broker.at.end(broker.at.idOf(refused), 'cancelled');
  await settle();

  broker.script.cancel = 'lose';
  const filled = await place();
  await desk.orders.modify(filled, 101, 10);
  broker.at.fill(broker.at.idOf(filled), 10);
  await settle();

  const given = await place();
  await desk.orders.modify(given, 101, 10);
  expect(await desk.orders.cancel(given)).toMatchObject({ ok: true });
  await cancelled(given);

  const swept = await place();
  await desk.orders.modify(swept, 101, 10);
  await desk.orders.cancelAll({ account: ACCOUNT });
  await cancelled(swept);
  expect(broker.placed).toHaveLength(4);
});

test('nothing is sent by itself when the word comes late, after the line fell, or while orders are stopped', async () => {
  broker.script.cancel = 'lose';
  const late = await place();
  await desk.orders.modify(late, 101, 10);
  clock.run(5_001);
  await settle();
  await cancelled(late);
  expect(broker.placed).toHaveLength(1);
  expect(desk.faults.map(({ code }) => code)).toContain('order-not-replaced');

  const apart = await place();
  await desk.orders.modify(apart, 101, 10);
  broker.at.drop();
  broker.at.end(broker.at.idOf(apart), 'cancelled');
  broker.at.restore();
  await settle();
  expect(desk.shown.orders.get(apart)?.state).toBe('cancelled');
  expect(broker.placed).toHaveLength(2);

  const stopped = await place();
  const before = broker.placed.length;
  await desk.orders.modify(stopped, 101, 10);
  await desk.orders.kill(true);
  await cancelled(stopped);
  expect(broker.placed).toHaveLength(before);
});

test('new terms are judged before anything is cancelled', async () => {
  const id = await place();
  desk.quote(IF.id)[QUOTE.upperLimit] = 120;
  expect(await desk.orders.modify(id, 10_000, 10)).toMatchObject({ ok: false, fault: { code: 'price-outside-limits' } });
  expect(await desk.orders.modify(id, 101, 10_000)).toMatchObject({ ok: false });
  expect(broker.cancelled).toHaveLength(0);
});

test('however it fills meanwhile, no more than was wanted is ever in the market', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 15 }), fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }), fc.boolean(), async (quantity, wanted, parts, fillsLate) => {
      await close();
      await open();
      broker.script.cancel = 'lose';
      const id = await place(quantity);
      const asked = await desk.orders.modify(id, 101, wanted);
      let filled = 0;
      const told: (() => void)[] = [];
      // The counter's statuses go ahead of the fills that they are about.
      if (fillsLate) broker.script.deliver = (event) => void told.push(event);
      for (const part of parts) {
        if (filled + part >= quantity) break;
        broker.at.fill(broker.at.idOf(id), part);
        filled += part;
      }
      broker.at.end(broker.at.idOf(id), 'cancelled');
      broker.script.deliver = (event) => void setImmediate(event);
      for (const event of told.reverse()) event();
      await settle();
      const again = broker.placed.slice(1).reduce((sum, order) => sum + order.quantity, 0);
      expect(again).toBe(asked.ok ? Math.max(0, wanted - filled) : 0);
      expect(filled + again).toBeLessThanOrEqual(Math.max(wanted, filled));
    }),
    { numRuns: 40 },
  );
});
