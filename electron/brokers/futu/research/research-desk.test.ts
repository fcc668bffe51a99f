/** Questions of research over real sockets, against answers written from the document (seeds/003). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GetFutureInfo, GetOptionChain, GetOptionExpirationDate, GetWarrant } from '#electron/brokers/futu/messages/derivatives.ts';
import { RequestHistoryKL, RequestTradeDate } from '#electron/brokers/futu/messages/history.ts';
import { GetIpoList, StockFilter } from '#electron/brokers/futu/messages/screening.ts';
import {
  GetCapitalDistribution, GetCapitalFlow, GetMarketState, GetOwnerPlate, GetPlateSecurity, GetPlateSet, GetReference, GetSecuritySnapshot,
} from '#electron/brokers/futu/messages/snapshot.ts';
import { GetOrderBook } from '#electron/brokers/futu/messages/subscribed.ts';
import type { Call } from '#electron/brokers/futu/messages/protocol.ts';
import { researchQuestion } from '#shared/contract/research.ts';
import { PERIODS } from '#shared/model/candle.ts';
import type { ResearchQuestion } from '#shared/model/research.ts';
import { openFutu, type FutuDesk } from '#test/stand-ins/futu-desk.ts';
import { BAR_TYPE } from './research-words.ts';

let desk: FutuDesk;
beforeEach(async () => {
  desk = await openFutu();
});
afterEach(() => desk.close());

const TENCENT = 'HKEX.00700';
const security = { market: 1, code: '00700' };
const named = { code: 'HK.00700', name: '腾讯控股', instrument: TENCENT };
const info = (code: string, name: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({ basic: { security: { market: 1, code }, id: '1', lotSize: 100, secType: 3, name, listTime: '' }, ...more });

/** The answer to a question, which passes the contract, and the request that it became. */
async function ask(question: ResearchQuestion, call: Call, s2c: unknown): Promise<{ answer: unknown; asked: unknown[] }> {
  expect(researchQuestion.parse(question)).toEqual(question);
  desk.server.answer(call, () => ({ s2c }));
  const told = await desk.broker.research!(question);
  if (!told.ok) throw new Error(`${told.fault.code} ${told.fault.brokerText ?? ''}`);
  expect(told.value.about).toBe(question.about);
  return { answer: told.value.answer, asked: desk.server.requests.filter(({ protocol }) => protocol === call.id).map(({ c2s }) => c2s) };
}

