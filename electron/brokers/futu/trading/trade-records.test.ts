/** The books of an account over real sockets. */
import { afterEach, describe, expect, it } from 'vitest';
import { FlowSummary, GetHistoryOrderFillList, GetHistoryOrderList, GetMarginRatio, GetOrderFee } from '#electron/brokers/futu/messages/trade.ts';
import { accountQuestion } from '#shared/contract/records.ts';
import { openFutu, type FutuDesk } from '#test/stand-ins/futu-desk.ts';
import { REAL, SIMULATED } from '#test/stand-ins/opend-market.ts';

let desk: FutuDesk;
afterEach(() => desk.close());

const order = { trdSide: 1, orderType: 1, orderStatus: 11, orderID: '0', code: '00700', name: '', qty: 100, price: 380, createTime: '', updateTime: '', secMarket: 1, fillQty: 100 };

describe('the books of a real account', () => {
  it('tell what orders cost, by item', async () => {
    desk = await openFutu();
    desk.server.answer(GetOrderFee, ({ header, orderIdExList }) => ({
      s2c: { header, orderFeeList: orderIdExList.map((orderIDEx, i) => (i === 0 ? { orderIDEx, feeAmount: 10.46, feeList: [{ title: '佣金', value: 5.85 }, { title: '平台使用费', value: 4.61 }] } : { orderIDEx })) },
    }));
    expect(await desk.broker.accountRecords!(REAL, { about: 'fees', orders: ['A', 'B'] })).toEqual({
      ok: true,
      value: { about: 'fees', rows: [{ order: 'A', total: 104_600, items: [{ title: '佣金', amount: 58_500 }, { title: '平台使用费', amount: 46_100 }] }, { order: 'B', total: null, items: [] }] },
    });
  });

  it('tell margin ratios as parts, market by market', async () => {
    desk = await openFutu();
    desk.server.answer(GetMarginRatio, ({ header, securityList }) => ({
      s2c: { header, marginRatioInfoList: securityList.map((security) => ({ security, isLongPermit: true, shortPoolRemain: 1_826_900, shortFeeRate: 0.89, imLongRatio: 60, mmShortRatio: 35.5 })) },
    }));
    const answer = await desk.broker.accountRecords!(REAL, { about: 'margin-ratios', instruments: ['HKEX.00700', 'NASDAQ.AAPL'] });
    expect(answer).toMatchObject({ ok: true, value: { rows: [{ instrument: 'HKEX.00700' }, { instrument: 'NASDAQ.AAPL' }] } });
    expect(answer.ok && answer.value.rows[0]).toEqual({
      instrument: 'HKEX.00700', longAllowed: true, shortAllowed: false, shortPool: 1_826_900, shortFee: 0.0089,
      long: { initial: 0.6, alert: null, marginCall: null, maintenance: null }, short: { initial: null, alert: null, marginCall: null, maintenance: 0.355 },
    });
    expect(desk.server.requests.filter(({ protocol }) => protocol === GetMarginRatio.id).map(({ c2s }) => (c2s as { header: { trdMarket: number } }).header.trdMarket)).toEqual([1, 2]);
  });

  it('tell the cash that came and went', async () => {
    desk = await openFutu();
    desk.server.answer(FlowSummary, ({ header, clearingDate }) => ({
      s2c: {
        header,
        flowSummaryInfoList: [
          { clearingDate, settlementDate: '2025-03-03', currency: 1, cashFlowType: '其他', cashFlowDirection: 2, cashFlowAmount: -104_000, cashFlowID: '9007199254740993' },
          { clearingDate, currency: 4, cashFlowType: '基金赎回', cashFlowAmount: 23_000.5, cashFlowRemark: 'x' },
        ],
      },
    }));
    expect(await desk.broker.accountRecords!(REAL, { about: 'cash-flow', date: '2025-02-27' })).toEqual({
      ok: true,
      value: {
        about: 'cash-flow',
        rows: [
          { id: '9007199254740993', clearingDate: '2025-02-27', settlementDate: '2025-03-03', currency: 'HKD', kind: '其他', remark: '', amount: -1_040_000_000 },
          { id: '', clearingDate: '2025-02-27', settlementDate: '', currency: 'JPY', kind: '基金赎回', remark: 'x', amount: 230_005_000 },
        ],
      },
    });
  });

  it('tell orders and fills of days gone by, newest first and once each though every market tells them', async () => {
    desk = await openFutu();
    desk.server.answer(GetHistoryOrderList, ({ header }) => ({
      s2c: { header, orderList: [{ ...order, orderIDEx: 'old', updateTimestamp: 1_730_000_000, comboLegs: [] }, { ...order, orderIDEx: 'new', updateTimestamp: 1_731_000_000, orderStatus: 15, fillQty: 0, comboLegs: [] }] },
    }));
    desk.server.answer(GetHistoryOrderFillList, ({ header }) => ({ s2c: { header, orderFillList: [{ trdSide: 2, fillID: '0', fillIDEx: 'F', orderIDEx: 'old', code: '00700', name: '', qty: 100, price: 380.2, createTime: '', createTimestamp: 1_730_000_000, secMarket: 1 }] } }));
    const period = { from: '2024-10-01', to: '2024-12-01' };
    expect(await desk.broker.accountRecords!(REAL, { about: 'past-orders', ...period })).toMatchObject({
      ok: true, value: { rows: [{ order: 'new', state: 'cancelled', filled: 0 }, { order: 'old', state: 'filled', side: 'buy', price: 380_000, quantity: 100, time: 1_730_000_000_000 }] },
    });
    expect(await desk.broker.accountRecords!(REAL, { about: 'past-fills', ...period })).toEqual({
      ok: true, value: { about: 'past-fills', rows: [{ fill: 'F', order: 'old', instrument: 'HKEX.00700', side: 'sell', price: 380_200, quantity: 100, time: 1_730_000_000_000 }] },
    });
    expect((await desk.server.asked(GetHistoryOrderList)).c2s).toMatchObject({ filterConditions: { beginTime: '2024-10-01 00:00:00', endTime: '2024-12-01 23:59:59' } });
  });

  it('are asked within the rate: what is over it waits its turn or is told the wait', async () => {
    desk = await openFutu();
    desk.server.answer(GetOrderFee, ({ header }) => ({ s2c: { header, orderFeeList: [] } }));
    const asked = await Promise.all(Array.from({ length: 11 }, () => desk.broker.accountRecords!(REAL, { about: 'fees', orders: ['A'] })));
    expect(asked.map((answer) => answer.ok)).toEqual([...Array.from({ length: 10 }, () => true), false]);
    expect(asked[10]).toMatchObject({ fault: { code: 'opend-wait', params: { what: 'Trd_GetOrderFee' } } });
  });
});

