/** TEST, BTC and MINUS at the simulated exchange: its participants, its accounts, its log, and the whole core around it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BrokerSink, FillReport, OrderIntent, OrderReport } from '#electron/brokers/broker.ts';
import { MATCHING } from '#electron/brokers/simulated/feed/catalogue.ts';
import { createSimulatedBroker } from '#electron/brokers/simulated/simulated-broker.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core, ScreenSession } from '#electron/core/core.ts';
import type { Funds } from '#shared/model/account.ts';
import { tickMoney } from '#shared/model/instrument.ts';
import { BOOK_WIDTH } from '#shared/model/order-book.ts';
import type { Order } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import { QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import type { TopicName, Topics } from '#shared/contract/topics.ts';
import { createHandClock } from '#test/stand-ins/hand-clock.ts';
import { createHandFeed } from '#test/stand-ins/hand-feed.ts';
import { IF } from '#test/stand-ins/instruments.ts';
import { createMemoryStorage, type MemoryStorage } from '#test/stand-ins/memory-storage.ts';

const [TEST, BTC, MINUS] = MATCHING.map((entry) => entry.instrument);
const ACCOUNTS = ['SIM-1', 'SIM-2'].map((id) => ({ id, name: id, deposits: { CNY: 1_000_000, USD: 100_000 } }));
const DEPOSIT = 10_000_000_000;

async function start(storage: MemoryStorage, seed = 5) {
  const feed = createHandFeed([IF]);
  const clock = createHandClock();
  const quotes = new Map<number, Float64Array>();
  const told = { orders: [] as OrderReport[], fills: [] as FillReport[], settled: [] as string[], prints: [] as number[][] };
  const ids = [IF, TEST, BTC, MINUS].map((instrument) => instrument.id);
  const sink: BrokerSink = {
    connection() {}, accounts() {}, instruments() {}, feedReset() {}, refusal() {}, position() {}, funds() {}, accountReset() {}, replay() {}, log() {}, queue() {}, queueBrokers() {}, timeShare() {}, quotas() {},
    slotOf: (id) => ids.indexOf(id),
    quote: (slot, record, offset) => void quotes.set(slot, record.slice(offset, offset + QUOTE_WIDTH)),
    book: (_slot, record, offset) => expect(record.length - offset).toBeGreaterThanOrEqual(BOOK_WIDTH),
    trade: (...print) => void told.prints.push(print),
    order: (report) => void told.orders.push(report),
    fill: (report) => void told.fills.push(report),
    settled: (_account, day) => void told.settled.push(day),
  };
  const broker = createSimulatedBroker({ feed, matching: MATCHING, seed, accounts: ACCOUNTS })({ sink, storage, now: clock.now, after: clock.after });
  expect(await broker.connect()).toEqual({ ok: true, value: null });
  broker.subscribe(ids);
  clock.run(0);
  let placed = 0;
  return {
    feed, clock, broker, told,
    quoteOf: (id: string) => quotes.get(ids.indexOf(id))!,
    orderOf: (id: string) => told.orders.findLast((report) => report.clientOrderId === id),
    place(wish: Partial<OrderIntent>): string {
      const id = wish.id ?? `order-${++placed}`;
      broker.place({ account: 'SIM-1', instrument: TEST.id, side: 'buy', offset: 'open', type: 'limit', price: null, quantity: 1, timeInForce: 'day', ...wish, id });
      clock.run(0);
      return id;
    },
    async funds(account: string, currency: string): Promise<Funds> {
      const funds = await broker.queryFunds(account);
      return (funds.ok ? funds.value : []).find((entry) => entry.currency === currency)!;
    },
  };
}

describe('one trader alone', () => {
  it('finds a market at once, at the first start and after a restart, and the day goes on', async () => {
    const storage = createMemoryStorage();
    const first = await start(storage);
    for (const { instrument } of MATCHING) {
      const quote = first.quoteOf(instrument.id);
      expect(quote[QUOTE.bidSize] * quote[QUOTE.askSize]).toBeGreaterThan(0);
      expect(quote[QUOTE.bid]).toBeLessThan(quote[QUOTE.ask]);
    }
    first.clock.run(60_000);
    const rests = first.place({ instrument: MINUS.id, price: -5_000, timeInForce: 'gtc', quantity: 7 });
    const before = first.quoteOf(MINUS.id);
    expect(before[QUOTE.volume]).toBeGreaterThan(0);
    await first.broker.close();

    const second = await start(storage, 6);
    const quote = second.quoteOf(MINUS.id);
    for (const field of [QUOTE.last, QUOTE.open, QUOTE.high, QUOTE.low, QUOTE.volume, QUOTE.preSettlement]) expect(quote[field]).toBe(before[field]);
    expect(Math.abs(quote[QUOTE.bid] - before[QUOTE.last])).toBeLessThan(30);
    const bars = await second.broker.history?.(MINUS.id, '1m', null, 100);
    expect(bars?.ok && bars.value.reduce((sum, bar) => sum + bar.volume, 0)).toBe(before[QUOTE.volume]);
    const orders = await second.broker.queryOrders('SIM-1');
    expect(orders).toMatchObject({ ok: true, value: [{ clientOrderId: rests, state: 'working', price: -5_000 }] });
    second.broker.cancel('SIM-1', rests, null);
    second.clock.run(0);
    expect(second.orderOf(rests)?.state).toBe('cancelled');
    await second.broker.close();
  });

  it('finds one after a jump, the price where it was', async () => {
    const desk = await start(createMemoryStorage());
    desk.clock.run(30_000);
    const last = desk.quoteOf(BTC.id)[QUOTE.last];
    desk.broker.setReplay?.({ time: desk.feed.days[1].from });
    desk.clock.run(0);
    const quote = desk.quoteOf(BTC.id);
    expect([quote[QUOTE.last], quote[QUOTE.volume]]).toEqual([last, 0]);
    expect(Math.abs(quote[QUOTE.ask] - last)).toBeLessThan(30);
    desk.place({ instrument: BTC.id, type: 'market' });
    expect(desk.told.fills.at(-1)).toMatchObject({ instrument: BTC.id, price: quote[QUOTE.ask], tradingDay: '2021-01-05' });
  });

  it('is filled in part by the book, in part as others come, and cancels the rest', async () => {
    const desk = await start(createMemoryStorage());
    const ask = desk.quoteOf(TEST.id)[QUOTE.ask];
    const size = desk.quoteOf(TEST.id)[QUOTE.askSize];
    const id = desk.place({ price: ask, quantity: size + 900 });
    expect(desk.orderOf(id)).toMatchObject({ state: 'working', filled: size });
    // What was swept is now the trader's own bid.
    expect(desk.quoteOf(TEST.id)[QUOTE.bid]).toBe(ask);
    expect(desk.quoteOf(TEST.id)[QUOTE.bidSize]).toBe(900);
    for (let waited = 0; waited < 60 && desk.orderOf(id)?.filled === size; waited++) desk.clock.run(500);
    const more = desk.orderOf(id)?.filled ?? 0;
    expect(more).toBeGreaterThan(size);
    expect(more).toBeLessThan(size + 900);
    desk.broker.cancel('SIM-1', id, null);
    desk.clock.run(0);
    expect(desk.orderOf(id)).toMatchObject({ state: 'cancelled', filled: more });
    expect(desk.told.fills.reduce((sum, fill) => sum + fill.quantity, 0)).toBe(more);
  });

  it('trades at negative prices with results, fees and margin exact, and is settled at the day’s average', async () => {
    const desk = await start(createMemoryStorage());
    const perTick = tickMoney(MINUS);
    desk.place({ instrument: MINUS.id, type: 'market', quantity: 30 });
    desk.clock.run(20_000);
    desk.place({ instrument: MINUS.id, side: 'sell', offset: 'close', type: 'market', quantity: 12 });
    desk.place({ instrument: MINUS.id, side: 'sell', type: 'market', quantity: 5 });
    const { fills } = desk.told;
    expect(fills.every((fill) => fill.price < 0 && fill.fee === fill.quantity * 5_000)).toBe(true);
    const bought = fills.filter((fill) => fill.side === 'buy');
    // First in, first out: the lots that the 12 close.
    const lots = bought.flatMap((fill) => Array<number>(fill.quantity).fill(fill.price));
    expect(lots).toHaveLength(30);
    const closing = fills.filter((fill) => fill.offset === 'close');
    const realised = closing.reduce((sum, fill) => sum + fill.price * fill.quantity, 0) - lots.slice(0, 12).reduce((sum, price) => sum + price, 0);
    const fees = fills.reduce((sum, fill) => sum + fill.fee, 0);
    const funds = await desk.funds('SIM-1', 'CNY');
    expect(funds.balance).toBe(DEPOSIT + realised * perTick - fees);
    expect(funds.realised).toBe(realised * perTick);
    // 100 a contract is more than a tenth of what one is worth here.
    expect(funds.margin).toBe(23 * 1_000_000);
    const last = desk.quoteOf(MINUS.id)[QUOTE.last];
    const held = lots.slice(12).reduce((sum, price) => sum + (last - price), 0);
    const short = fills.filter((fill) => fill.side === 'sell' && fill.offset === 'open').reduce((sum, fill) => sum + (fill.price - last) * fill.quantity, 0);
    expect(funds.equity).toBe(funds.balance + (held + short) * perTick);
    expect(desk.quoteOf(MINUS.id)[QUOTE.openInterest]).toBe(18);

    const quote = desk.quoteOf(MINUS.id);
    const settlement = Math.round(quote[QUOTE.turnover] / quote[QUOTE.volume] / (MINUS.tickSize * MINUS.multiplier));
    desk.feed.endDay({ [IF.id]: 100 }, '2021-01-05');
    desk.clock.run(1_000);
    expect(desk.told.settled).toEqual(['2021-01-04', '2021-01-04']);
    const settled = await desk.funds('SIM-1', 'CNY');
    const shortOpen = fills.filter((fill) => fill.side === 'sell' && fill.offset === 'open').reduce((sum, fill) => sum + fill.price * fill.quantity, 0);
    const marked = 18 * settlement - lots.slice(12).reduce((sum, price) => sum + price, 0) + shortOpen - 5 * settlement;
    expect(Math.abs(settled.balance - (funds.balance + marked * perTick))).toBeLessThanOrEqual(13 * perTick);
    expect(desk.quoteOf(MINUS.id)[QUOTE.preSettlement]).toBe(settlement);
    expect(desk.quoteOf(MINUS.id)[QUOTE.volume]).toBeLessThan(quote[QUOTE.volume]);
    const positions = await desk.broker.queryPositions('SIM-1');
    expect((positions.ok ? positions.value : []).map(({ yesterday, dayValue }: Position) => [yesterday, dayValue])).toEqual([[18, 18 * settlement], [5, 5 * settlement]]);
  });
});

describe('two accounts', () => {
  it('trade with each other inside the spread: one price, one quantity, nothing made or lost but fees', async () => {
    const desk = await start(createMemoryStorage());
    const { [QUOTE.bid]: bid, [QUOTE.ask]: ask } = desk.quoteOf(TEST.id);
    expect(ask - bid).toBe(2);
    desk.place({ account: 'SIM-1', side: 'buy', price: bid + 1, quantity: 9 });
    desk.place({ account: 'SIM-2', side: 'sell', price: bid + 1, quantity: 4 });
    expect(desk.told.fills.map(({ account, side, price, quantity }) => [account, side, price, quantity])).toEqual([
      ['SIM-1', 'buy', bid + 1, 4],
      ['SIM-2', 'sell', bid + 1, 4],
    ]);
    const [one, other] = [await desk.funds('SIM-1', 'CNY'), await desk.funds('SIM-2', 'CNY')];
    expect(one.equity + other.equity).toBe(2 * DEPOSIT - desk.told.fills.reduce((sum, fill) => sum + fill.fee, 0));
    expect(desk.quoteOf(TEST.id)[QUOTE.openInterest]).toBe(4);
    expect(desk.told.prints.at(-1)?.slice(2)).toEqual([bid + 1, 4, -1]);
  });
});

describe('the exchange with participants', () => {
  it('writes the same log with the same seed, commands and times, and another with another seed', async () => {
    const run = async (seed: number): Promise<string> => {
      const storage = createMemoryStorage();
      const desk = await start(storage, seed);
      for (let round = 0; round < 12; round++) {
        const instrument = MATCHING[round % 3].instrument;
        const quote = desk.quoteOf(instrument.id);
        desk.place({ instrument: instrument.id, side: round % 2 === 0 ? 'buy' : 'sell', price: quote[QUOTE.bid] + (round % 5) - 1, quantity: 5 + round });
        desk.clock.run(1_700);
      }
      return storage.entries.join('\n');
    };
    const once = await run(5);
    expect(once).toContain('"type":"fill"');
    expect(await run(5)).toBe(once);
    expect(await run(6)).not.toBe(once);
  });

  it('goes on where the disk refused: nothing of it is lost or invented, and the market comes back', async () => {
    const storage = createMemoryStorage();
    const desk = await start(storage);
    const rests = desk.place({ price: desk.quoteOf(TEST.id)[QUOTE.bid] - 30, quantity: 3, timeInForce: 'gtc' });
    storage.refuses = 'disk full';
    const lost = desk.place({ type: 'market', quantity: 2 });
    expect(desk.orderOf(lost)).toMatchObject({ state: 'rejected', fault: { code: 'journal-failed' } });
    desk.clock.run(5_000);
    storage.refuses = null;
    desk.clock.run(5_000);
    expect((await desk.broker.queryFills('SIM-1'))).toEqual({ ok: true, value: [] });
    const quote = desk.quoteOf(TEST.id);
    expect(quote[QUOTE.ask] - quote[QUOTE.bid]).toBeLessThan(6);
    desk.place({ type: 'market', quantity: 2 });
    expect(desk.told.fills.at(-1)).toMatchObject({ quantity: 2 });
    const orders = await desk.broker.queryOrders('SIM-1');
    expect((orders.ok ? orders.value : []).find((order) => order.clientOrderId === rests)).toMatchObject({ state: 'working' });
  });
});

describe('over the contract', () => {
  let folder: string;
  let core: Core;
  let session: ScreenSession;
  const shown = new Map<string, Map<string, unknown>>();
  const all = <T extends TopicName>(topic: T): Topics[T][] => [...(shown.get(topic)?.values() ?? [])] as Topics[T][];
  const take = (change: ReturnType<ScreenSession['snapshots']>[number]): void => {
    const held = shown.get(change.topic) ?? new Map<string, unknown>();
    shown.set(change.topic, held);
    for (const item of change.items) held.set(JSON.stringify([(item as { id?: string }).id, (item as { account?: string }).account, (item as { currency?: string }).currency, (item as { side?: string }).side]), item);
  };
  const until = async (holds: () => boolean): Promise<void> => {
    for (let waited = 0; !holds(); waited += 10) {
      if (waited > 10_000) throw new Error('it did not come about');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pankou-matching-'));
    const made = await createCore({ dataFolder: folder, speed: 1 });
    if (!made.ok) throw new Error(made.fault.code);
    core = made.value;
    session = core.open();
    shown.clear();
    session.onChange(take);
    session.snapshots().forEach(take);
    await until(() => all('accounts').some((account) => account.state === 'ready'));
  });

  afterEach(async () => {
    session.close();
    await core.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const place = async (instrument: string, side: 'buy' | 'sell', quantity: number, price: number | null): Promise<Order> => {
    const placed = await session.handle('order.place', { account: 'SIM-1', instrument, side, offset: 'auto', type: price === null ? 'market' : 'limit', price, quantity, timeInForce: 'day', source: 'ticket' });
    if (!placed.ok) throw new Error(placed.fault.code);
    return placed.value.orders.at(-1)!;
  };
  const orderOf = (id: string): Order | undefined => all('orders').find((order) => order.id === id);
  const fundsOf = (currency: string): Funds => all('funds').find((funds) => funds.currency === currency)!;

  it('one user trades TEST, BTC and MINUS: filled, partly filled, cancelled, with results to the 1/10,000', async () => {
    const listed = await session.handle('instruments.list', {});
    expect(listed.ok && listed.value.filter(({ instrument }) => instrument.origin === 'matching').map(({ instrument }) => instrument.id)).toEqual([TEST.id, BTC.id, MINUS.id]);
    expect(all('watchlists')[0].instruments).toEqual(expect.arrayContaining([TEST.id, BTC.id, MINUS.id]));
    expect(all('watchlists')[1]).toMatchObject({ name: '撮合', instruments: [TEST.id, BTC.id, MINUS.id], position: 1 });
    const before = { CNY: fundsOf('CNY').balance, USD: fundsOf('USD').balance };

    for (const instrument of [TEST, BTC, MINUS]) {
      const opened = await place(instrument.id, 'buy', 3, null);
      await until(() => orderOf(opened.id)?.state === 'filled');
      const closed = await place(instrument.id, 'sell', 3, null);
      await until(() => orderOf(closed.id)?.state === 'filled');
      expect(closed.offset).toBe('close');
    }
    const minus = all('fills').filter((fill) => fill.instrument === MINUS.id);
    expect(minus.length).toBeGreaterThanOrEqual(2);
    expect(minus.every((fill) => fill.price < 0)).toBe(true);
    for (const currency of ['CNY', 'USD'] as const) {
      const own = all('fills').filter((fill) => (fill.instrument === BTC.id) === (currency === 'USD'));
      const termsOf = (id: string) => [TEST, BTC, MINUS].find((one) => one.id === id)!;
      const result = own.reduce((sum, fill) => sum - fill.fee + (fill.side === 'sell' ? 1 : -1) * fill.price * fill.quantity * tickMoney(termsOf(fill.instrument)), 0);
      await until(() => fundsOf(currency).balance === before[currency] + result && fundsOf(currency).margin === 0);
    }

    // A bid that nobody fills whole: the market moves on, the rest is cancelled.
    const wall = await place(MINUS.id, 'buy', 1_000, -3_600);
    await until(() => orderOf(wall.id)?.state === 'partly-filled');
    const cancelled = await session.handle('order.cancel', { order: wall.id });
    expect(cancelled.ok).toBe(true);
    await until(() => orderOf(wall.id)?.state === 'cancelled');
    const filled = orderOf(wall.id)!.filled;
    expect(filled).toBeGreaterThan(0);
    expect(filled).toBeLessThan(1_000);
    await until(() => all('positions').some((position) => position.instrument === MINUS.id && position.today === filled && position.margin === filled * 1_000_000));

    const refused = await session.handle('order.place', { account: 'SIM-1', instrument: TEST.id, side: 'buy', offset: 'auto', type: 'limit', price: 20_000, quantity: 1, timeInForce: 'day', source: 'ticket' });
    expect(refused).toMatchObject({ ok: false, fault: { code: 'price-outside-limits' } });
  });
});
