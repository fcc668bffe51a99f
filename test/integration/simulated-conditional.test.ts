/** Orders that wait at the real simulated exchange, through the core and its store: over a restart, over a settlement, on a matching instrument. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSimulatedBroker } from '#electron/brokers/simulated/simulated-broker.ts';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import type { Store } from '#electron/store/store.ts';
import type { PlaceRequest } from '#shared/contract/commands.ts';
import type { OrderCondition } from '#shared/model/order.ts';
import { createHandClock, type HandClock } from '#test/stand-ins/hand-clock.ts';
import { createHandFeed, type HandFeed } from '#test/stand-ins/hand-feed.ts';
import { AAPL, IF, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';
import { createTradingDesk, settle, type TradingDesk } from '#test/stand-ins/trading-desk.ts';

const ACCOUNT = 'SIM-1';
let folder: string;
let store: Store;
let feed: HandFeed;
let desk: TradingDesk;
let clock: HandClock;

/** Lets everything that is on its way arrive. */
async function pass(ms = 50): Promise<void> {
  clock.run(ms);
  await settle();
}

async function open(): Promise<void> {
  const opened = openStore({ folder });
  if (!opened.ok) throw new Error(opened.fault.code);
  store = opened.value;
  feed = createHandFeed(TEST_INSTRUMENTS);
  feed.onAdvance = () => {};
  desk = createTradingDesk({ store, clock, instruments: TEST_INSTRUMENTS, storage: store.broker('sim'), broker: createSimulatedBroker({ feed }) });
  const connected = await desk.broker.connect();
  if (!connected.ok) throw new Error(connected.fault.code);
  desk.broker.subscribe(TEST_INSTRUMENTS.map((instrument) => instrument.id));
  await pass();
}

async function shut(): Promise<void> {
  await desk.close();
  store.close();
}

async function market(last: number): Promise<void> {
  for (const { id } of TEST_INSTRUMENTS) feed.show(id, { bids: [[last - 1, 10_000]], asks: [[last + 1, 10_000]], last });
  await pass();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-waiting-'));
  clock = createHandClock();
  await open();
  await market(100);
});

afterEach(async () => {
  await shut();
  rmSync(folder, { recursive: true, force: true });
});

let next = 0;
async function place(wish: Partial<PlaceRequest>): Promise<string> {
  const placed = await desk.orders.place({
    id: `waiting-${++next}-00`, account: ACCOUNT, instrument: AAPL.id, side: 'buy', offset: 'open', type: 'stop', price: null, quantity: 10, timeInForce: 'gtc', source: 'ticket', ...wish,
  });
  if (!placed.ok) throw new Error(placed.fault.code);
  await pass();
  return placed.value.orders[0].id;
}

const row = (id: string) => {
  expect(store.orders.get(id)).toEqual(desk.shown.orders.get(id));
  return desk.shown.orders.get(id)!;
};
const at = (trigger: number): OrderCondition => ({ trigger, trail: null, limitOffset: null });
const trail = (amount: number): OrderCondition => ({ trigger: null, trail: { amount }, limitOffset: null });

it('a stop waits, triggers on the last price, and fills at the market', async () => {
  const id = await place({ condition: at(105) });
  expect(row(id)).toMatchObject({ state: 'working', triggered: false, triggerPrice: 105, price: null });
  await market(104);
  expect(row(id).triggered).toBe(false);
  await market(105);
  expect(row(id)).toMatchObject({ state: 'filled', triggered: true, filledValue: 1060 });
  expect(desk.shown.positions.get(`${ACCOUNT}/${AAPL.id}/long`)?.today).toBe(10);
});

it('a trailing stop goes on from where it stood after a restart, and nothing is to be corrected', async () => {
  await place({ type: 'limit', price: 101, timeInForce: 'day' });
  const id = await place({ side: 'sell', offset: 'close', type: 'trailing-stop', condition: trail(5) });
  await market(120);
  expect(row(id)).toMatchObject({ triggered: false, triggerPrice: 115 });
  await shut();
  await open();
  await pass(100);
  expect(row(id)).toMatchObject({ state: 'working', triggered: false, triggerPrice: 115, condition: trail(5) });
  await market(116);
  expect(row(id).state).toBe('working');
  await market(115);
  expect(row(id)).toMatchObject({ state: 'filled', triggered: true });
  expect(desk.shown.positions.get(`${ACCOUNT}/${AAPL.id}/long`)?.today ?? 0).toBe(0);
  expect(desk.faults).toEqual([]);
});

it('its trigger is changed and it is cancelled like any other', async () => {
  const id = await place({ type: 'stop-limit', price: 106, condition: at(105) });
  expect(await desk.orders.modify(id, 111, 5, at(110))).toMatchObject({ ok: true });
  await pass();
  expect(row(id)).toMatchObject({ pending: null, price: 111, quantity: 5, triggerPrice: 110, condition: at(110) });
  await market(106);
  expect(row(id).triggered).toBe(false);
  await desk.orders.cancel(id);
  await pass();
  expect(row(id)).toMatchObject({ state: 'cancelled', filled: 0 });
});

it('for the day it expires with the day; till cancelled it outlives the settlement and a reconciliation', async () => {
  const day = await place({ instrument: IF.id, condition: at(105), quantity: 1, timeInForce: 'day' });
  const gtc = await place({ condition: at(105) });
  feed.endDay(Object.fromEntries(TEST_INSTRUMENTS.map(({ id }) => [id, 100])), '2021-01-05');
  await pass(200);
  expect(row(day)).toMatchObject({ state: 'expired', fault: { code: 'day-ended' } });
  await desk.orders.reconcile(ACCOUNT);
  await pass(200);
  expect(row(gtc)).toMatchObject({ state: 'working', triggered: false });
  await market(105);
  expect(row(gtc)).toMatchObject({ state: 'filled' });
});

it('the broker says for each market what any of its instruments takes, and the core refuses the rest before it is journalled', async () => {
  const offered = desk.broker.capabilities.find(({ exchange }) => exchange === 'NASDAQ')!;
  expect(offered.orderTypes).toEqual(['limit', 'market', 'stop', 'stop-limit', 'touch', 'touch-limit', 'trailing-stop', 'trailing-stop-limit']);
  expect(desk.broker.capabilities.find(({ exchange }) => exchange === 'SHFE')!.orderTypes).not.toContain('market');
  const journalled = store.journal.page(0, 100).length;
  const refused = await desk.orders.place({ id: 'refused-0000', account: ACCOUNT, instrument: 'SHFE.cu2103', side: 'buy', offset: 'open', type: 'market', price: null, quantity: 1, timeInForce: 'ioc', source: 'ticket' });
  expect(refused).toMatchObject({ ok: false, fault: { code: 'not-supported' } });
  expect(store.journal.page(0, 100)).toHaveLength(journalled);
});
