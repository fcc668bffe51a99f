/** The whole broker over real sockets, against a little market behind an OpenD written from the document. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Broker, BrokerAccount, BrokerSink, FillReport, OrderIntent, OrderReport, RequestRefusal } from '#electron/brokers/broker.ts';
import { ORDER_STATUS, SUB_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import { RequestHistoryKL, RequestHistoryKLQuota } from '#electron/brokers/futu/messages/history.ts';
import { Notify } from '#electron/brokers/futu/messages/notify.ts';
import { GetUserInfo } from '#electron/brokers/futu/messages/system.ts';
import { GetRT, Sub, UpdateBasicQot, UpdateBroker, UpdateOrderBook, UpdateRT, UpdateTicker } from '#electron/brokers/futu/messages/subscribed.ts';
import { GetAccList, GetOrderList, ModifyOrder, PlaceOrder, UnlockTrade } from '#electron/brokers/futu/messages/trade.ts';
import type { QueueBroker } from '#shared/model/broker-queue.ts';
import type { ConnectionState, Quotas } from '#shared/model/connection.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { PHASES, QUOTE } from '#shared/model/quote.ts';
import type { TimeSharePoint } from '#shared/model/time-share.ts';
import type { Fault, Result } from '#shared/result.ts';
import { createMemoryStorage, type MemoryStorage } from '#test/stand-ins/memory-storage.ts';
import { startOpend, type OpendOptions, type OpendStandIn } from '#test/stand-ins/opend.ts';
import { openMarket, PASSWORD, REAL, SIMULATED, type OpendMarket } from '#test/stand-ins/opend-market.ts';
import { createFutuBroker } from './futu-broker.ts';

/** The broker's clock runs so many times as fast, from 10:00:10 in Hong Kong on a trading day. */
const FASTER = 20;
const START = Date.UTC(2025, 0, 2, 2, 0, 10);

interface Desk {
  readonly server: OpendStandIn;
  readonly market: OpendMarket;
  readonly broker: Broker;
  readonly storage: MemoryStorage;
  readonly states: { state: ConnectionState; fault: Fault | null }[];
  readonly instruments: Instrument[];
  readonly accounts: BrokerAccount[];
  readonly orders: OrderReport[];
  readonly fills: FillReport[];
  readonly refusals: RequestRefusal[];
  readonly logs: Fault[];
  readonly quotes: Map<number, Float64Array>;
  readonly books: number[];
  readonly trades: number[][];
  readonly queues: number[];
  readonly queueBrokers: QueueBroker[];
  readonly shares: { instrument: string; points: readonly TimeSharePoint[] }[];
  readonly quotas: Quotas[];
  readonly until: (done: () => boolean) => Promise<void>;
}

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function desk(options: OpendOptions = {}, securities: readonly string[] = ['HK.00700', 'US.AAPL'], storage = createMemoryStorage()): Promise<Desk> {
  const server = await startOpend(options);
  const market = openMarket(server);
  const record = { states: [], instruments: [], accounts: [], orders: [], fills: [], refusals: [], logs: [], quotes: new Map(), books: [], trades: [], queues: [], queueBrokers: [], shares: [], quotas: [] } as Omit<Desk, 'server' | 'market' | 'broker' | 'storage' | 'until'>;
  const slots: string[] = [];
  const begun = Date.now();
  const sink: BrokerSink = {
    connection: (state, fault) => void record.states.push({ state, fault }),
    accounts: (accounts) => void record.accounts.splice(0, Infinity, ...accounts),
    instruments: (list) => void record.instruments.push(...list),
    slotOf(id) {
      if (!slots.includes(id)) slots.push(id);
      return slots.indexOf(id);
    },
    quote: (slot, quote) => void record.quotes.set(slot, Float64Array.from(quote)),
    book: (slot) => void record.books.push(slot),
    trade: (...figures) => void record.trades.push(figures),
    queue: (slot) => void record.queues.push(slot),
    queueBrokers: (met) => void record.queueBrokers.push(...met),
    timeShare: (instrument, points) => void record.shares.push({ instrument, points }),
    quotas: (quotas) => void record.quotas.push(quotas),
    feedReset: () => {},
    order: (report) => void record.orders.push(report),
    fill: (fill) => void record.fills.push(fill),
    refusal: (refusal) => void record.refusals.push(refusal),
    position: () => {},
    funds: () => {},
    settled: () => {},
    accountReset: () => {},
    replay: () => {},
    log: (_level, _text, fault) => void (fault && record.logs.push(fault)),
  };
  const broker = createFutuBroker({ address: { host: '127.0.0.1', port: server.port, key: options.key ?? null }, securities })({
    sink,
    storage,
    now: () => START + (Date.now() - begun) * FASTER,
    after: (ms, task) => {
      const timer = setTimeout(task, ms / FASTER);
      return () => clearTimeout(timer);
    },
  });
  open.push(broker, server);
  const until = async (done: () => boolean): Promise<void> => {
    for (let i = 0; i < 2_000 && !done(); i++) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(done()).toBe(true);
  };
  return { server, market, broker, storage, ...record, until };
}

