/**
 * Every protocol that Futu's Python library has (protocols/futu-opend, "Protocol ids"), at the gateway: answered with what the simulated
 * exchange knows, or refused with a sentence that says why.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GetFutureInfo, GetOptionChain, GetOptionExpirationDate, GetWarrant } from '#electron/brokers/futu/messages/derivatives.ts';
import { GetCodeChange, GetHoldingChangeList, GetSuspend, RequestHistoryKL, RequestHistoryKLQuota, RequestRehab, RequestTradeDate } from '#electron/brokers/futu/messages/history.ts';
import { GetPriceReminder, GetUserSecurity, GetUserSecurityGroup, ModifyUserSecurity, SetPriceReminder } from '#electron/brokers/futu/messages/personal.ts';
import { call, type Asked, type Call } from '#electron/brokers/futu/messages/protocol.ts';
import { GetIpoList, StockFilter } from '#electron/brokers/futu/messages/screening.ts';
import {
  GetCapitalDistribution, GetCapitalFlow, GetMarketState, GetOwnerPlate, GetPlateSecurity, GetPlateSet, GetReference, GetSecuritySnapshot, GetStaticInfo,
} from '#electron/brokers/futu/messages/snapshot.ts';
import { GetBasicQot, GetBroker, GetKL, GetOrderBook, GetRT, GetSubInfo, GetTicker, RegQotPush, Sub } from '#electron/brokers/futu/messages/subscribed.ts';
import { GetDelayStatistics, GetGlobalState, GetUserInfo, TestCmd, Verification } from '#electron/brokers/futu/messages/system.ts';
import {
  FlowSummary, GetAccList, GetFunds, GetHistoryOrderFillList, GetHistoryOrderList, GetMarginRatio, GetMaxTrdQtys, GetOrderFee, GetOrderFillList, GetOrderList, GetPositionList, ModifyOrder,
  PlaceOrder, SubAccPush, UnlockTrade,
} from '#electron/brokers/futu/messages/trade.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core, ScreenSession } from '#electron/core/core.ts';
import { connectScript, type ScriptClient } from '#test/stand-ins/script-client.ts';
import { createTopicMirror, type TopicMirror } from '#test/stand-ins/topic-mirror.ts';

const TENCENT = { market: 1, code: '00700' };
const ETF = { market: 21, code: '510300' };
const SPX = { market: 11, code: 'ES2103' };
const FUTURES = 11;

let folder: string;
let core: Core;
let screen: ScreenSession;
let shown: TopicMirror;
let script: ScriptClient;
/** By trading market. */
let accounts: ReadonlyMap<number, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-protocols-'));
  const made = await createCore({ dataFolder: folder, speed: 1, opend: { host: '127.0.0.1', port: 0, keyFile: null } });
  if (!made.ok) throw new Error(made.fault.code);
  core = made.value;
  screen = core.open();
  await screen.handle('settings.set', { language: 'en' });
  shown = createTopicMirror();
  screen.onChange((change) => shown.take(change));
  for (const change of screen.snapshots()) shown.take(change);
  await until('accounts', () => shown.all('accounts').some(({ state }) => state === 'ready'));
  script = await connectScript(shown.all('gateway')[0].port, 'walker');
  await script.ask(Sub, { securityList: [TENCENT], subTypeList: [1, 2, 4, 5, 6, 11], isSubOrUnSub: true, isRegOrUnRegPush: false });
  const { accList } = await script.ask(GetAccList, { userID: '0' });
  accounts = new Map(accList.map(({ accID, trdMarketAuthList }) => [trdMarketAuthList[0], accID]));
});

afterAll(async () => {
  await script.close();
  await core.close();
  rmSync(folder, { recursive: true, force: true });
});

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 800; i++) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`never: ${what}`);
}

const header = (trdMarket = 1) => ({ trdEnv: 0, accID: accounts.get(trdMarket)!, trdMarket });
const past = { beginTime: '2020-01-01', endTime: '2099-12-31', codeList: [], idList: [], orderIDExList: [] };
const noPacket = { connID: '3000000000000000001', serialNo: 1 };

