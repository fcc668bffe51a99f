/** The order manager over the real store and a scripted broker: rule by rule of protocols/order-lifecycle. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import type { Store } from '#electron/store/store.ts';
import type { PlaceRequest } from '#shared/contract/commands.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { createHandClock, type HandClock } from '#test/stand-ins/hand-clock.ts';
import { AAPL, CU, IF, PAB, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';
import { createScriptedBroker, type ScriptedBroker, type ScriptedOptions } from '#test/stand-ins/scripted-broker.ts';
import { createTradingDesk, settle, type TradingDesk } from '#test/stand-ins/trading-desk.ts';

const ACCOUNT = 'SIM-1';
const CASH = 10_000_000_0000;

let folder: string;
let store: Store;
let clock: HandClock;
let broker: ScriptedBroker;
let desk: TradingDesk;

function open(options: Partial<ScriptedOptions> = {}): void {
  desk = createTradingDesk({
    store,
    clock,
    instruments: TEST_INSTRUMENTS,
    broker: createScriptedBroker({ instruments: TEST_INSTRUMENTS, accounts: [{ id: ACCOUNT, environment: 'simulated', cash: CASH }], ...options }, (made) => (broker = made)),
  });
}

async function connect(): Promise<void> {
  await broker.connect();
  await settle();
}

/** Lets time pass and everything that follows from it. */
async function pass(ms: number): Promise<void> {
  clock.run(ms);
  await settle();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-orders-'));
  const opened = openStore({ folder });
  if (!opened.ok) throw new Error(opened.fault.code);
  store = opened.value;
  clock = createHandClock();
  open();
  await connect();
});