const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.fault.code);
const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.fault.code);
  return result.value;
};
let made = 0;
const buy = (more: Partial<OrderIntent> = {}): OrderIntent => ({
  id: `order-${++made}`, account: SIMULATED, instrument: 'HKEX.00700', side: 'buy', offset: 'open', type: 'limit', price: 380_200, quantity: 300, timeInForce: 'day', ...more,
});

describe('connecting', () => {
  it('learns instruments and accounts before it says that it is up', async () => {
    const { broker, states, instruments, accounts, logs } = await desk({}, ['HK.00700', 'US.AAPL', 'HK.99999', 'XX.1']);
    expect(code(await broker.connect())).toBe('ok');
    expect(states.map(({ state }) => state)).toEqual(['connecting', 'connecting', 'up']);
    expect(instruments.map(({ id, kind, lot, currency, tickSize }) => [id, kind, lot, currency, tickSize])).toEqual([
      ['HKEX.00700', 'stock', 100, 'HKD', 0.001],
      ['NASDAQ.AAPL', 'stock', 1, 'USD', 0.0001],
    ]);
    expect(accounts.map(({ capabilities: _capabilities, ...account }) => account)).toEqual([
      { id: REAL, environment: 'real', name: 'Futu HK HK/US …1138', currencies: ['HKD', 'USD'] },
      { id: SIMULATED, environment: 'simulated', name: 'Futu HK …5399', currencies: ['HKD'] },
    ]);
    expect(logs.map(({ code, params }) => [code, params?.instrument])).toEqual([['instrument-unknown', 'XX.1'], ['instrument-unknown', '99999']]);
  });

  it('fails in words and may be tried again', async () => {
    const { server, broker } = await desk({ quotes: false, trade: false });
    expect(code(await broker.connect())).toBe('opend-logged-out');
    server.options = {};
    server.answer(GetAccList, () => ({ retType: -1, retMsg: 'later' }));
    expect(code(await broker.connect())).toBe('opend-refused');
    openMarket(server);
    expect(code(await broker.connect())).toBe('ok');
  });

  it('carries quotes where OpenD is logged in for them alone, and accounts when that changes', async () => {
    const { server, broker, states, accounts, until } = await desk({ trade: false });
    expect(code(await broker.connect())).toBe('ok');
    expect(states.at(-1)).toEqual({ state: 'up', fault: { code: 'opend-logged-out', params: { quotes: '✓', trade: '×' } } });
    expect(accounts).toEqual([]);
    server.push(Notify, { type: 3, connectStatus: { qotLogined: true, trdLogined: true } });
    await until(() => accounts.length === 2);
    await until(() => states.at(-1)?.state === 'up' && states.at(-1)?.fault === null);
    server.push(Notify, { type: 3, connectStatus: { qotLogined: true, trdLogined: false } });
    await until(() => states.at(-1)?.state === 'down');
  });
});