interface Row {
  readonly protocol: Call;
  readonly asked: () => unknown;
  /** The sentence, where it is refused. */
  readonly refused?: RegExp;
}
const answered = <C extends Call>(protocol: C, asked: () => Asked<C>): Row => ({ protocol, asked });
const refused = <C extends Call>(protocol: C, asked: () => Asked<C>, why: RegExp): Row => ({ protocol, asked, refused: why });
/** Known to the library by its number, and to nobody here. */
const unheardOf = (id: number): Row => ({ protocol: call(`protocol ${id}`, id, {}, {}), asked: () => ({}), refused: new RegExp(`no protocol ${id}`) });

/** 1001 and 1004 are under every connection; 2202 and 2205 refuse what they are asked here for reasons of the order alone. */
const TABLE: readonly Row[] = [
  answered(GetGlobalState, () => ({ userID: '0' })),
  answered(GetUserInfo, () => ({})),
  refused(Verification, () => ({ type: 1, op: 1 }), /logs in nowhere/),
  refused(GetDelayStatistics, () => ({ typeList: [1] }), /no statistics/),
  refused(TestCmd, () => ({ cmd: 'exit' }), /no console/),
  unheardOf(1009),
  answered(GetAccList, () => ({ userID: '0' })),
  answered(UnlockTrade, () => ({ unlock: true, pwdMD5: '0'.repeat(32) })),
  answered(SubAccPush, () => ({ accIDList: [accounts.get(1)!] })),
  answered(GetFunds, () => ({ header: header() })),
  answered(GetPositionList, () => ({ header: header() })),
  answered(GetMaxTrdQtys, () => ({ header: header(), orderType: 1, code: '00700', price: 300 })),
  answered(GetOrderList, () => ({ header: header() })),
  refused(PlaceOrder, () => ({ packetID: noPacket, header: header(), trdSide: 1, orderType: 1, code: '00700', qty: 0, price: 300 }), /quantity/i),
  refused(ModifyOrder, () => ({ packetID: noPacket, header: header(), orderID: '7', modifyOrderOp: 2 }), /no order 7/),
  answered(GetOrderFillList, () => ({ header: header() })),
  answered(GetHistoryOrderList, () => ({ header: header(), filterConditions: past })),
  answered(GetHistoryOrderFillList, () => ({ header: header(), filterConditions: past })),
  answered(GetMarginRatio, () => ({ header: header(), securityList: [TENCENT] })),
  answered(GetOrderFee, () => ({ header: header(), orderIdExList: ['1'] })),
  answered(FlowSummary, () => ({ header: header(), clearingDate: '2021-01-04' })),
  answered(RegQotPush, () => ({ securityList: [TENCENT], subTypeList: [1], rehabTypeList: [], isRegOrUnReg: false })),
  answered(GetSubInfo, () => ({})),
  answered(GetBasicQot, () => ({ securityList: [TENCENT] })),
  answered(GetKL, () => ({ rehabType: 1, klType: 2, security: TENCENT, reqNum: 3 })),
  answered(GetRT, () => ({ security: TENCENT })),
  answered(GetTicker, () => ({ security: TENCENT, maxRetNum: 10 })),
  answered(GetOrderBook, () => ({ security: TENCENT, num: 10 })),
  refused(GetBroker, () => ({ security: TENCENT }), /no brokers/),
  refused(Sub, () => ({ securityList: [TENCENT], subTypeList: [14], isSubOrUnSub: true }), /no brokers/),
  answered(RequestHistoryKL, () => ({ rehabType: 1, klType: 2, security: TENCENT, beginTime: '2020-12-01', endTime: '2021-01-05' })),
  answered(RequestHistoryKLQuota, () => ({})),
  answered(RequestRehab, () => ({ security: TENCENT })),
  answered(GetSuspend, () => ({ securityList: [TENCENT], beginTime: '2021-01-01', endTime: '2021-01-05' })),
  answered(GetStaticInfo, () => ({ market: 1, secType: 3 })),
  answered(GetSecuritySnapshot, () => ({ securityList: [TENCENT] })),
  answered(GetPlateSet, () => ({ market: 1, plateSetType: 0 })),
  answered(GetPlateSecurity, () => ({ plate: { market: 1, code: 'BK1910' } })),
  answered(GetReference, () => ({ security: TENCENT, referenceType: 1 })),
  answered(GetOwnerPlate, () => ({ securityList: [TENCENT] })),
  refused(GetHoldingChangeList, () => ({ security: TENCENT, holderCategory: 1 }), /nothing of shareholders/),
  answered(GetOptionChain, () => ({ owner: ETF, beginTime: '2021-01-04', endTime: '2021-02-03' })),
  answered(GetWarrant, () => ({ begin: 0, num: 10, sortField: 1, ascend: true, owner: TENCENT })),
  refused(GetCapitalFlow, () => ({ security: TENCENT }), /no capital flow/),
  refused(GetCapitalDistribution, () => ({ security: TENCENT }), /no capital flow/),
  answered(GetUserSecurity, () => ({ groupName: 'All' })),
  refused(ModifyUserSecurity, () => ({ groupName: 'All', op: 1, securityList: [TENCENT] }), /kept by the system/),
  answered(StockFilter, () => ({ begin: 0, num: 10, market: 1, baseFilterList: [{ fieldName: 3, filterMin: 1 }] })),
  answered(GetCodeChange, () => ({ securityList: [TENCENT] })),
  answered(GetIpoList, () => ({ market: 1 })),
  answered(GetFutureInfo, () => ({ securityList: [SPX] })),
  answered(RequestTradeDate, () => ({ market: 1, beginTime: '2021-01-01', endTime: '2021-01-31' })),
  answered(SetPriceReminder, () => ({ security: TENCENT, op: 6 })),
  answered(GetPriceReminder, () => ({ security: TENCENT })),
  answered(GetUserSecurityGroup, () => ({ groupType: 3 })),
  answered(GetMarketState, () => ({ securityList: [TENCENT] })),
  answered(GetOptionExpirationDate, () => ({ owner: ETF })),
  // Pushes, asked as if they were calls, and newer libraries' own.
  ...[1003, 2208, 2218, 3005, 3007, 3009, 3011, 3013, 3015, 3019, 2112, 2227, 3200, 3252, 3410].map(unheardOf),
];

