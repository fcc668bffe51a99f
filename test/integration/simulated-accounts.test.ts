/**
 * Accounts of the simulated exchange from the core's commands to its log and back: opened, paid into and out of, transferred between,
 * reset; over the real store, with what a screen would show compared with what the exchange says.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MATCHING } from '#electron/brokers/simulated/feed/catalogue.ts';
import { createSimulatedBroker } from '#electron/brokers/simulated/simulated-broker.ts';
import { accountRecords } from '#electron/core/accounts/account-records.ts';
import { createAccountKeeping, type AccountKeeping } from '#electron/core/accounts/account-keeping.ts';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import type { Store } from '#electron/store/store.ts';
import { FAULTS, type FaultCode } from '#shared/faults.ts';
import { fundsKey, type Funds } from '#shared/model/account.ts';
import type { AccountQuestion } from '#shared/model/account-records.ts';
import type { Currency, Instrument } from '#shared/model/instrument.ts';
import { isFinal } from '#shared/model/order.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { positionQuantity } from '#shared/model/position.ts';
import type { Result } from '#shared/result.ts';
import { createHandClock, type HandClock } from '#test/stand-ins/hand-clock.ts';
import { createHandFeed, type HandFeed } from '#test/stand-ins/hand-feed.ts';
import { AAPL, IF, PAB, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';
import { createMemoryStorage, type MemoryStorage } from '#test/stand-ins/memory-storage.ts';
import { CONNECTION, createTradingDesk, settle, type TradingDesk } from '#test/stand-ins/trading-desk.ts';

const MATCHED = MATCHING.filter(({ instrument }) => instrument.id === 'PANKOU.TEST');
/** Crosses the orders of accounts and liquidity participants. */
const TEST = MATCHED[0].instrument;
const LISTED = [...TEST_INSTRUMENTS, TEST];
const ONE = 'SIM-1';

let folder: string;
let store: Store;
let storage: MemoryStorage;
let clock: HandClock;
let feed: HandFeed;
let desk: TradingDesk;
let keeping: AccountKeeping;

/** @param latency of the exchange, each way, ms */
async function open(latency = 0): Promise<void> {
  const opened = openStore({ folder });
  if (!opened.ok) throw new Error(opened.fault.code);
  store = opened.value;
  feed = createHandFeed(TEST_INSTRUMENTS);
  desk = createTradingDesk({ store, clock, instruments: LISTED, storage, broker: createSimulatedBroker({ feed, matching: MATCHED, latencyMs: latency }) });
  keeping = createAccountKeeping({
    accounts: desk.accounts,
    journal: store.journal,
    now: clock.now,
    caughtUp: () => desk.orders.caughtUp(),
    connectionOf: (id) => (id === CONNECTION ? { name: '7x24', broker: desk.broker, up: true } : undefined),
  });
  expect((await desk.broker.connect()).ok).toBe(true);
  desk.broker.subscribe(LISTED.map(({ id }) => id));
  for (const { id } of TEST_INSTRUMENTS) feed.show(id, { bids: [[99, 10_000]], asks: [[100, 10_000]], last: 100 });
  await pass();
}

/** Lets time pass and everything that follows from it. */
async function pass(ms = 50): Promise<void> {
  for (let step = 0; step < 4; step++) {
    await settle();
    clock.run(ms / 4);
  }
  await settle();
}

/** What became of a command, once time has passed. */
async function done<T>(answer: Promise<T>): Promise<T> {
  const state = { ended: false };
  void answer.finally(() => (state.ended = true));
  for (let step = 0; step < 40 && !state.ended; step++) await pass();
  if (!state.ended) throw new Error('it was not answered');
  return answer;
}

async function opened(name: string, deposits: Partial<Record<Currency, number>> = {}): Promise<string> {
  const answer = await done(keeping.open(CONNECTION, name, deposits));
  if (!answer.ok) throw new Error(answer.fault.code);
  return answer.value.id;
}

