import { describe, expect, it } from 'vitest';
import type { Broker, BrokerSink, FillReport, OrderIntent, OrderReport, RequestRefusal } from '#electron/brokers/broker.ts';
import type { Funds } from '#shared/model/account.ts';
import type { Position } from '#shared/model/position.ts';
import { QUOTE } from '#shared/model/quote.ts';
import type { ReplayStatus } from '#shared/model/replay.ts';
import { createHandClock, type HandClock } from '#test/stand-ins/hand-clock.ts';
import { createHandFeed, type HandFeed } from '#test/stand-ins/hand-feed.ts';
import { AAPL, CU, IF, PAB, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';
import { createMemoryStorage, type MemoryStorage } from '#test/stand-ins/memory-storage.ts';
import type { SimulatedBrokerOptions } from './options.ts';
import { createSimulatedBroker } from './simulated-broker.ts';

interface Bench {
  readonly feed: HandFeed;
  readonly clock: HandClock;
  readonly storage: MemoryStorage;
  readonly broker: Broker;
  /** Names of what was told, in order. */
  readonly told: string[];
  readonly orders: OrderReport[];
  readonly fills: FillReport[];
  readonly refusals: RequestRefusal[];
  readonly positions: Position[];
  readonly funds: Funds[];
  readonly quotes: { readonly slot: number; readonly record: Float64Array }[];
  readonly statuses: ReplayStatus[];
  readonly connections: string[];
}

function createBench(options: Partial<SimulatedBrokerOptions> = {}, from: { storage?: MemoryStorage; feed?: HandFeed } = {}): Bench {
  const feed = from.feed ?? createHandFeed(TEST_INSTRUMENTS);
  const clock = createHandClock();
  const storage = from.storage ?? createMemoryStorage();
  const told: string[] = [];
  const bench = { orders: [], fills: [], refusals: [], positions: [], funds: [], quotes: [], statuses: [], connections: [] } as Pick<
    Bench,
    'orders' | 'fills' | 'refusals' | 'positions' | 'funds' | 'quotes' | 'statuses' | 'connections'
  >;
  const sink: BrokerSink = {
    connection: (state, fault) => void bench.connections.push(fault ? `${state} ${fault.code}` : state),
    accounts: () => void told.push('accounts'),
    instruments: () => void told.push('instruments'),
    slotOf: (id) => TEST_INSTRUMENTS.findIndex((instrument) => instrument.id === id) + 100,
    quote: (slot, record, offset) => void bench.quotes.push({ slot, record: record.slice(offset) }),
    book: () => void told.push('book'),
    trade: () => void told.push('trade'),
    queue: () => undefined,
    queueBrokers: () => undefined,
    timeShare: () => undefined,
    quotas: () => undefined,
    feedReset: () => void told.push('reset'),
    order: (report) => void (told.push(`order ${report.state}`), bench.orders.push(report)),
    fill: (report) => void (told.push('fill'), bench.fills.push(report)),
    refusal: (refusal) => void (told.push('refusal'), bench.refusals.push(refusal)),
    position: (position) => void (told.push('position'), bench.positions.push(position)),
    funds: (funds) => void (told.push('funds'), bench.funds.push(funds)),
    settled: () => void told.push('settled'),
    accountReset: () => void told.push('account reset'),
    replay: (status) => void bench.statuses.push(status),
    log: (_, __, fault) => void told.push(`log ${fault?.code}`),
  };
  const broker = createSimulatedBroker({ feed, ...options })({ sink, storage, now: clock.now, after: clock.after });
  return { feed, clock, storage, broker, told, ...bench };
}

async function connected(options: Partial<SimulatedBrokerOptions> = {}, from: { storage?: MemoryStorage; feed?: HandFeed } = {}): Promise<Bench> {
  const bench = createBench(options, from);
  expect((await bench.broker.connect()).ok).toBe(true);
  for (const instrument of TEST_INSTRUMENTS) bench.feed.show(instrument.id, { bids: [[99, 500]], asks: [[101, 500]], last: 100 });
  bench.clock.run(0);
  bench.told.length = 0;
  return bench;
}

const intent = (wish: Partial<OrderIntent> & { readonly id: string }): OrderIntent => ({
  account: 'SIM-1',
  instrument: IF.id,
  side: 'buy',
  offset: 'open',
  type: 'limit',
  price: 95,
  quantity: 1,
  timeInForce: 'day',
  ...wish,
});

async function answer<T>(asked: Promise<{ readonly ok: boolean; readonly value?: T }>): Promise<T> {
  const result = await asked;
  if (!result.ok || result.value === undefined) throw new Error('the query failed');
  return result.value;
}

/** All that a client can ask of the account. */
async function account(broker: Broker): Promise<unknown> {
  const [orders, fills, positions, funds] = await Promise.all([broker.queryOrders('SIM-1'), broker.queryFills('SIM-1'), broker.queryPositions('SIM-1'), broker.queryFunds('SIM-1')]);
  const untimed = funds.ok ? funds.value.map((entry) => ({ ...entry, reportedAt: 0 })) : funds;
  return { orders, fills, positions, funds: untimed };
}

describe('connecting', () => {
  it('announces instruments and accounts, then comes up', async () => {
    const bench = createBench();
    await bench.broker.connect();
    expect(bench.connections).toEqual(['connecting', 'up']);
    expect(bench.told.slice(0, 2)).toEqual(['instruments', 'accounts']);
    expect(await answer(bench.broker.queryFunds('SIM-1'))).toMatchObject([{ currency: 'CNY', balance: 100_000_000_000 }, { currency: 'HKD' }, { currency: 'USD' }]);
  });

  it('offers per exchange what its instruments take', () => {
    const { broker } = createBench();
    expect(broker.capabilities.find(({ exchange }) => exchange === 'SHFE')?.offsets).toEqual(['open', 'close', 'close-today', 'close-yesterday']);
    expect(broker.capabilities.find(({ exchange }) => exchange === 'CFFEX')?.offsets).toEqual(['open', 'close']);
  });

  it('takes nothing before and after', async () => {
    const bench = createBench();
    expect(bench.broker.place(intent({ id: 'early' }))).toMatchObject({ ok: false, fault: { code: 'account-offline' } });
    await bench.broker.connect();
    await bench.broker.close();
    expect(bench.broker.place(intent({ id: 'late' }))).toMatchObject({ ok: false, fault: { code: 'account-offline' } });
    expect(bench.clock.waiting).toBe(0);
    expect(bench.connections.at(-1)).toBe('off');
  });

  it.each([
    ['no JSON', 'not a log'],
    ['another catalogue', JSON.stringify({ type: 'rejected', order: 1, intent: { account: 'SIM-1', id: 'x', instrument: 'GONE' }, fault: { code: 'internal' }, time: 0 }).replace('rejected', 'placed')],
  ])('a log that cannot be read is not overwritten: %s', async (_, line) => {
    const storage = createMemoryStorage();
    storage.entries.push(line);
    const bench = createBench({}, { storage });
    expect(await bench.broker.connect()).toMatchObject({ ok: false, fault: { code: 'exchange-log-unreadable' } });
    expect(bench.connections).toEqual(['connecting', 'down exchange-log-unreadable']);
    expect(storage.entries).toEqual([line]);
    expect(storage.snapshot).toBeNull();
  });
});

describe('orders', () => {
  it('are answered after the call, in order, written before they are told', async () => {
    const bench = await connected();
    bench.broker.place(intent({ id: 'fills', price: 101 }));
    bench.broker.place(intent({ id: 'rests' }));
    bench.broker.place(intent({ id: 'wrong', price: 1.5 }));
    expect(bench.told).toEqual([]);
    const writes = bench.storage.writes;
    bench.clock.run(0);
    expect(bench.storage.writes).toBe(writes + 1);
    expect(bench.told.slice(0, 5)).toEqual(['order working', 'fill', 'order filled', 'order working', 'order rejected']);
    expect(bench.told.slice(5).sort()).toEqual(['funds', 'funds', 'funds', 'position']);
    expect(bench.positions).toMatchObject([{ instrument: IF.id, side: 'long', today: 1 }]);
  });

  it('travel both ways when there is latency, and reports keep their order', async () => {
    const bench = await connected({ latencyMs: 30 });
    bench.clock.run(60);
    bench.told.length = 0;
    bench.broker.place(intent({ id: 'fills', price: 101 }));
    bench.clock.run(29);
    expect(await answer(bench.broker.queryOrders('SIM-1'))).toEqual([]);
    bench.clock.run(1);
    expect(await answer(bench.broker.queryOrders('SIM-1'))).toHaveLength(1);
    expect(bench.told.filter((name) => name !== 'funds')).toEqual([]);
    bench.clock.run(30);
    expect(bench.told.filter((name) => name !== 'funds' && name !== 'book')).toEqual(['order working', 'fill', 'order filled', 'position']);
  });

  it('keep their order while the latency is changed, and take the new one at once', async () => {
    const bench = await connected();
    bench.broker.simulate?.({ latencyMs: 100, slippageTicks: 0 });
    bench.clock.run(0);
    bench.broker.place(intent({ id: 'slow' }));
    bench.clock.run(20);
    bench.broker.simulate?.({ latencyMs: 5, slippageTicks: 0 });
    bench.broker.place(intent({ id: 'fast' }));
    bench.clock.run(79);
    expect(await answer(bench.broker.queryOrders('SIM-1'))).toEqual([]);
    bench.clock.run(1);
    expect((await answer(bench.broker.queryOrders('SIM-1'))).map((order) => order.clientOrderId)).toEqual(['slow', 'fast']);
    bench.clock.run(5);
    expect(bench.orders.map((order) => order.clientOrderId)).toEqual(['slow', 'fast']);
    bench.broker.place(intent({ id: 'third' }));
    bench.clock.run(10);
    expect(bench.orders.at(-1)?.clientOrderId).toBe('third');
  });

  it('without a price are given as many ticks less as the setting says, within the limits, also after the disk refused', async () => {
    const bench = await connected();
    bench.broker.simulate?.({ latencyMs: 0, slippageTicks: 3 });
    bench.broker.place(intent({ id: 'market', type: 'market', price: null, timeInForce: 'ioc' }));
    bench.broker.place(intent({ id: 'limit', price: 101 }));
    bench.clock.run(0);
    expect(bench.fills.map((fill) => [fill.clientOrderId, fill.price])).toEqual([['market', 104], ['limit', 101]]);
    bench.storage.refuses = 'disk full';
    bench.broker.place(intent({ id: 'lost' }));
    bench.clock.run(0);
    bench.storage.refuses = null;
    bench.clock.run(3_000);
    bench.feed.show(IF.id, { bids: [[99, 500]], asks: [[101, 500]], last: 100, limits: [90, 102] });
    bench.broker.place(intent({ id: 'bounded', type: 'market', price: null, timeInForce: 'ioc' }));
    bench.clock.run(0);
    expect(bench.fills.at(-1)).toMatchObject({ clientOrderId: 'bounded', price: 102 });
    bench.broker.simulate?.({ latencyMs: 0, slippageTicks: 0 });
    bench.broker.place(intent({ id: 'ideal', type: 'market', price: null, timeInForce: 'ioc' }));
    bench.clock.run(0);
    expect(bench.fills.at(-1)).toMatchObject({ clientOrderId: 'ideal', price: 101 });
  });

  it('changes and cancellations come back as reports or refusals', async () => {
    const bench = await connected();
    bench.broker.place(intent({ id: 'one' }));
    bench.clock.run(0);
    bench.broker.modify('SIM-1', 'one', bench.orders[0].brokerOrderId, 94, 2);
    bench.broker.cancel('SIM-1', 'one', null);
    bench.broker.cancel('SIM-1', 'one', null);
    bench.clock.run(0);
    expect(bench.orders.slice(1)).toMatchObject([{ price: 94, quantity: 2, state: 'working' }, { state: 'cancelled' }]);
    expect(bench.refusals).toMatchObject([{ clientOrderId: 'one', request: 'cancelling', fault: { code: 'order-final' } }]);
  });

  it('of an account that there is not are failures of the query, rejections of the order', async () => {
    const bench = await connected();
    expect(await bench.broker.queryFills('NOBODY')).toMatchObject({ ok: false, fault: { code: 'account-unknown' } });
    bench.broker.place(intent({ id: 'x', account: 'NOBODY' }));
    bench.clock.run(0);
    expect(bench.orders).toMatchObject([{ state: 'rejected', fault: { code: 'account-unknown' } }]);
  });
});

describe('market data', () => {
  it('goes to the slots that are subscribed, with the time it was received; the state of what is new follows', async () => {
    const bench = await connected();
    bench.broker.subscribe([CU.id]);
    expect(bench.quotes).toEqual([]);
    bench.clock.run(0);
    expect(bench.quotes.map(({ slot }) => slot)).toEqual([101]);
    bench.feed.show(IF.id, { bids: [[99, 5]] });
    bench.feed.show(CU.id, { bids: [[98, 5]] });
    expect(bench.quotes.map(({ slot, record }) => [slot, record[QUOTE.bid], record[QUOTE.receivedAt]])).toEqual([
      [101, 99, bench.clock.now()],
      [101, 98, bench.clock.now()],
    ]);
    bench.broker.subscribe([]);
    bench.feed.show(CU.id, { bids: [[97, 5]] });
    expect(bench.quotes).toHaveLength(2);
  });

  it('a jump is told after the call: reset, then the state', async () => {
    const bench = await connected();
    bench.broker.subscribe([IF.id]);
    bench.clock.run(0);
    bench.told.length = 0;
    bench.quotes.length = 0;
    expect(bench.broker.setReplay?.({ time: bench.feed.days[1].from })).toMatchObject({ ok: true });
    expect([bench.told, bench.quotes]).toEqual([[], []]);
    bench.clock.run(0);
    expect(bench.told.slice(0, 2)).toEqual(['reset', 'book']);
    expect(bench.quotes).toHaveLength(1);
    expect(bench.statuses.at(-1)?.tradingDay).toBe('2021-01-05');
    expect(bench.broker.setReplay?.({ time: 0 })).toMatchObject({ ok: false, fault: { code: 'replay-time-outside' } });
    expect(bench.broker.setReplay?.({ speed: 1_000 })).toMatchObject({ ok: false, fault: { code: 'message-invalid' } });
  });
});

describe('the clock', () => {
  it('runs at its speed, stands while paused, does not leap after a stall', async () => {
    const bench = await connected();
    const start = bench.feed.time;
    bench.clock.run(1_000);
    expect(bench.feed.time - start).toBeCloseTo(1_000, 6);
    bench.broker.setReplay?.({ speed: 10 });
    bench.clock.run(1_000);
    expect(bench.feed.time - start).toBeCloseTo(11_000, 6);
    bench.broker.setReplay?.({ paused: true });
    bench.clock.run(1_000);
    expect(bench.feed.time - start).toBeCloseTo(11_000, 6);
    expect(bench.statuses.at(-1)).toMatchObject({ speed: 10, paused: true });
    bench.broker.setReplay?.({ paused: false });
    bench.clock.run(100);
    expect(bench.feed.time - start).toBeCloseTo(12_000, 6);
  });

  it('tells funds at most four times a second while marks move, and not at all while they do not', async () => {
    const bench = await connected();
    bench.broker.place(intent({ id: 'fills', price: 101, quantity: 2 }));
    let last = 100;
    bench.feed.onAdvance = () => bench.feed.show(IF.id, { bids: [[99, 5]], asks: [[101, 5]], last: (last += 1) });
    bench.clock.run(1_000);
    bench.told.length = 0;
    bench.clock.run(2_000);
    expect(bench.told.filter((name) => name === 'funds')).toHaveLength(8);
    bench.feed.onAdvance = () => {};
    bench.clock.run(300);
    bench.told.length = 0;
    bench.clock.run(2_000);
    expect(bench.told.filter((name) => name === 'funds')).toEqual([]);
  });

  it('tells what borrowed shares tie up while that moves, and of nothing else', async () => {
    const bench = await connected();
    bench.broker.place(intent({ id: 'short', instrument: AAPL.id, side: 'sell', price: 99, quantity: 2 }));
    bench.broker.place(intent({ id: 'long', price: 101, quantity: 2 }));
    bench.clock.run(500);
    bench.positions.length = 0;
    let last = 100;
    bench.feed.onAdvance = () => bench.feed.show(AAPL.id, { bids: [[99, 5]], asks: [[101, 5]], last: (last += 1) });
    bench.clock.run(1_000);
    bench.feed.onAdvance = () => {};
    bench.clock.run(1_000);
    expect(bench.positions.length).toBeGreaterThanOrEqual(3);
    expect(new Set(bench.positions.map(({ instrument, side }) => `${instrument} ${side}`))).toEqual(new Set([`${AAPL.id} short`]));
    // One and a half times two shares at the last mark, a tick of 0.01.
    expect(bench.positions.at(-1)?.margin).toBe(last * 2 * 100 * 1.5);
    const told = bench.positions.length;
    bench.clock.run(2_000);
    expect(bench.positions).toHaveLength(told);
  });
});

describe('a restart', () => {
  it.each(['closed', 'killed'] as const)('finds accounts, orders, ids and clock as they were: %s', async (how) => {
    const bench = await connected();
    bench.broker.place(intent({ id: 'fills', price: 101, quantity: 2 }));
    bench.broker.place(intent({ id: 'rests', timeInForce: 'gtc' }));
    bench.broker.place(intent({ id: 'wrong', price: 1.5 }));
    bench.broker.setReplay?.({ speed: 20 });
    bench.clock.run(6_000);
    const before = await account(bench.broker);
    const { time } = bench.feed;
    if (how === 'closed') await bench.broker.close();
    const again = await connected({}, { storage: bench.storage });
    expect(await account(again.broker)).toEqual(before);
    expect(time - again.feed.time).toBeLessThanOrEqual(how === 'closed' ? 0 : 5_000 * 20);
    expect(again.statuses[0].speed).toBe(20);
    again.broker.place(intent({ id: 'next', price: 101 }));
    again.clock.run(0);
    expect(again.orders[0].brokerOrderId).toBe('00000004');
    expect(again.fills[0].brokerFillId).toBe('00000002');
  });

  it('after a settlement goes on with the next day', async () => {
    const storage = createMemoryStorage();
    const bench = await connected({}, { storage });
    bench.broker.place(intent({ id: 'fills', price: 101, quantity: 2 }));
    bench.clock.run(0);
    bench.feed.onAdvance = () => {
      bench.feed.onAdvance = () => {};
      bench.feed.endDay({ [IF.id]: 105 }, '2021-01-05');
    };
    bench.clock.run(20);
    expect(bench.told).toContain('settled');
    const settled = await account(bench.broker);
    // As if the process had died right after the settlement was written: the feed stands at the end of the day.
    storage.entries = storage.entries.slice(0, storage.entries.findIndex((line) => line.includes('"settled"')) + 1);
    const feed = createHandFeed(TEST_INSTRUMENTS);
    feed.onAdvance = () => feed.endDay({ [IF.id]: 999 }, '2021-01-05');
    const again = createBench({}, { storage, feed });
    await again.broker.connect();
    expect(feed.tradingDay).toBe('2021-01-05');
    feed.show(IF.id, { bids: [[99, 500]], asks: [[101, 500]], last: 100 });
    expect(await account(again.broker)).toEqual(settled);
  });
});

describe('a disk that refuses', () => {
  it('orders are rejected with the reason, nothing of them stays, and trading goes on when it recovers', async () => {
    const bench = await connected();
    bench.broker.place(intent({ id: 'kept' }));
    bench.clock.run(0);
    const before = await account(bench.broker);
    bench.storage.refuses = 'disk full';
    bench.broker.place(intent({ id: 'lost', price: 101 }));
    bench.broker.cancel('SIM-1', 'kept', null);
    bench.clock.run(0);
    expect(bench.orders.at(-1)).toMatchObject({ clientOrderId: 'lost', state: 'rejected', filled: 0, fault: { code: 'journal-failed', params: { reason: 'disk full' } } });
    expect(bench.refusals).toMatchObject([{ clientOrderId: 'kept', request: 'cancelling', fault: { code: 'journal-failed' } }]);
    expect(bench.fills).toEqual([]);
    expect(await account(bench.broker)).toEqual(before);
    bench.storage.refuses = null;
    bench.broker.place(intent({ id: 'next', price: 101 }));
    bench.clock.run(0);
    expect(bench.orders.at(-1)).toMatchObject({ clientOrderId: 'next', state: 'filled' });
    expect(new Set(bench.orders.map((order) => order.brokerOrderId)).size).toBe(3);
  });

  it('quotes go on, fills wait for the disk', async () => {
    const bench = await connected();
    bench.broker.subscribe([IF.id]);
    bench.broker.place(intent({ id: 'rests' }));
    bench.clock.run(0);
    bench.storage.refuses = 'disk full';
    bench.feed.show(IF.id, { bids: [[90, 5]], asks: [[94, 5]] });
    bench.clock.run(100);
    const reads = bench.told.filter((name) => name.startsWith('log')).length;
    bench.quotes.length = 0;
    bench.feed.show(IF.id, { bids: [[90, 5]], asks: [[93, 5]] });
    expect([bench.quotes.length, bench.fills.length, reads]).toEqual([1, 0, 1]);
    bench.storage.refuses = null;
    bench.clock.run(1_100);
    bench.feed.show(IF.id, { bids: [[90, 5]], asks: [[92, 5]] });
    bench.clock.run(20);
    expect(bench.fills).toMatchObject([{ clientOrderId: 'rests', price: 95 }]);
  });

  it('the feed waits at a settlement until it is written, once', async () => {
    const bench = await connected();
    bench.broker.place(intent({ id: 'fills', price: 101, quantity: 2 }));
    bench.broker.place(intent({ id: 'aapl', instrument: AAPL.id }));
    bench.broker.place(intent({ id: 'pab', instrument: PAB.id, quantity: 100 }));
    bench.clock.run(0);
    const balance = bench.funds.findLast((funds) => funds.currency === 'CNY')?.balance ?? 0;
    let advances = 0;
    bench.feed.onAdvance = () => {
      if (++advances === 1) bench.feed.endDay({ [IF.id]: 105 }, '2021-01-05');
    };
    bench.storage.refuses = 'disk full';
    bench.clock.run(200);
    expect(advances).toBe(1);
    expect(bench.told.filter((name) => name === 'settled' || name === 'order expired')).toEqual([]);
    bench.storage.refuses = null;
    bench.clock.run(1_200);
    expect(advances).toBeGreaterThan(1);
    expect(bench.told.filter((name) => name === 'settled')).toHaveLength(1);
    expect(bench.told.filter((name) => name === 'order expired')).toHaveLength(2);
    expect(bench.funds.findLast((funds) => funds.currency === 'CNY')?.balance).toBe(balance + 2 * 4 * 600_000);
  });
});