it('the table has every id of the library', () => {
  const ids = [
    1002, 1005, 1006, 1007, 1008, 1009, 2001, 2005, 2008, 2101, 2102, 2111, 2201, 2202, 2205, 2211, 2221, 2222, 2223, 2225, 2226, 3001, 3002, 3003, 3004, 3006, 3008, 3010, 3012, 3014, 3103, 3104,
    3105, 3201, 3202, 3203, 3204, 3205, 3206, 3207, 3208, 3209, 3210, 3211, 3212, 3213, 3214, 3215, 3216, 3217, 3218, 3219, 3220, 3221, 3222, 3223, 3224,
  ];
  const walked = new Set(TABLE.map(({ protocol }) => protocol.id));
  expect(ids.filter((id) => !walked.has(id))).toEqual([]);
});

it.each(TABLE.map((row) => [`${row.protocol.id} ${row.protocol.name}${row.refused ? ' is refused' : ''}`, row] as const))('%s', async (_name, { protocol, asked, refused: why }) => {
  const answer = await script.session.request(protocol, asked() as Asked<Call>);
  if (why) expect(answer).toMatchObject({ ok: false, fault: { brokerText: expect.stringMatching(why) as unknown } });
  else expect(answer, JSON.stringify(answer)).toMatchObject({ ok: true });
});