describe('securities', () => {
  it('have snapshots with what is told of their company', async () => {
    const basic = {
      security, type: 3, isSuspend: false, listTime: '', lotSize: 100, priceSpread: 0.2, updateTime: '2025-01-02 10:00:00', updateTimestamp: 1_735_783_200.5, highPrice: 381, openPrice: 379, lowPrice: 378,
      lastClosePrice: 377, curPrice: 380.2, volume: 100, turnover: 38_020, turnoverRate: 0.1, name: '腾讯控股', bidPrice: 380, highest52WeeksPrice: 482,
    };
    const equityExData = {
      issuedShares: 9_000_000_000, issuedMarketVal: 3.5e12, netAsset: 1, netProfit: 1, earningsPershare: 1, outstandingShares: 1, outstandingMarketVal: 1, netAssetPershare: 1, eyRate: 1, peRate: 20.5, pbRate: 4,
      peTTMRate: 18, dividendRatioTTM: 0.89,
    };
    const { answer, asked } = await ask({ about: 'snapshots', instruments: [TENCENT] }, GetSecuritySnapshot, { snapshotList: [{ basic, equityExData }] });
    expect(answer).toEqual([
      {
        ...named, time: 1_735_783_200_500, last: 380.2, previousClose: 377, open: 379, high: 381, low: 378, bid: 380, ask: null, volume: 100, turnover: 38_020, suspended: false, lot: 100, high52: 482, low52: null,
        marketValue: 3.5e12, pe: 20.5, peTtm: 18, pb: 4, dividendYield: 0.0089,
      },
    ]);
    expect(asked).toMatchObject([{ securityList: [security] }]);
  });

  it('have phases, plates, relations and flows of money', async () => {
    expect((await ask({ about: 'market-states', instruments: [TENCENT] }, GetMarketState, { marketInfoList: [{ security, name: '腾讯控股', marketState: 4 }] })).answer).toEqual([{ ...named, phase: 'break' }]);
    const plate = { plate: { market: 1, code: 'BK1001' }, name: '乳制品' };
    expect((await ask({ about: 'plates-of', instruments: [TENCENT] }, GetOwnerPlate, { ownerPlateList: [{ security, plateInfoList: [plate] }] })).answer).toEqual([
      { ...named, name: '腾讯控股', plates: [{ code: 'HK.BK1001', name: '乳制品', instrument: null }] },
    ]);
    expect((await ask({ about: 'related', instrument: TENCENT, kind: 'warrants' }, GetReference, { staticInfoList: [info('12345', '腾讯摩通')] })).answer).toEqual([{ code: 'HK.12345', name: '腾讯摩通', instrument: null }]);
    const flow = await ask({ about: 'capital-flow', instrument: TENCENT, period: 'day' }, GetCapitalFlow, { flowItemList: [{ inFlow: -185_791_500, time: '2021-06-08 00:00:00', timestamp: 1_623_081_600, mainInFlow: -106_682_800 }] });
    expect(flow.answer).toEqual([{ time: 1_623_081_600_000, text: '2021-06-08 00:00:00', net: -185_791_500, main: -106_682_800, huge: null, big: null, middle: null, small: null }]);
    expect(flow.asked).toMatchObject([{ periodType: 2 }]);
    const distribution = { capitalInBig: 1, capitalInMid: 2, capitalInSmall: 3, capitalOutBig: 4, capitalOutMid: 5, capitalOutSmall: 6 };
    expect((await ask({ about: 'capital-distribution', instrument: TENCENT }, GetCapitalDistribution, distribution)).answer).toEqual({ huge: null, big: { in: 1, out: 4 }, middle: { in: 2, out: 5 }, small: { in: 3, out: 6 } });
  });

  it('have a book with what stands at each level, order by order where the right is for that', async () => {
    const s2c = {
      security, orderBookBidList: [{ price: 380, volume: 500, orederCount: 2, detailList: [{ orderID: '9007199254740993', volume: 300 }, { orderID: '9007199254740995', volume: 200 }] }, { price: 379.8, volume: 100, orederCount: 0 }],
      orderBookAskList: [{ price: 380.2, volume: 100, orederCount: 1 }],
    };
    const { answer, asked } = await ask({ about: 'book', instrument: TENCENT }, GetOrderBook, s2c);
    expect(answer).toEqual([
      { side: 'bid', level: 1, price: 380, size: 500, orders: 2, sizes: [300, 200] }, { side: 'bid', level: 2, price: 379.8, size: 100, orders: null, sizes: [] }, { side: 'ask', level: 1, price: 380.2, size: 100, orders: 1, sizes: [] },
    ]);
    expect(asked).toMatchObject([{ security, num: 10 }]);
  });

  it('that are not carried are not asked for', async () => {
    expect(await desk.broker.research!({ about: 'snapshots', instruments: [TENCENT, 'HKEX.00005'] })).toMatchObject({ ok: false, fault: { code: 'instrument-unknown', params: { instrument: 'HKEX.00005' } } });
    expect(await desk.broker.research!({ about: 'plate-members', plate: 'nonsense' })).toMatchObject({ fault: { code: 'instrument-unknown' } });
    expect(desk.server.requests.some(({ protocol }) => protocol === GetSecuritySnapshot.id)).toBe(false);
  });
});

