/** The simulated exchange on the recorded days: the real feed, the real engine, time by hand. */
import { describe, expect, it } from 'vitest';
import type { BrokerSink, FillReport, OrderIntent, OrderReport } from '#electron/brokers/broker.ts';
import { CATALOGUE } from '#electron/brokers/simulated/feed/catalogue.ts';
import { createReplayFeed } from '#electron/brokers/simulated/feed/replay-feed.ts';
import { createSimulatedBroker } from '#electron/brokers/simulated/simulated-broker.ts';
import type { Funds } from '#shared/model/account.ts';
import { ticksOf } from '#shared/price.ts';
import { createHandClock } from '#test/stand-ins/hand-clock.ts';
import { createMemoryStorage, type MemoryStorage } from '#test/stand-ins/memory-storage.ts';

const TICK = 600_000;
const LISTED = new Set(['CFFEX.IF2101', 'SSE.600519']);
const IF_SCALE = { tickSize: 0.2, decimals: 1 };

async function start(storage: MemoryStorage) {
  const feed = createReplayFeed({ instruments: CATALOGUE.map((entry) => entry.instrument).filter(({ id }) => LISTED.has(id)) });
  if (!feed.ok) throw new Error(feed.fault.code);
  const clock = createHandClock();
  const told = { orders: [] as OrderReport[], fills: [] as FillReport[], funds: [] as Funds[], settled: [] as string[], resets: 0 };
  const nothing = (): void => {};
  const sink: BrokerSink = {
    connection: nothing, accounts: nothing, instruments: nothing, slotOf: () => 0, quote: nothing, book: nothing, trade: nothing,
    queue: nothing, queueBrokers: nothing, timeShare: nothing, quotas: nothing, feedReset: () => void told.resets++, order: (report) => void told.orders.push(report), fill: (report) => void told.fills.push(report), refusal: nothing,
    position: nothing, funds: (funds) => void told.funds.push(funds), settled: (_, day) => void told.settled.push(day), accountReset: nothing, replay: nothing, log: nothing,
  };
  const broker = createSimulatedBroker({ feed: feed.value, speed: 100 })({ sink, storage, now: clock.now, after: clock.after });
  expect(await broker.connect()).toEqual({ ok: true, value: null });
  return { feed: feed.value, clock, broker, told };
}

const order = (id: string, wish: Partial<OrderIntent>): OrderIntent => ({
  account: 'SIM-1', instrument: 'CFFEX.IF2101', side: 'buy', offset: 'open', type: 'market', price: null, quantity: 1, timeInForce: 'day', id, ...wish,
});

describe('the recorded days', () => {
  it('are traded, settled at 5278.6 on the first, restarted in the second, and begin anew', async () => {
    const storage = createMemoryStorage();
    const first = await start(storage);
    first.clock.run(2_000);
    first.broker.place(order('buy-open-1', {}));
    first.clock.run(100);
    expect(first.told.orders.at(-1)).toMatchObject({ state: 'filled', filled: 1 });
    const { price, fee } = first.told.fills[0];
    expect(first.told.fills[0].tradingDay).toBe('2021-01-04');

    // 4 h 1 min at 100 times the speed is under 150 s.
    first.clock.run(150_000);
    expect(first.told.settled).toEqual(['2021-01-04']);
    const settlement = ticksOf(IF_SCALE, 5278.6);
    const positions = await first.broker.queryPositions('SIM-1');
    expect(positions).toMatchObject({ ok: true, value: [{ today: 0, yesterday: 1, openValue: price, dayValue: settlement, realisedToday: 0 }] });
    const funds = await first.broker.queryFunds('SIM-1');
    expect(funds.ok && funds.value[0].balance).toBe(100_000_000_000 - fee + (settlement - price) * TICK);
    const { time, tradingDay } = first.feed;
    expect(tradingDay).toBe('2021-01-05');
    await first.broker.close();

    const second = await start(storage);
    expect([second.feed.time, second.feed.tradingDay]).toEqual([time, '2021-01-05']);
    second.broker.place(order('sell-close-1', { side: 'sell', offset: 'close' }));
    second.clock.run(100);
    const exit = second.told.fills[0];
    expect(exit.brokerFillId).not.toBe(first.told.fills[0].brokerFillId);
    second.clock.run(150_000);
    expect(second.told.settled).toEqual(['2021-01-05']);
    expect(second.told.resets).toBe(1);
    expect(second.feed.tradingDay).toBe('2021-01-04');
    const after = await second.broker.queryFunds('SIM-1');
    expect(after.ok && after.value[0]).toMatchObject({ balance: 100_000_000_000 - fee - exit.fee + (exit.price - price) * TICK, margin: 0, frozen: 0, fees: 0 });
    await second.broker.close();
  });
});
