/** The whole core over Futu's broker over real sockets: what a trader does, and what becomes of orders when the wire is cut. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFutuBroker } from '#electron/brokers/futu/futu-broker.ts';
import { ORDER_STATUS } from '#electron/brokers/futu/messages/codes.ts';
import { GetPriceReminder, GetUserSecurity, GetUserSecurityGroup, ModifyUserSecurity, SetPriceReminder, UpdatePriceReminder } from '#electron/brokers/futu/messages/personal.ts';
import { GetHistoryOrderList, GetMaxTrdQtys, GetOrderFee, GetOrderList, GetPositionList, ModifyOrder, PlaceOrder } from '#electron/brokers/futu/messages/trade.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core, ScreenSession } from '#electron/core/core.ts';
import { termsOf } from '#electron/core/reminder-sync/reminder-plan.ts';
import { commands } from '#shared/contract/commands.ts';
import { TOPIC_KEYS, type Topics } from '#shared/contract/topics.ts';
import type { Order } from '#shared/model/order.ts';
import type { Result } from '#shared/result.ts';
import { startOpend, type OpendStandIn } from '#test/stand-ins/opend.ts';
import { SIMULATED_FUTURES } from '#test/stand-ins/opend-contracts.ts';
import { openMarket, PASSWORD, REAL, SIMULATED, type OpendMarket } from '#test/stand-ins/opend-market.ts';

let folder: string;
let server: OpendStandIn;
let market: OpendMarket;
let core: Core;
let session: ScreenSession;
let shown: { [T in 'orders' | 'fills' | 'accounts' | 'connections']: Map<string, Topics[T]> };

async function start(): Promise<void> {
  const make = createFutuBroker({ address: { host: '127.0.0.1', port: server.port, key: null }, securities: ['HK.00700', 'US.AAPL'] });
  const opened = await createCore({ dataFolder: folder, connections: [{ id: 'futu', kind: 'futu', environment: 'real', name: 'OpenD', make }] });
  if (!opened.ok) throw new Error(opened.fault.code);
  core = opened.value;
  session = core.open();
  shown = { orders: new Map(), fills: new Map(), accounts: new Map(), connections: new Map() };
  const show = (topic: string, items: readonly unknown[]): void => {
    if (!(topic in shown)) return;
    const key = TOPIC_KEYS[topic as keyof typeof shown] as (item: unknown) => string;
    for (const item of items) (shown as Record<string, Map<string, unknown>>)[topic].set(key(item), item);
  };
  session.onChange(({ topic, items }) => show(topic, items));
  for (const { topic, items } of session.snapshots()) show(topic, items);
}

async function stop(): Promise<void> {
  session.close();
  await core.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-futu-'));
  server = await startOpend();
  market = openMarket(server);
  await start();
  await until(() => shown.accounts.get(SIMULATED)?.state === 'ready' && shown.accounts.get(REAL)?.state === 'ready');
});

afterEach(async () => {
  await stop();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function until(done: () => boolean, ms = 20_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end && !done(); ) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(done()).toBe(true);
}

const placeAsk = (more: Record<string, unknown> = {}): Parameters<typeof session.handle<'order.place'>>[1] =>
  commands['order.place'].ask.parse({
    account: SIMULATED, instrument: 'HKEX.00700', side: 'buy', offset: 'open', type: 'limit', price: 380_200, quantity: 300, timeInForce: 'day', source: 'ladder', ...more,
  });
async function place(more: Record<string, unknown> = {}): Promise<Order> {
  const answer = await session.handle('order.place', placeAsk(more));
  if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
  return answer.value.orders[0];
}
const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.fault.code);
const orderOf = (order: Order): Order => shown.orders.get(order.id) ?? order;
const sent = (): number => server.requests.filter(({ protocol }) => protocol === PlaceOrder.id).length;

describe('a trader', () => {
  it('buys in the simulated account: working, filled in two pieces, in the blotter', async () => {
    const order = await place();
    await until(() => orderOf(order).state === 'working' && orderOf(order).brokerOrderId !== null);
    const number = orderOf(order).brokerOrderId!;
    market.fill(number, 100, 380);
    market.fill(number, 200, 380.2);
    await until(() => orderOf(order).state === 'filled');
    expect(orderOf(order)).toMatchObject({ filled: 300, filledValue: 100 * 380_000 + 200 * 380_200, overfilled: false, external: false });
    expect([...shown.fills.values()].map(({ quantity, price, inferred }) => [quantity, price, inferred])).toEqual([[100, 380_000, false], [200, 380_200, false]]);
  });

  it('trades the real account only while it is unlocked; changes and cancels', async () => {
    expect(code(await session.handle('order.place', placeAsk({ account: REAL })))).toBe('account-locked');
    expect(sent()).toBe(0);
    expect(code(await session.handle('account.unlock', { account: REAL, password: 'wrong' }))).toBe('unlock-refused');
    expect(code(await session.handle('account.unlock', { account: REAL, password: PASSWORD }))).toBe('ok');
    const order = await place({ account: REAL });
    await until(() => orderOf(order).state === 'working' && orderOf(order).brokerOrderId !== null);
    expect(code(await session.handle('order.modify', commands['order.modify'].ask.parse({ order: order.id, price: 380_400, quantity: 400 })))).toBe('ok');
    await until(() => orderOf(order).quantity === 400 && orderOf(order).pending === null);
    expect(orderOf(order).price).toBe(380_400);
    expect(code(await session.handle('order.cancel', { order: order.id }))).toBe('ok');
    await until(() => orderOf(order).state === 'cancelled');
    expect(code(await session.handle('account.lock', { account: REAL }))).toBe('ok');
    expect(market.unlocked).toBe(false);
  });

  it('trades American shares outside the regular hours, which the order keeps over a restart', async () => {
    await session.handle('account.unlock', { account: REAL, password: PASSWORD });
    await place({ account: REAL, price: 380_000 });
    const american = { account: REAL, instrument: 'NASDAQ.AAPL', price: 1_897_000, quantity: 10, hours: 'extended' };
    expect(code(await session.handle('order.place', placeAsk({ ...american, type: 'market', price: null })))).toBe('not-supported');
    expect(code(await session.handle('order.place', placeAsk({ account: REAL, hours: 'extended' })))).toBe('not-supported');
    const order = await place(american);
    await until(() => orderOf(order).brokerOrderId !== null);
    expect(server.requests.findLast(({ protocol }) => protocol === PlaceOrder.id)?.c2s).toMatchObject({ session: 2, fillOutsideRTH: true });
    await stop();
    await start();
    await until(() => shown.orders.get(order.id)?.state === 'working');
    expect(shown.orders.get(order.id)?.hours).toBe('extended');
  });

  it('cancels everything of the real account by one request a market; what that is refused for is cancelled by itself', async () => {
    await session.handle('account.unlock', { account: REAL, password: PASSWORD });
    const orders = [await place({ account: REAL }), await place({ account: REAL, price: 380_000 }), await place({ account: REAL, price: 379_800 })];
    const cancellations = (): Record<string, unknown>[] => server.requests.filter(({ protocol }) => protocol === ModifyOrder.id).map(({ c2s }) => c2s as Record<string, unknown>);
    await until(() => orders.every((order) => orderOf(order).brokerOrderId !== null));
    expect(await session.handle('order.cancelAll', { account: REAL })).toEqual({ ok: true, value: { asked: 3 } });
    await until(() => orders.every((order) => orderOf(order).state === 'cancelled'));
    expect(cancellations().map(({ forAll, trdMarket }) => [forAll, trdMarket])).toEqual([[true, 1], [true, 2]]);

    const more = [await place({ account: REAL }), await place({ account: REAL, price: 380_000 })];
    await until(() => more.every((order) => orderOf(order).brokerOrderId !== null));
    const numbers = more.map((order) => orderOf(order).brokerOrderId);
    server.answer(ModifyOrder, ({ header, forAll, orderIDEx }) => {
      if (forAll) return { retType: -1, retMsg: '该账户不支持全部撤单' };
      market.end(orderIDEx!, ORDER_STATUS.cancelledAll);
      return { s2c: { header, orderID: '0', orderIDEx } };
    });
    expect(await session.handle('order.cancelAll', { account: REAL })).toEqual({ ok: true, value: { asked: 2 } });
    await until(() => more.every((order) => orderOf(order).state === 'cancelled'));
    expect(cancellations().slice(4).map(({ orderIDEx }) => orderIDEx)).toEqual(numbers);
  });

  it('takes an order out of Hong Kong’s market, puts it back and deletes it; not elsewhere, and not while it is locked', async () => {
    await session.handle('account.unlock', { account: REAL, password: PASSWORD });
    const switched = (order: Order, what: 'disable' | 'enable' | 'delete') => session.handle('order.switch', { order: order.id, what });
    const order = await place({ account: REAL });
    await until(() => orderOf(order).state === 'working');
    expect(code(await switched(order, 'enable'))).toBe('order-not-disabled');
    expect(code(await switched(order, 'delete'))).toBe('order-not-deletable');
    expect(await switched(order, 'disable')).toMatchObject({ ok: true, value: { state: 'working', pending: { kind: 'disabling' } } });
    await until(() => orderOf(order).state === 'disabled');
    expect(orderOf(order).pending).toBeNull();
    expect(code(await switched(order, 'disable'))).toBe('order-not-in-market');
    // It is none of what is cancelled, and found again as it is.
    expect(await session.handle('order.cancelAll', { account: REAL })).toEqual({ ok: true, value: { asked: 0 } });
    await session.handle('account.reconcile', { account: REAL });
    expect(orderOf(order).state).toBe('disabled');
    expect(code(await switched(order, 'enable'))).toBe('ok');
    await until(() => orderOf(order).state === 'working');
    await switched(order, 'disable');
    await until(() => orderOf(order).state === 'disabled');
    await session.handle('account.lock', { account: REAL });
    expect(code(await switched(order, 'enable'))).toBe('account-locked');
    await session.handle('account.unlock', { account: REAL, password: PASSWORD });
    expect(code(await switched(order, 'delete'))).toBe('ok');
    await until(() => orderOf(order).state === 'cancelled');
    expect(orderOf(order).fault).toMatchObject({ code: 'order-deleted' });
    const asked = server.requests.filter(({ protocol }) => protocol === ModifyOrder.id).map(({ c2s }) => (c2s as Record<string, unknown>)['modifyOrderOp']);
    expect(asked).toEqual([3, 4, 3, 5]);

    const american = await place({ account: REAL, instrument: 'NASDAQ.AAPL', price: 2_000_000, quantity: 10 });
    await until(() => orderOf(american).state === 'working');
    expect(code(await switched(american, 'disable'))).toBe('not-supported');
    expect(code(await session.handle('order.switch', { order: 'nothing', what: 'disable' }))).toBe('order-unknown');
  });

  it('sees the largest order that OpenD reckons, in whole lots; where it does not say, what is reckoned here', async () => {
    const ask = commands['order.maximum'].ask.parse({ account: REAL, instrument: 'HKEX.00700', price: 380_200 });
    expect(await session.handle('order.maximum', ask)).toMatchObject({ ok: true, value: { buyOpen: 5_100, sellOpen: 400, sellClose: 200, buyClose: 0 } });
    await session.handle('order.maximum', ask);
    const questions = server.requests.filter(({ protocol }) => protocol === GetMaxTrdQtys.id);
    expect(questions.map(({ c2s }) => c2s)).toMatchObject([{ orderType: 1, code: '00700', price: 380.2, secMarket: 1, header: { accID: REAL, trdMarket: 1 } }]);
    server.answer(GetMaxTrdQtys, () => ({ retType: -1, retMsg: '现金账户' }));
    // 900,000.5 HKD at 380 are 2,300 shares.
    expect(await session.handle('order.maximum', { ...ask, price: 380_000 })).toMatchObject({ ok: true, value: { buyOpen: 2_300, sellClose: 300 } });
  });

  it('asks for fees and for research by commands of the contract, and is refused in words where there are none', async () => {
    server.answer(GetOrderFee, ({ header, orderIdExList }) => ({ s2c: { header, orderFeeList: [{ orderIDEx: orderIdExList[0], feeAmount: 10.46, feeList: [] }] } }));
    expect(await session.handle('account.records', { account: REAL, question: { about: 'fees', orders: ['X'] } })).toEqual({ ok: true, value: { about: 'fees', rows: [{ order: 'X', total: 104_600, items: [] }] } });
    // OpenD tells no fees of a simulated account: what was kept here is told, and of this order nothing was.
    expect(await session.handle('account.records', { account: SIMULATED, question: { about: 'fees', orders: ['X'] } })).toEqual({ ok: true, value: { about: 'fees', rows: [], own: true } });
    expect(code(await session.handle('account.records', { account: 'nobody', question: { about: 'fees', orders: ['X'] } }))).toBe('account-unknown');
    expect(await session.handle('research.ask', { connection: 'futu', question: { about: 'market-states', instruments: ['HKEX.00700'] } })).toEqual({
      ok: true, value: { about: 'market-states', answer: [{ code: 'HK.00700', name: '腾讯控股', instrument: 'HKEX.00700', phase: 'continuous' }] },
    });
    expect(code(await session.handle('research.ask', { connection: 'nowhere', question: { about: 'new-listings', market: 'hong-kong' } }))).toBe('connection-unknown');
  });

  it('takes over a group of his own from Futu, and writes one back', async () => {
    const held = ['00700', 'HSImain', '02800'];
    server.answer(GetUserSecurityGroup, () => ({ s2c: { groupList: [{ groupName: '港股', groupType: 2 }, { groupName: '长线', groupType: 1 }] } }));
    server.answer(GetUserSecurity, () => ({
      s2c: { staticInfoList: held.map((code) => ({ basic: { security: { market: code === 'HSImain' ? 2 : 1, code }, id: '1', lotSize: 1, secType: code === 'HSImain' ? 10 : 3, name: code, listTime: '' } })) },
    }));
    server.answer(ModifyUserSecurity, ({ op, securityList }) => {
      for (const { code } of securityList) if (op === 1) held.push(code);
      else held.splice(held.indexOf(code), 1);
      return { s2c: {} };
    });
    expect(await session.handle('groups.list', { connection: 'futu' })).toEqual({ ok: true, value: [{ name: '港股', writable: false }, { name: '长线', writable: true }] });
    const taken = await session.handle('groups.take', { connection: 'futu', group: '长线' });
    expect(taken).toMatchObject({ ok: true, value: { watchlist: { name: '长线', instruments: ['HKEX.00700', 'HKEX.02800'] }, others: 1 } });
    const { id, position } = taken.ok ? taken.value.watchlist : { id: '', position: 0 };
    // Taken over again it is the same group.
    expect(await session.handle('groups.take', { connection: 'futu', group: '长线' })).toMatchObject({ value: { watchlist: { id } } });
    await session.handle('watchlist.save', { id, name: '长线', instruments: ['NASDAQ.AAPL', 'HKEX.00700'], position });
    expect(await session.handle('groups.give', { connection: 'futu', watchlist: id })).toEqual({ ok: true, value: { added: 1, removed: 1 } });
    // What is no instrument here stays where it was.
    expect(held).toEqual(['00700', 'HSImain', 'AAPL']);
    await session.handle('watchlist.save', { id, name: '港股', instruments: ['HKEX.00700'], position });
    expect(code(await session.handle('groups.give', { connection: 'futu', watchlist: id }))).toBe('group-unknown');
    expect(code(await session.handle('groups.give', { connection: 'futu', watchlist: 'none' }))).toBe('watchlist-unknown');
    expect(held).toEqual(['00700', 'HSImain', 'AAPL']);
  });

  it('keeps price reminders in step with Futu by itself, and what is reached there rings here once', async () => {
    const security = { market: 1, code: '00700' };
    const item = { key: '1744022257023211123', type: 1, value: 400.2, note: '止盈', freq: 2, isEnable: true, reminderSessionList: [] as number[] };
    let kept = [item, { ...item, key: '2', type: 4, value: 2.5, note: '', freq: 3 }, { ...item, key: '3', type: 7, value: 1_000, note: '放量' }];
    server.answer(GetPriceReminder, ({ market }) => ({ s2c: { priceReminderList: market === 1 && kept.length > 0 ? [{ security, name: '腾讯控股', itemList: kept }] : [] } }));
    server.answer(SetPriceReminder, ({ op, key, type, value, note, freq }) => {
      if (op === 1) kept.push({ key: '9', type: type!, value: value!, note: note!, freq: freq!, isEnable: true, reminderSessionList: [] });
      else if (op === 2) kept = kept.filter((each) => each.key !== key);
      else kept = kept.map((each) => (each.key !== key ? each : op === 5 ? { ...each, type: type!, value: value!, note: note!, freq: freq! } : { ...each, isEnable: op === 3 }));
      return { s2c: { key: key ?? '9' } };
    });
    const all = <T extends 'reminders' | 'reminderSyncs'>(topic: T) => session.snapshots().find((each) => each.topic === topic)!.items as unknown as Topics[T][];
    const inStep = async (): Promise<void> => {
      await until(() => all('reminderSyncs')[0]?.state === 'in-step');
    };
    const save = (more: Record<string, unknown>) =>
      session.handle('reminder.save', commands['reminder.save'].ask.parse({ instrument: 'HKEX.00700', kind: 'price-down', threshold: 350_200, frequency: 'always', note: '一二三四五六七八九十一二三四五六七八九十超', enabled: true, ...more }));
    // Switched off and on again: both sides meet anew.
    expect(code(await session.handle('reminder.sync', { connection: 'futu', on: false }))).toBe('ok');
    expect(all('reminderSyncs')).toMatchObject([{ connection: 'futu', state: 'off' }]);
    expect(code(await save({}))).toBe('ok');
    expect(code(await save({ threshold: 340_000, enabled: false }))).toBe('ok');
    expect(code(await session.handle('reminder.sync', { connection: 'futu', on: true }))).toBe('ok');
    await inStep();
    expect(kept.at(-1)).toMatchObject({ type: 2, value: 350.2, freq: 1, note: '一二三四五六七八九十一二三四五六七八九十' });
    expect(kept).toHaveLength(4);
    expect(all('reminders').map(({ kind, threshold, frequency, note, enabled }) => [kind, threshold, frequency, note, enabled])).toEqual(
      expect.arrayContaining([['price-up', 400_200, 'daily', '止盈', true], ['change-down', 250, 'once', '', true]]),
    );
    expect(all('reminders')).toHaveLength(4);
    expect(all('reminderSyncs')).toMatchObject([{ own: [{ key: '3', code: 'HK.00700', name: '腾讯控股', instrument: 'HKEX.00700', condition: { zh: '成交量超过', en: 'Volume above' }, value: '1,000', note: '放量' }] }]);

    // What is changed and removed here is changed and removed there.
    const [up] = all('reminders').filter(({ kind }) => kind === 'price-up');
    expect(code(await save({ ...termsOf(up), id: up.id, threshold: 401_000 }))).toBe('ok');
    await until(() => kept.some(({ key, value, isEnable }) => key === item.key && value === 401 && isEnable));
    const [down] = all('reminders').filter(({ kind }) => kind === 'change-down');
    expect(code(await session.handle('reminder.remove', { id: down.id }))).toBe('ok');
    await until(() => !kept.some(({ key }) => key === '2'));

    // Reached there: it rings here, once, in words of here; what only Futu knows rings in its own.
    const rung: unknown[] = [];
    session.onChange(({ topic, items }) => {
      if (topic === 'firings' || topic === 'ownFirings') rung.push(...items);
    });
    const push = (key: string): void => server.push(UpdatePriceReminder, { security, price: 401.2, changeRate: 1, marketStatus: 1, content: '价格涨到 401', note: '', key });
    push(item.key);
    push(item.key);
    push('3');
    push('3');
    await until(() => rung.length >= 2);
    expect(rung).toMatchObject([{ price: 401_200, reminder: { id: up.id } }, { connection: 'futu', text: '00700 · 价格涨到 401' }]);
    expect(rung).toHaveLength(2);
    expect(code(await session.handle('reminder.sync', { connection: 'nowhere', on: true }))).toBe('connection-unknown');
  });

  it('is told OpenD’s own reason when it refuses', async () => {
    server.answer(PlaceOrder, () => ({ retType: -1, retMsg: '购买力不足' }));
    const order = await place();
    await until(() => orderOf(order).state === 'rejected');
    expect(orderOf(order).fault?.brokerText).toBe('购买力不足');
  });
});

describe('a wire that is cut', () => {
  it('while an order is on it: OpenD had it, it is found by its remark and never sent twice', async () => {
    server.answer(PlaceOrder, (c2s) => {
      market.orders.set('L1', {
        accID: SIMULATED, trdSide: 1, orderType: 1, orderStatus: ORDER_STATUS.filledPart, orderID: '0', orderIDEx: 'L1', code: '00700', name: '', qty: 300, price: 380.2, fillQty: 100, fillAvgPrice: 380,
        createTime: '2025-01-02 10:00:00', updateTime: '2025-01-02 10:00:00', secMarket: 1, remark: c2s.remark,
      });
      return 'cut';
    });
    const order = await place();
    await until(() => orderOf(order).brokerOrderId === 'L1');
    await until(() => orderOf(order).state === 'partly-filled' && shown.accounts.get(SIMULATED)?.state === 'ready');
    expect([orderOf(order).filled, orderOf(order).external, shown.orders.size, sent()]).toEqual([100, false, 1, 1]);
  });

  it('while an order is on it: OpenD never saw it, which is said, and it is never sent again', async () => {
    server.answer(PlaceOrder, () => 'cut');
    const order = await place();
    await until(() => orderOf(order).state === 'not-received');
    expect(sent()).toBe(1);
  });

  it('while a cancellation is on it: the order is as OpenD says afterwards', async () => {
    const order = await place();
    await until(() => orderOf(order).brokerOrderId !== null);
    const number = orderOf(order).brokerOrderId!;
    server.answer(ModifyOrder, () => {
      market.orders.get(number)!.orderStatus = ORDER_STATUS.cancelledAll;
      return 'cut';
    });
    expect(code(await session.handle('order.cancel', { order: order.id }))).toBe('ok');
    await until(() => orderOf(order).state === 'cancelled');
  });

  it('again while it is being checked: half an answer is no answer, and in the end all is as OpenD has it', async () => {
    const order = await place();
    await until(() => orderOf(order).brokerOrderId !== null);
    let cuts = 0;
    server.answer(GetHistoryOrderList, ({ header }) => (header.accID === SIMULATED && cuts++ < 2 ? 'cut' : { s2c: { header, orderList: [] } }));
    server.cut();
    await until(() => cuts > 2 && shown.accounts.get(SIMULATED)?.state === 'ready');
    expect(orderOf(order)).toMatchObject({ state: 'working', fault: null });
    expect(sent()).toBe(1);
  });

  it('while Pankou is not running: what was filled meanwhile is there after the start', async () => {
    const order = await place();
    await until(() => orderOf(order).brokerOrderId !== null);
    await stop();
    market.fill(orderOf(order).brokerOrderId!, 300, 380.1);
    // Only what is open is listed as current: the rest is in the day's history.
    expect(server.requests.some(({ protocol }) => protocol === GetOrderList.id)).toBe(true);
    await start();
    await until(() => orderOf(order).state === 'filled');
    expect(orderOf(order)).toMatchObject({ filled: 300, filledValue: 300 * 380_100 });
  });
});

describe('contracts', () => {
  const OPTION = 'HKEX.TCH250127C400000';
  const FUTURE = 'HKEX.HSI2501';
  const FUTURES = SIMULATED_FUTURES.accID;

  beforeEach(async () => {
    market.moreAccounts.push({ category: 2, account: SIMULATED_FUTURES });
    server.answer(GetPositionList, ({ header }) => ({ s2c: { header, positionList: [] } }));
    await stop();
    await start();
    await until(() => shown.accounts.get(SIMULATED)?.state === 'ready' && shown.accounts.get(FUTURES)?.state === 'ready');
  });

  const take = async (...codes: readonly string[]): Promise<unknown> => {
    const answer = await session.handle('instruments.take', { connection: 'futu', codes: [...codes] });
    return answer.ok ? answer.value : answer.fault.code;
  };
  const listed = async (): Promise<readonly string[]> => {
    const answer = await session.handle('instruments.list', {});
    return answer.ok ? answer.value.map(({ instrument }) => instrument.id) : [];
  };

  it('are found, listed at the user’s wish, and there again after a restart', async () => {
    const found = await session.handle('instruments.find', commands['instruments.find'].ask.parse({ text: 'hsi', limit: 5 }));
    expect(found.ok && found.value.map((one) => [one.connection, one.code, one.kind])).toEqual([['futu', 'HK.HSI2501', 'future'], ['futu', 'HK.HSImain', 'future']]);
    expect(await take('HK.HSI2501', 'HK.TCH250127C400000', 'HK.1')).toEqual([FUTURE, OPTION, null]);
    await stop();
    await start();
    await until(() => shown.accounts.get(SIMULATED)?.state === 'ready');
    expect(await listed()).toEqual(expect.arrayContaining([FUTURE, OPTION]));
  });

  it('are refused to an account without the right before anything is journalled as sent', async () => {
    await take('HK.TCH250127C400000');
    const refused = await session.handle('order.place', placeAsk({ instrument: OPTION, price: 1_250, quantity: 1 }));
    expect(refused).toMatchObject({ ok: false, fault: { code: 'account-not-authorised', params: { what: 'HKEX option', offered: 'HKEX stock, HKEX fund, HKEX warrant' } } });
    await until(() => [...shown.orders.values()].some(({ instrument, state }) => instrument === OPTION && state === 'refused'));
    expect(sent()).toBe(0);
  });

  it('are sold short and bought back by orders of their own, never turned by one', async () => {
    await take('HK.HSI2501');
    const short = await place({ account: FUTURES, instrument: FUTURE, side: 'sell', offset: 'auto', price: 19_850, quantity: 2 });
    await until(() => orderOf(short).brokerOrderId !== null && orderOf(short).state === 'working');
    market.fill(orderOf(short).brokerOrderId!, 2, 19_850);
    await until(() => orderOf(short).state === 'filled');
    expect(code(await session.handle('order.place', placeAsk({ account: FUTURES, instrument: FUTURE, side: 'buy', offset: 'auto', price: 19_840, quantity: 3 })))).toBe('closes-first');
    const back = await place({ account: FUTURES, instrument: FUTURE, side: 'buy', offset: 'auto', price: 19_840, quantity: 2 });
    await until(() => orderOf(back).brokerOrderId !== null && orderOf(back).state === 'working');
    market.fill(orderOf(back).brokerOrderId!, 2, 19_840);
    await until(() => orderOf(back).state === 'filled');
    expect(sent()).toBe(2);
    expect(code(await session.handle('order.place', placeAsk({ account: FUTURES, instrument: FUTURE, side: 'buy', offset: 'auto', price: 19_840, quantity: 3 })))).toBe('ok');
  });
});
