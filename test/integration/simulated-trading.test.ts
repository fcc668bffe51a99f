/** The trading half of the core over the real store and the real simulated exchange, on a feed driven by hand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSimulatedBroker } from '#electron/brokers/simulated/simulated-broker.ts';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import type { Store } from '#electron/store/store.ts';
import type { PlaceRequest } from '#shared/contract/commands.ts';
import { createHandFeed, type HandFeed } from '#test/stand-ins/hand-feed.ts';
import { AAPL, CU, IF, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';
import { createTradingDesk, settle, type TradingDesk } from '#test/stand-ins/trading-desk.ts';

const ACCOUNT = 'SIM-1';

let folder: string;
let store: Store;
let feed: HandFeed;
let desk: TradingDesk;

const clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms: number, task: () => void) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

async function open(): Promise<void> {
  const opened = openStore({ folder });
  if (!opened.ok) throw new Error(opened.fault.code);
  store = opened.value;
  feed = createHandFeed(TEST_INSTRUMENTS);
  desk = createTradingDesk({ store, clock, instruments: TEST_INSTRUMENTS, storage: store.broker('sim'), broker: createSimulatedBroker({ feed }) });
  const connected = await desk.broker.connect();
  if (!connected.ok) throw new Error(connected.fault.code);
  desk.broker.subscribe(TEST_INSTRUMENTS.map((instrument) => instrument.id));
  market(100);
  await until(() => desk.accounts.get(ACCOUNT)?.state === 'ready');
}

async function shut(): Promise<void> {
  await desk.close();
  store.close();
}

/** Every instrument at a price, plenty on both sides. */
function market(price: number): void {
  for (const { id } of TEST_INSTRUMENTS) feed.show(id, { bids: [[price - 1, 10_000]], asks: [[price, 10_000]], last: price });
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 5) {
    if (waited > 5_000) throw new Error('it did not come about');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-simulated-'));
  await open();
});

afterEach(async () => {
  await shut();
  rmSync(folder, { recursive: true, force: true });
});

let nextId = 0;
const request = (wish: Partial<PlaceRequest> = {}): PlaceRequest => ({
  id: `order-${++nextId}-0000`,
  account: ACCOUNT,
  instrument: IF.id,
  side: 'buy',
  offset: 'auto',
  type: 'limit',
  price: 100,
  quantity: 2,
  timeInForce: 'day',
  source: 'ticket',
  ...wish,
});

async function trade(wish: Partial<PlaceRequest> = {}): Promise<string> {
  const placed = await desk.orders.place(request(wish));
  if (!placed.ok) throw new Error(placed.fault.code);
  const { id } = placed.value.orders.at(-1)!;
  await until(() => desk.shown.orders.get(id)?.state === 'filled');
  return id;
}

it('buys, turns around and closes; what is shown is what the exchange has', async () => {
  await trade({ quantity: 3 });
  await until(() => desk.shown.positions.get(`${ACCOUNT}/${IF.id}/long`)?.today === 3);
  const turned = await desk.orders.place(request({ side: 'sell', price: 99, quantity: 5 }));
  expect(turned).toMatchObject({ ok: true, value: { orders: [{ offset: 'close', quantity: 3 }, { offset: 'open', quantity: 2 }] } });
  await until(() => desk.shown.positions.get(`${ACCOUNT}/${IF.id}/short`)?.today === 2);
  const theirs = await desk.broker.queryPositions(ACCOUNT);
  expect(theirs).toEqual({ ok: true, value: [...desk.shown.positions.values()] });
  const funds = desk.shown.funds.get(`${ACCOUNT}/CNY`)!;
  // Lost a tick of 60 CNY on three contracts, and the fees.
  expect(funds.realised).toBe(-3 * 60 * 10_000);
  expect(funds.fees).toBe([...desk.shown.fills.values()].reduce((sum, fill) => sum + fill.fee, 0));
  expect(desk.faults).toEqual([]);
});

it('finds everything after a restart as it was, and nothing to correct', async () => {
  await trade({ quantity: 3 });
  await trade({ instrument: CU.id, quantity: 4 });
  await trade({ instrument: AAPL.id, quantity: 10 });
  const working = await desk.orders.place(request({ price: 90 }));
  const closing = await desk.orders.place(request({ instrument: CU.id, side: 'sell', price: 120, quantity: 1 }));
  if (!working.ok || !closing.ok) throw new Error('refused');
  await until(() => [working, closing].every((one) => desk.shown.orders.get(one.value.orders[0].id)?.state === 'working'));
  await settle();
  const before = { orders: desk.shown.orders, positions: desk.shown.positions, fills: desk.shown.fills };
  await shut();
  await open();
  await settle();
  expect(desk.shown.orders).toEqual(before.orders);
  expect(desk.shown.positions).toEqual(before.positions);
  expect(desk.shown.positions.get(`${ACCOUNT}/${CU.id}/long`)).toMatchObject({ today: 4, frozenToday: 1 });
  expect(desk.shown.fills).toEqual(before.fills);
  expect(desk.faults).toEqual([]);
});

it('rolls into the next day with the exchange', async () => {
  await trade({ instrument: CU.id, quantity: 4 });
  const resting = await desk.orders.place(request({ instrument: CU.id, price: 95, quantity: 1 }));
  if (!resting.ok) throw new Error('refused');
  await until(() => desk.shown.orders.get(resting.value.orders[0].id)?.state === 'working');
  feed.endDay(Object.fromEntries(TEST_INSTRUMENTS.map(({ id }) => [id, 104])), '2021-01-05');
  await until(() => desk.shown.positions.get(`${ACCOUNT}/${CU.id}/long`)?.yesterday === 4);
  await until(() => desk.accounts.get(ACCOUNT)?.state === 'ready');
  expect(desk.shown.orders.get(resting.value.orders[0].id)).toMatchObject({ state: 'expired' });
  market(104);
  await settle();
  const closed = await desk.orders.place(request({ instrument: CU.id, side: 'sell', price: 103, quantity: 5 }));
  expect(closed).toMatchObject({ ok: true, value: { orders: [{ offset: 'close-yesterday', quantity: 4 }, { offset: 'open', quantity: 1 }] } });
  await until(() => desk.shown.positions.get(`${ACCOUNT}/${CU.id}/short`)?.today === 1);
  await desk.orders.reconcile(ACCOUNT);
  expect(desk.faults.filter((fault) => fault.code === 'position-corrected')).toEqual([]);
});

it('a burst of a thousand orders is journalled, traded and shown whole', async () => {
  const wishes = Array.from({ length: 1_000 }, (_, at) => request({ instrument: CU.id, offset: 'open', side: at % 2 ? 'sell' : 'buy', price: at % 2 ? 99 : 100, quantity: 1 }));
  const placed = await Promise.all(wishes.map((wish) => desk.orders.place(wish)));
  expect(placed.filter((one) => one.ok)).toHaveLength(1_000);
  await until(() => wishes.every((wish) => desk.shown.orders.get(wish.id!)?.state === 'filled'));
  await settle();
  expect(store.orders.page({ offset: 0, limit: 1 }).total).toBe(1_000);
  expect(store.fills.page({ offset: 0, limit: 1 }).total).toBe(1_000);
  expect(desk.shown.fills.size).toBe(1_000);
  expect(desk.shown.positions.get(`${ACCOUNT}/${CU.id}/long`)).toMatchObject({ today: 500 });
  expect(desk.shown.positions.get(`${ACCOUNT}/${CU.id}/short`)).toMatchObject({ today: 500 });
  expect(desk.orders.size.open).toBe(0);
});
