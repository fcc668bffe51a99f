/** Scripts at the gateway: Futu's client over real sockets against the simulated exchange, and what the terminal shows of it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RequestHistoryKL, RequestHistoryKLQuota, RequestTradeDate } from '#electron/brokers/futu/messages/history.ts';
import { Notify } from '#electron/brokers/futu/messages/notify.ts';
import { GetPriceReminder, GetUserSecurity, GetUserSecurityGroup, ModifyUserSecurity, SetPriceReminder } from '#electron/brokers/futu/messages/personal.ts';
import type { Asked } from '#electron/brokers/futu/messages/protocol.ts';
import { GetMarketState, GetSecuritySnapshot, GetStaticInfo } from '#electron/brokers/futu/messages/snapshot.ts';
import {
  GetBasicQot, GetKL, GetOrderBook, GetRT, GetSubInfo, GetTicker, RegQotPush, Sub, UpdateBasicQot, UpdateKL, UpdateOrderBook, UpdateTicker,
} from '#electron/brokers/futu/messages/subscribed.ts';
import { GetGlobalState, GetUserInfo } from '#electron/brokers/futu/messages/system.ts';
import {
  GetAccList, GetFunds, GetHistoryOrderList, GetMarginRatio, GetMaxTrdQtys, GetOrderFee, GetOrderFillList, GetOrderList, GetPositionList, ModifyOrder, PlaceOrder, SubAccPush,
  UnlockTrade, UpdateOrder, UpdateOrderFill,
} from '#electron/brokers/futu/messages/trade.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core, ScreenSession } from '#electron/core/core.ts';
import { createTopicMirror, type TopicMirror } from '#test/stand-ins/topic-mirror.ts';
import { connectScript, type ScriptClient } from '#test/stand-ins/script-client.ts';

const TENCENT = { market: 1, code: '00700' };
const HK = 1;

let folder: string;
let core: Core;
let screen: ScreenSession;
let shown: TopicMirror;
let script: ScriptClient;
let port: number;

async function start(keyFile: string | null = null): Promise<void> {
  const made = await createCore({ dataFolder: folder, speed: 1, opend: { host: '127.0.0.1', port: 0, keyFile } });
  if (!made.ok) throw new Error(made.fault.code);
  core = made.value;
  screen = core.open();
  shown = createTopicMirror();
  screen.onChange((change) => shown.take(change));
  for (const change of screen.snapshots()) shown.take(change);
  await screen.handle('settings.set', { language: 'en' });
  port = shown.all('gateway')[0].port;
  await until('accounts', () => shown.all('accounts').some(({ state }) => state === 'ready'));
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-gateway-'));
});

afterEach(async () => {
  await script?.close();
  await core?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 800; i++) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`never: ${what}`);
}

type Terms = Partial<Asked<typeof PlaceOrder>>;
const header = (accID: string) => ({ trdEnv: 0, accID, trdMarket: HK });

async function best(side: 'bid' | 'ask'): Promise<number> {
  const { snapshotList } = await script.ask(GetSecuritySnapshot, { securityList: [TENCENT] });
  return (side === 'bid' ? snapshotList[0].basic.bidPrice : snapshotList[0].basic.askPrice) ?? 0;
}

const place = (accID: string, terms: Terms) =>
  script.write(PlaceOrder, (packetID) => ({ packetID, header: header(accID), trdSide: 1, orderType: 1, code: '00700', qty: 100, secMarket: 1, ...terms }));

async function placed(accID: string, terms: Terms): Promise<string> {
  const answer = await place(accID, terms);
  if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
  return answer.value.orderIDEx!;
}

describe('quotes', () => {
  beforeEach(async () => {
    await start();
    script = await connectScript(port, 'quote script');
  });

  it('answers what it is asked of the market without a subscription', async () => {
    const state = await script.ask(GetGlobalState, { userID: '0' });
    expect(state).toMatchObject({ qotLogined: true, trdLogined: true });
    expect((await script.ask(GetUserInfo, {})).subQuota).toBe(1000);
    const { staticInfoList } = await script.ask(GetStaticInfo, { market: 1, secType: 3 });
    expect(staticInfoList.find(({ basic }) => basic.security.code === '00700')?.basic).toMatchObject({ lotSize: 100, secType: 3, exchType: 3 });
    expect(staticInfoList.every(({ basic }) => basic.security.market === 1)).toBe(true);
    const { snapshotList } = await script.ask(GetSecuritySnapshot, { securityList: [TENCENT, { market: 11, code: 'AAPL' }] });
    expect(snapshotList.map(({ basic }) => basic.security.code)).toEqual(['00700', 'AAPL']);
    expect(snapshotList[0].basic.curPrice).toBeGreaterThan(0);
    const { marketInfoList } = await script.ask(GetMarketState, { securityList: [TENCENT] });
    expect(marketInfoList[0].security).toEqual(TENCENT);
    const dates = await script.ask(RequestTradeDate, { market: 1, beginTime: '2025-09-29', endTime: '2025-10-08' });
    // Hong Kong: 1 October (National Day) and 7 October 2025 (the day after Mid-Autumn) are holidays.
    expect(dates.tradeDateList.map(({ time }) => time)).toEqual(['2025-09-29', '2025-09-30', '2025-10-02', '2025-10-03', '2025-10-06', '2025-10-08']);
  });

  it('refuses in words what it cannot answer', async () => {
    expect(await script.refusal(GetSecuritySnapshot, { securityList: [{ market: 1, code: '99999' }] })).toBe('There is no security HK.99999');
    expect(await script.refusal(GetBasicQot, { securityList: [TENCENT] })).toContain('HK.00700 is not subscribed');
    expect(await script.refusal(GetSecuritySnapshot, { securityList: Array.from({ length: 401 }, () => TENCENT) })).toContain('at most 400');
  });

  it('pushes what is subscribed, and gives it on demand', async () => {
    const quotes = script.pushes(UpdateBasicQot);
    const books = script.pushes(UpdateOrderBook);
    const prints = script.pushes(UpdateTicker);
    const bars = script.pushes(UpdateKL);
    await script.ask(Sub, { securityList: [TENCENT], subTypeList: [1, 2, 4, 5, 11, 6, 13], isSubOrUnSub: true, isRegOrUnRegPush: true });
    await until('quote', () => quotes.length > 0);
    await until('book', () => books.length > 0);
    expect(quotes[0].basicQotList[0].security).toEqual(TENCENT);
    await until('print', () => prints.length > 0);
    expect(prints[0].tickerList[0].volume).toBeGreaterThan(0);
    await until('minute and month', () => bars.some(({ klType }) => klType === 1) && bars.some(({ klType }) => klType === 4));

    const { basicQotList } = await script.ask(GetBasicQot, { securityList: [TENCENT] });
    expect(basicQotList[0].curPrice).toBeGreaterThan(0);
    const book = await script.ask(GetOrderBook, { security: TENCENT, num: 5 });
    expect(book.orderBookBidList.length).toBe(5);
    expect(book.orderBookAskList[0].price).toBeGreaterThan(book.orderBookBidList[0].price);
    const { tickerList } = await script.ask(GetTicker, { security: TENCENT, maxRetNum: 10 });
    expect(tickerList.length).toBeGreaterThan(0);
    const { klList } = await script.ask(GetKL, { rehabType: 1, klType: 2, security: TENCENT, reqNum: 3 });
    expect(klList.length).toBeGreaterThan(0);
    expect(klList.at(-1)!.time).toMatch(/^\d{4}-\d{2}-\d{2} 00:00:00$/);
    const minutes = await script.ask(GetKL, { rehabType: 0, klType: 1, security: TENCENT, reqNum: 2 });
    expect(minutes.klList[1].timestamp! - minutes.klList[0].timestamp!).toBe(60);
    expect((await script.ask(GetRT, { security: TENCENT })).rtList.length).toBeGreaterThan(0);

    const info = await script.ask(GetSubInfo, {});
    expect(info).toMatchObject({ totalUsedQuota: 7, remainQuota: 993 });
    expect(await script.refusal(Sub, { securityList: [TENCENT], subTypeList: [1], isSubOrUnSub: false })).toContain('lasts a minute');
    await script.ask(RegQotPush, { securityList: [TENCENT], subTypeList: [1], rehabTypeList: [], isRegOrUnReg: false });
    const before = quotes.length;
    const seen = books.length;
    await until('more books', () => books.length > seen + 3);
    expect(quotes.length).toBeLessThanOrEqual(before + 1);
    expect(script.faults).toEqual([]);
  });

  it('has the book and the quote for who asks right after subscribing', async () => {
    await script.ask(Sub, { securityList: [TENCENT, { market: 21, code: '600519' }], subTypeList: [1, 2], isSubOrUnSub: true, isRegOrUnRegPush: false });
    expect((await script.ask(GetOrderBook, { security: TENCENT, num: 10 })).orderBookBidList.length).toBe(10);
    expect((await script.ask(GetBasicQot, { securityList: [TENCENT, { market: 21, code: '600519' }] })).basicQotList.map(({ security }) => security.code)).toEqual(['00700', '600519']);
  });

  it('gives history by pages, and counts its quota', async () => {
    await script.ask(Sub, { securityList: [TENCENT], subTypeList: [11], isSubOrUnSub: true, isRegOrUnRegPush: false });
    const { klList } = await script.ask(GetKL, { rehabType: 1, klType: 1, security: TENCENT, reqNum: 25 });
    const asked = { rehabType: 1, klType: 1, security: TENCENT, beginTime: klList[0].time, endTime: klList[23].time, maxAckKLNum: 10 };
    const times: string[] = [];
    let nextReqKey: Uint8Array | undefined;
    let pages = 0;
    do {
      const page = await script.ask(RequestHistoryKL, { ...asked, ...(nextReqKey ? { nextReqKey } : {}) });
      times.push(...page.klList.map(({ time }) => time));
      nextReqKey = page.nextReqKey;
      pages++;
    } while (nextReqKey && nextReqKey.length > 0);
    expect(pages).toBe(3);
    expect(times).toEqual(klList.slice(0, 24).map(({ time }) => time));
    const quota = await script.ask(RequestHistoryKLQuota, { bGetDetail: true });
    expect(quota).toMatchObject({ usedQuota: 1, remainQuota: 999 });
    expect(quota.detailList[0].security).toEqual(TENCENT);
  });

  it('keeps reminders and groups in step with the screen', async () => {
    const { key } = await script.ask(SetPriceReminder, { security: TENCENT, op: 1, type: 1, value: 900, freq: 3, note: 'from the script' });
    await until('on screen', () => shown.all('reminders').some(({ note, instrument, threshold }) => note === 'from the script' && instrument === 'HKEX.00700' && threshold === 900_000));
    await script.ask(SetPriceReminder, { security: TENCENT, op: 4, key });
    expect((await script.ask(GetPriceReminder, { security: TENCENT })).priceReminderList[0].itemList[0]).toMatchObject({ key, type: 1, value: 900, freq: 3, isEnable: false });
    await script.ask(SetPriceReminder, { security: TENCENT, op: 2, key });
    await until('gone', () => shown.all('reminders').length === 0);
    expect(await script.refusal(SetPriceReminder, { security: TENCENT, op: 1, type: 7, value: 1 })).toContain('no reminder of type 7');

    const { groupList } = await script.ask(GetUserSecurityGroup, { groupType: 1 });
    const [{ groupName }] = groupList;
    await script.ask(ModifyUserSecurity, { groupName, op: 2, securityList: [TENCENT] });
    expect((await script.ask(GetUserSecurity, { groupName })).staticInfoList.some(({ basic }) => basic.security.code === '00700')).toBe(false);
    await script.ask(ModifyUserSecurity, { groupName, op: 1, securityList: [TENCENT] });
    await until('in the watchlist', () => shown.all('watchlists').some(({ name, instruments }) => name === groupName && instruments[0] === 'HKEX.00700'));
  });
});

describe('trading', () => {
  beforeEach(async () => {
    await start();
    script = await connectScript(port, 'my strategy');
  });

  it('lists simulated accounts by market, with stable ids', async () => {
    const { accList } = await script.ask(GetAccList, { userID: '0' });
    expect(new Set(accList.flatMap(({ trdMarketAuthList }) => trdMarketAuthList))).toEqual(new Set([1, 2, 3, 11]));
    expect(accList.every(({ trdEnv, accID }) => trdEnv === 0 && /^\d{19}$/.test(accID))).toBe(true);
    expect((await script.ask(GetAccList, { userID: '0' })).accList.map(({ accID }) => accID)).toEqual(accList.map(({ accID }) => accID));
    expect(await script.refusal(GetFunds, { header: { trdEnv: 1, accID: accList[0].accID, trdMarket: 1 } })).toContain('simulated accounts only');
    expect(await script.refusal(GetFunds, { header: { trdEnv: 0, accID: '42', trdMarket: 1 } })).toContain('no account 42');
    await script.ask(UnlockTrade, { unlock: true, pwdMD5: '0'.repeat(32) });
  });

  it('buys: the order is tagged on screen, pushed, filled, held and charged', async () => {
    const accID = await script.account(HK);
    const orders = script.pushes(UpdateOrder);
    const fills = script.pushes(UpdateOrderFill);
    await script.ask(SubAccPush, { accIDList: [accID] });
    const { funds: before } = await script.ask(GetFunds, { header: header(accID) });
    const number = await placed(accID, { price: (await best('ask')) * 1.1, adjustPrice: true, adjustSideAndLimit: 0.01, remark: 'first buy' });
    expect((await script.ask(GetOrderList, { header: header(accID) })).orderList.map(({ orderIDEx }) => orderIDEx)).toContain(number);
    await until('filled', () => orders.some(({ order }) => order.orderIDEx === number && order.orderStatus === 11));
    // Fills of simulated accounts are not pushed.
    expect(fills).toEqual([]);
    expect(orders.at(-1)!.order).toMatchObject({ remark: 'first buy', trdSide: 1, qty: 100, fillQty: 100, code: '00700' });

    const order = shown.all('orders').find(({ script: mark }) => mark?.remark === 'first buy');
    expect(order).toMatchObject({ source: 'script', script: { connection: 'my strategy', remark: 'first buy' }, state: 'filled', instrument: 'HKEX.00700' });

    const { positionList } = await script.ask(GetPositionList, { header: header(accID) });
    expect(positionList.find(({ code }) => code === '00700')).toMatchObject({ qty: 100, canSellQty: 100, positionSide: 0 });
    const { orderFillList } = await script.ask(GetOrderFillList, { header: header(accID) });
    const paid = orderFillList.filter(({ orderIDEx }) => orderIDEx === number);
    expect(paid.reduce((sum, { qty }) => sum + qty, 0)).toBe(100);
    const { orderFeeList } = await script.ask(GetOrderFee, { header: header(accID), orderIdExList: [number] });
    const value = paid.reduce((sum, { qty, price }) => sum + qty * price, 0);
    const { funds: after } = await script.ask(GetFunds, { header: header(accID) });
    expect(before!.cash - after!.cash).toBeCloseTo(value + orderFeeList[0].feeAmount!, 2);
    expect(orderFeeList[0].feeAmount).toBeGreaterThan(0);
  });

  it('changes, cancels one and all; refuses what simulated accounts do not have', async () => {
    const accID = await script.account(HK);
    const low = Math.floor((await best('bid')) * 0.9);
    const number = await placed(accID, { price: low });
    const status = async (id: string) => (await script.ask(GetOrderList, { header: header(accID) })).orderList.find(({ orderIDEx }) => orderIDEx === id);
    await until('working', async () => (await status(number))?.orderStatus === 5);
    const change = (terms: Partial<Asked<typeof ModifyOrder>>) => script.write(ModifyOrder, (packetID) => ({ packetID, header: header(accID), orderID: '0', orderIDEx: number, modifyOrderOp: 1, ...terms }));
    expect(await change({ price: low - 1, qty: 200 })).toMatchObject({ ok: true });
    await until('changed', async () => (await status(number))?.qty === 200);
    expect((await status(number))?.price).toBe(low - 1);
    await new Promise((done) => setTimeout(done, 50));
    const [enabled, tooQuick] = await Promise.all([change({ modifyOrderOp: 4 }), change({ modifyOrderOp: 2 })]);
    expect(enabled).toMatchObject({ ok: false, fault: { brokerText: expect.stringContaining('not enabled') } });
    expect(tooQuick).toMatchObject({ ok: false, fault: { brokerText: expect.stringContaining('40 ms apart') } });
    await new Promise((done) => setTimeout(done, 50));
    expect(await change({ modifyOrderOp: 2 })).toMatchObject({ ok: true });
    await until('cancelled', async () => (await status(number))?.orderStatus === 15);

    const more = [await placed(accID, { price: low }), (await new Promise((done) => setTimeout(done, 30)), await placed(accID, { price: low - 1 }))];
    await until('both working', async () => (await status(more[0]))?.orderStatus === 5 && (await status(more[1]))?.orderStatus === 5);
    await new Promise((done) => setTimeout(done, 50));
    expect(await script.write(ModifyOrder, (packetID) => ({ packetID, header: header(accID), orderID: '0', modifyOrderOp: 2, forAll: true }))).toMatchObject({ ok: true });
    await until('both cancelled', async () => (await status(more[0]))?.orderStatus === 15 && (await status(more[1]))?.orderStatus === 15);
    const history = await script.ask(GetHistoryOrderList, { header: header(accID), filterConditions: { beginTime: '2020-01-01', endTime: '2099-01-01' }, filterStatusList: [15] });
    expect(history.orderList.length).toBe(3);
  });

  it('a packet that is sent twice is one order', async () => {
    const accID = await script.account(HK);
    const price = Math.floor((await best('bid')) * 0.9);
    const packetID = { connID: '3000000000000000001', serialNo: 7 };
    const first = await placed(accID, { price, packetID });
    await new Promise((done) => setTimeout(done, 30));
    expect(await placed(accID, { price, packetID })).toBe(first);
    expect((await script.ask(GetOrderList, { header: header(accID) })).orderList.length).toBe(1);
  });

  it('takes conditional orders, adjusts prices within the given limit, and says why not', async () => {
    const accID = await script.account(HK);
    const bid = await best('bid');
    const low = Math.floor(bid * 0.9);
    const refused = async (terms: Terms): Promise<string> => {
      await new Promise((done) => setTimeout(done, 25));
      const answer = await place(accID, terms);
      return answer.ok ? 'placed' : (answer.fault.brokerText ?? answer.fault.code);
    };
    expect(await refused({ price: low + 0.0123 })).toContain('off tick');
    expect(await refused({ price: low + 0.0123, adjustPrice: true, adjustSideAndLimit: 0.00000001 })).toContain('further than');
    expect(await refused({ price: low, orderType: 5 })).toContain('no order type 5');
    expect(await refused({ price: low, timeInForce: 3 })).toContain('no time in force 3');
    expect(await refused({ price: low, qty: 150 })).toContain('multiple of 100');
    expect(await refused({ price: low, code: 'AAPL' })).toContain('There is no security HK.AAPL');
    expect(await refused({ price: low, remark: 'x'.repeat(65) })).toContain('remark');
    await new Promise((done) => setTimeout(done, 25));
    const adjusted = await placed(accID, { price: low + 0.0123, adjustPrice: true, adjustSideAndLimit: -0.01 });
    await new Promise((done) => setTimeout(done, 25));
    const touch = await placed(accID, { orderType: 12, auxPrice: low });
    const { orderList } = await script.ask(GetOrderList, { header: header(accID) });
    expect(orderList.find(({ orderIDEx }) => orderIDEx === adjusted)?.price).toBe(low);
    expect(orderList.find(({ orderIDEx }) => orderIDEx === touch)).toMatchObject({ orderType: 12, auxPrice: low });
    const most = await script.ask(GetMaxTrdQtys, { header: header(accID), orderType: 1, code: '00700', price: low });
    expect(most.maxTrdQtys!.maxCashBuy).toBeGreaterThan(0);
    expect((await script.ask(GetMarginRatio, { header: header(accID), securityList: [TENCENT] })).marginRatioInfoList[0]).toMatchObject({ imLongRatio: 100, isShortPermit: true });
  });

  it('keeps the documented rate of orders', async () => {
    const accID = await script.account(HK);
    const price = Math.floor((await best('bid')) * 0.9);
    for (let i = 0; i < 15; i++) {
      await placed(accID, { price });
      await new Promise((done) => setTimeout(done, 25));
    }
    const answer = await place(accID, { price });
    expect(answer).toMatchObject({ ok: false, fault: { brokerText: expect.stringContaining('at most 15 in 30 s') } });
  });
});

describe('an environment that is switched', () => {
  it('is told: logged out and in again, other accounts, and the subscription goes on', async () => {
    await start();
    script = await connectScript(port);
    const told = script.pushes(Notify);
    const before = (await script.ask(GetAccList, { userID: '0' })).accList.map(({ accID }) => accID);
    await screen.handle('connection.set', { id: 'simulated-session', on: true });
    await until('other accounts', async () => {
      const { accList } = await script.ask(GetAccList, { userID: '0' });
      return accList.length > 0 && accList.every(({ accID }) => !before.includes(accID));
    });
    await until('in again', () => told.at(-1)?.connectStatus?.trdLogined === true);
    expect(told.map(({ type, connectStatus }) => [type, connectStatus?.trdLogined])).toEqual([[3, false], [3, true]]);
    const quotes = script.pushes(UpdateBasicQot);
    await script.ask(Sub, { securityList: [{ market: 11, code: 'AAPL' }], subTypeList: [1], isSubOrUnSub: true, isRegOrUnRegPush: true });
    await until('a quote', () => quotes.length > 0);
    await screen.handle('connection.set', { id: 'simulated', on: true });
    await until('the first accounts again', async () => (await script.ask(GetAccList, { userID: '0' })).accList.some(({ accID }) => accID === before[0]));
    const seen = quotes.length;
    await until('quotes go on', () => quotes.length > seen);
  });
});

describe('the switch', () => {
  it('listens and stops by the command, is kept over a restart, and says what is in its way', async () => {
    await start();
    script = await connectScript(port);
    await until('client shown', () => shown.all('gateway')[0].clients.some(({ name }) => name === 'test script'));
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const taken = (other.address() as AddressInfo).port;
    expect(await screen.handle('opend.set', { on: true, port: taken })).toMatchObject({ ok: false, fault: { code: 'gateway-port-taken' } });
    other.close();
    expect(shown.all('gateway')[0].state).toBe('failed');
    expect(await screen.handle('opend.set', { on: true, port: 11_999, host: '0.0.0.0' })).toMatchObject({ ok: false, fault: { code: 'gateway-key-needed' } });
    expect(await screen.handle('opend.set', { on: true, port: 11_999, host: '127.0.0.1' })).toMatchObject({ ok: true });
    await core.close();
    const again = await createCore({ dataFolder: folder, speed: 1 });
    if (!again.ok) throw new Error(again.fault.code);
    core = again.value;
    const client = await connectScript(11_999);
    await client.close();
    const window = core.open();
    expect(await window.handle('opend.set', { on: false, port: 11_999 })).toMatchObject({ ok: true });
    await expect(connectScript(11_999)).rejects.toThrow('opend-not-listening');
  });

  it('enciphers with a key, and a client without it is shut out', async () => {
    const keyFile = join(folder, 'key.pem');
    const pem = execFileSync('openssl', ['genrsa', '-traditional', '1024'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
    writeFileSync(keyFile, pem);
    await start(keyFile);
    script = await connectScript(port, 'secret', pem);
    const accID = await script.account(HK);
    const orders = script.pushes(UpdateOrder);
    await script.ask(SubAccPush, { accIDList: [accID] });
    const number = await placed(accID, { price: Math.floor((await best('bid')) * 0.9) });
    await until('pushed', () => orders.some(({ order }) => order.orderIDEx === number && order.orderStatus === 5));
    await expect(connectScript(port, 'open')).rejects.toThrow(/opend-/);
    expect((await script.ask(GetOrderList, { header: header(accID) })).orderList.length).toBe(1);
  });
});
