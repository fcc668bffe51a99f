/** The whole way, against the stand-in counter in its own process and over real sockets, in each shape that the family has had. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { rmSync } from 'node:fs';
import type { Secrets } from '#electron/brokers/broker.ts';
import { ok } from '#shared/result.ts';
import { LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { fullCounter } from '#test/stand-ins/counter/build-counter.ts';
import { ACCOUNT, CounterSite, intent, until, WHO, type CounterDesk } from '#test/stand-ins/counter/counter-desk.ts';
import { COUNTER_SHAPES } from '#test/stand-ins/counter/counter-headers.ts';
import { createMemoryStorage } from '#test/stand-ins/memory-storage.ts';

const sites: CounterSite[] = [];
const site = async (abi?: number, apartMs?: number): Promise<CounterSite> => {
  const made = new CounterSite(abi);
  sites.push(made);
  return made.begin(apartMs);
};
beforeAll(() => {
  for (const abi of Object.values(COUNTER_SHAPES)) {
    const folder = `/tmp/pankou-ctp-warm-${process.pid}`;
    fullCounter(folder, abi);
    rmSync(folder, { recursive: true });
  }
}, 120_000);
afterEach(async () => {
  for (const one of sites.splice(0)) await one.close();
});

const stateOf = ({ seen }: CounterDesk, id: string): string | undefined => seen.orders.findLast(({ clientOrderId }) => clientOrderId === id)?.state;
const value = <T>(result: { ok: true; value: T } | { ok: false; fault: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
};

describe.each(Object.entries(COUNTER_SHAPES))('a counter of the family, %s', (_, abi) => {
  test('login, statement, instruments, account, quotes, orders, fills and positions', { timeout: 60_000 }, async () => {
    const counter = await site(abi);
    const desk = await counter.up();
    const { broker, seen } = desk;
    expect(seen.states.at(-1)).toEqual({ state: 'up', fault: null });
    // How long the counter took to answer, from the first.
    expect(seen.latencies.every((ms) => ms > 0 && ms < 10_000) && seen.latencies.length > 0).toBe(true);
    expect(seen.accounts).toEqual([expect.objectContaining({ id: ACCOUNT, environment: 'simulated', name: '9999 10001', currencies: ['CNY'] })]);
    expect([...seen.instruments.keys()].sort()).toEqual(['CFFEX.IF2103', 'CZCE.SR105', 'CZCE.SR105C5400', 'DCE.SP m2105&m2109', 'DCE.m2105', 'DCE.m2109', 'SHFE.rb2105', 'SSE.600519', 'SZSE.000001']);
    expect(seen.instruments.get('SHFE.rb2105')).toMatchObject({ name: { zh: '螺纹钢2105' }, tickSize: 1, multiplier: 10, offsets: 'today-yesterday', sessions: 'china-futures-night-2300', expiry: '2021-05-17' });
    expect(seen.instruments.get('CZCE.SR105C5400')).toMatchObject({ kind: 'option', option: { right: 'call', strike: 5400, underlying: 'CZCE.SR105' } });
    expect(seen.logs).toContainEqual({ text: '', fault: { code: 'counter-instruments-left-out', params: { count: 1 } } });

    broker.subscribe(['SHFE.rb2105', 'CFFEX.IF2103', 'DCE.m2105']);
    await until(() => new Set(seen.quotes.map(({ instrument }) => instrument)).size === 3, 'three quotes');
    const quote = seen.quotes.find(({ instrument }) => instrument === 'CFFEX.IF2103')!.record;
    expect(quote[QUOTE.last]).toBe(26_000);
    expect([quote[QUOTE.bid], quote[QUOTE.bidSize], quote[QUOTE.ask], quote[QUOTE.askSize]]).toEqual([25_999, 10, 26_001, 11]);
    expect(quote[QUOTE.settlement]).toBeNaN();
    expect(new Date(quote[QUOTE.exchangeTime]).toISOString()).toBe('2021-01-05T02:30:00.500Z');
    // DCE's evening belongs to the trading day before.
    expect(new Date(seen.quotes.find(({ instrument }) => instrument === 'DCE.m2105')!.record[QUOTE.exchangeTime]).toISOString()).toBe('2021-01-04T13:30:00.500Z');
    const book = seen.books.find(({ instrument }) => instrument === 'CFFEX.IF2103')!.record;
    expect(book[0]).toBe(1);
    expect(book[levelOffset(1) + LEVEL.bid]).toBeNaN();

    const waiting = intent();
    expect(broker.place(waiting)).toEqual({ ok: true, value: null });
    await until(() => stateOf(desk, waiting.id) === 'working', 'working');
    const part = intent({ price: 4310, quantity: 14 });
    expect(broker.place(part).ok).toBe(true);
    await until(() => seen.fills.length === 1, 'a fill');
    expect(seen.fills[0]).toMatchObject({ clientOrderId: part.id, price: 4301, quantity: 10, side: 'buy', offset: 'open', tradingDay: '2021-01-05' });
    counter.front.say('price rb2105 4290', 'trader');
    await until(() => stateOf(desk, part.id) === 'filled', 'filled');
    // A counter tells of the order and of its trade one after the other.
    await until(() => seen.fills.reduce((sum, { quantity }) => sum + quantity, 0) === 14, 'every trade');

    expect(broker.cancel(ACCOUNT, waiting.id, null).ok).toBe(true);
    await until(() => stateOf(desk, waiting.id) === 'cancelled', 'cancelled');
    broker.cancel(ACCOUNT, waiting.id, null);
    await until(() => seen.refusals.length === 1, 'a refusal');
    expect(seen.refusals[0]).toMatchObject({ clientOrderId: waiting.id, request: 'cancelling', fault: { code: 'counter-refused', params: { id: 25 }, brokerText: 'CTP:撤单找不到相应报单' } });

    const positions = value(await broker.queryPositions(ACCOUNT));
    expect(positions).toEqual([expect.objectContaining({ instrument: 'SHFE.rb2105', side: 'long', today: 14, yesterday: 3 })]);
    expect(value(await broker.queryFunds(ACCOUNT))).toEqual([expect.objectContaining({ currency: 'CNY', equity: 10_000_000_000 })]);
    expect(value(await broker.queryOrders(ACCOUNT)).map(({ clientOrderId, state, filled }) => ({ clientOrderId, state, filled }))).toEqual([
      { clientOrderId: waiting.id, state: 'cancelled', filled: 0 },
      { clientOrderId: part.id, state: 'filled', filled: 14 },
    ]);
    expect(value(await broker.queryFills(ACCOUNT))).toHaveLength(2);

    // SHFE: a plain close is yesterday's, of which there are three.
    const tooMuch = intent({ side: 'sell', offset: 'close', price: 4280, quantity: 4 });
    broker.place(tooMuch);
    await until(() => stateOf(desk, tooMuch.id) === 'rejected', 'rejected');
    expect(seen.orders.findLast(({ clientOrderId }) => clientOrderId === tooMuch.id)?.fault).toEqual({ code: 'counter-refused', params: { id: 51 }, brokerText: 'CTP:平昨仓位不足' });
    const closing = intent({ side: 'sell', offset: 'close-today', price: 4280, quantity: 4 });
    broker.place(closing);
    await until(() => stateOf(desk, closing.id) === 'filled', 'closed');

    await until(() => seen.instruments.get('SHFE.rb2105')?.margin?.long === 0.12, 'the account’s margin rate');
    expect(seen.instruments.get('SHFE.rb2105')).toMatchObject({ margin: { long: 0.12, short: 0.13 }, fees: { open: { byValue: 0.0001 }, closeToday: { byValue: 0.0002 } } });
  });
});

test('the statement is shown in the counter’s words and confirmed before the first order', { timeout: 60_000 }, async () => {
  const counter = await site();
  const desk = counter.make();
  const { broker } = desk;
  expect(await broker.connect()).toEqual({ ok: true, value: null });
  const statements = broker.statementDesk!;
  expect(value(await statements.list(ACCOUNT))).toEqual([expect.objectContaining({ number: 20210104, tradingDay: '2021-01-04', confirmed: false })]);
  const read = value(await statements.read(ACCOUNT, 20210104));
  // Sent in pieces that end in the middle of characters.
  expect(read.text).toContain('期货经纪公司');
  expect(read.text).toContain('客户权益 Client Equity');
  expect(read.text).not.toContain('\uFFFD');
  expect(broker.place(intent())).toEqual({ ok: false, fault: { code: 'statement-unconfirmed', params: { day: '2021-01-04' } } });
  expect(await statements.confirm(ACCOUNT, 20210104)).toEqual({ ok: true, value: null });
  expect(value(await statements.list(ACCOUNT))[0].confirmed).toBe(true);
  const order = intent();
  broker.place(order);
  await until(() => stateOf(desk, order.id) === 'working', 'working');
});

test('queries keep to one a second, however many are asked at once, and a refused one is asked again', { timeout: 60_000 }, async () => {
  const counter = await site(undefined, 400);
  const desk = await counter.up({ pace: { apartMs: 250, connectMs: 10_000, answerMs: 10_000 } });
  const { broker } = desk;
  // Faster than the counter allows: refusals (-3) on the way.
  const answers = await Promise.all([broker.queryOrders(ACCOUNT), broker.queryFills(ACCOUNT), broker.queryPositions(ACCOUNT), broker.queryFunds(ACCOUNT)]);
  expect(answers.every(({ ok }) => ok)).toBe(true);
});

test('a market order, fill or kill, fill and kill, a stop and an order off the limits', { timeout: 60_000 }, async () => {
  const counter = await site();
  const desk = await counter.up();
  const { broker, seen } = desk;
  const all = { market: intent({ instrument: 'CFFEX.IF2103', type: 'market', price: null, timeInForce: 'ioc', quantity: 1 }), kill: intent({ instrument: 'DCE.m2105', timeInForce: 'fok', price: 3510, quantity: 11 }), fak: intent({ instrument: 'DCE.m2105', timeInForce: 'ioc', price: 3510, quantity: 12 }), stop: intent({ instrument: 'CZCE.SR105', type: 'stop-limit', price: 5320, quantity: 1, condition: { trigger: 5310, trail: null, limitOffset: null } }), off: intent({ price: 9000 }) };
  for (const one of Object.values(all)) expect(broker.place(one)).toEqual({ ok: true, value: null });
  await until(() => stateOf(desk, all.off.id) === 'rejected', 'off the limits');
  expect(stateOf(desk, all.market.id)).toBe('filled');
  expect(seen.orders.findLast(({ clientOrderId }) => clientOrderId === all.kill.id)).toMatchObject({ state: 'cancelled', filled: 0, timeInForce: 'fok' });
  expect(seen.orders.findLast(({ clientOrderId }) => clientOrderId === all.fak.id)).toMatchObject({ state: 'cancelled', filled: 10, timeInForce: 'ioc' });
  expect(seen.orders.findLast(({ clientOrderId }) => clientOrderId === all.off.id)?.fault?.brokerText).toBe('已撤单报单被拒绝:报单价格超出涨跌停板');
  expect(seen.orders.findLast(({ clientOrderId }) => clientOrderId === all.stop.id)).toMatchObject({ state: 'working', type: 'stop-limit', triggered: false, triggerPrice: 5310 });
  counter.front.say('price SR105 5312', 'trader');
  await until(() => stateOf(desk, all.stop.id) === 'filled', 'triggered');
  expect(broker.place(intent({ timeInForce: 'gtc' }))).toMatchObject({ ok: false, fault: { code: 'not-supported' } });
});

test('a fill that comes before its rates are known is told again with its fee', { timeout: 60_000 }, async () => {
  const counter = await site();
  const desk = await counter.up();
  const { broker, seen } = desk;
  broker.place(intent({ price: 4301, quantity: 2 }));
  await until(() => seen.fills.length === 1, 'a fill');
  expect(seen.fills[0].fee).toBe(0);
  // 4301 × 10 × 2 × 0.0001 yuan.
  await until(() => seen.fills[0].fee === 86_020, 'its fee');
  expect(seen.fills).toHaveLength(1);
  expect(value(await broker.queryFills(ACCOUNT))).toEqual([expect.objectContaining({ fee: 86_020 })]);
});

test('an order that would meet one’s own is held back, unless that is switched off', { timeout: 60_000 }, async () => {
  const counter = await site();
  const careful = await counter.up();
  const own = intent({ side: 'sell', price: 4305, quantity: 1 });
  careful.broker.place(own);
  await until(() => stateOf(careful, own.id) === 'working', 'working');
  expect(careful.broker.place(intent({ price: 4305 }))).toMatchObject({ ok: false, fault: { code: 'order-meets-own', params: { order: own.id } } });
  expect(careful.broker.place(intent({ price: 4304, quantity: 1 })).ok).toBe(true);
  careful.broker.cancel(ACCOUNT, own.id, null);
  await until(() => stateOf(careful, own.id) === 'cancelled', 'cancelled');
  expect(careful.broker.place(intent({ price: 4305, quantity: 1 })).ok).toBe(true);
  await careful.close();
  const careless = await counter.up({ preventSelfTrade: false });
  careless.broker.place(intent({ side: 'sell', price: 4400, quantity: 1 }));
  expect(careless.broker.place(intent({ price: 4400, quantity: 1 })).ok).toBe(true);
});

test('a wrong password and a wrong code are told in the counter’s words', { timeout: 60_000 }, async () => {
  const counter = await site();
  expect(await counter.make({ who: { ...WHO, password: 'guess' } }).broker.connect()).toEqual({ ok: false, fault: { code: 'counter-refused', params: { id: 3 }, brokerText: 'CTP:不合法的登录' } });
  expect(await counter.make({ who: { ...WHO, authCode: '1' } }).broker.connect()).toMatchObject({ fault: { params: { id: 63 }, brokerText: 'CTP:客户端认证失败' } });
  // An AppID of a relay server: it would have to report its terminals, which no direct terminal can.
  expect(await counter.make({ who: { ...WHO, appId: 'relay_company_1' } }).broker.connect()).toMatchObject({ fault: { code: 'counter-app-is-relay', brokerText: 'CTP:没有上报终端信息' } });
});

test('an operator’s login: an account for each investor, with its own statement, orders and positions', { timeout: 60_000 }, async () => {
  const counter = await site();
  const desk = counter.make({ who: { ...WHO, userId: 'operator' } });
  const { broker, seen } = desk;
  expect(await broker.connect()).toEqual({ ok: true, value: null });
  const [first, second] = ['ctp-9999-20001', 'ctp-9999-20002'];
  expect(seen.accounts.map(({ id, name }) => [id, name])).toEqual([[first, '9999 20001 张三'], [second, '9999 20002 李四']]);
  expect(broker.place(intent({ account: 'ctp-9999-operator' }))).toMatchObject({ fault: { code: 'account-unknown' } });
  const statements = broker.statementDesk!;
  expect(value(await statements.list(second))).toHaveLength(1);
  expect(await statements.confirm(first, 20210104)).toEqual({ ok: true, value: null });
  expect(broker.place(intent({ account: second }))).toMatchObject({ fault: { code: 'statement-unconfirmed' } });
  expect(await statements.confirm(second, 20210104)).toEqual({ ok: true, value: null });

  const waits = intent({ account: first });
  const fills = intent({ account: second, price: 4301, quantity: 5 });
  for (const one of [waits, fills]) expect(broker.place(one)).toEqual({ ok: true, value: null });
  await until(() => seen.fills.length === 1 && stateOf(desk, waits.id) === 'working', 'a fill');
  expect(seen.fills[0]).toMatchObject({ account: second, clientOrderId: fills.id, quantity: 5 });
  // At its own rates, which are three times the first one's: 4301 × 10 × 5 × 0.0003 yuan.
  await until(() => seen.fills[0].fee === 645_150, 'its fee');
  expect(seen.instruments.get('SHFE.rb2105')?.fees.open).not.toMatchObject({ byValue: 0.0003 });
  expect(value(await broker.queryOrders(first)).map(({ account, clientOrderId }) => [account, clientOrderId])).toEqual([[first, waits.id]]);
  expect(value(await broker.queryFills(first))).toEqual([]);
  expect(value(await broker.queryFills(second))).toHaveLength(1);
  expect(value(await broker.queryPositions(second))).toEqual([expect.objectContaining({ account: second, instrument: 'SHFE.rb2105', today: 5 })]);
  expect(value(await broker.queryPositions(first))).toEqual([expect.objectContaining({ account: first, today: 0, yesterday: 3 })]);
  expect(value(await broker.queryFunds(second))[0].margin).toBeGreaterThan(value(await broker.queryFunds(first))[0].margin);
  broker.cancel(first, waits.id, null);
  await until(() => stateOf(desk, waits.id) === 'cancelled', 'cancelled');
  await desk.close();

  // Only those that the user named.
  const one = counter.make({ who: { ...WHO, userId: 'operator' }, investorIds: ['20002'] });
  expect(await one.broker.connect()).toEqual({ ok: true, value: null });
  expect(one.seen.accounts.map(({ id }) => id)).toEqual([second]);
  expect(value(await one.broker.queryOrders(second))).toHaveLength(1);
});

const keepIn = (kept: Secrets[]) => (change: Secrets) => {
  kept.push(change);
  return ok(null);
};

test('a forced change of password: asked for in words, then done, and from then on the password that is kept', { timeout: 60_000 }, async () => {
  const counter = await site();
  const who = { ...WHO, userId: 'newcomer' };
  expect(await counter.make({ who }).broker.connect()).toMatchObject({ ok: false, fault: { code: 'counter-password-change' } });
  const kept: Secrets[] = [];
  const first = await counter.up({ who: { ...who, newPassword: 'better' }, keepSecrets: keepIn(kept) });
  expect(kept).toEqual([{ password: 'better', newPassword: '' }]);
  expect(await first.broker.unlock?.('ctp-9999-newcomer', 'better')).toEqual({ ok: true, value: null });
  expect(await first.broker.unlock?.('ctp-9999-newcomer', 'secret')).toMatchObject({ ok: false, fault: { code: 'unlock-refused' } });
  // Its quotes log in with the one that is in force.
  first.broker.subscribe(['CFFEX.IF2103']);
  await until(() => first.seen.quotes.length > 0, 'a quote');
  await first.close();
  await counter.up({ who: { ...who, password: 'better' } });
});

test.each([[false, 'after the counter had changed it'], [true, 'before the counter had']] as const)('a change whose outcome was never kept is found out at the next login (%s: %s)', { timeout: 60_000 }, async (isUndone, _when) => {
  const counter = await site();
  const who = { ...WHO, userId: 'newcomer', newPassword: 'better' };
  const storage = createMemoryStorage();
  // The vault refuses: the terminal goes on with what it has and notes it.
  const first = await counter.up({ who, keepSecrets: () => ({ ok: false, fault: { code: 'vault-closed' } }) }, storage);
  expect(first.seen.logs.map(({ fault }) => fault?.code)).toContain('vault-closed');
  expect(await first.broker.unlock?.('ctp-9999-newcomer', 'better')).toEqual({ ok: true, value: null });
  await first.close();
  // As if the counter had never heard of it.
  if (isUndone) rmSync(`${counter.folder}/counter.state`);
  const kept: Secrets[] = [];
  const second = await counter.up({ who, keepSecrets: keepIn(kept) }, storage);
  expect(second.seen.states.at(-1)?.state).toBe('up');
  expect(kept).toEqual([{ password: 'better', newPassword: '' }]);
});

test('a new password that is the old one is asked for again', { timeout: 60_000 }, async () => {
  const counter = await site();
  const who = { ...WHO, userId: 'newcomer', newPassword: 'secret' };
  expect(await counter.make({ who }).broker.connect()).toMatchObject({ ok: false, fault: { code: 'counter-password-change' } });
});

test('a front that is not there is told after its time limit, with nothing left behind', { timeout: 60_000 }, async () => {
  const counter = await site();
  await counter.front.close();
  const desk = counter.make({ pace: { connectMs: 1_500 } });
  expect(await desk.broker.connect()).toMatchObject({ ok: false, fault: { code: 'counter-unreachable', params: { seconds: 2 } } });
});