describe('derivatives', () => {
  it('have their greeks, terms and open interest in the snapshot, listed or not', async () => {
    const told = await desk.broker.research!({ about: 'snapshots', instruments: ['HK.TCH250127C400000', 'HK.24719', 'HK.HSI2501', 'HK.HSImain'] });
    if (!told.ok || told.value.about !== 'snapshots') throw new Error('no snapshots');
    const [option, warrant, future, series] = told.value.answer;
    expect(option).toMatchObject({ code: 'HK.TCH250127C400000', instrument: null, last: 12.5 });
    expect(option.option).toEqual({
      right: 'call', strike: 400, expiry: '2025-01-27', openInterest: 1_234, impliedVolatility: 0.285, delta: 0.51, gamma: 0.012, vega: 0.4, theta: -0.08, rho: 0.1, premium: 0.0625, multiplier: 100, style: 'american',
    });
    expect(warrant.warrant).toEqual({
      kind: 'bull', owner: 'HK.00700', strike: 360, recovery: 366, lastTrade: '2025-06-27', conversionRatio: 500, premium: 0.035, leverage: 9.5, impliedVolatility: null, delta: null, street: 0.025,
    });
    expect(future.future).toEqual({ previousSettlement: 19_800, openInterest: 120_000, openInterestChange: -350, lastTrade: '2025-01-27' });
    expect([series.future?.lastTrade, series.option]).toEqual([null, undefined]);
  });

  it('of a market are its futures and the series of them', async () => {
    const question: ResearchQuestion = { about: 'futures', market: 'hong-kong' };
    expect(researchQuestion.parse(question)).toEqual(question);
    expect(await desk.broker.research!(question)).toEqual({
      ok: true,
      value: {
        about: 'futures',
        answer: [
          { code: 'HK.HSI2501', name: '恒指2501', instrument: null, lastTrade: '2025-01-27', multiplier: 50 },
          { code: 'HK.HSImain', name: '恒指主连', instrument: null, lastTrade: null, multiplier: 50 },
        ],
      },
    });
  });

  it('of a share: expirations, and the chain as calls and puts', async () => {
    const dates = { dateList: [{ strikeTime: '2025-01-29', strikeTimestamp: 1, optionExpiryDateDistance: 27 }] };
    expect((await ask({ about: 'option-expirations', instrument: TENCENT }, GetOptionExpirationDate, dates)).answer).toEqual([{ date: '2025-01-29', days: 27 }]);
    const option = (type: number, code: string): Record<string, unknown> => info(code, code, { optionExData: { type, owner: security, strikeTime: '2025-01-29', strikePrice: 370, suspend: false, market: 'HK' } });
    const chain = { optionChain: [{ strikeTime: '2025-01-29', option: [{ call: option(1, 'TCH250129C370000'), put: option(2, 'TCH250129P370000') }, { call: option(1, 'TCH250129C380000') }] }] };
    const { answer, asked } = await ask({ about: 'option-chain', instrument: TENCENT, from: '2025-01-02', to: '2025-01-31' }, GetOptionChain, chain);
    expect(answer).toMatchObject([{ code: 'HK.TCH250129C370000', right: 'call', strike: 370, expiry: '2025-01-29', lot: 100, instrument: null }, { right: 'put' }, { right: 'call' }]);
    expect(asked).toMatchObject([{ owner: security, beginTime: '2025-01-02', endTime: '2025-01-31' }]);
  });

  it('of Hong Kong: warrants by pages', async () => {
    const row = {
      stock: { market: 1, code: '12345' }, owner: security, type: 3, issuer: 1, maturityTime: '2025-12-30', listTime: '', lastTradeTime: '2025-12-24', recoveryPrice: 350, conversionRatio: 50, lotSize: 1_000, strikePrice: 345,
      lastClosePrice: 0.7, name: '腾讯牛', curPrice: 0.75, priceChangeVal: 0.05, changeRate: 7.143, status: 1, bidPrice: 0.75, askPrice: 0.76, bidVol: 1, askVol: 1, volume: 5_000, turnover: 1, score: 1, premium: 2.5, breakEvenPoint: 1,
      leverage: 10.1, ipop: 1, conversionPrice: 1, streetRate: 12.5, streetVol: 1, amplitude: 1, issueSize: 1, highPrice: 1, lowPrice: 1, effectiveLeverage: 1,
    };
    const { answer, asked } = await ask({ about: 'warrants', instrument: TENCENT, offset: 20, limit: 10 }, GetWarrant, { lastPage: false, allCount: 431, warrantDataList: [row] });
    expect(answer).toEqual({
      total: 431,
      rows: [
        {
          code: 'HK.12345', name: '腾讯牛', instrument: null, kind: 'bull', owner: 'HK.00700', maturity: '2025-12-30', lastTrade: '2025-12-24', strike: 345, recovery: 350, conversionRatio: 50, last: 0.75, change: 0.07143,
          volume: 5_000, premium: 0.025, leverage: 10.1, impliedVolatility: null, delta: null, street: 0.125,
        },
      ],
    });
    expect(asked).toMatchObject([{ begin: 20, num: 10, ascend: true, owner: security }]);
  });

  it('that are futures: the terms of contracts', async () => {
    const future = {
      name: '恒指主连', security: { market: 1, code: 'HSImain' }, lastTradeTime: '2025-01-27', ownerOther: '恒生指数', exchange: '港交所', contractType: '股指期货', contractSize: 50, contractSizeUnit: '港元/指数点', quoteCurrency: '港元',
      minVar: 1, minVarUnit: '指数点', tradeTime: [{ begin: 555, end: 720 }, { begin: 780, end: 990 }], timeZone: 'CCT', exchangeFormatUrl: '', origin: { market: 1, code: 'HSI2501' },
    };
    const { answer, asked } = await ask({ about: 'contracts', codes: ['HK.HSImain'] }, GetFutureInfo, { futureInfoList: [future] });
    expect(answer).toMatchObject([{ code: 'HK.HSImain', size: 50, tick: 1, hours: [{ from: 555, to: 720 }, { from: 780, to: 990 }], stands: 'HK.HSI2501' }]);
    expect(asked).toMatchObject([{ securityList: [{ market: 1, code: 'HSImain' }] }]);
  });
});

