import { expect, it } from 'vitest';
import type { Broker, BrokerSink, OrderReport } from '#electron/brokers/broker.ts';
import type { Statement, StatementHeading } from '#shared/model/statement.ts';
import type { Result } from '#shared/result.ts';
import { createHandClock } from '#test/stand-ins/hand-clock.ts';
import { createHandFeed, type HandFeed } from '#test/stand-ins/hand-feed.ts';
import { IF, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';
import { createMemoryStorage, type MemoryStorage } from '#test/stand-ins/memory-storage.ts';
import { createSimulatedBroker } from './simulated-broker.ts';

interface Bench {
  readonly broker: Broker;
  readonly desk: NonNullable<Broker['statementDesk']>;
  readonly feed: HandFeed;
  readonly storage: MemoryStorage;
  readonly orders: OrderReport[];
  readonly settled: string[];
  run(ms: number): void;
  /** What a desk answers, with time going on meanwhile. */
  answer<T>(asked: Promise<Result<T>>): Promise<Result<T>>;
}

async function connected(storage = createMemoryStorage(), feed = createHandFeed(TEST_INSTRUMENTS)): Promise<Bench> {
  const clock = createHandClock();
  const orders: OrderReport[] = [];
  const settled: string[] = [];
  const nothing = (): void => {};
  const sink: BrokerSink = {
    connection: nothing, accounts: nothing, instruments: nothing, slotOf: (id) => TEST_INSTRUMENTS.findIndex((of) => of.id === id), quote: nothing, book: nothing, trade: nothing, queue: nothing, queueBrokers: nothing, timeShare: nothing, quotas: nothing, feedReset: nothing, order: (report) => orders.push(report),
    fill: nothing, refusal: nothing, position: nothing, funds: nothing, accountReset: nothing, replay: nothing, log: nothing, settled: (account, day) => settled.push(`${account} ${day}`),
  };
  const broker = createSimulatedBroker({ feed })({ sink, storage, now: clock.now, after: clock.after });
  expect((await broker.connect()).ok).toBe(true);
  feed.show(IF.id, { bids: [[999, 500]], asks: [[1_000, 500]], last: 1_000 });
  clock.run(0);
  const { statementDesk: desk } = broker;
  if (!desk) throw new Error('no desk');
  return {
    broker, desk, feed, storage, orders, settled,
    run: (ms) => clock.run(ms),
    answer: async (asked) => {
      for (let i = 0; i < 4; i++) {
        clock.run(1);
        await Promise.resolve();
      }
      return asked;
    },
  };
}

function endDay(bench: Bench, next: string): void {
  bench.feed.endDay({ [IF.id]: 1_010 }, next);
  bench.run(40);
}

function buy(bench: Bench, id: string): OrderReport | undefined {
  bench.broker.place({ id, account: 'SIM-1', instrument: IF.id, side: 'buy', offset: 'open', type: 'limit', price: 1_000, quantity: 1, timeInForce: 'day' });
  bench.run(1);
  return bench.orders.findLast((report) => report.clientOrderId === id);
}

const valueOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.fault.code);
  return result.value;
};

it('lists statements newest first and reads each; a day that comes round again has one more, and the accounts go on', async () => {
  const bench = await connected();
  expect(valueOf(await bench.answer(bench.desk.list('SIM-1')))).toEqual([]);
  buy(bench, 'a');
  endDay(bench, '2021-01-05');
  endDay(bench, '2021-01-04');
  bench.feed.jump(bench.feed.days[0].from);
  bench.run(40);
  buy(bench, 'b');
  endDay(bench, '2021-01-05');
  expect(bench.settled).toEqual(['SIM-1 2021-01-04', 'SIM-1 2021-01-05', 'SIM-1 2021-01-04']);
  const headings: readonly StatementHeading[] = valueOf(await bench.answer(bench.desk.list('SIM-1')));
  expect(headings.map(({ number, tradingDay, confirmed }) => [number, tradingDay, confirmed])).toEqual([[3, '2021-01-04', true], [2, '2021-01-05', true], [1, '2021-01-04', true]]);
  const statements: Statement[] = [];
  for (const { number } of headings.toReversed()) statements.push(valueOf(await bench.answer(bench.desk.read('SIM-1', number))));
  expect(statements.map(({ fills }) => fills.map(({ order }) => order).length)).toEqual([1, 0, 1]);
  for (const [at, { funds }] of statements.entries()) {
    if (at > 0) expect(funds.map(({ broughtForward }) => broughtForward)).toEqual(statements[at - 1].funds.map(({ balance }) => balance));
    expect(Object.fromEntries(funds.map(({ currency, equity }) => [currency, equity]))).toEqual(headings.find(({ number }) => number === at + 1)?.equity);
  }
  expect(await bench.answer(bench.desk.read('SIM-1', 4))).toMatchObject({ fault: { code: 'statement-unknown', params: { number: 4 } } });
  expect(await bench.answer(bench.desk.list('nobody'))).toMatchObject({ fault: { code: 'account-unknown' } });
});

it('where statements are to be confirmed, orders are refused until they are; it is remembered over a restart', async () => {
  const bench = await connected();
  bench.desk.confirmAutomatically(false);
  endDay(bench, '2021-01-05');
  expect(buy(bench, 'a')).toMatchObject({ state: 'rejected', fault: { code: 'statement-unconfirmed', params: { day: '2021-01-04' } } });
  expect(valueOf(await bench.answer(bench.desk.list('SIM-1')))[0].confirmed).toBe(false);
  expect(valueOf(await bench.answer(bench.desk.read('SIM-1', 1))).confirmed).toBe(false);
  await bench.broker.close();

  const again = await connected(bench.storage, bench.feed);
  expect(buy(again, 'b')).toMatchObject({ state: 'rejected', fault: { code: 'statement-unconfirmed' } });
  expect(await again.answer(again.desk.confirm('SIM-1', 2))).toMatchObject({ fault: { code: 'statement-unknown' } });
  expect(await again.answer(again.desk.confirm('SIM-1', 1))).toEqual({ ok: true, value: null });
  expect(valueOf(await again.answer(again.desk.list('SIM-1')))[0].confirmed).toBe(true);
  expect(buy(again, 'c')?.state).toBe('filled');
});

it('a confirmation that the disk refuses was not made', async () => {
  const bench = await connected();
  bench.desk.confirmAutomatically(false);
  endDay(bench, '2021-01-05');
  bench.storage.refuses = 'disk full';
  expect(await bench.answer(bench.desk.confirm('SIM-1', 1))).toMatchObject({ fault: { code: 'journal-failed' } });
  bench.storage.refuses = null;
  bench.run(2_000);
  expect(valueOf(await bench.answer(bench.desk.list('SIM-1')))[0].confirmed).toBe(false);
});

it('a settlement that waits for the disk is confirmed as it was when it is written', async () => {
  const bench = await connected();
  bench.desk.confirmAutomatically(false);
  bench.storage.refuses = 'disk full';
  endDay(bench, '2021-01-05');
  expect(bench.settled).toEqual([]);
  bench.storage.refuses = null;
  bench.run(3_000);
  expect(bench.settled).toEqual(['SIM-1 2021-01-04']);
  expect(valueOf(await bench.answer(bench.desk.list('SIM-1'))).map(({ number, confirmed }) => [number, confirmed])).toEqual([[1, false]]);
});