describe('what is told of the market', () => {
  it('plates by board and product, their members in order, and each security’s plates', async () => {
    const { plateInfoList } = await script.ask(GetPlateSet, { market: 21, plateSetType: 3 });
    expect(plateInfoList.map(({ plate }) => `${plate.market}/${plate.code}`)).toEqual(['21/3000000', '21/BK0992', '21/3000005', '22/3000001', '22/3000004']);
    expect((await script.ask(GetPlateSet, { market: 1, plateSetType: 1 })).plateInfoList).toEqual([]);
    const star = await script.ask(GetPlateSecurity, { plate: { market: 21, code: 'BK0992' } });
    expect(star.staticInfoList.map(({ basic }) => [basic.security.code, basic.exchType])).toEqual([['688618', 16], ['688981', 16]]);
    const byPrice = await script.ask(GetPlateSecurity, { plate: { market: 11, code: 'USAALL' }, sortField: 2, ascend: false });
    const codes = byPrice.staticInfoList.map(({ basic }) => basic.security.code);
    expect(codes.toSorted()).toEqual(['AAPL', 'BABA', 'NVDA', 'TSLA']);
    const { snapshotList } = await script.ask(GetSecuritySnapshot, { securityList: codes.map((code) => ({ market: 11, code })) });
    const prices = snapshotList.map(({ basic }) => basic.curPrice);
    expect(prices).toEqual(prices.toSorted((a, b) => b - a));
    const { ownerPlateList } = await script.ask(GetOwnerPlate, { securityList: [TENCENT, { market: 22, code: '300750' }] });
    expect(ownerPlateList.map(({ plateInfoList: of }) => of.map(({ plate, name }) => [plate.code, name]))).toEqual([
      [['BK1910', 'All Hong Kong shares'], ['Motherboard', 'Main board']],
      [['3000005', 'All A-shares'], ['3000004', 'ChiNext']],
    ]);
    expect(await script.refusal(GetPlateSecurity, { plate: { market: 1, code: 'BK9999' } })).toContain('no plate HK.BK9999');
    expect(await script.refusal(GetPlateSecurity, { plate: { market: 1, code: 'BK1910' }, sortField: 15 })).toContain('sortField');
  });

  it('options of a fund by expiration and strike, in and out of the money; warrants and options that are not listed are none', async () => {
    const { dateList } = await script.ask(GetOptionExpirationDate, { owner: ETF });
    expect(dateList.map(({ strikeTime, cycle }) => [strikeTime, cycle])).toEqual([['2021-01-27', 2]]);
    expect(dateList[0].optionExpiryDateDistance).toBeGreaterThan(20);
    const chain = async (terms: Partial<Asked<typeof GetOptionChain>>) => {
      const { optionChain } = await script.ask(GetOptionChain, { owner: ETF, beginTime: '2021-01-20', endTime: '2021-02-03', ...terms });
      return optionChain.flatMap(({ option }) => option.map(({ call: up, put: down }) => [up?.optionExData?.strikePrice ?? down?.optionExData?.strikePrice, up?.basic.security.code, down?.basic.security.code]));
    };
    expect(await chain({})).toEqual([[5, '510300C2101M05000', '510300P2101M05000'], [5.25, '510300C2101M05250', '510300P2101M05250']]);
    expect(await chain({ type: 1 })).toEqual([[5, '510300C2101M05000', undefined], [5.25, '510300C2101M05250', undefined]]);
    expect(await chain({ beginTime: '2021-01-04', endTime: '2021-01-26' })).toEqual([]);
    const [spot] = (await script.ask(GetSecuritySnapshot, { securityList: [ETF] })).snapshotList;
    const within = (await chain({ condition: 1 })).flatMap(([strike, up, down]) => [...(up ? [Number(strike) < spot.basic.curPrice] : []), ...(down ? [Number(strike) > spot.basic.curPrice] : [])]);
    expect(within.length).toBeGreaterThan(0);
    expect(within.every(Boolean)).toBe(true);
    expect(await script.refusal(GetOptionChain, { owner: ETF, beginTime: '2021-01-01', endTime: '2021-02-03' })).toContain('30 days');
    const calls = await chain({ dataFilter: { deltaMin: 0, volMin: 0 } });
    expect(calls.flatMap(([, up, down]) => [up, down])).toEqual(['510300C2101M05000', undefined, '510300C2101M05250', undefined]);
    expect(await chain({ dataFilter: { deltaMin: 2 } })).toEqual([]);
    const { snapshotList: [figured] } = await script.ask(GetSecuritySnapshot, { securityList: [{ market: 21, code: '510300C2101M05250' }] });
    expect(figured.optionExData).toMatchObject({ type: 1, owner: ETF, strikePrice: 5.25, contractSize: 10_000, optionAreaType: 2 });
    expect(figured.optionExData!.impliedVolatility).toBeGreaterThan(1);
    expect(figured.optionExData!.delta).toBeGreaterThan(0);
    expect(figured.optionExData!.theta).toBeLessThan(0);
    expect((await script.ask(GetOptionExpirationDate, { owner: TENCENT })).dateList).toEqual([]);
    const { staticInfoList } = await script.ask(GetStaticInfo, { market: 21, secType: 8 });
    expect(staticInfoList[0]).toMatchObject({ basic: { secType: 8, lotSize: 10_000 }, optionExData: { owner: ETF, strikeTime: '2021-01-27' } });
  });

  it('America’s futures by their contract’s terms', async () => {
    const { futureInfoList } = await script.ask(GetFutureInfo, { securityList: [SPX, { market: 11, code: 'CL2102' }] });
    expect(futureInfoList[0]).toMatchObject({ security: SPX, lastTradeTime: '2021-03-19', contractSize: 50, minVar: 0.25, quoteCurrency: 'USD', tradeTime: [{ begin: 1020, end: 2400 }], timeZone: 'America/Chicago' });
    expect(await script.refusal(GetFutureInfo, { securityList: [TENCENT] })).toContain('not of the type');
    const { staticInfoList } = await script.ask(GetStaticInfo, { market: 11, secType: 10 });
    expect(staticInfoList.map(({ basic, futureExData }) => [basic.security.code, basic.lotSize, basic.exchType, futureExData?.isMainContract])).toEqual([['ES2103', 50, 12, false], ['CL2102', 1000, 9, false], ['GC2102', 100, 10, false]]);
    const { snapshotList } = await script.ask(GetSecuritySnapshot, { securityList: [SPX] });
    expect(snapshotList[0].futureExData).toMatchObject({ lastTradeTime: '2021-03-19', isMainContract: false });
    expect(snapshotList[0].futureExData!.lastSettlePrice).toBeGreaterThan(0);
    const related = await script.ask(GetReference, { security: { market: 11, code: 'ESmain' }, referenceType: 2 });
    expect(related.staticInfoList.map(({ basic }) => basic.security)).toEqual([SPX]);
  });

  it('shares by price, by what they did over days, in pages and in order; company figures are refused by name', async () => {
    const filter = (terms: Partial<Asked<typeof StockFilter>>) => script.ask(StockFilter, { begin: 0, num: 200, market: 11, ...terms });
    const all = await filter({ baseFilterList: [{ fieldName: 3, isNoFilter: true, sortDir: 2 }, { fieldName: 10, isNoFilter: true }] });
    expect([all.allCount, all.lastPage]).toEqual([4, true]);
    const prices = all.dataList.map(({ baseDataList }) => baseDataList[0].value);
    expect(prices).toEqual(prices.toSorted((a, b) => b - a));
    const [most, second] = prices;
    const above = await filter({ baseFilterList: [{ fieldName: 3, filterMin: (most + second) / 2 }] });
    expect(above.dataList.map(({ security }) => security)).toEqual([all.dataList[0].security]);
    const page = await filter({ begin: 1, num: 2, baseFilterList: [{ fieldName: 1, sortDir: 1 }] });
    expect([page.allCount, page.lastPage, page.dataList.length]).toEqual([4, false, 2]);
    const board = await filter({ market: 21, plate: { market: 22, code: '3000004' }, accumulateFilterList: [{ fieldName: 3, days: 2, filterMin: 0 }] });
    expect(board.dataList.map(({ security }) => security.code)).toEqual(['300750']);
    expect(board.dataList[0].accumulateDataList[0]).toMatchObject({ fieldName: 3, days: 2 });
    expect(await script.refusal(StockFilter, { begin: 0, num: 10, market: 1, financialFilterList: [{ fieldName: 1, quarter: 1 }] })).toContain('FinancialField 1');
    expect(await script.refusal(StockFilter, { begin: 0, num: 10, market: 1, baseFilterList: [{ fieldName: 13 }] })).toContain('StockField 13');
  });
});

