/**
 * The program is killed, or the disk refuses, at any step of a settlement: the next start finds it done or not done, never by half; what was
 * not done is done once, with the same figures and the same statements as if nothing had happened.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Broker, BrokerDocument, BrokerSink, BrokerStorage } from '#electron/brokers/broker.ts';
import { createSimulatedBroker } from '#electron/brokers/simulated/simulated-broker.ts';
import { ExchangeLog } from '#electron/brokers/simulated/exchange-log.ts';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import type { Statement } from '#shared/model/statement.ts';
import { changesOf } from '#shared/statement/positions.ts';
import { temporaryFolder } from '#test/e2e/terminal.ts';
import { createHandClock } from '#test/stand-ins/hand-clock.ts';
import { createHandFeed } from '#test/stand-ins/hand-feed.ts';
import { IF, PAB } from '#test/stand-ins/instruments.ts';
import { createMemoryStorage, type MemoryStorage } from '#test/stand-ins/memory-storage.ts';

const INSTRUMENTS = [IF, PAB];
const ACCOUNTS = ['A', 'B'];

class Killed extends Error {}

/** What happens to the write of a number: refused (nothing of it is there), or the last thing before the end, done or not. */
type Fate = 'refused' | 'killed-before' | 'killed-after';

/** A durable space whose `at`-th write from `arm` on meets its fate; after a kill nothing more gets through. */
function fatefulStorage(memory: MemoryStorage, fate: Fate, at: number): BrokerStorage & { arm(): void; readonly writes: number; readonly dead: boolean } {
  let armed = false;
  let writes = 0;
  let dead = false;
  const write = (perform: () => void): void => {
    if (dead) throw new Killed('dead');
    const now = armed ? ++writes : 0;
    if (now === at && fate === 'refused') throw new Error('disk full');
    if (now === at && fate === 'killed-before') dead = true;
    if (dead) throw new Killed('killed');
    perform();
    if (now !== at || fate !== 'killed-after') return;
    dead = true;
    throw new Killed('killed');
  };
  return {
    arm: () => (armed = true),
    get writes() {
      return writes;
    },
    get dead() {
      return dead;
    },
    readSnapshot: () => memory.readSnapshot(),
    readEntries: () => memory.readEntries(),
    append: (entries: readonly string[], documents?: readonly BrokerDocument[]) => write(() => memory.append(entries, documents)),
    writeSnapshot: (snapshot) => write(() => memory.writeSnapshot(snapshot)),
    readDocument: (key) => memory.readDocument(key),
    documentKeys: (prefix) => memory.documentKeys(prefix),
  };
}

const nothing = (): void => {};

async function start(storage: BrokerStorage, feed: ReturnType<typeof createHandFeed>): Promise<{ readonly broker: Broker; readonly run: (ms: number) => void; readonly told: string[] }> {
  const clock = createHandClock();
  const told: string[] = [];
  const sink: BrokerSink = {
    connection: nothing, accounts: nothing, instruments: nothing, slotOf: (id) => INSTRUMENTS.findIndex((of) => of.id === id), quote: nothing, book: nothing, trade: nothing, queue: nothing, queueBrokers: nothing, timeShare: nothing, quotas: nothing, feedReset: nothing, order: nothing, fill: nothing, refusal: nothing,
    position: nothing, funds: nothing, accountReset: nothing, replay: nothing, log: nothing,
    settled: (account, tradingDay) => void told.push(`${account} ${tradingDay}`),
  };
  const deposits = { CNY: 10_000_000 };
  const broker = createSimulatedBroker({ feed, accounts: ACCOUNTS.map((id) => ({ id, name: id, deposits })) })({ sink, storage, now: clock.now, after: clock.after });
  const connected = await broker.connect();
  if (!connected.ok) throw new Error(connected.fault.code);
  return { broker, told, run: (ms) => clock.run(ms) };
}