describe('quotes', () => {
  const security = { market: 1, code: '00700' };
  it('are subscribed, delivered with the phase of the market, and subscribed anew after a fall', async () => {
    const { server, market, broker, quotes, books, trades, states, until } = await desk();
    await broker.connect();
    broker.subscribe(['HKEX.00700']);
    await until(() => market.subscribed.size === 3);
    expect([...market.subscribed]).toEqual([SUB_TYPE.basic, SUB_TYPE.orderBook, SUB_TYPE.ticker].map((type) => `00700/${type}`));
    expect((await server.asked(Sub)).c2s).toMatchObject({ isSubOrUnSub: true, isRegOrUnRegPush: true, isFirstPush: true });
    server.push(UpdateBasicQot, {
      basicQotList: [{ security, isSuspended: false, listTime: '', priceSpread: 0.2, updateTime: '', highPrice: 381, openPrice: 379, lowPrice: 378, curPrice: 380.2, lastClosePrice: 377, volume: 100, turnover: 1, turnoverRate: 0, amplitude: 0 }],
    });
    server.push(UpdateOrderBook, { security, orderBookBidList: [{ price: 380, volume: 500, orederCount: 2 }], orderBookAskList: [{ price: 380.2, volume: 100, orederCount: 1 }] });
    server.push(UpdateTicker, { security, tickerList: [{ time: '', sequence: '7', dir: 1, price: 380.2, volume: 100, turnover: 38_020, timestamp: 1_735_783_200 }] });
    await until(() => trades.length === 1 && quotes.get(0)?.[QUOTE.phase] === PHASES.indexOf('continuous'));
    const quote = quotes.get(0)!;
    expect([quote[QUOTE.last], quote[QUOTE.bid], quote[QUOTE.ask], quote[QUOTE.askSize]]).toEqual([380_200, 380_000, 380_200, 100]);
    expect(books).toEqual([0]);
    expect(trades[0]).toEqual([0, 1_735_783_200_000, 380_200, 100, 1]);

    market.subscribed.clear();
    server.cut();
    await until(() => market.subscribed.size === 3);
    expect(states.map(({ state }) => state)).toContain('down');
    await until(() => states.at(-1)?.state === 'up');
  });

  it('are within the quota still when OpenD’s own link fell and came back: what it holds for us is counted once', async () => {
    const { server, market, broker, logs, states, until } = await desk();
    market.quota = 7;
    await broker.connect();
    broker.subscribe(['HKEX.00700', 'NASDAQ.AAPL']);
    await until(() => market.subscribed.size === 6);
    server.push(Notify, { type: 3, connectStatus: { qotLogined: false, trdLogined: false } });
    await until(() => states.at(-1)?.state === 'down');
    server.push(Notify, { type: 3, connectStatus: { qotLogined: true, trdLogined: true } });
    await until(() => states.at(-1)?.state === 'up');
    await server.asked(Sub, 2);
    expect(server.requests.findLast(({ protocol }) => protocol === Sub.id)?.c2s).toMatchObject({ isSubOrUnSub: true, securityList: [{ code: '00700' }, { code: 'AAPL' }] });
    expect(logs).toEqual([]);
  });

  it.each([[{ hkQotRight: 4, usQotRight: 3 }, ['00700']], [{ hkQotRight: 3, usQotRight: 6 }, ['AAPL']], [{ hkQotRight: 3 }, []]] as const)('have their books order by order where the right is for that: %o', async (rights, detailed) => {
    const { server, market, broker, until } = await desk();
    server.answer(GetUserInfo, ({ flag }) => ({ s2c: flag === 4 ? rights : {} }));
    await broker.connect();
    broker.subscribe(['HKEX.00700', 'NASDAQ.AAPL'], { queues: ['HKEX.00700'], timeShares: [] });
    await until(() => market.subscribed.size === 7);
    const asked = server.requests.filter(({ protocol }) => protocol === Sub.id).map(({ c2s }) => c2s as { securityList: { code: string }[]; isSubOrderBookDetail?: boolean });
    expect(asked.filter(({ isSubOrderBookDetail }) => isSubOrderBookDetail).flatMap(({ securityList }) => securityList.map((each) => each.code))).toEqual(detailed);
  });

  it('are given back when nobody wants them, not before their minute', async () => {
    const { server, market, broker, until } = await desk();
    await broker.connect();
    broker.subscribe(['HKEX.00700', 'NASDAQ.AAPL']);
    await until(() => market.subscribed.size === 6);
    const begun = Date.now();
    broker.subscribe(['NASDAQ.AAPL']);
    await until(() => market.subscribed.size === 3);
    expect((Date.now() - begun) * FASTER).toBeGreaterThan(59_000);
    expect(server.requests.findLast(({ protocol }) => protocol === Sub.id)?.c2s).toMatchObject({ isSubOrUnSub: false, securityList: [{ code: '00700' }] });
  });

  it('beyond the quota are not asked for, and said so; what lacks a right for the book has its quote', async () => {
    const { market, broker, logs, until } = await desk();
    market.quota = 5;
    await broker.connect();
    market.quoteOnly.add('00700');
    broker.subscribe(['HKEX.00700', 'NASDAQ.AAPL']);
    await until(() => logs.length === 2);
    expect(logs).toEqual([
      { code: 'opend-not-subscribed', params: { instruments: 'HKEX.00700' }, brokerText: '无摆盘权限' },
      { code: 'opend-no-quota', params: { missing: 3, used: 3, total: 8 } },
    ]);
    expect([...market.subscribed]).toEqual([`00700/${SUB_TYPE.basic}`]);
  });
});

describe('a broker queue', () => {
  const security = { market: 1, code: '00700' };
  const queue = { security, brokerBidList: [{ id: '5338', name: 'J.P.摩根', pos: 1 }], brokerAskList: [] };

  it('takes a place of the quota beside the quotes, is delivered, subscribed anew after a fall and given back after its minute', async () => {
    const { server, market, broker, queues, queueBrokers, quotas, until } = await desk();
    await broker.connect();
    broker.subscribe(['HKEX.00700', 'NASDAQ.AAPL'], { queues: ['HKEX.00700'], timeShares: [] });
    await until(() => market.subscribed.size === 7);
    expect(market.subscribed.has(`00700/${SUB_TYPE.broker}`)).toBe(true);
    await until(() => quotas.some(({ subscriptions }) => subscriptions?.used === 7 && subscriptions.total === 100));
    server.push(UpdateBroker, queue);
    await until(() => queues.length === 1);
    expect(queueBrokers).toEqual([{ number: 5338, name: 'J.P.摩根' }]);
    market.subscribed.clear();
    server.cut();
    await until(() => market.subscribed.size === 7);
    broker.subscribe(['HKEX.00700', 'NASDAQ.AAPL']);
    await until(() => market.subscribed.size === 6);
    expect(server.requests.findLast(({ protocol }) => protocol === Sub.id)?.c2s).toMatchObject({ isSubOrUnSub: false, subTypeList: [SUB_TYPE.broker], securityList: [security] });
  });

  it('that the user has no right for is said to be so, and leaves the quotes as they are', async () => {
    const { server, market, broker, logs, until } = await desk();
    await broker.connect();
    market.quoteOnly.add('00700');
    broker.subscribe(['HKEX.00700'], { queues: ['HKEX.00700'], timeShares: [] });
    await until(() => logs.length === 2);
    expect(logs[1]).toEqual({ code: 'opend-not-subscribed', params: { instruments: 'HKEX.00700' }, brokerText: '无摆盘权限' });
    await until(() => market.subscribed.size === 1);
    const asked = server.requests.filter(({ protocol }) => protocol === Sub.id).length;
    broker.subscribe(['HKEX.00700', 'NASDAQ.AAPL'], { queues: ['HKEX.00700'], timeShares: [] });
    await until(() => market.subscribed.size === 4);
    expect(server.requests.filter(({ protocol }) => protocol === Sub.id).length).toBe(asked + 1);
  });
});