describe('markets', () => {
  it('have trading days, whole and half', async () => {
    const { answer, asked } = await ask({ about: 'trading-days', market: 'united-states', from: '2025-07-01', to: '2025-07-07' }, RequestTradeDate, { tradeDateList: [{ time: '2025-07-02' }, { time: '2025-07-03', tradeDateType: 1 }] });
    expect(answer).toEqual([{ date: '2025-07-02', open: 'whole' }, { date: '2025-07-03', open: 'morning' }]);
    expect(asked).toMatchObject([{ market: 2, beginTime: '2025-07-01', endTime: '2025-07-07' }]);
  });

  it('have plates and their members; what the mainland’s two exchanges both tell is there once', async () => {
    const plates = await ask({ about: 'plates', market: 'china', kind: 'concept' }, GetPlateSet, { plateInfoList: [{ plate: { market: 21, code: 'BK0001' }, name: '半导体' }] });
    expect(plates.answer).toEqual([{ code: 'SH.BK0001', name: '半导体', instrument: null }]);
    expect(plates.asked).toMatchObject([{ plateSetType: 3 }, { plateSetType: 3 }]);
    const members = await ask({ about: 'plate-members', plate: 'HK.BK1001' }, GetPlateSecurity, { staticInfoList: [info('00700', '腾讯控股'), info('00462', '天然乳品')] });
    expect(members.answer).toEqual([named, { code: 'HK.00462', name: '天然乳品', instrument: null }]);
  });

  it('are filtered by figures in parts, though OpenD has per cent', async () => {
    const question: ResearchQuestion = {
      about: 'filter', market: 'hong-kong', plate: 'HK.BK1911',
      conditions: [{ kind: 'figure', field: 'pe', least: null, most: 20 }, { kind: 'figure', field: 'change-this-year', least: 0.1, most: null }], sort: { kind: 'figure', field: 'market-value', ascending: false }, offset: 0, limit: 50,
    };
    const rows = [{ security, name: '腾讯控股', baseDataList: [{ fieldName: 12, value: 18.5 }, { fieldName: 16, value: 12.5 }, { fieldName: 11, value: 3.5e12 }, { fieldName: 99, value: 1 }] }];
    const { answer, asked } = await ask(question, StockFilter, { lastPage: true, allCount: 1, dataList: rows });
    expect(answer).toEqual({ total: 1, rows: [{ ...named, values: { pe: 18.5, 'change-this-year': 0.125, 'market-value': 3.5e12 } }] });
    expect(asked).toMatchObject([
      {
        begin: 0, num: 50, market: 1, plate: { market: 1, code: 'BK1911' },
        baseFilterList: [{ fieldName: 12, filterMax: 20, isNoFilter: false, sortDir: 0 }, { fieldName: 16, filterMin: 10, isNoFilter: false, sortDir: 0 }, { fieldName: 11, isNoFilter: true, sortDir: 2 }],
      },
    ]);
    expect(await desk.broker.research!({ ...question, plate: 'nonsense' })).toMatchObject({ fault: { code: 'instrument-unknown' } });
  });

  it('are filtered by days, reports, patterns and indicators too', async () => {
    const question: ResearchQuestion = {
      about: 'filter', market: 'china', plate: null,
      conditions: [
        { kind: 'accumulated', field: 'change', lastDays: 5, least: -0.1, most: 0.05 },
        { kind: 'accumulated', field: 'change', lastDays: 20, least: 0, most: null },
        { kind: 'financial', field: 'current-ratio', report: 'annual', least: 1.5, most: null },
        { kind: 'pattern', pattern: 'boll-crosses-middle-down', period: 'week', bars: 2 },
        { kind: 'indicator', first: { indicator: 'kdj-k', parameters: [10, 4, 4] }, relation: 'crosses-up', second: { indicator: 'kdj-d', parameters: [] }, period: 'day', bars: null },
        { kind: 'indicator', first: { indicator: 'rsi', parameters: [] }, relation: 'below', second: { value: 30 }, period: '1h', bars: 3 },
      ],
      sort: { kind: 'accumulated', field: 'change', lastDays: 20, ascending: true }, offset: 200, limit: 200,
    };
    const rows = [
      {
        security, name: '腾讯控股', accumulateDataList: [{ fieldName: 1, value: -5, days: 5 }, { fieldName: 1, value: 12.5, days: 20 }], financialDataList: [{ fieldName: 20, value: 180, quarter: 1 }],
        customIndicatorDataList: [{ fieldName: 50, value: 22.5, klType: 2, fieldParaList: [10, 4, 4] }, { fieldName: 9, value: 28, klType: 9, fieldParaList: [12] }],
      },
    ];
    const { answer, asked } = await ask(question, StockFilter, { lastPage: true, allCount: 201, dataList: rows });
    expect(answer).toEqual({ total: 201, rows: [{ ...named, values: { 'change/5': -0.05, 'change/20': 0.125, 'current-ratio/annual': 1.8, 'kdj-k(10,4,4)/day': 22.5, 'rsi(12)/1h': 28 } }] });
    expect(asked).toMatchObject([
      {
        begin: 200, num: 200, market: 21, baseFilterList: [],
        accumulateFilterList: [{ fieldName: 1, days: 5, filterMin: -10, filterMax: 5, isNoFilter: false, sortDir: 0 }, { fieldName: 1, days: 20, filterMin: 0, isNoFilter: false, sortDir: 1 }],
        financialFilterList: [{ fieldName: 20, quarter: 1, filterMin: 150, isNoFilter: false }],
        patternFilterList: [{ fieldName: 20, klType: 3, isNoFilter: false, consecutivePeriod: 2 }],
        customIndicatorFilterList: [
          { firstFieldName: 50, firstFieldParaList: [10, 4, 4], relativePosition: 3, secondFieldName: 51, secondFieldParaList: [9, 3, 3], klType: 2 },
          { firstFieldName: 9, firstFieldParaList: [12], relativePosition: 2, secondFieldName: 17, fieldValue: 30, klType: 9, consecutivePeriod: 3 },
        ],
      },
    ]);
  });

  it('have bars of every length, adjusted or not, over as many pages as ten', async () => {
    const bar = (time: string): Record<string, unknown> => ({ time, isBlank: false, openPrice: 379, highPrice: 382, lowPrice: 378, closePrice: 381, volume: 5, turnover: 1_900 });
    const question = { about: 'bars', instrument: TENCENT, length: 'quarter', adjustment: 'backward', from: '2020-01-01', to: '2025-01-01' } as const;
    const { answer, asked } = await ask(question, RequestHistoryKL, { security, klList: [bar('2024-12-31 00:00:00'), { time: '2024-09-30 00:00:00', isBlank: true }] });
    expect(answer).toEqual({ complete: true, rows: [{ text: '2024-12-31 00:00:00', open: 379, high: 382, low: 378, close: 381, volume: 5, turnover: 1_900 }] });
    expect(asked).toMatchObject([{ klType: 11, rehabType: 2, beginTime: '2020-01-01', endTime: '2025-01-01', maxAckKLNum: 1_000 }]);
    desk.server.answer(RequestHistoryKL, () => ({ s2c: { security, klList: [bar('2025-01-02 09:31:00')], nextReqKey: Uint8Array.of(1) } }));
    const endless = await desk.broker.research!({ ...question, length: '1m', adjustment: 'none' });
    expect(endless).toMatchObject({ ok: true, value: { about: 'bars', answer: { complete: false } } });
    expect(endless.ok && endless.value.about === 'bars' && endless.value.answer.rows.length).toBe(10);
    expect(new Set(PERIODS.map((length) => BAR_TYPE[length])).size).toBe(11);
  });

  it('have new listings', async () => {
    const ipoList = [
      { basic: { security: { market: 1, code: '06666' }, name: '新股', listTime: '2025-01-10' }, hkExData: { ipoPriceMin: 10, ipoPriceMax: 12, listPrice: 0, lotSize: 500, entrancePrice: 1, isSubscribeStatus: true, applyEndTime: '2025-01-07' } },
      { basic: { security: { market: 1, code: '07777' }, name: '未定' } },
    ];
    expect((await ask({ about: 'new-listings', market: 'hong-kong' }, GetIpoList, { ipoList })).answer).toEqual([
      { code: 'HK.06666', name: '新股', instrument: null, date: '2025-01-10', least: 10, most: 12, lot: 500, applyUntil: '2025-01-07' },
      { code: 'HK.07777', name: '未定', instrument: null, date: '', least: null, most: null, lot: null, applyUntil: null },
    ]);
  });
});