const showAll = (feed: ReturnType<typeof createHandFeed>, price: number): void => INSTRUMENTS.forEach(({ id }) => feed.show(id, { bids: [[price, 10_000]], asks: [[price + 1, 10_000]], last: price }));
const SETTLEMENT = { [IF.id]: 1_020, [PAB.id]: 1_015 };

/** A day of trading, up to its last moment. */
async function tradedDay(storage: BrokerStorage, feed: ReturnType<typeof createHandFeed>): Promise<Awaited<ReturnType<typeof start>>> {
  const started = await start(storage, feed);
  const { broker, run } = started;
  showAll(feed, 1_000);
  let number = 0;
  for (const account of ACCOUNTS) {
    for (const [of, side, offset, quantity] of [[IF, 'buy', 'open', 3], [PAB, 'buy', 'open', 200], [IF, 'sell', 'close', 1], [IF, 'sell', 'open', 2]] as const) {
      broker.place({ id: `order-${++number}`, account, instrument: of.id, side, offset, type: 'market', price: null, quantity, timeInForce: 'ioc' });
      run(0);
    }
    broker.place({ id: `order-${++number}`, account, instrument: IF.id, side: 'buy', offset: 'open', type: 'limit', price: 900, quantity: 1, timeInForce: 'day' });
    broker.place({ id: `order-${++number}`, account, instrument: IF.id, side: 'buy', offset: 'open', type: 'limit', price: 901, quantity: 1, timeInForce: 'gtc' });
    run(0);
  }
  return started;
}

interface Ending {
  readonly state: string;
  readonly statements: readonly string[];
}

/** Everything durable, by what it means: the exchange's state and the statements. */
function endingOf(memory: MemoryStorage): Ending {
  const { state } = new ExchangeLog(memory).restore(INSTRUMENTS);
  const keys = memory.documentKeys('statement/');
  return { state: JSON.stringify(state.snapshot()), statements: keys.map((key) => `${key} ${memory.readDocument(key)}`) };
}