describe('futures and options are traded', () => {
  const place = async (trdMarket: number, terms: Partial<Asked<typeof PlaceOrder>>) => {
    await new Promise((done) => setTimeout(done, 30));
    return script.write(PlaceOrder, (packetID) => ({ packetID, header: header(trdMarket), trdSide: 1, orderType: 2, code: 'ESmain', qty: 1, ...terms }));
  };
  const positions = async (trdMarket: number) => (await script.ask(GetPositionList, { header: header(trdMarket) })).positionList;

  it('by accounts of their own category, which have America’s money', async () => {
    const of = async (trdCategory: number) => (await script.ask(GetAccList, { userID: '0', trdCategory })).accList.map(({ trdMarketAuthList, simAccType }) => [trdMarketAuthList[0], simAccType]);
    expect(await of(1)).toEqual([[1, 1], [2, 1], [3, 4]]);
    expect(await of(2)).toEqual([[FUTURES, 3]]);
    const [shares, futures] = [await script.ask(GetFunds, { header: header(2) }), await script.ask(GetFunds, { header: { ...header(FUTURES), trdMarket: 5 } })];
    expect(futures.funds!.cash).toBe(shares.funds!.cash);
  });

  it('a future is opened and closed by side alone; what would do both at once is refused with what can be closed', async () => {
    const bought = await place(FUTURES, {});
    expect(bought).toMatchObject({ ok: true });
    await until('held', async () => (await positions(FUTURES)).some(({ code, qty }) => code === 'ES2103' && qty === 1));
    expect(shown.all('orders').find(({ instrument, side }) => instrument === 'CME.ESH1' && side === 'buy')).toMatchObject({ offset: 'open', source: 'script' });
    expect(await place(FUTURES, { trdSide: 2, qty: 2 })).toMatchObject({ ok: false, fault: { brokerText: expect.stringContaining('1 of the other side can be closed') as unknown } });
    expect(await place(FUTURES, { trdSide: 2, code: 'ES2103' })).toMatchObject({ ok: true });
    await until('closed', async () => (await positions(FUTURES)).length === 0);
    expect(shown.all('orders').find(({ instrument, side }) => instrument === 'CME.ESH1' && side === 'sell')).toMatchObject({ offset: 'close' });
    const { orderList } = await script.ask(GetOrderList, { header: header(FUTURES) });
    expect(orderList.map(({ code, trdSide, fillQty }) => [code, trdSide, fillQty])).toEqual(expect.arrayContaining([['ES2103', 1, 1], ['ES2103', 2, 1]]));
    expect(await place(2, { code: 'ES2103' })).toMatchObject({ ok: false });
  });

  it('an option is bought with its account’s shares', async () => {
    expect(await place(3, { code: '510300C2101M05000', secMarket: 31 })).toMatchObject({ ok: true });
    await until('held', async () => (await positions(3)).some(({ code, qty }) => code === '510300C2101M05000' && qty === 1));
  });
});