describe('time-share', () => {
  const security = { market: 1, code: '00700' };
  const minute = (time: string, price: number, more: Record<string, unknown> = {}) => ({ time: `2025-01-02 ${time}`, minute: 0, isBlank: false, price, lastClosePrice: 377, avgPrice: price - 0.5, volume: 100, ...more });

  it('is asked for once it is subscribed, minutes by their beginning, and goes on by pushes', async () => {
    const { server, market, broker, shares, until } = await desk();
    server.answer(GetRT, () => ({ s2c: { security, rtList: [minute('09:30:00', 379, { volume: 50 }), minute('09:31:00', 380), minute('12:00:00', 381), minute('13:01:00', 382), minute('13:02:00', 0, { isBlank: true })] } }));
    await broker.connect();
    expect(code(await broker.timeShare!('HKEX.00700'))).toBe('opend-not-subscribed');
    broker.subscribe(['HKEX.00700'], { queues: [], timeShares: ['HKEX.00700'] });
    const points = value(await broker.timeShare!('HKEX.00700'));
    const at = (time: string): number => Date.parse(`2025-01-02T${time}:00+08:00`);
    expect(points).toEqual([
      { time: at('09:30'), price: 380_000, average: 379_500, volume: 150 },
      { time: at('11:59'), price: 381_000, average: 380_500, volume: 100 },
      { time: at('13:00'), price: 382_000, average: 381_500, volume: 100 },
    ]);
    expect(market.subscribed.has(`00700/${SUB_TYPE.timeShare}`)).toBe(true);
    await until(() => shares.length === 1);
    server.push(UpdateRT, { security, rtList: [minute('13:02:00', 383)] });
    await until(() => shares.length === 2);
    expect(shares[1]).toEqual({ instrument: 'HKEX.00700', points: [{ time: at('13:01'), price: 383_000, average: 382_500, volume: 100 }] });
    // After a fall it is told whole: nothing was pushed meanwhile.
    server.cut();
    await until(() => shares.length === 3);
    expect(shares[2].points).toEqual(points);
  });
});

describe('history', () => {
  const security = { market: 1, code: '00700' };
  const bar = (time: string) => ({ time, isBlank: false, openPrice: 379, highPrice: 382, lowPrice: 378, closePrice: 381, volume: 5 });

  it('of months, quarters and years goes by their first day, adjusted as asked', async () => {
    const { server, broker } = await desk();
    server.answer(RequestHistoryKL, () => ({ s2c: { security, klList: [bar('2024-11-29 00:00:00'), bar('2025-01-02 00:00:00')] } }));
    await broker.connect();
    const times = async (period: 'month' | 'quarter' | 'year', adjustment?: 'none' | 'backward'): Promise<string[]> =>
      value(await broker.history!('HKEX.00700', period, null, 10, adjustment)).map(({ time }) => new Date(time).toISOString().slice(0, 10));
    expect(await times('month')).toEqual(['2024-11-01', '2025-01-01']);
    expect(await times('quarter', 'none')).toEqual(['2024-10-01', '2025-01-01']);
    expect(await times('year', 'backward')).toEqual(['2024-01-01', '2025-01-01']);
    expect(server.requests.filter(({ protocol }) => protocol === RequestHistoryKL.id).map(({ c2s }) => c2s)).toMatchObject([{ klType: 4, rehabType: 1 }, { klType: 11, rehabType: 0 }, { klType: 5, rehabType: 2 }]);
  });

  it('keeps to its quota: what has a place is asked for, what has none is refused in words until one is free', async () => {
    const { server, broker, quotas, until } = await desk();
    let used = [security];
    server.answer(RequestHistoryKLQuota, () => ({ s2c: { usedQuota: used.length, remainQuota: 1 - used.length, detailList: used.map((each) => ({ security: each, requestTime: '' })) } }));
    server.answer(RequestHistoryKL, (c2s) => ({ s2c: { security: c2s.security, klList: [] } }));
    await broker.connect();
    await until(() => quotas.some(({ history }) => history?.used === 1 && history.total === 1));
    expect(code(await broker.history!('HKEX.00700', 'day', null, 10))).toBe('ok');
    const refused = await broker.history!('NASDAQ.AAPL', 'day', null, 10);
    expect(refused).toMatchObject({ ok: false, fault: { code: 'opend-no-history-quota', params: { instrument: 'NASDAQ.AAPL', used: 1, total: 1 } } });
    expect(server.requests.filter(({ protocol }) => protocol === RequestHistoryKL.id).length).toBe(1);
    used = [];
    expect(code(await broker.history!('NASDAQ.AAPL', 'day', null, 10))).toBe('ok');
    expect(quotas.at(-1)).toEqual({ history: { used: 1, total: 1 } });
  });
});

