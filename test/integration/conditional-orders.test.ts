/** Conditional orders through the order manager: what is refused before the journal, what is kept, changed and shown. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import type { Store } from '#electron/store/store.ts';
import type { PlaceRequest } from '#shared/contract/commands.ts';
import type { OrderCondition } from '#shared/model/order.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { createHandClock, type HandClock } from '#test/stand-ins/hand-clock.ts';
import { AAPL, IF, PAB, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';
import { createScriptedBroker, type ScriptedBroker } from '#test/stand-ins/scripted-broker.ts';
import { createTradingDesk, settle, type TradingDesk } from '#test/stand-ins/trading-desk.ts';

const ACCOUNT = 'SIM-1';
let folder: string;
let store: Store;
let clock: HandClock;
let broker: ScriptedBroker;
let desk: TradingDesk;

async function open(): Promise<void> {
  const opened = openStore({ folder });
  if (!opened.ok) throw new Error(opened.fault.code);
  store = opened.value;
  desk = createTradingDesk({
    store, clock, instruments: TEST_INSTRUMENTS,
    broker: createScriptedBroker({ instruments: TEST_INSTRUMENTS, accounts: [{ id: ACCOUNT, environment: 'simulated', cash: 10_000_000_0000 }] }, (made) => (broker = made)),
  });
  await broker.connect();
  await settle();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-conditional-'));
  clock = createHandClock();
  await open();
});

afterEach(async () => {
  await desk.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const stopAt = (trigger: number): OrderCondition => ({ trigger, trail: null, limitOffset: null });
const trailBy = (amount: number): OrderCondition => ({ trigger: null, trail: { amount }, limitOffset: null });

let next = 0;
const ask = (wish: Partial<PlaceRequest>): PlaceRequest => ({
  id: `conditional-${++next}`, account: ACCOUNT, instrument: AAPL.id, side: 'buy', offset: 'open', type: 'stop', price: null, quantity: 10, timeInForce: 'day', source: 'ticket', ...wish,
});

async function place(wish: Partial<PlaceRequest>): Promise<string> {
  const placed = await desk.orders.place(ask(wish));
  if (!placed.ok) throw new Error(placed.fault.code);
  await settle();
  return placed.value.orders[0].id;
}

const row = (id: string) => {
  const shown = desk.shown.orders.get(id);
  expect(store.orders.get(id)).toEqual(shown);
  return shown!;
};

describe('what is refused here, before the journal', () => {
  const cases: readonly [why: string, wish: Partial<PlaceRequest>, code: string][] = [
    ['a stop without a trigger', {}, 'trigger-missing'],
    ['a limit order with a condition', { type: 'limit', price: 100, condition: stopAt(100) }, 'condition-odd'],
    ['a stop that trails', { condition: { trigger: 100, trail: { amount: 2 }, limitOffset: null } }, 'condition-odd'],
    ['a stop-limit without its limit', { type: 'stop-limit', condition: stopAt(100) }, 'price-missing'],
    ['a trailing stop-limit without the offset of its limit', { type: 'trailing-stop-limit', condition: trailBy(2) }, 'limit-offset-missing'],
    ['a type that the market does not have', { instrument: IF.id, type: 'trailing-stop', condition: trailBy(2) }, 'order-type-not-offered'],
    ['a type of Shanghai in Shenzhen', { instrument: PAB.id, type: 'best-five-limit', quantity: 100 }, 'order-type-not-offered'],
    ['a time in force that the type does not have', { timeInForce: 'ioc', condition: stopAt(100) }, 'time-not-offered'],
  ];
  it.each(cases)('%s', async (_why, wish, code) => {
    expect(await desk.orders.place(ask(wish))).toMatchObject({ ok: false, fault: { code } });
    expect(broker.placed).toHaveLength(0);
    expect(store.journal.page(0, 10)).toHaveLength(0);
  });
});

describe('a stop', () => {
  it('goes out with its condition, waits, triggers and fills', async () => {
    const id = await place({ condition: stopAt(105), price: 99 });
    expect(broker.placed[0]).toMatchObject({ type: 'stop', price: null, condition: stopAt(105) });
    expect(store.journal.page(0, 1)).toMatchObject([{ kind: 'place', detail: { condition: stopAt(105) } }]);
    expect(row(id)).toMatchObject({ state: 'working', condition: stopAt(105), triggered: false, triggerPrice: 105, price: null });
    broker.at.trigger(broker.at.idOf(id), 105, true);
    await settle();
    expect(row(id)).toMatchObject({ state: 'working', triggered: true });
    broker.at.fill(broker.at.idOf(id), 10, 106);
    await settle();
    expect(row(id)).toMatchObject({ state: 'filled', filledValue: 1060 });
  });

  it('holds back none of the position that it guards, until it triggers', async () => {
    await place({ type: 'limit', price: 100 });
    broker.at.fill('B1', 10, 100);
    await settle();
    const stop = await place({ side: 'sell', offset: 'close', condition: stopAt(95) });
    await place({ side: 'sell', offset: 'close', type: 'touch', condition: stopAt(110) });
    const frozen = (): number => desk.positions.of(ACCOUNT).reduce((sum, position) => sum + position.frozenToday + position.frozenYesterday, 0);
    expect(frozen()).toBe(0);
    broker.at.trigger(broker.at.idOf(stop), 95, true);
    await settle();
    expect(frozen()).toBe(10);
  });

  it('can be given another trigger, and no longer once it triggered', async () => {
    const id = await place({ condition: stopAt(105) });
    const changed = await desk.orders.modify(id, null, 8, stopAt(107));
    expect(changed).toMatchObject({ ok: true, value: { pending: { kind: 'changing', condition: stopAt(107), quantity: 8 } } });
    await settle();
    expect(row(id)).toMatchObject({ pending: null, quantity: 8, condition: stopAt(107), triggerPrice: 107 });
    expect(await desk.orders.modify(id, null, 8, { trigger: 107, trail: { amount: 1 }, limitOffset: null })).toMatchObject({ fault: { code: 'condition-odd' } });
    broker.at.trigger(broker.at.idOf(id), 107, true);
    await settle();
    expect(await desk.orders.modify(id, null, 8, stopAt(108))).toMatchObject({ fault: { code: 'order-triggered' } });
  });

  it('a change that the broker does not answer is told from one that it made', async () => {
    const id = await place({ condition: stopAt(105) });
    broker.script.modify = 'lose';
    await desk.orders.modify(id, null, 10, stopAt(107));
    broker.at.report(broker.at.idOf(id));
    await settle();
    expect(row(id)).toMatchObject({ pending: { kind: 'changing' }, condition: stopAt(105) });
  });
});

describe('a trailing stop', () => {
  it('shows where its trigger stands, and stands there after a restart', async () => {
    const id = await place({ side: 'sell', offset: 'open', type: 'trailing-stop', condition: trailBy(5) });
    broker.at.trigger(broker.at.idOf(id), 98, false);
    await settle();
    expect(row(id)).toMatchObject({ triggerPrice: 98, triggered: false });
    await desk.close();
    store.close();
    await open();
    expect(row(id)).toMatchObject({ triggerPrice: 98, triggered: false, condition: trailBy(5) });
  });
});

it('its value is reckoned at its trigger', async () => {
  await desk.close();
  desk = createTradingDesk({
    store, clock, instruments: TEST_INSTRUMENTS, risk: { orderValueMax: { USD: 1_000 * 10_000 } },
    broker: createScriptedBroker({ instruments: TEST_INSTRUMENTS, accounts: [{ id: ACCOUNT, environment: 'simulated' }] }, (made) => (broker = made)),
  });
  await broker.connect();
  await settle();
  desk.quote(AAPL.id)[QUOTE.last] = 9_000;
  desk.quote(AAPL.id)[QUOTE.ask] = 9_000;
  // 10 shares at 90.00 are within 1,000; at the trigger of 105.00 they are not.
  expect(await desk.orders.place(ask({ condition: stopAt(10_500) }))).toMatchObject({ fault: { code: 'risk-order-value' } });
  expect(await desk.orders.place(ask({ condition: stopAt(9_500) }))).toMatchObject({ ok: true });
});
