/** What goes wrong between the journal and the broker's answer: nothing may be lost, nothing sent twice, nothing sent unjournalled. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import type { Store } from '#electron/store/store.ts';
import type { PlaceRequest } from '#shared/contract/commands.ts';
import { fail } from '#shared/result.ts';
import { createHandClock, type HandClock } from '#test/stand-ins/hand-clock.ts';
import { IF, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';
import { createScriptedBroker, type ScriptedBroker } from '#test/stand-ins/scripted-broker.ts';
import { createTradingDesk, settle, type TradingDesk } from '#test/stand-ins/trading-desk.ts';

const ACCOUNT = 'REAL-1';

let folder: string;
let store: Store;
let clock: HandClock;
let broker: ScriptedBroker;
let desk: TradingDesk;
/** Set: the disk refuses to write. */
let full: boolean;
/** How much early timers fire, ms: real ones do so by a fraction. */
let early: number;

/** The real store, on a disk that a test can fill. */
function onDisk(real: Store): Store {
  return {
    ...real,
    journal: {
      append: (entry, order) => (full ? Promise.resolve(fail('journal-failed', { reason: 'disk full' })) : real.journal.append(entry, order)),
      page: (offset, limit) => real.journal.page(offset, limit),
      leftKilled: () => real.journal.leftKilled(),
      get lastSyncMs() {
        return real.journal.lastSyncMs;
      },
    },
    transaction(work) {
      if (full) throw new Error('disk full');
      return real.transaction(work);
    },
  };
}

async function open(): Promise<void> {
  desk = createTradingDesk({
    store: onDisk(store),
    clock: { now: clock.now, after: (ms, task) => clock.after(Math.max(0, ms - early), task) },
    instruments: TEST_INSTRUMENTS,
    broker: (context) => {
      const made = broker ?? null;
      // The same counter over a restart of ours: only our side is new.
      if (made) {
        Object.assign(made.at.sink, context.sink);
        return made;
      }
      return createScriptedBroker({ instruments: TEST_INSTRUMENTS, accounts: [{ id: ACCOUNT, environment: 'real', password: 'open sesame' }] }, (one) => (broker = one))(context);
    },
  });
  await broker.connect();
  await settle();
  await desk.accounts.unlock(ACCOUNT, 'open sesame');
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-flight-'));
  const opened = openStore({ folder });
  if (!opened.ok) throw new Error(opened.fault.code);
  store = opened.value;
  clock = createHandClock();
  full = false;
  early = 0;
  broker = undefined as unknown as ScriptedBroker;
  await open();
});