describe('orders of a simulated account', () => {
  it.each(['before', 'after', 'never'] as const)('are ours by their remark, with the push %s the answer; fills are derived from what the order counts', async (pushes) => {
    const { market, broker, orders, fills, storage, until } = await desk();
    market.pushes = pushes;
    await broker.connect();
    const intent = buy();
    expect(code(broker.place(intent))).toBe('ok');
    await until(() => orders.some(({ clientOrderId }) => clientOrderId === intent.id));
    const [number] = market.orders.keys();
    expect(orders.every(({ clientOrderId, brokerOrderId, state }) => clientOrderId === intent.id && brokerOrderId === number && state === 'working')).toBe(true);
    expect(orders[0]).toMatchObject({ account: SIMULATED, instrument: 'HKEX.00700', side: 'buy', offset: 'open', type: 'limit', price: 380_200, quantity: 300, filled: 0 });

    market.fill(number, 100, 380);
    market.fill(number, 200, 380.2);
    await until(() => orders.at(-1)?.state === 'filled');
    expect(fills.map(({ brokerFillId, price, quantity, clientOrderId }) => [brokerFillId, price, quantity, clientOrderId])).toEqual([
      [`${number}/100`, 380_000, 100, intent.id],
      [`${number}/300`, 380_200, 200, intent.id],
    ]);
    expect(value(await broker.queryFills(SIMULATED))).toEqual(fills);
    expect(storage.entries.length).toBe(2);
  });

  it('that are asked for again after a start derive no fill twice', async () => {
    const first = await desk();
    await first.broker.connect();
    first.broker.place(buy());
    await first.until(() => first.orders.length > 1);
    const [[number, order]] = first.market.orders;
    first.market.fill(number, 100, 380);
    await first.until(() => first.fills.length === 1);

    const second = await desk({}, [], first.storage);
    second.market.orders.set(number, { ...order, fillQty: 300, fillAvgPrice: (100 * 380 + 200 * 381) / 300, orderStatus: ORDER_STATUS.filledAll });
    await second.broker.connect();
    const orders = value(await second.broker.queryOrders(SIMULATED));
    expect(orders.map(({ brokerOrderId, state, filled, clientOrderId }) => [brokerOrderId, state, filled, clientOrderId])).toEqual([[number, 'filled', 300, first.orders[0].clientOrderId]]);
    // Held already: today's orders are of an instrument that was learned for their sake.
    expect(second.instruments.map(({ id }) => id)).toEqual(['HKEX.00700']);
    const fills = value(await second.broker.queryFills(SIMULATED));
    expect(fills.map(({ brokerFillId, quantity, price }) => [brokerFillId, quantity, price])).toEqual([[`${number}/100`, 100, 380_000], [`${number}/300`, 200, 381_000]]);
    await second.broker.queryOrders(SIMULATED);
    expect(value(await second.broker.queryFills(SIMULATED))).toEqual(fills);
  });

  it('are limit and market orders for the day alone', async () => {
    const { server, broker } = await desk();
    await broker.connect();
    expect(code(broker.place(buy({ type: 'stop', price: null, condition: { trigger: 390_000, trail: null, limitOffset: null } })))).toBe('not-supported');
    expect(code(broker.place(buy({ timeInForce: 'gtc' })))).toBe('not-supported');
    expect(code(broker.place(buy({ instrument: 'NASDAQ.AAPL' })))).toBe('account-not-authorised');
    expect(code(broker.place(buy({ instrument: 'HKEX.00005' })))).toBe('instrument-unknown');
    expect(code(broker.place(buy({ account: '1' })))).toBe('account-unknown');
    expect(server.requests.filter(({ protocol }) => protocol === PlaceOrder.id)).toEqual([]);
  });
});