let nextId = 0;
async function place(account: string, instrument: Instrument, side: 'buy' | 'sell', quantity: number, price: number): Promise<string> {
  const placed = await desk.orders.place({ id: `order-${++nextId}-0000`, account, instrument: instrument.id, side, offset: 'open', type: 'limit', price, quantity, timeInForce: 'day', source: 'ticket' });
  if (!placed.ok) throw new Error(placed.fault.code);
  await pass();
  return placed.value.orders[0].id;
}

const shown = (account: string, currency: Currency = 'CNY'): Funds | undefined => desk.shown.funds.get(fundsKey({ account, currency }));

/** The core's positions, open orders and cash are the exchange's. */
async function expectAgreement(account: string): Promise<void> {
  const [positions, orders, funds] = await Promise.all([desk.broker.queryPositions(account), desk.broker.queryOrders(account), desk.broker.queryFunds(account)]);
  if (!positions.ok || !orders.ok || !funds.ok) throw new Error('the exchange does not answer');
  const held = (list: Iterable<{ readonly instrument: string; readonly side: string; readonly today: number; readonly yesterday: number }>): string[] =>
    [...list].filter((position) => positionQuantity(position) > 0).map((p) => `${p.instrument} ${p.side} ${p.today}+${p.yesterday}`).toSorted();
  expect(held([...desk.shown.positions.values()].filter((position) => position.account === account))).toEqual(held(positions.value));
  expect(desk.positions.differences(account, positions.value)).toEqual([]);
  const ours = [...desk.shown.orders.values()].filter((order) => order.account === account && !isFinal(order.state)).map((order) => order.brokerOrderId);
  expect(new Set(ours)).toEqual(new Set(orders.value.filter((report) => report.state === 'working').map((report) => report.brokerOrderId)));
  for (const one of funds.value) {
    const ours = shown(account, one.currency);
    // A currency that was never paid in is asked for by an order that was refused: there is nothing to show of it.
    if (ours || one.equity !== 0) expect(ours).toMatchObject({ balance: one.balance, frozen: one.frozen, margin: one.margin, netDeposits: one.netDeposits });
  }
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-accounts-'));
  storage = createMemoryStorage();
  clock = createHandClock();
  await open();
});