afterEach(async () => {
  full = false;
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

async function pass(ms: number): Promise<void> {
  clock.run(ms);
  await settle();
}

describe('a full disk', () => {
  it('refuses the order, which is never sent', async () => {
    full = true;
    const asked = request();
    expect(await desk.orders.place(asked)).toMatchObject({ ok: false, fault: { code: 'journal-failed' } });
    await settle();
    expect(broker.placed).toHaveLength(0);
    expect(desk.shown.orders.get(asked.id!)).toMatchObject({ state: 'refused', fault: { code: 'journal-failed' } });
    full = false;
    await pass(1_100);
    expect(store.orders.get(asked.id!)).toMatchObject({ state: 'refused' });
  });

  it('refuses both halves of an order that closes and opens', async () => {
    const first = request({ quantity: 2 });
    await desk.orders.place(first);
    broker.at.fill('B1', 2);
    await settle();
    full = true;
    expect(await desk.orders.place(request({ side: 'sell', offset: 'auto', quantity: 5 }))).toMatchObject({ ok: false });
    expect(broker.placed).toHaveLength(1);
  });

  it('does not keep anyone from cancelling', async () => {
    const asked = request();
    await desk.orders.place(asked);
    await settle();
    full = true;
    expect(await desk.orders.cancel(asked.id!)).toMatchObject({ ok: true });
    await settle();
    expect(broker.book.get('B1')?.state).toBe('cancelled');
    expect(desk.shown.orders.get(asked.id!)).toMatchObject({ state: 'cancelled' });
    expect(desk.faults).toContainEqual(expect.objectContaining({ code: 'journal-failed' }));
  });

  it('loses no fill: it is shown at once and stored when the disk can', async () => {
    const asked = request();
    await desk.orders.place(asked);
    await settle();
    full = true;
    broker.at.fill('B1', 4);
    await settle();
    expect(desk.shown.orders.get(asked.id!)).toMatchObject({ filled: 4 });
    expect(desk.shown.fills.size).toBe(1);
    expect(store.fills.ofOrder(asked.id!)).toHaveLength(0);
    full = false;
    await pass(1_100);
    expect(store.fills.ofOrder(asked.id!)).toMatchObject([{ quantity: 4 }]);
    expect(store.orders.get(asked.id!)).toMatchObject({ filled: 4 });
    expect(store.positions.load(ACCOUNT)).toMatchObject([{ today: 4 }]);
    // Shown once.
    expect(desk.published.filter(({ topic }) => topic === 'fills').flatMap(({ items }) => items)).toHaveLength(1);
  });
});

describe('a broker that says nothing', () => {
  it('is asked after ten seconds; the order is then what the broker says, or was never received', async () => {
    broker.script.place = 'silent';
    const taken = request();
    await desk.orders.place(taken);
    broker.script.place = 'lose';
    const lost = request();
    await desk.orders.place(lost);
    broker.script.queries = 'hang';
    await pass(10_100);
    expect(desk.shown.orders.get(taken.id!)).toMatchObject({ state: 'unknown', fault: { code: 'order-no-answer', params: { seconds: 10 } } });
    expect(desk.accounts.get(ACCOUNT)?.state).toBe('checking');
    expect(await desk.orders.place(request())).toMatchObject({ ok: false, fault: { code: 'account-checking' } });
    broker.script.queries = 'answer';
    // The hanging question is given up, then asked again.
    await pass(31_000);
    await pass(2_000);
    expect(desk.shown.orders.get(taken.id!)).toMatchObject({ state: 'working', brokerOrderId: 'B1', fault: null });
    expect(desk.shown.orders.get(lost.id!)).toMatchObject({ state: 'not-received', fault: { code: 'order-not-received' } });
    expect(desk.accounts.get(ACCOUNT)?.state).toBe('ready');
    expect(broker.placed).toHaveLength(2);
  });

  it('is tried again with growing waits while its answers fail, and everything stays as it is', async () => {
    broker.script.place = 'silent';
    const taken = request();
    await desk.orders.place(taken);
    broker.script.queries = 'fail';
    await pass(10_100);
    await pass(1_100);
    await pass(2_100);
    expect(desk.shown.orders.get(taken.id!)).toMatchObject({ state: 'unknown' });
    expect(desk.faults.filter((fault) => fault.code === 'reconcile-failed')).toHaveLength(1);
    broker.script.queries = 'answer';
    await pass(4_100);
    expect(desk.shown.orders.get(taken.id!)).toMatchObject({ state: 'working' });
  });
});

describe('a cancellation that is lost', () => {
  it.each([0, 0.6])('is over after its time limit, also when the timer comes %d ms early: the order is what the broker says', async (by) => {
    const taken = request();
    await desk.orders.place(taken);
    await settle();
    broker.script.cancel = 'lose';
    early = by;
    expect(await desk.orders.cancel(taken.id!)).toMatchObject({ ok: true });
    await settle();
    expect(desk.shown.orders.get(taken.id!)?.pending).toMatchObject({ kind: 'cancelling' });
    // Asked at once when the limit has passed, and not again for minutes.
    await pass(5_000 - by);
    await pass(1_000);
    expect(desk.shown.orders.get(taken.id!)).toMatchObject({ state: 'working', pending: null });
  });
});

describe('a connection that dies with orders in flight', () => {
  it('makes them unknown, then what the broker says; none is sent twice', async () => {
    broker.script.place = 'silent';
    const taken = request();
    await desk.orders.place(taken);
    broker.script.place = 'lose';
    const lost = request();
    await desk.orders.place(lost);
    broker.at.drop();
    await settle();
    expect(desk.shown.orders.get(taken.id!)).toMatchObject({ state: 'unknown', fault: { code: 'broker-down' } });
    expect(desk.accounts.get(ACCOUNT)).toMatchObject({ state: 'offline', locked: true });
    expect(await desk.orders.place(request())).toMatchObject({ ok: false, fault: { code: 'account-offline' } });
    await pass(60_000);
    broker.at.restore();
    await settle();
    expect(desk.shown.orders.get(taken.id!)).toMatchObject({ state: 'working', brokerOrderId: 'B1' });
    expect(desk.shown.orders.get(lost.id!)).toMatchObject({ state: 'not-received' });
    // A real account comes back locked.
    expect(desk.accounts.get(ACCOUNT)).toMatchObject({ state: 'ready', locked: true });
    await pass(60_000);
    expect(broker.placed).toHaveLength(2);
  });

  it('refuses what was still being journalled', async () => {
    const placing = desk.orders.place(request());
    broker.at.drop();
    expect(await placing).toMatchObject({ ok: false, fault: { code: 'account-offline' } });
    expect(broker.placed).toHaveLength(0);
  });

  it('while the broker is being asked: the new connection asks anew', async () => {
    broker.script.place = 'silent';
    const taken = request();
    await desk.orders.place(taken);
    broker.script.queries = 'hang';
    await pass(10_100);
    broker.at.drop();
    broker.script.queries = 'answer';
    broker.at.restore();
    await settle();
    expect(desk.shown.orders.get(taken.id!)).toMatchObject({ state: 'working' });
    expect(desk.accounts.get(ACCOUNT)?.state).toBe('ready');
  });
});

describe('a restart', () => {
  it('finds fills and orders that happened without us, and does not send again', async () => {
    const working = request();
    await desk.orders.place(working);
    await settle();
    broker.script.place = 'silent';
    const unanswered = request();
    await desk.orders.place(unanswered);
    await desk.close();
    await settle();
    broker.at.fill('B1', 10);
    broker.script.place = 'answer';
    clock.run(5_000);
    const before = broker.placed.length;
    await open();
    expect(desk.shown.orders.get(working.id!)).toMatchObject({ state: 'filled', filled: 10 });
    expect(desk.shown.orders.get(unanswered.id!)).toMatchObject({ state: 'working' });
    expect(desk.shown.positions.get(`${ACCOUNT}/${IF.id}/long`)).toMatchObject({ today: 10 });
    expect(broker.placed).toHaveLength(before);
    // Our fills account for the broker's position: nothing to correct.
    expect(desk.faults.filter((fault) => fault.code === 'position-corrected')).toHaveLength(0);
  });

  it('takes over positions that the broker has and we have not, and says so once', async () => {
    broker.script.deliver = () => {};
    const id = broker.at.placeElsewhere({ account: ACCOUNT, instrument: IF.id, side: 'sell', offset: 'open', type: 'limit', price: 90, quantity: 3, timeInForce: 'day' });
    broker.at.fill(id, 3);
    // Yesterday's business: only the position is left of it.
    (broker.book as Map<string, unknown>).clear();
    (broker.fills as unknown[]).length = 0;
    broker.script.deliver = (event) => void setImmediate(event);
    await desk.orders.reconcile(ACCOUNT);
    await settle();
    expect(desk.shown.positions.get(`${ACCOUNT}/${IF.id}/short`)).toMatchObject({ today: 3 });
    await desk.orders.reconcile(ACCOUNT);
    await settle();
    expect(desk.faults.filter((fault) => fault.code === 'position-corrected')).toEqual([
      { code: 'position-corrected', params: { instrument: IF.id, side: 'short', ours: 0, theirs: 3 } },
    ]);
  });

  it('takes an order that the broker no longer lists as gone', async () => {
    const working = request();
    await desk.orders.place(working);
    await settle();
    (broker.book as Map<string, unknown>).clear();
    await pass(60_000);
    await desk.orders.reconcile(ACCOUNT);
    await settle();
    expect(desk.shown.orders.get(working.id!)).toMatchObject({ state: 'expired', fault: { code: 'order-gone' } });
  });
});

describe('the lock of a real account', () => {
  it('starts locked, opens with the password only, and closes when told', async () => {
    await desk.accounts.lock(ACCOUNT);
    expect(await desk.orders.place(request())).toMatchObject({ ok: false, fault: { code: 'account-locked' } });
    expect(await desk.accounts.unlock(ACCOUNT, 'guess')).toMatchObject({ ok: false, fault: { code: 'unlock-refused' } });
    expect(desk.accounts.get(ACCOUNT)?.locked).toBe(true);
    expect(await desk.accounts.unlock(ACCOUNT, 'open sesame')).toEqual({ ok: true, value: null });
    expect(desk.shown.accounts.get(ACCOUNT)).toMatchObject({ locked: false });
    expect(await desk.orders.place(request())).toMatchObject({ ok: true });
    expect(JSON.stringify(store.journal.page(0, 100))).not.toContain('sesame');
  });

  it('lets orders be cancelled while locked, not changed', async () => {
    const asked = request();
    await desk.orders.place(asked);
    await settle();
    await desk.accounts.lock(ACCOUNT);
    expect(await desk.orders.modify(asked.id!, 101, 10)).toMatchObject({ ok: false, fault: { code: 'account-locked' } });
    expect(await desk.orders.cancel(asked.id!)).toMatchObject({ ok: true });
  });
});