describe('orders of a real account', () => {
  it('are refused by OpenD while it is locked; the password goes out as its MD5', async () => {
    const { server, market, broker, orders, until } = await desk();
    await broker.connect();
    const locked = buy({ account: REAL });
    expect(code(broker.place(locked))).toBe('ok');
    await until(() => orders.length === 1);
    expect(orders[0]).toMatchObject({ clientOrderId: locked.id, state: 'rejected', fault: { code: 'opend-refused', brokerText: '请先解锁交易' } });
    expect(await broker.unlock!(REAL, 'wrong')).toEqual({ ok: false, fault: { code: 'unlock-refused', params: {}, brokerText: '交易密码错误' } });
    expect(code(await broker.unlock!(REAL, PASSWORD))).toBe('ok');
    expect(market.unlocked).toBe(true);
    expect(JSON.stringify(server.requests.filter(({ protocol }) => protocol === UnlockTrade.id))).not.toContain(PASSWORD);
    expect(code(await broker.lock!(REAL))).toBe('ok');
    expect(market.unlocked).toBe(false);
    expect(code(await broker.unlock!(SIMULATED, PASSWORD))).toBe('unlock-not-needed');
  });

  it('carry what their type needs and nothing else, and are changed and cancelled', async () => {
    const { server, market, broker, orders, until } = await desk();
    market.unlocked = true;
    await broker.connect();
    const intents = [
      buy({ account: REAL, type: 'stop-limit', timeInForce: 'gtc', condition: { trigger: 390_000, trail: null, limitOffset: null } }),
      buy({ account: REAL, type: 'trailing-stop-limit', side: 'sell', offset: 'close', price: null, condition: { trigger: null, trail: { ratio: 0.015 }, limitOffset: 200 } }),
      buy({ account: REAL, type: 'trailing-stop', instrument: 'NASDAQ.AAPL', price: null, condition: { trigger: null, trail: { amount: 25_000 }, limitOffset: null } }),
    ];
    for (const intent of intents) expect(code(broker.place(intent))).toBe('ok');
    await until(() => orders.length === 6);
    const sent = server.requests.filter(({ protocol }) => protocol === PlaceOrder.id).map(({ c2s }) => c2s as Record<string, unknown>);
    expect(sent[0]).toMatchObject({ trdSide: 1, orderType: 11, timeInForce: 1, price: 380.2, auxPrice: 390, qty: 300, secMarket: 1, header: { trdEnv: 1, accID: REAL, trdMarket: 1 } });
    expect(sent[1]).toMatchObject({ trdSide: 2, orderType: 15, trailType: 1, trailValue: 1.5, trailSpread: 0.2 });
    expect(sent[1]).not.toHaveProperty('price');
    expect(sent[2]).toMatchObject({ orderType: 14, trailType: 2, trailValue: 2.5, secMarket: 2, header: { trdMarket: 2 } });
    for (const [i, intent] of intents.entries()) {
      const report = orders.findLast(({ clientOrderId }) => clientOrderId === intent.id)!;
      const { type, side, condition, price, timeInForce, instrument } = report;
      expect({ type, side, condition, price, timeInForce, instrument }).toEqual({
        type: intents[i].type, side: intent.side, condition: intent.condition, price: intent.price, timeInForce: intent.timeInForce, instrument: intent.instrument,
      });
    }

    const [number] = market.orders.keys();
    expect(code(broker.modify(REAL, intents[0].id, number, 381_000, 400))).toBe('ok');
    await until(() => orders.at(-1)?.quantity === 400);
    expect((await server.asked(ModifyOrder)).c2s).toMatchObject({ modifyOrderOp: 1, orderID: '0', orderIDEx: number, qty: 400, price: 381, auxPrice: 390 });
    expect(code(broker.cancel(REAL, intents[0].id, null))).toBe('ok');
    await until(() => orders.at(-1)?.state === 'cancelled');
  });

  it('that have ended refuse a change, which is told; fills come with their own ids', async () => {
    const { market, broker, orders, fills, refusals, until } = await desk();
    market.unlocked = true;
    await broker.connect();
    const intent = buy({ account: REAL });
    broker.place(intent);
    await until(() => orders.length === 2);
    const [number] = market.orders.keys();
    market.fill(number, 300, 380.2);
    await until(() => orders.at(-1)?.state === 'filled');
    expect(fills).toMatchObject([{ account: REAL, brokerFillId: 'F2', brokerOrderId: number, clientOrderId: intent.id, price: 380_200, quantity: 300, tradingDay: '2025-01-02' }]);
    expect(value(await broker.queryFills(REAL))).toEqual(fills);
    broker.cancel(REAL, intent.id, number);
    await until(() => refusals.length === 1);
    expect(refusals[0]).toMatchObject({ account: REAL, clientOrderId: intent.id, request: 'cancelling', fault: { code: 'opend-refused', brokerText: '订单已结束' } });
  });

  it('placed elsewhere are told too, of an instrument that nobody named as well', async () => {
    const { market, broker, orders, instruments, until } = await desk();
    await broker.connect();
    market.orders.set('E1', { accID: REAL, trdSide: 3, orderType: 5, orderStatus: ORDER_STATUS.submitted, orderID: '0', orderIDEx: 'E1', code: '02800', name: '', qty: 500, price: 20.02, createTime: '2025-01-02 10:00:00', updateTime: '2025-01-02 10:00:01.250', secMarket: 1, remark: 'my script' });
    market.end('E1', ORDER_STATUS.failed, '余额不足');
    await until(() => orders.length === 1);
    expect(instruments.at(-1)?.id).toBe('HKEX.02800');
    expect(orders[0]).toMatchObject({
      clientOrderId: null, brokerOrderId: 'E1', instrument: 'HKEX.02800', side: 'sell', type: 'limit', price: 20_020, state: 'rejected', fault: { code: 'broker-rejected', brokerText: '余额不足' },
      exchangeTime: Date.UTC(2025, 0, 2, 2, 0, 1, 250),
    });
  });

  it('beyond the rate are refused with the wait; cancellations take their turn', async () => {
    const { server, market, broker, orders, until } = await desk();
    market.unlocked = true;
    await broker.connect();
    const placed = Array.from({ length: 16 }, () => broker.place(buy({ account: REAL })));
    expect(placed.map(code)).toEqual([...Array.from({ length: 15 }, () => 'ok'), 'opend-wait']);
    const refused = placed[15];
    expect(!refused.ok && Number(refused.fault.params?.seconds)).toBeGreaterThan(28);
    await until(() => market.orders.size === 15 && orders.length >= 30);
    for (const number of market.orders.keys()) expect(code(broker.cancel(REAL, 'any', number))).toBe('ok');
    await until(() => [...market.orders.values()].every(({ orderStatus }) => orderStatus === ORDER_STATUS.cancelledAll));
    expect(server.requests.filter(({ protocol }) => protocol === PlaceOrder.id).length).toBe(15);
  });

  it('in flight when the socket dies are neither sent twice nor lost: the list tells', async () => {
    const { server, market, broker, orders, states, until } = await desk();
    market.unlocked = true;
    await broker.connect();
    server.answer(PlaceOrder, (c2s) => {
      market.orders.set('L1', { accID: REAL, trdSide: 1, orderType: 1, orderStatus: ORDER_STATUS.submitted, orderID: '0', orderIDEx: 'L1', code: '00700', name: '', qty: 300, price: 380.2, createTime: '2025-01-02 10:00:00', updateTime: '2025-01-02 10:00:00', secMarket: 1, remark: c2s.remark });
      return 'cut';
    });
    const intent = buy({ account: REAL });
    expect(code(broker.place(intent))).toBe('ok');
    await until(() => states.filter(({ state }) => state === 'up').length === 2);
    expect(orders).toEqual([]);
    expect(value(await broker.queryOrders(REAL))).toMatchObject([{ clientOrderId: intent.id, brokerOrderId: 'L1', state: 'working' }]);
    expect(server.requests.filter(({ protocol }) => protocol === PlaceOrder.id).length).toBe(1);
    server.cut();
    expect(code(broker.cancel(REAL, intent.id, 'L1'))).toBe('ok');
  });
});