afterEach(async () => {
  await desk.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

it('a new account is announced with its money, ready to trade, before the answer', async () => {
  const answer = await done(keeping.open(CONNECTION, '期权', { CNY: 10_000_000, USD: 5 }));
  expect(answer).toMatchObject({ ok: true, value: { id: 'SIM-2', name: '期权', environment: 'simulated', connection: CONNECTION, currencies: ['CNY', 'USD'], locked: false } });
  await pass();
  expect(desk.shown.accounts.get('SIM-2')).toMatchObject({ state: 'ready', name: '期权' });
  expect(shown('SIM-2')).toMatchObject({ balance: 10_000_000, equity: 10_000_000, available: 10_000_000, netDeposits: 10_000_000 });
  expect(shown('SIM-2', 'USD')).toMatchObject({ balance: 5 });
  expect(store.journal.page(0, 1)[0]).toMatchObject({ kind: 'account-open', detail: { name: '期权', deposits: { CNY: '1,000.0000' } } });
  await expectAgreement('SIM-2');
});

it('a name is one account’s, whatever its letters’ case', async () => {
  expect(await opened('Options')).toBe('SIM-2');
  expect(await done(keeping.open(CONNECTION, 'OPTIONS', {}))).toMatchObject({ ok: false, fault: { code: 'account-name-taken', params: { name: 'OPTIONS' } } });
  expect(await opened('Other')).toBe('SIM-3');
});

it('deposits, withdrawals and transfers move the figures to the 1/10,000, and a new currency shows at once', async () => {
  const two = await opened('Two');
  expect(shown(two)).toBeUndefined();
  expect(await done(keeping.deposit(two, 'HKD', 12_345))).toEqual({ ok: true, value: null });
  expect(desk.shown.accounts.get(two)?.currencies).toEqual(['HKD']);
  expect(shown(two, 'HKD')).toMatchObject({ balance: 12_345, netDeposits: 12_345 });
  expect(await done(keeping.withdraw(two, 'HKD', 2_345))).toMatchObject({ ok: true });
  const before = shown(ONE)!;
  expect(await done(keeping.transfer(ONE, two, 'CNY', 1_000_001))).toMatchObject({ ok: true });
  expect(shown(two, 'HKD')).toMatchObject({ balance: 10_000, netDeposits: 10_000 });
  expect(shown(two)).toMatchObject({ balance: 1_000_001, available: 1_000_001, netDeposits: 1_000_001 });
  expect(shown(ONE)).toMatchObject({ balance: before.balance - 1_000_001, available: before.available - 1_000_001, netDeposits: before.netDeposits - 1_000_001 });
  expect(desk.shown.accounts.get(two)?.currencies).toEqual(['CNY', 'HKD']);
  await expectAgreement(ONE);
  await expectAgreement(two);
});

it('no more is taken out than is available: margin and working orders hold back', async () => {
  const two = await opened('Two', { CNY: 1_000_000_000 });
  await place(two, IF, 'buy', 1, 100);
  await place(two, IF, 'buy', 2, 90);
  const { available, balance, margin, frozen } = shown(two)!;
  expect(margin).toBeGreaterThan(0);
  expect(frozen).toBeGreaterThan(0);
  expect(available).toBeLessThan(balance);
  expect(await done(keeping.withdraw(two, 'CNY', available + 1))).toMatchObject({ ok: false, fault: { code: 'withdraw-above-available', params: { currency: 'CNY' } } });
  expect(await done(keeping.transfer(two, ONE, 'CNY', available + 1))).toMatchObject({ ok: false, fault: { code: 'withdraw-above-available' } });
  expect(await done(keeping.withdraw(two, 'USD', 1))).toMatchObject({ ok: false, fault: { code: 'withdraw-above-available' } });
  expect(shown(two)).toMatchObject({ balance, available });
  expect(await done(keeping.withdraw(two, 'CNY', available))).toMatchObject({ ok: true });
  expect(shown(two)).toMatchObject({ available: 0, balance: balance - available });
});

it('what can be bought and sold follows each change at once', async () => {
  const two = await opened('Two');
  const most = async (): Promise<{ buyOpen: number; sellOpen: number; sellClose: number }> => {
    const answer = await desk.orders.maximum(two, IF.id, 100);
    if (!answer.ok) throw new Error(answer.fault.code);
    return answer.value;
  };
  Object.assign(desk.quote(IF.id), feed.quoteOf(0));
  expect(await most()).toMatchObject({ buyOpen: 0, sellOpen: 0 });
  // A contract at 100 ticks of 60 CNY holds 12 % of 6,000 CNY.
  await done(keeping.deposit(two, 'CNY', 20_000_000));
  expect(await most()).toMatchObject({ buyOpen: 2, sellOpen: 2 });
  await done(keeping.withdraw(two, 'CNY', 10_000_000));
  expect(await most()).toMatchObject({ buyOpen: 1, sellOpen: 1 });
  await place(two, IF, 'buy', 1, 100);
  expect(await most()).toMatchObject({ buyOpen: 0, sellClose: 1 });
  await done(keeping.reset(two, { CNY: 20_000_000 }));
  expect(await most()).toMatchObject({ buyOpen: 2, sellClose: 0 });
});

it('its books are asked by trading day: orders, fills and fees as they were kept here, cash as the exchange has it, before and after the settlement', async () => {
  const ask = (question: AccountQuestion) => done(accountRecords(desk.accounts, store, ONE, question));
  const today = feed.tradingDay;
  const bought = await place(ONE, IF, 'buy', 2, 100);
  const resting = await place(ONE, IF, 'buy', 1, 90);
  const two = await opened('Two');
  await done(keeping.deposit(ONE, 'CNY', 70_000));
  await done(keeping.transfer(ONE, two, 'CNY', 30_000));
  const fills = [...desk.shown.fills.values()];
  expect(await ask({ about: 'past-orders', from: today, to: today })).toMatchObject({ ok: true, value: { own: true, rows: [{ order: resting, state: 'working', filled: 0 }, { order: bought, state: 'filled', filled: 2 }] } });
  expect(await ask({ about: 'past-fills', from: today, to: today })).toMatchObject({ ok: true, value: { own: true, rows: fills.toReversed().map(({ brokerFillId, quantity }) => ({ fill: brokerFillId, order: bought, quantity })) } });
  expect(await ask({ about: 'past-orders', from: '1999-01-01', to: '1999-01-02' })).toMatchObject({ ok: true, value: { rows: [] } });
  const paid = fills.reduce((sum, { fee }) => sum + fee, 0);
  expect(paid).toBeGreaterThan(0);
  expect(await ask({ about: 'fees', orders: [bought, resting, 'unknown'] })).toMatchObject({ ok: true, value: { own: true, rows: [{ order: bought, total: paid }, { order: resting, total: 0 }] } });

  const flow = { ok: true, value: { about: 'cash-flow', rows: [{ clearingDate: today, currency: 'CNY', kind: 'transfer', remark: two, amount: -30_000 }, { kind: 'deposit', amount: 70_000 }] } };
  const first = await ask({ about: 'cash-flow', date: today });
  expect(first).toMatchObject({ ok: true, value: { rows: expect.arrayContaining(flow.value.rows.map((row) => expect.objectContaining(row) as object)) as object } });
  feed.endDay(Object.fromEntries(LISTED.map(({ id }) => [id, 100])), '2021-12-31');
  await pass();
  const settled = await ask({ about: 'cash-flow', date: today });
  expect(settled.ok && first.ok && settled.value.rows.map((row) => ({ ...row, id: '' }))).toEqual(first.ok && first.value.rows.map((row) => ({ ...row, id: '' })));
  expect(await ask({ about: 'cash-flow', date: '2021-12-31' })).toMatchObject({ ok: true, value: { rows: [] } });
  expect(await ask({ about: 'margin-ratios', instruments: [IF.id] })).toMatchObject({ ok: false, fault: { code: 'records-not-kept' } });
  expect(await accountRecords(desk.accounts, store, 'nobody', { about: 'fees', orders: ['x'] })).toMatchObject({ fault: { code: 'account-unknown' } });
});

it('a reset cancels, drops and starts again, and the core agrees with the exchange in everything', async () => {
  await place(ONE, IF, 'buy', 2, 100);
  await place(ONE, PAB, 'buy', 100, 100);
  const resting = await place(ONE, IF, 'buy', 1, 90);
  const fillsBefore = store.fills.page({ account: ONE, offset: 0, limit: 10 }).total;
  expect(fillsBefore).toBe(2);
  desk.faults.length = 0;
  expect(await done(keeping.reset(ONE, { USD: 70_000 }))).toEqual({ ok: true, value: null });
  await pass();
  expect(desk.shown.orders.get(resting)).toMatchObject({ state: 'cancelled', fault: { code: 'account-reset' } });
  expect([...desk.shown.positions.values()].filter((position) => position.account === ONE)).toEqual([]);
  expect(shown(ONE, 'USD')).toMatchObject({ balance: 70_000, equity: 70_000, available: 70_000, margin: 0, frozen: 0, realised: 0, fees: 0 });
  expect(shown(ONE)).toMatchObject({ balance: 0, equity: 0, available: 0, margin: 0, frozen: 0, marketValue: 0 });
  // A reset is no disagreement: nothing had to be put right.
  expect(desk.faults.filter((fault) => fault.code === 'position-corrected')).toEqual([]);
  expect(store.fills.page({ account: ONE, offset: 0, limit: 10 }).total).toBe(fillsBefore);
  await expectAgreement(ONE);
  expect(desk.shown.accounts.get(ONE)?.state).toBe('ready');
  await done(keeping.deposit(ONE, 'CNY', 1_000_000_000));
  await place(ONE, IF, 'buy', 1, 100);
  expect([...desk.shown.positions.values()].filter((position) => position.account === ONE)).toMatchObject([{ instrument: IF.id, side: 'long', today: 1 }]);
  await expectAgreement(ONE);
});

it('two accounts trade with each other: part of an order, then the rest is cancelled', async () => {
  const two = await opened('Two', { CNY: 1_000_000_000 });
  const wealth = (): number => shown(ONE)!.balance + shown(two)!.balance + shown(ONE)!.fees + shown(two)!.fees;
  const before = wealth();
  // The participants stand still, with room for a price between their bid and their offer.
  expect(desk.broker.setReplay?.({ paused: true })).toMatchObject({ ok: true });
  const price = desk.quote(TEST.id)[QUOTE.bid] + 1;
  expect(desk.quote(TEST.id)[QUOTE.ask]).toBeGreaterThan(price);
  const bid = await place(ONE, TEST, 'buy', 5, price);
  const offer = await place(two, TEST, 'sell', 3, price);
  expect(desk.shown.orders.get(bid)).toMatchObject({ state: 'partly-filled', filled: 3 });
  expect(desk.shown.orders.get(offer)).toMatchObject({ state: 'filled', filled: 3 });
  expect((await desk.orders.cancel(bid)).ok).toBe(true);
  await pass();
  expect(desk.shown.orders.get(bid)).toMatchObject({ state: 'cancelled', filled: 3 });
  expect([...desk.shown.fills.values()].map((fill) => `${fill.account} ${fill.side} ${fill.quantity}@${fill.price}`).toSorted()).toEqual([`${ONE} buy 3@${price}`, `${two} sell 3@${price}`]);
  expect([...desk.shown.positions.values()].map((position) => `${position.account} ${position.side} ${position.today}`).toSorted()).toEqual([`${ONE} long 3`, `${two} short 3`]);
  expect(wealth()).toBe(before);
  await expectAgreement(ONE);
  await expectAgreement(two);
});

it('the exchange’s way there and back keeps the order: an account is told of before its money, and all before the answer', async () => {
  await desk.close();
  store.close();
  await open(30);
  const told: string[] = [];
  const from = desk.published.length;
  const answer = keeping.open(CONNECTION, 'Far', { CNY: 10_000 }).then((result) => told.push(`answer ${result.ok}, ${shown('SIM-2')?.balance} shown`));
  await pass(200);
  await answer;
  const topics = desk.published.slice(from).flatMap(({ topic, items }) => (items as readonly { id?: string; account?: string }[]).filter((item) => item.id === 'SIM-2' || item.account === 'SIM-2').map(() => topic));
  expect(topics[0]).toBe('accounts');
  expect(topics).toContain('funds');
  expect(told).toEqual(['answer true, 10000 shown']);
});

it('where the exchange’s disk refuses, nothing is half done, and the words are those of an account', async () => {
  const two = await opened('Two', { CNY: 1_000_000_000 });
  const bid = await place(ONE, IF, 'buy', 1, 90);
  await place(ONE, IF, 'buy', 1, 100);
  const before = [shown(ONE), shown(two)].map((funds) => funds!.balance);
  storage.refuses = 'disk full';
  for (const refused of [
    keeping.open(CONNECTION, 'Three', { CNY: 5 }), keeping.deposit(two, 'CNY', 7), keeping.withdraw(two, 'CNY', 7), keeping.transfer(ONE, two, 'CNY', 7), keeping.reset(ONE, {}),
  ]) {
    expect(await done<Result<unknown>>(refused)).toMatchObject({ ok: false, fault: { code: 'account-unchanged', params: { reason: 'disk full' } } });
  }
  expect(FAULTS['account-unchanged' satisfies FaultCode][0]).toMatch(/账户/);
  expect(desk.shown.accounts.has('SIM-3')).toBe(false);
  storage.refuses = null;
  await pass(2_000);
  expect([shown(ONE), shown(two)].map((funds) => funds!.balance)).toEqual(before);
  expect(desk.shown.orders.get(bid)).toMatchObject({ state: 'working', pending: null });
  await expectAgreement(ONE);
  await expectAgreement(two);
  expect(await done(keeping.deposit(two, 'CNY', 7))).toMatchObject({ ok: true });
  expect(shown(two)!.balance).toBe(before[1] + 7);
});

it('after a restart every account, its money, orders and positions are as they were', async () => {
  const two = await opened('Two', { CNY: 1_000_000_000, HKD: 12_345 });
  await done(keeping.transfer(ONE, two, 'USD', 50_000));
  await place(two, AAPL, 'buy', 3, 100);
  await place(two, IF, 'buy', 1, 90);
  await done(keeping.reset(ONE, { CNY: 40_000 }));
  const picture = () => ({
    accounts: [...desk.shown.accounts.values()].map(({ id, name, currencies }) => ({ id, name, currencies })),
    funds: [...desk.shown.funds.values()].map(({ account, currency, balance, available, margin, frozen, netDeposits }) => ({ account, currency, balance, available, margin, frozen, netDeposits })),
    positions: [...desk.shown.positions.values()].map(({ account, instrument, side, today }) => ({ account, instrument, side, today })),
    working: [...desk.shown.orders.values()].filter((order) => !isFinal(order.state)).map(({ id, filled }) => ({ id, filled })),
  });
  await pass(1_000);
  const before = picture();
  const entries = [...storage.entries];
  // As after a kill: what was not in the log is not there.
  await desk.close();
  store.close();
  storage.snapshot = null;
  storage.entries = entries;
  await open();
  await pass(1_000);
  expect(picture()).toEqual(before);
  expect(desk.faults.filter((fault) => fault.code === 'position-corrected')).toEqual([]);
  await expectAgreement(ONE);
  await expectAgreement(two);
});

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('place' as const), account: fc.nat(2), instrument: fc.constantFrom(IF, AAPL), side: fc.constantFrom('buy' as const, 'sell' as const), price: fc.integer({ min: 98, max: 101 }), quantity: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cash' as const), account: fc.nat(2), amount: fc.integer({ min: -3_000_000, max: 3_000_000 }).filter((amount) => amount !== 0) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('transfer' as const), account: fc.nat(2), to: fc.nat(2), amount: fc.integer({ min: 1, max: 3_000_000 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reset' as const), account: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('disk' as const), refuses: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
);