afterEach(async () => {
  await desk.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

let nextId = 0;
const request = (wish: Partial<PlaceRequest> = {}): PlaceRequest => ({
  id: `order-${++nextId}-0000`,
  account: ACCOUNT,
  instrument: IF.id,
  side: 'buy',
  offset: 'open',
  type: 'limit',
  price: 100,
  quantity: 10,
  timeInForce: 'day',
  source: 'ticket',
  ...wish,
});

async function place(wish: Partial<PlaceRequest> = {}): Promise<string> {
  const placed = await desk.orders.place(request(wish));
  if (!placed.ok) throw new Error(placed.fault.code);
  await settle();
  return placed.value.orders[0].id;
}

const row = (id: string) => {
  const shown = desk.shown.orders.get(id);
  // What is on screen is what is stored.
  expect(store.orders.get(id)).toEqual(shown);
  return shown!;
};

describe('an order on its way out', () => {
  it('is journalled, handed over, acknowledged and filled', async () => {
    const placed = await desk.orders.place(request({ id: 'first-order' }));
    expect(placed).toMatchObject({ ok: true, value: { orders: [{ id: 'first-order', state: 'submitting', sentAt: clock.now() }] } });
    expect(broker.placed).toHaveLength(1);
    expect(Object.keys(broker.placed[0]).toSorted()).toEqual(['account', 'id', 'instrument', 'offset', 'price', 'quantity', 'side', 'timeInForce', 'type']);
    expect(store.journal.page(0, 10)).toMatchObject([{ kind: 'place', order: 'first-order' }]);
    await settle();
    expect(row('first-order')).toMatchObject({ state: 'working', brokerOrderId: 'B1' });
    broker.at.fill('B1', 4, 99);
    await settle();
    expect(row('first-order')).toMatchObject({ state: 'partly-filled', filled: 4, filledValue: 396 });
    broker.at.fill('B1', 6, 100);
    await settle();
    expect(row('first-order')).toMatchObject({ state: 'filled', filled: 10, filledValue: 996 });
    expect([...desk.shown.positions.values()]).toMatchObject([{ side: 'long', today: 10, openValue: 996 }]);
    expect([...desk.shown.fills.values()]).toHaveLength(2);
  });

  it('is one order for the same id, also while it is being journalled and after a restart', async () => {
    const wish = request();
    const [one, two] = await Promise.all([desk.orders.place(wish), desk.orders.place(wish)]);
    expect(two).toBe(one);
    await settle();
    expect(await desk.orders.place(wish)).toMatchObject({ ok: true, value: { orders: [{ id: wish.id, state: 'working' }] } });
    await desk.close();
    open();
    await connect();
    expect(await desk.orders.place(wish)).toMatchObject({ ok: true, value: { orders: [{ id: wish.id }] } });
    expect(broker.placed).toHaveLength(0);
  });

  it.each([
    ['price-off-tick', { instrument: AAPL.id, price: 100 }],
    ['price-missing', { price: null }],
    ['price-outside-limits', { price: 121 }],
    ['quantity-above-max', { quantity: 21 }],
    ['quantity-off-lot', { instrument: PAB.id, quantity: 150 }],
    ['not-supported', { timeInForce: 'fok' }],
  ] as const)('is refused with %s, kept and shown, and nothing leaves', async (code, wish) => {
    await desk.close();
    const instruments = TEST_INSTRUMENTS.map((one) => (one.id === AAPL.id ? { ...AAPL, bands: [{ from: 0, step: 5 }] } : one));
    desk = createTradingDesk({
      store,
      clock,
      instruments,
      broker: createScriptedBroker(
        {
          instruments,
          accounts: [{ id: ACCOUNT, environment: 'simulated' }],
          capabilities: instruments.map(({ exchange, kind }) => ({ exchange, kinds: [kind], orderTypes: ['limit', 'market'], timesInForce: ['day', 'ioc'], offsets: ['open', 'close'], modify: true, depth: 5 })),
        },
        (made) => (broker = made),
      ),
    });
    await connect();
    desk.quote(IF.id)[QUOTE.upperLimit] = 120;
    desk.quote(IF.id)[QUOTE.lowerLimit] = 80;
    const asked = request({ ...wish, ...(code === 'price-off-tick' ? { price: 102 } : {}) });
    const placed = await desk.orders.place(asked);
    expect(placed).toMatchObject({ ok: false, fault: { code } });
    await settle();
    expect(row(asked.id!)).toMatchObject({ state: 'refused', fault: { code }, sentAt: null });
    expect(broker.placed).toHaveLength(0);
    expect(await desk.orders.place(asked)).toEqual(placed);
  });

  it('is refused for accounts and instruments that do not exist', async () => {
    expect(await desk.orders.place(request({ account: 'nobody' }))).toMatchObject({ ok: false, fault: { code: 'account-unknown' } });
    expect(await desk.orders.place(request({ instrument: 'CFFEX.NONE' }))).toMatchObject({ ok: false, fault: { code: 'instrument-unknown' } });
  });

  it('is final when the counter rejects it, with the counter’s words', async () => {
    broker.script.place = 'refuse';
    const id = await place();
    expect(row(id)).toMatchObject({ state: 'rejected', fault: { code: 'broker-rejected', brokerText: 'scripted' } });
  });

  it('is refused when the broker’s library does not take it', async () => {
    broker.script.place = 'fail';
    expect(await desk.orders.place(request({ id: 'not-taken' }))).toMatchObject({ ok: false, fault: { code: 'broker-rejected' } });
    await settle();
    expect(row('not-taken')).toMatchObject({ state: 'refused', sentAt: null });
  });
});

describe('auto', () => {
  it('closes what is there and opens the rest, as several orders', async () => {
    const id = await place({ quantity: 3 });
    broker.at.fill(broker.at.idOf(id), 3);
    await settle();
    const placed = await desk.orders.place(request({ id: 'turn-around', side: 'sell', offset: 'auto', quantity: 5 }));
    expect(placed).toMatchObject({ ok: true, value: { orders: [{ id: 'turn-around', offset: 'close', quantity: 3 }, { id: 'turn-around-2', offset: 'open', quantity: 2 }] } });
    await settle();
    expect(desk.shown.positions.get(`${ACCOUNT}/${IF.id}/long`)).toMatchObject({ today: 3, frozenToday: 3 });
    // All of it is spoken for: a second click opens.
    const again = await desk.orders.place(request({ id: 'turn-again', side: 'sell', offset: 'auto', quantity: 5 }));
    expect(again).toMatchObject({ ok: true, value: { orders: [{ id: 'turn-again', offset: 'open', quantity: 5 }] } });
    expect(await desk.orders.place(request({ id: 'turn-around' }))).toMatchObject({ ok: true, value: { orders: [{ id: 'turn-around' }, { id: 'turn-around-2' }] } });
  });

  it('names today’s and yesterday’s part where the exchange does', async () => {
    const id = await place({ instrument: CU.id, quantity: 4 });
    broker.at.fill(broker.at.idOf(id), 4);
    await settle();
    desk.orders.onSettled(ACCOUNT);
    await settle();
    expect(desk.positions.closable(ACCOUNT, CU, 'long')).toEqual({ today: 4, yesterday: 0, total: 4 });
    const placed = await desk.orders.place(request({ instrument: CU.id, side: 'sell', offset: 'auto', quantity: 5 }));
    expect(placed).toMatchObject({ ok: true, value: { orders: [{ offset: 'close-today', quantity: 4 }, { offset: 'open', quantity: 1 }] } });
  });

  it('is buy = open and sell = close for shares, whatever was asked', async () => {
    expect(await desk.orders.place(request({ instrument: AAPL.id, offset: 'close' }))).toMatchObject({ value: { orders: [{ offset: 'open' }] } });
    expect(await desk.orders.place(request({ instrument: AAPL.id, side: 'sell', offset: 'auto' }))).toMatchObject({ value: { orders: [{ offset: 'close', quantity: 10 }] } });
  });
});

describe('changes and cancellations', () => {
  it('change terms when the broker confirms', async () => {
    const id = await place();
    expect(await desk.orders.modify(id, 101, 8)).toMatchObject({ ok: true, value: { price: 100, pending: { kind: 'changing', price: 101, quantity: 8 } } });
    expect(await desk.orders.cancel(id)).toMatchObject({ ok: false, fault: { code: 'order-busy' } });
    await settle();
    expect(row(id)).toMatchObject({ price: 101, quantity: 8, pending: null, state: 'working' });
    expect(await desk.orders.cancel(id)).toMatchObject({ ok: true, value: { pending: { kind: 'cancelling' } } });
    await settle();
    expect(row(id)).toMatchObject({ state: 'cancelled', pending: null });
    expect(await desk.orders.cancel(id)).toMatchObject({ ok: false, fault: { code: 'order-final' } });
    expect(store.journal.page(0, 10).map((entry) => entry.kind)).toEqual(['cancel', 'modify', 'place']);
  });

  it('leave the order as it was when refused, and say why', async () => {
    const id = await place();
    broker.script.modify = 'refuse';
    await desk.orders.modify(id, 101, 10);
    await settle();
    expect(row(id)).toMatchObject({ price: 100, pending: null, state: 'working', fault: { code: 'broker-rejected' } });
    broker.script.cancel = 'fail';
    expect(await desk.orders.cancel(id)).toMatchObject({ ok: false, fault: { code: 'broker-rejected' } });
    await settle();
    expect(row(id)).toMatchObject({ pending: null, state: 'working' });
  });

  it('refuse what cannot be', async () => {
    broker.script.place = 'silent';
    const id = await place();
    expect(await desk.orders.modify(id, 101, 10)).toMatchObject({ ok: false, fault: { code: 'order-not-acknowledged' } });
    broker.at.report(broker.at.idOf(id));
    broker.at.fill(broker.at.idOf(id), 4);
    await settle();
    expect(await desk.orders.modify(id, 101, 4)).toMatchObject({ ok: false, fault: { code: 'quantity-below-filled' } });
    expect(await desk.orders.modify('no-such-order', 101, 4)).toMatchObject({ ok: false, fault: { code: 'order-unknown' } });
  });

  it('that go unanswered show it after five seconds, and the broker is asked', async () => {
    const id = await place();
    broker.script.cancel = 'lose';
    await desk.orders.cancel(id);
    await pass(4_900);
    expect(row(id)).toMatchObject({ pending: { kind: 'cancelling' }, fault: null });
    await pass(200);
    expect(row(id)).toMatchObject({ state: 'working', pending: null, fault: { code: 'order-no-answer', params: { seconds: 5 } } });
  });
});

describe('cancel all and the kill switch', () => {
  const elsewhere = { account: ACCOUNT, instrument: IF.id, side: 'sell', offset: 'open', type: 'limit', price: 120, quantity: 2, timeInForce: 'day' } as const;

  it('reach orders that were placed elsewhere', async () => {
    const buy = await place();
    const hidden = ((): string => {
      broker.script.deliver = () => {};
      const id = broker.at.placeElsewhere(elsewhere);
      broker.script.deliver = (event) => void setImmediate(event);
      return id;
    })();
    expect(await desk.orders.cancelAll({ account: ACCOUNT, side: 'sell' })).toEqual({ ok: true, value: { asked: 1 } });
    await settle();
    expect(broker.book.get(hidden)?.state).toBe('cancelled');
    expect(row(buy).state).toBe('working');
  });

  it('stop everything, also over a change that is under way, until released', async () => {
    const id = await place();
    broker.script.modify = 'silent';
    await desk.orders.modify(id, 101, 10);
    await desk.orders.kill(true);
    await settle();
    expect(row(id).state).toBe('cancelled');
    expect(await desk.orders.place(request())).toMatchObject({ ok: false, fault: { code: 'kill-switch-on' } });
    await desk.orders.kill(false);
    expect(await desk.orders.place(request())).toMatchObject({ ok: true });
  });

  it('reach, when it comes back, an account that was away when everything was stopped', async () => {
    const id = await place();
    broker.at.drop();
    await settle();
    await desk.orders.kill(true);
    expect(broker.book.get(row(id).brokerOrderId!)?.state).toBe('working');
    broker.at.restore();
    await settle(20);
    expect(row(id).state).toBe('cancelled');
  });

  it('stop an order that is still being journalled', async () => {
    const placing = desk.orders.place(request({ id: 'too-late-for-it' }));
    const killing = desk.orders.kill(true);
    expect(await placing).toMatchObject({ ok: false, fault: { code: 'kill-switch-on' } });
    await killing;
    expect(broker.placed).toHaveLength(0);
    await settle();
    expect(row('too-late-for-it').state).toBe('refused');
  });
});

describe('what the broker tells', () => {
  it('is taken once: a repeated fill changes nothing, one with other figures is kept as first seen', async () => {
    const id = await place();
    broker.at.fill('B1', 4);
    await settle();
    const [fill] = broker.fills;
    desk.orders.onFill(fill);
    desk.orders.onFill({ ...fill, quantity: 5 });
    await settle();
    expect(row(id)).toMatchObject({ filled: 4 });
    expect(desk.faults.filter((fault) => fault.code === 'fill-conflict')).toHaveLength(1);
    expect(desk.shown.positions.get(`${ACCOUNT}/${IF.id}/long`)).toMatchObject({ today: 4 });
  });

  it('has the funds asked for after a fill when the broker does not send them', async () => {
    await place();
    broker.at.fill('B1', 4);
    await settle();
    const before = desk.published.filter(({ topic }) => topic === 'funds').length;
    await pass(1_100);
    expect(desk.published.filter(({ topic }) => topic === 'funds')).toHaveLength(before + 1);
    broker.script.reportsPositions = true;
    broker.at.fill('B1', 1);
    await settle();
    await pass(1_100);
    expect(desk.published.filter(({ topic }) => topic === 'funds')).toHaveLength(before + 2);
    expect(desk.shown.positions.get(`${ACCOUNT}/${IF.id}/long`)).toMatchObject({ today: 5 });
  });

  it('keeps a late fill of a cancelled order and flags more than was ordered', async () => {
    const id = await place();
    broker.at.end('B1', 'cancelled');
    await settle();
    expect(row(id).state).toBe('cancelled');
    broker.at.fill('B1', 3);
    await settle();
    expect(row(id)).toMatchObject({ state: 'cancelled', filled: 3 });
    broker.at.fill('B1', 8);
    await settle();
    expect(row(id)).toMatchObject({ state: 'filled', filled: 11, overfilled: true });
    expect(desk.faults).toContainEqual({ code: 'fill-overfill', params: { order: id } });
  });

  it('asks for fills that a status counts, and infers only what the broker has none of', async () => {
    const id = await place();
    broker.script.deliver = () => {};
    broker.at.fill('B1', 4, 99);
    broker.script.deliver = (event) => void setImmediate(event);
    broker.at.sink.order({ ...broker.book.get('B1')!, filled: 6 });
    await settle();
    expect(row(id)).toMatchObject({ state: 'working', filled: 0 });
    await pass(1_100);
    expect(row(id)).toMatchObject({ state: 'partly-filled', filled: 6, filledValue: 4 * 99 + 2 * 100 });
    expect(store.fills.ofOrder(id)).toMatchObject([{ brokerFillId: 'F1', inferred: false }, { brokerFillId: 'inferred-B1-6', inferred: true, quantity: 2 }]);
    // The real one turns up after all: it is the same two.
    desk.orders.onFill({ ...broker.fills[0], brokerFillId: 'late', quantity: 2, exchangeTime: 0 });
    await settle();
    expect(row(id)).toMatchObject({ filled: 6 });
  });

  it('makes an order of one that was placed elsewhere, from a fill alone too', async () => {
    const elsewhere = { account: ACCOUNT, instrument: IF.id, side: 'buy', offset: 'open', type: 'limit', price: 90, quantity: 5, timeInForce: 'gtc' } as const;
    broker.script.deliver = () => {};
    const id = broker.at.placeElsewhere(elsewhere);
    broker.script.deliver = (event) => void setImmediate(event);
    desk.orders.onFill({ ...elsewhere, brokerFillId: 'X1', brokerOrderId: id, clientOrderId: null, quantity: 2, fee: 0, exchangeTime: 5, tradingDay: '2021-01-04' });
    await settle();
    expect(row(`x:${ACCOUNT}:${id}`)).toMatchObject({ external: true, source: 'external', state: 'partly-filled', filled: 2, quantity: 2 });
    broker.at.report(id);
    await settle();
    expect(row(`x:${ACCOUNT}:${id}`)).toMatchObject({ state: 'partly-filled', filled: 2, quantity: 5, price: 90, timeInForce: 'gtc' });
    expect(await desk.orders.cancel(`x:${ACCOUNT}:${id}`)).toMatchObject({ ok: true });
    await settle();
    expect(row(`x:${ACCOUNT}:${id}`).state).toBe('cancelled');
  });

  it('finds its order when a fill without our id comes before the acknowledgement', async () => {
    broker.script.place = 'silent';
    const id = await place();
    const brokerOrderId = broker.at.idOf(id);
    const fill = { ...broker.book.get(brokerOrderId)!, brokerFillId: 'early', brokerOrderId, clientOrderId: null, price: 100, quantity: 4, fee: 0, exchangeTime: 5 };
    desk.orders.onFill(fill);
    await settle();
    expect([...desk.shown.orders.keys()]).toEqual([id]);
    broker.at.report(brokerOrderId);
    await settle();
    expect(row(id)).toMatchObject({ state: 'partly-filled', filled: 4 });
    expect([...desk.shown.orders.keys()]).toEqual([id]);
  });
});