describe('bars of the past', () => {
  const DAY = 86_400_000;
  const bar = (time: number, close: number): Record<string, unknown> => ({
    time: `${new Date(time).toISOString().slice(0, 10)} 00:00:00`, isBlank: false, openPrice: 380, highPrice: 382, lowPrice: 379.4, closePrice: close, volume: 1_000, turnover: 1,
  });

  it('are the last ones before a moment, over as many pages as there are, adjusted forwards', async () => {
    const { server, broker } = await desk();
    await broker.connect();
    const last = Date.UTC(2025, 0, 2);
    const all = Array.from({ length: 250 }, (_, i) => bar(last - (249 - i) * DAY, 300 + i));
    server.answer(RequestHistoryKL, ({ security, beginTime, endTime, nextReqKey }) => {
      const within = all.filter(({ time }) => String(time).slice(0, 10) >= beginTime && String(time).slice(0, 10) <= endTime);
      const from = nextReqKey ? nextReqKey[0] : 0;
      const klList = within.slice(from, from + 60);
      return { s2c: { security, klList: [...klList, { time: '2024-12-25 00:00:00', isBlank: true }], ...(from + 60 < within.length ? { nextReqKey: Uint8Array.of(from + 60) } : {}) } };
    });
    const newest = value(await broker.history!('HKEX.00700', 'day', null, 100));
    expect(newest.length).toBe(100);
    expect(newest.at(-1)).toEqual({ time: last, open: 380_000, high: 382_000, low: 379_400, close: 549_000, volume: 1_000, openInterest: 0 });
    expect(newest.every(({ time }, i) => time === last - (99 - i) * DAY)).toBe(true);
    const older = value(await broker.history!('HKEX.00700', 'day', newest[0].time, 5));
    expect(older.map(({ time }) => time)).toEqual([5, 4, 3, 2, 1].map((days) => newest[0].time - days * DAY));
    expect((await server.asked(RequestHistoryKL)).c2s).toMatchObject({ rehabType: 1, klType: 2, endTime: '2025-01-02' });
  });

  it('of minutes are stamped with their end by OpenD and begin where they begin here; the opening auction is part of the first', async () => {
    const { server, broker } = await desk();
    await broker.connect();
    const minute = (time: string, open: number, close: number): Record<string, unknown> => ({
      time: `2025-01-02 ${time}:00`, isBlank: false, openPrice: open, highPrice: Math.max(open, close), lowPrice: Math.min(open, close), closePrice: close, volume: 100, turnover: 1,
    });
    server.answer(RequestHistoryKL, ({ security, klType }) => ({
      s2c: {
        security,
        klList: klType === 1
          ? [minute('09:30', 379, 379), minute('09:31', 380, 381), minute('12:00', 381, 382), minute('13:01', 382, 383), minute('16:00', 383, 384), minute('16:10', 385, 385)]
          : [minute('10:30', 379, 381), minute('12:00', 381, 382), minute('14:00', 382, 383)],
      },
    }));
    const at = (hour: number, minutes: number): number => Date.UTC(2025, 0, 2, hour - 8, minutes);
    const ones = value(await broker.history!('HKEX.00700', '1m', null, 10));
    expect(ones.map(({ time, open, high, low, close, volume }) => [time, open, high, low, close, volume])).toEqual([
      [at(9, 30), 379_000, 381_000, 379_000, 381_000, 200],
      [at(11, 59), 381_000, 382_000, 381_000, 382_000, 100],
      [at(13, 0), 382_000, 383_000, 382_000, 383_000, 100],
      [at(15, 59), 383_000, 384_000, 383_000, 384_000, 100],
      [at(16, 9), 385_000, 385_000, 385_000, 385_000, 100],
    ]);
    // The hour before lunch is half of one.
    expect(value(await broker.history!('HKEX.00700', '1h', null, 10)).map(({ time }) => time)).toEqual([at(9, 30), at(11, 30), at(13, 0)]);
    expect(value(await broker.history!('HKEX.00700', '1m', at(13, 0), 1)).map(({ time }) => time)).toEqual([at(11, 59)]);
    expect(server.requests.findLast(({ protocol }) => protocol === RequestHistoryKL.id)?.c2s).toMatchObject({ klType: 1, endTime: '2025-01-02' });
  });

  it('of weeks go by their Monday, whichever day they are stamped with', async () => {
    const { server, broker } = await desk();
    await broker.connect();
    server.answer(RequestHistoryKL, ({ security }) => ({ s2c: { security, klList: [bar(Date.UTC(2024, 11, 20), 380), bar(Date.UTC(2024, 11, 23), 381)] } }));
    expect(value(await broker.history!('HKEX.00700', 'week', null, 10)).map(({ time }) => time)).toEqual([Date.UTC(2024, 11, 16), Date.UTC(2024, 11, 23)]);
  });

  it('that OpenD does not give are said not to be there', async () => {
    const { server, broker } = await desk();
    await broker.connect();
    server.answer(RequestHistoryKL, () => ({ retType: -1, retMsg: '历史K线额度不足' }));
    expect(await broker.history!('HKEX.00700', 'day', null, 5)).toEqual({
      ok: false, fault: { code: 'history-unavailable', params: { instrument: 'HKEX.00700', period: 'day' }, brokerText: '历史K线额度不足' },
    });
    expect(code(await broker.history!('HKEX.1', 'day', null, 5))).toBe('instrument-unknown');
  });
});