it('whatever is asked in whatever order, also of a disk that refuses now and then, the core and the exchange agree in the end', async () => {
  const ids = [ONE, await opened('Two', { CNY: 10_000_000_000, USD: 10_000_000_000 }), await opened('Three', { CNY: 10_000_000 })];
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 20 }), async (steps) => {
      const asked: Promise<unknown>[] = [];
      const placed: string[] = [];
      for (const one of steps) {
        // Most are asked without waiting for the one before.
        if (one.do === 'wait') await pass();
        else if (one.do === 'disk') storage.refuses = one.refuses ? 'disk full' : null;
        else if (one.do === 'cancel') {
          if (placed.length > 0) asked.push(desk.orders.cancel(placed[one.which % placed.length]));
        } else if (one.do === 'place') {
          const id = `order-${++nextId}-0000`;
          placed.push(id);
          asked.push(desk.orders.place({ id, account: ids[one.account], instrument: one.instrument.id, side: one.side, offset: 'auto', type: 'limit', price: one.price, quantity: one.quantity, timeInForce: 'gtc', source: 'ticket' }));
        } else if (one.do === 'reset') asked.push(keeping.reset(ids[one.account], { CNY: 10_000_000_000, USD: 10_000_000 }));
        else if (one.do === 'transfer') asked.push(keeping.transfer(ids[one.account], ids[one.to], 'CNY', one.amount));
        else if (one.amount > 0) asked.push(keeping.deposit(ids[one.account], 'CNY', one.amount));
        else asked.push(keeping.withdraw(ids[one.account], 'CNY', -one.amount));
      }
      storage.refuses = null;
      await done(Promise.all(asked));
      await pass(3_000);
      for (const id of ids) await expectAgreement(id);
    }),
    { numRuns: 120 },
  );
  expect(desk.faults.filter((fault) => fault.code === 'position-corrected')).toEqual([]);
}, 60_000);
