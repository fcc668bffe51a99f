import { describe, expect, it } from 'vitest';
import { MARKET_STATE, QOT_MARKET, SECURITY_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import { isOnTick, ticksOf } from '#shared/price.ts';
import { PHASES } from '#shared/model/quote.ts';
import { instrumentOf, securityOf } from './instruments.ts';
import { phaseOf } from './market-state.ts';

const info = (market: number, code: string, secType: number, more: { lotSize?: number; exchType?: number; delisting?: boolean } = {}): Parameters<typeof instrumentOf>[0] => ({
  basic: { security: { market, code }, id: '1', lotSize: 100, secType, name: '名称', listTime: '', ...more },
});

const TODAY = '2026-01-05';

describe('instruments', () => {
  it('are filed by exchange, with their market’s terms', () => {
    const { hk, us, shanghai, shenzhen } = QOT_MARKET;
    const { equity, trust, index, plate, bond } = SECURITY_TYPE;
    const made = [
      info(hk, '00700', equity), info(hk, '02800', trust), info(hk, '800000', index), info(us, 'AAPL', equity, { exchType: 5, lotSize: 1 }), info(us, 'SPY', trust, { exchType: 7, lotSize: 1 }),
      info(us, '.SPX', index, { lotSize: 0 }), info(shanghai, '600519', equity), info(shenzhen, '159919', trust),
      info(hk, 'BK1001', plate, { lotSize: 0 }), info(shanghai, '113052', bond, { lotSize: 10 }),
    ].map((one) => instrumentOf(one, TODAY));
    expect(made.map((one) => one && [one.id, one.kind, one.currency, one.lot, one.sellable, one.sessions, one.shortable])).toEqual([
      ['HKEX.00700', 'stock', 'HKD', 100, 'today', 'hong-kong', true],
      ['HKEX.02800', 'fund', 'HKD', 100, 'today', 'hong-kong', true],
      ['HKEX.800000', 'index', 'HKD', 100, 'today', 'hong-kong', false],
      ['NASDAQ.AAPL', 'stock', 'USD', 1, 'today', 'us-stock', true],
      ['NYSE.SPY', 'fund', 'USD', 1, 'today', 'us-stock', true],
      ['NASDAQ..SPX', 'index', 'USD', 1, 'today', 'us-stock', false],
      ['SSE.600519', 'stock', 'CNY', 100, 'next-day', 'china-stock', false],
      ['SZSE.159919', 'fund', 'CNY', 100, 'next-day', 'china-stock', false],
      ['HKEX.BK1001', 'index', 'HKD', 1, 'today', 'hong-kong', false],
      ['SSE.113052', 'bond', 'CNY', 10, 'next-day', 'china-stock', false],
    ]);
  });

  it('have the spreads in force: Hong Kong’s were halved from 10 to 50 dollars on 2025-08-04', () => {
    const at = (day: string) => instrumentOf(info(QOT_MARKET.hk, '00700', SECURITY_TYPE.equity), day)!;
    expect(['2025-08-03', '2025-08-04'].map((day) => [10.01, 15.02, 30.02, 30.05].map((price) => isOnTick(at(day), ticksOf(at(day), price))))).toEqual([
      [false, true, false, true], [true, true, true, false],
    ]);
  });

  it('have valid prices by the table of their market', () => {
    const share = instrumentOf(info(QOT_MARKET.hk, '00700', SECURITY_TYPE.equity), TODAY)!;
    const fund = instrumentOf(info(QOT_MARKET.hk, '02800', SECURITY_TYPE.trust), TODAY)!;
    const american = instrumentOf(info(QOT_MARKET.us, 'AAPL', SECURITY_TYPE.equity, { exchType: 5 }), TODAY)!;
    const valid = (instrument: typeof share, price: number): boolean => isOnTick(instrument, ticksOf(instrument, price));
    expect([0.251, 0.25, 0.255, 9.99, 15.01, 15.005, 30.02, 30.01, 380.2, 380.1].map((price) => valid(share, price))).toEqual([false, true, true, true, true, false, true, false, true, false]);
    expect([19.99, 20.02, 20.01, 120.05, 120.02].map((price) => valid(fund, price))).toEqual([true, true, false, true, false]);
    expect([0.9999, 1.01, 1.005].map((price) => valid(american, price))).toEqual([true, true, false]);
  });

  it('of other kinds and markets, over the counter or delisted are not carried', () => {
    const { hk, us, singapore } = QOT_MARKET;
    const { equity, warrant, option, future, bond } = SECURITY_TYPE;
    const refused = [info(hk, '1', warrant), info(hk, '1', option), info(hk, '1', bond), info(QOT_MARKET.hkFuture, 'HSImain', future), info(singapore, 'D05', equity), info(us, 'OTC', equity, { exchType: 6 }), info(hk, '1', equity, { delisting: true })];
    expect(refused.map((one) => instrumentOf(one, TODAY))).toEqual(refused.map(() => null));
  });

  it('are named as OpenD does', () => {
    expect(['HK.00700', 'US.BRK.B', 'SH.600519', 'SZ.000001'].map(securityOf)).toEqual([
      { market: 1, code: '00700' }, { market: 11, code: 'BRK.B' }, { market: 21, code: '600519' }, { market: 22, code: '000001' },
    ]);
    expect(['00700', 'HK.', '.00700', 'XX.1', ''].map(securityOf)).toEqual([null, null, null, null, null]);
  });
});

it('a market state is a phase; extended hours are closed', () => {
  const S = MARKET_STATE;
  expect([S.auction, S.morning, S.rest, S.afternoon, S.closed, S.preMarketBegin, S.hkClosingAuction, S.overnight, 999].map((state) => PHASES[phaseOf(state)])).toEqual([
    'auction', 'continuous', 'break', 'continuous', 'closed', 'closed', 'auction', 'closed', 'closed',
  ]);
});