describe('what stands', () => {
  it('are positions in ticks and funds by currency', async () => {
    const { broker } = await desk();
    await broker.connect();
    expect(value(await broker.queryPositions(REAL))).toEqual([
      {
        account: REAL, instrument: 'HKEX.00700', side: 'long', today: 100, yesterday: 200, frozenToday: 0, frozenYesterday: 100, openValue: 114_060_000, dayValue: 114_060_000, margin: 0,
        realisedToday: 0, feesToday: 0,
      },
    ]);
    const funds = value(await broker.queryFunds(REAL));
    expect(funds).toMatchObject([
      { currency: 'HKD', balance: 10_000_000_000, equity: 11_200_000_000, available: 9_000_005_000, margin: 480_000_000, frozen: 25_002_500, marketValue: 1_200_000_000, unrealised: 59_400_000, realised: 1_205_000 },
      { currency: 'USD', balance: 502_500, equity: 502_500, available: 400_000, margin: 0, frozen: 0, marketValue: 0 },
    ]);
  });

  it('is asked for whole or not at all', async () => {
    const { server, broker } = await desk();
    await broker.connect();
    server.answer(GetOrderList, ({ header }) => (header.trdMarket === 2 ? { retType: -1, retMsg: 'busy' } : { s2c: { header, orderList: [] } }));
    expect(code(await broker.queryOrders(REAL))).toBe('opend-refused');
    expect(code(await broker.queryOrders('1'))).toBe('account-unknown');
    server.silent = true;
    const asked = broker.queryPositions(REAL);
    server.cut();
    expect(code(await asked)).toBe('opend-closed');
  });
});