it('a question over the rate is told how long to wait, one that makes no sense does not pass the contract', async () => {
  desk.server.answer(GetIpoList, () => ({ s2c: { ipoList: [] } }));
  const answers = await Promise.all(Array.from({ length: 11 }, () => desk.broker.research!({ about: 'new-listings', market: 'hong-kong' })));
  expect(answers.map(({ ok }) => ok)).toEqual([...Array.from({ length: 10 }, () => true), false]);
  const last = answers[10];
  expect(!last.ok && last.fault).toMatchObject({ code: 'opend-wait', params: { what: 'Qot_GetIpoList' } });

  const right = (question: unknown): boolean => researchQuestion.safeParse(question).success;
  expect(right({ about: 'option-chain', instrument: TENCENT, from: '2025-01-01', to: '2025-01-31' })).toBe(true);
  expect(right({ about: 'option-chain', instrument: TENCENT, from: '2025-01-01', to: '2025-02-01' })).toBe(false);
  expect(right({ about: 'warrants', instrument: null, offset: 0, limit: 201 })).toBe(false);
  expect(right({ about: 'snapshots', instruments: Array.from({ length: 401 }, () => TENCENT) })).toBe(false);
  const twice = { field: 'pe', least: 1, most: 2 };
  expect(right({ about: 'filter', market: 'china', conditions: [twice, twice], sort: null, offset: 0, limit: 1 })).toBe(false);
});
