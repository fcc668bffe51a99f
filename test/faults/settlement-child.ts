/**
 * Run by settlement-crash.test.ts in a process of its own: two accounts trade on a data folder, a day is settled every few turns, and each
 * settlement that was told of is printed. It goes on until it is killed.
 */
import type { BrokerSink } from '#electron/brokers/broker.ts';
import { createSimulatedBroker } from '#electron/brokers/simulated/simulated-broker.ts';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import { createHandFeed } from '#test/stand-ins/hand-feed.ts';
import { IF, PAB } from '#test/stand-ins/instruments.ts';

const store = openStore({ folder: process.argv[2] });
if (!store.ok) throw new Error(store.fault.code);
const INSTRUMENTS = [IF, PAB];
const feed = createHandFeed(INSTRUMENTS);

let told = nothingTold();
function nothingTold(): { readonly told: Promise<void>; readonly tell: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { told: promise, tell: resolve };
}
const nothing = (): void => {};
const sink: BrokerSink = {
  connection: nothing, accounts: nothing, instruments: nothing, slotOf: (id) => INSTRUMENTS.findIndex((of) => of.id === id), quote: nothing, book: nothing, trade: nothing, queue: nothing, queueBrokers: nothing, timeShare: nothing, quotas: nothing, feedReset: nothing, order: nothing, fill: nothing, refusal: nothing,
  position: nothing, funds: nothing, accountReset: nothing, replay: nothing, log: nothing,
  settled: (account, tradingDay) => {
    told.tell();
    process.stdout.write(`${account} ${tradingDay}\n`);
  },
};
const after = (ms: number, task: () => void): (() => void) => {
  const timer = setTimeout(task, ms > 0 ? 1 : 0);
  return () => clearTimeout(timer);
};
const deposits = { CNY: 10_000_000 };
const broker = createSimulatedBroker({ feed, accounts: [{ id: 'A', name: 'A', deposits }, { id: 'B', name: 'B', deposits }] })({ sink, storage: store.value.broker('simulated'), now: () => performance.timeOrigin + performance.now(), after });
const connected = await broker.connect();
if (!connected.ok) throw new Error(connected.fault.code);
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

process.stdout.write('ready\n');
for (let day = 0; ; day++) {
  for (const [at, of] of INSTRUMENTS.entries()) feed.show(of.id, { bids: [[1_000 + day % 7, 10_000]], asks: [[1_001 + day % 7, 10_000]], last: 1_000 + at });
  for (let i = 0; i < 12; i++) {
    const [account, of, side] = [i % 2 === 0 ? 'A' : 'B', i % 3 === 0 ? PAB : IF, i % 4 < 2 ? 'buy' : 'sell'] as const;
    broker.place({ id: `${process.pid}-${day}-${i}`, account, instrument: of.id, side, offset: side === 'buy' ? 'open' : 'close', type: 'market', price: null, quantity: of.lot, timeInForce: 'ioc' });
  }
  await turn();
  const [one, other] = ['2021-01-04', '2021-01-05'];
  told = nothingTold();
  feed.endDay({ [IF.id]: 1_000 + day % 5, [PAB.id]: 1_001 + day % 5 }, feed.tradingDay === one ? other : one);
  await told.told;
}