/** Settles the day and stops in order; whatever was interrupted is begun again from the storage, as after a restart. */
async function settledOnce(fate: Fate, at: number): Promise<{ readonly ending: Ending; readonly writes: number; readonly struck: boolean }> {
  const memory = createMemoryStorage();
  const feed = createHandFeed(INSTRUMENTS);
  const storage = fatefulStorage(memory, fate, at);
  let { broker, run } = await tradedDay(storage, feed);
  const time = feed.time;
  storage.arm();
  const settleAndStop = async (): Promise<void> => {
    feed.endDay(SETTLEMENT, '2021-01-05');
    // Long enough for a disk that refused to be asked again.
    run(3_000);
    await broker.close();
  };
  try {
    await settleAndStop();
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  const { writes } = storage;
  if (storage.dead) {
    // The machine starts again: the same day, where the log says it stood. A day whose settlement was written is over.
    const again = createHandFeed(INSTRUMENTS);
    again.time = time;
    const done = new ExchangeLog(memory).restore(INSTRUMENTS).state.counters.period > 0;
    if (done) again.tradingDay = '2021-01-05';
    ({ broker, run } = await start(memory, again));
    showAll(again, 1_000);
    if (!done) again.endDay(SETTLEMENT, '2021-01-05');
    run(3_000);
    await broker.close();
  }
  return { ending: endingOf(memory), writes, struck: writes >= at };
}

/** Statements but for the moment at which they were made. */
const timeless = ({ statements }: Ending): string[] => statements.map((text) => text.replace(/"settledAt":\d+/, '"settledAt":0'));

interface SavedAccount {
  readonly id: string;
  readonly cash: unknown;
  readonly holdings: unknown;
  readonly statement: unknown;
}

/** Money, lots and the newest statement of each account. */
const accountsOf = ({ state }: Ending): SavedAccount[] => (JSON.parse(state) as { accounts: SavedAccount[] }).accounts.map(({ id, cash, holdings, statement }) => ({ id, cash, holdings, statement }));

describe('a write of the settlement that fails', () => {
  it('leaves no trace: the same accounts and statements, once', async () => {
    const whole = await settledOnce('killed-after', Infinity);
    expect(whole.ending.statements).toHaveLength(ACCOUNTS.length);
    expect(whole.writes).toBeGreaterThanOrEqual(2);
    let struck = 0;
    for (const fate of ['refused', 'killed-before', 'killed-after'] as const) {
      for (let at = 1; at <= whole.writes; at++) {
        const one = await settledOnce(fate, at);
        if (one.struck) struck++;
        expect(timeless(one.ending), `${fate} at write ${at}`).toEqual(timeless(whole.ending));
        expect(accountsOf(one.ending), `${fate} at write ${at}`).toEqual(accountsOf(whole.ending));
        expect((JSON.parse(one.ending.state) as { period: number }).period).toBe(1);
      }
    }
    expect(struck).toBeGreaterThanOrEqual(whole.writes * 2);
  });

  it('day orders expire with it and those that stay are working, wherever it was interrupted', async () => {
    for (const fate of ['refused', 'killed-before', 'killed-after'] as const) {
      const { ending } = await settledOnce(fate, 1);
      const orders = (JSON.parse(ending.state) as { orders: { intent: { timeInForce: string }; state: string }[] }).orders;
      expect(orders.filter(({ intent }) => intent.timeInForce === 'day').map(({ state }) => state)).toEqual(['expired', 'expired']);
      expect(orders.filter(({ intent }) => intent.timeInForce === 'gtc').map(({ state }) => state)).toEqual(['working', 'working']);
    }
  });
});

const child = fileURLToPath(new URL('settlement-child.ts', import.meta.url));

/** Trades and settles on a folder until it is killed after `ms`. @returns settlements that were told of */
async function killedAfter(folder: string, ms: number): Promise<number> {
  const trader = spawn(process.execPath, ['--no-warnings', child, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  trader.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  trader.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await expect.poll(() => output + errors, { timeout: 30_000 }).toMatch(/ready\n/);
  await new Promise((resolve) => setTimeout(resolve, ms));
  trader.kill('SIGKILL');
  await once(trader, 'close');
  expect(errors).toBe('');
  return output.split('\n').slice(1, -1).filter((line) => line.startsWith('A ')).length;
}

it('kill -9 while days are settled on a real disk: every settlement is whole, none is missing, no money is made', async () => {
  const folder = temporaryFolder();
  let told = 0;
  for (const ms of [40, 150, 333, 517, 90, 260]) {
    told += await killedAfter(folder.path, ms);
    const opened = openStore({ folder: folder.path });
    if (!opened.ok) throw new Error(opened.fault.code);
    const storage = opened.value.broker('simulated');
    const { state } = new ExchangeLog(storage).restore(INSTRUMENTS);
    const { period } = state.counters;
    // What was told of had been written; what was written may not have been told of any more.
    expect(period).toBeGreaterThanOrEqual(told);
    for (const account of ACCOUNTS) {
      const keys = storage.documentKeys(`statement/${account}/`);
      expect(keys).toHaveLength(period);
      expect(storage.documentKeys(`heading/${account}/`)).toHaveLength(period);
      const statements = keys.map((key) => JSON.parse(storage.readDocument(key) ?? '') as Statement);
      statements.forEach((statement, at) => {
        expect(statement.number).toBe(at + 1);
        const [funds] = statement.funds;
        expect(funds.broughtForward + changesOf(funds)).toBe(funds.balance);
        expect(funds.broughtForward).toBe(at === 0 ? 0 : statements[at - 1].funds[0].balance);
        expect(funds.deposits).toBe(at === 0 ? 100_000_000_000 : 0);
      });
      const cash = state.accounts.get(account)?.cash('CNY');
      expect(cash?.broughtForward).toBe(statements.at(-1)?.funds[0].balance ?? 0);
    }
    opened.value.close();
  }
  expect(told).toBeGreaterThan(20);
  folder.remove();
}, 120_000);