it('a simulated account has no fees, fills or cash flow, and a stranger nothing', async () => {
  desk = await openFutu();
  for (const question of [{ about: 'fees', orders: ['A'] }, { about: 'cash-flow', date: '2025-01-02' }, { about: 'past-fills', from: '2025-01-01', to: '2025-01-02' }] as const) {
    expect(await desk.broker.accountRecords!(SIMULATED, question)).toMatchObject({ ok: false, fault: { code: 'not-supported' } });
  }
  expect(await desk.broker.accountRecords!('1', { about: 'fees', orders: ['A'] })).toMatchObject({ fault: { code: 'account-unknown' } });
  expect(await desk.broker.accountRecords!(SIMULATED, { about: 'past-orders', from: '2025-01-01', to: '2025-01-02' })).toMatchObject({ ok: true });
});

it('questions that make no sense do not reach the broker', () => {
  const right = (question: unknown): boolean => accountQuestion.safeParse(question).success;
  expect(right({ about: 'past-fills', from: '2025-01-01', to: '2025-03-31' })).toBe(true);
  expect(right({ about: 'past-fills', from: '2025-01-01', to: '2025-04-02' })).toBe(false);
  expect(right({ about: 'past-orders', from: '2025-01-02', to: '2025-01-01' })).toBe(false);
  expect(right({ about: 'cash-flow', date: '2025-02-30' })).toBe(false);
  expect(right({ about: 'fees', orders: [] })).toBe(false);
  expect(right({ about: 'anything' })).toBe(false);
});