it('the cash of a day that is over is told row by row, by direction and by account', async () => {
  const answer = await screen.handle('account.deposit', { account: 'SIM-1', currency: 'USD', amount: 12_340_000 });
  expect(answer).toMatchObject({ ok: true });
  const [{ days: [day] }] = shown.all('replay');
  // A minute before the recorded day ends, at a hundred times its speed.
  expect(await screen.handle('replay.set', { time: day.to - 60_000, speed: 100 })).toMatchObject({ ok: true });
  await until('settled', () => shown.all('statements').length > 0);
  const [{ tradingDay }] = shown.all('statements');
  const flows = async (trdMarket: number, cashFlowDirection = 0) =>
    (await script.ask(FlowSummary, { header: header(trdMarket), clearingDate: tradingDay, cashFlowDirection })).flowSummaryInfoList.map(({ cashFlowType, cashFlowAmount, cashFlowRemark, currency }) => ({ cashFlowType, cashFlowAmount, cashFlowRemark, currency }));
  // What the account was opened with, and what was paid in.
  expect(await flows(2, 1)).toEqual([500_000, 1_234].map((cashFlowAmount) => ({ cashFlowType: 'Deposit', cashFlowAmount, cashFlowRemark: '', currency: 2 })));
  const futures = await flows(FUTURES);
  expect(futures.filter(({ cashFlowType }) => cashFlowType === 'Fee')).toHaveLength(2);
  // What was made or lost, in ticks of 12.50 USD, and what it cost.
  const traded = shown.all('fills').filter(({ instrument }) => instrument === 'CME.ESH1');
  const result = traded.reduce((sum, { side, price, quantity, fee }) => sum + (side === 'sell' ? 1 : -1) * price * quantity * 12.5 - fee / 10_000, 0);
  expect(futures.reduce((sum, { cashFlowAmount = 0 }) => sum + cashFlowAmount, 0)).toBeCloseTo(result, 6);
  expect(futures.every(({ cashFlowRemark }) => cashFlowRemark?.startsWith('ESH1'))).toBe(true);
  const paid = (await flows(3, 2)).find(({ cashFlowType }) => cashFlowType === 'Trade');
  expect(paid?.cashFlowRemark).toContain('510300C2101M05000');
  expect(paid!.cashFlowAmount).toBeLessThan(0);
  expect(await script.refusal(FlowSummary, { header: header(), clearingDate: 'yesterday' })).toContain('clearingDate');
  expect((await script.ask(FlowSummary, { header: header(), clearingDate: '2020-01-06' })).flowSummaryInfoList).toEqual([]);
});
