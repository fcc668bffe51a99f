/** Ticks, price limits and the price cage, market by market. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyQuote, QUOTE } from '#shared/model/quote.ts';
import { formatPrice, isOnTick, priceOf, stepAt, ticksOf } from '#shared/price.ts';
import { cageFault, cagePrice, limitsFault, tickFault } from '#shared/rules/order-price.ts';
import { isLimitFree, limitsOf, optionLimitsOf } from '#shared/rules/price-limits.ts';
import { isOption } from '#shared/ledger/option.ts';
import { listed } from './listed.ts';

describe('ticks', () => {
  it.each([
    // Contract specifications of the exchanges; SSE and SZSE trading rules (shares 0.01, funds 0.001); options 0.2 and 0.0001.
    ['CFFEX.IF2101', 5200, 0.2], ['CFFEX.T2103', 97.925, 0.005], ['SHFE.cu2103', 57_890, 10], ['SHFE.au2104', 398, 0.02], ['SHFE.rb2105', 4388, 1], ['SHFE.ag2106', 5581, 1],
    ['INE.sc2103', 306, 0.1], ['DCE.m2105', 3466, 1], ['DCE.i2105', 985, 0.5], ['CZCE.TA105', 3824, 2], ['CZCE.MA105', 2421, 1], ['CZCE.SR105', 5236, 1], ['GFEX.si2105', 13_650, 5],
    ['CME.ESH1', 3748, 0.25], ['CME.CLG1', 48, 0.01], ['CME.GCG1', 1895, 0.1], ['SSE.600519', 1998, 0.01], ['SSE.510300', 5, 0.001], ['CFFEX.IO2101-C-5200', 80, 0.2], ['SSE.510300C2101M05250', 0.1, 0.0001],
    // SEC Rule 612: a cent from one dollar on, a hundredth of one below.
    ['NASDAQ.AAPL', 132.69, 0.01], ['NASDAQ.AAPL', 1, 0.01], ['NASDAQ.AAPL', 0.9999, 0.0001],
    // HKEX spread table Part A since 2025-08-04: 10 to 20 at 0.010, 20 to 50 at 0.020, the rest as before.
    ['HKEX.00700', 0.2, 0.001], ['HKEX.00700', 0.25, 0.005], ['HKEX.00700', 0.495, 0.005], ['HKEX.00700', 0.5, 0.01], ['HKEX.00700', 9.99, 0.01], ['HKEX.00700', 10, 0.01], ['HKEX.00700', 19.99, 0.01],
    ['HKEX.00700', 20, 0.02], ['HKEX.00700', 49.98, 0.02], ['HKEX.00700', 50, 0.05], ['HKEX.00700', 100, 0.1], ['HKEX.00700', 200, 0.2], ['HKEX.00700', 500, 0.5], ['HKEX.00700', 1000, 1], ['HKEX.00700', 2000, 2], ['HKEX.00700', 5000, 5],
    ['HKEX.02800', 27.4, 0.02], ['HKEX.02800', 4.998, 0.002],
  ] as const)('%s at %d: %d', (id, price, tick) => {
    const one = listed(id);
    const at = ticksOf(one, price);
    expect(stepAt(one, at) * one.tickSize).toBeCloseTo(tick, 8);
    expect(tickFault(one, Math.ceil(at / stepAt(one, at)) * stepAt(one, at))).toBeNull();
    if (stepAt(one, at) > 1) expect(tickFault(one, at + 1)).toMatchObject({ code: 'price-off-tick' });
  });
});

describe('price limits', () => {
  const limits = (id: string, reference: number): readonly [string, string] => {
    const one = listed(id);
    const { upper, lower } = limitsOf(one, ticksOf(one, reference));
    return [formatPrice(one, upper), formatPrice(one, lower)];
  };
  it.each([
    ['main board 10 %, half up', 'SSE.600000', 9.65, '10.62', '8.69'],
    ['main board, the other half', 'SSE.600000', 10.05, '11.06', '9.05'],
    ['STAR 20 %', 'SSE.688981', 57.83, '69.40', '46.26'],
    ['ChiNext 20 %', 'SZSE.300750', 351.11, '421.33', '280.89'],
    ['BSE 30 %', 'BSE.430047', 15.33, '19.93', '10.73'],
    ['risk warning (ST) 5 %', 'SSE.600702', 3.33, '3.50', '3.16'],
    ['a limit that would be the reference is a tick away from it', 'SSE.600702', 0.09, '0.10', '0.08'],
    ['nor below a tick', 'SSE.600702', 0.01, '0.02', '0.01'],
    ['funds 10 %, to 0.001', 'SSE.510300', 5.213, '5.734', '4.692'],
    ['IF, as CFFEX published for 2021-01-04', 'CFFEX.IF2101', 5216.2, '5737.8', '4694.6'],
    ['IF, as CFFEX published for 2021-01-05', 'CFFEX.IF2101', 5278.6, '5806.4', '4750.8'],
    ['copper 7 %, into the band', 'SHFE.cu2103', 57_890, '61940', '53840'],
  ] as const)('%s', (_, id, reference, upper, lower) => {
    expect(limits(id, reference)).toEqual([upper, lower]);
  });

  it('none in Hong Kong and New York', () => {
    expect(limits('HKEX.00700', 564)).toEqual(['–', '–']);
    expect(limits('NASDAQ.AAPL', 132)).toEqual(['–', '–']);
    expect(limitsFault(listed('HKEX.00700'), 10, NaN, NaN)).toBeNull();
  });

  it('none on the first five trading days of a new listing', () => {
    const share = { ...listed('SSE.688981'), listed: '2024-12-26', limitFreeDays: 5 };
    // Thursday and Friday, Monday and Tuesday, and after New Year's Day Thursday.
    expect(['2024-12-25', '2024-12-26', '2024-12-27', '2024-12-28', '2024-12-30', '2024-12-31', '2025-01-02', '2025-01-03'].map((day) => isLimitFree(share, day))).toEqual([false, true, true, false, true, true, true, false]);
    expect(isLimitFree(listed('SSE.600000'), '2025-01-02')).toBe(false);
    expect(limitsOf(share, 5783, true)).toEqual({ upper: NaN, lower: NaN });
  });

  it.each([
    // CFFEX CSI 300 index options: previous settlement ± 10 % of the index's previous close; the lower one at least a tick.
    ['CFFEX.IO2101-C-5200', 92.6, 5216.2, 614.2, 0.2],
    ['CFFEX.IO2101-P-5400', 612.4, 5216.2, 1134, 90.8],
    // SSE: K = 5.25, U = 5.213. Call up: max(0.5 % U, 10 % of min(2U − K, U)) = 10 % of 5.176; down 10 % U.
    ['SSE.510300C2101M05250', 0.1, 5.213, 0.6176, 0.0001],
    // Put up: 10 % of min(2K − U, U) = 0.5213.
    ['SSE.510300P2101M05250', 0.14, 5.213, 0.6613, 0.0001],
    // Far out of the money, K = 5.25 and U = 2.5: only 0.5 % of the underlying.
    ['SSE.510300C2101M05250', 0.01, 2.5, 0.0225, 0.0001],
    // Deep in the money: down by 10 % U.
    ['SSE.510300C2101M05000', 3, 8, 3.8, 2.2],
  ] as const)('%s: settled %d, underlying %d', (id, settlement, underlying, upper, lower) => {
    const one = listed(id);
    if (!isOption(one)) throw new Error(id);
    const found = optionLimitsOf(one, ticksOf(one, settlement), Math.round(underlying / one.option.strikeTick));
    expect([priceOf(one, found.upper), priceOf(one, found.lower)]).toEqual([upper, lower]);
  });
});

describe('the price cage', () => {
  const quoteOf = (id: string, shown: { bid?: number; ask?: number; last?: number; preClose?: number }): Float64Array => {
    const quote = emptyQuote();
    for (const [field, price] of Object.entries(shown)) quote[QUOTE[field as 'bid' | 'ask' | 'last' | 'preClose']] = ticksOf(listed(id), price);
    return quote;
  };
  it.each([
    // 102 % of the best ask, ten ticks at least; the best bid, the last and the previous close where there is none.
    ['SZSE.000001', 'buy', { bid: 19.33, ask: 19.34 }, 19.73],
    ['SZSE.000001', 'sell', { bid: 19.33, ask: 19.34 }, 18.94],
    ['SZSE.000001', 'buy', { bid: 4.99, ask: 5 }, 5.1],
    ['SZSE.000001', 'buy', { bid: 2.99, ask: 3 }, 3.1],
    ['SZSE.000001', 'sell', { bid: 2.99, ask: 3 }, 2.89],
    ['SZSE.000001', 'buy', { bid: 19.33 }, 19.72],
    ['SZSE.000001', 'sell', { ask: 20 }, 19.6],
    ['SZSE.000001', 'buy', { last: 10, preClose: 12 }, 10.2],
    ['SZSE.000001', 'buy', { preClose: 12 }, 12.24],
    ['SSE.688981', 'buy', { bid: 2.99, ask: 3 }, 3.06],
    ['BSE.430047', 'buy', { ask: 10 }, 10.5],
    ['HKEX.00700', 'buy', { ask: 10 }, NaN],
    ['SSE.510300', 'buy', { ask: 5 }, NaN],
  ] as const)('%s %s, %o: %d', (id, side, shown, worst) => {
    const one = listed(id);
    const quote = quoteOf(id, shown);
    expect(priceOf(one, cagePrice(one, side, quote))).toBe(worst);
    if (Number.isNaN(worst)) return expect(cageFault(one, side, 1e9, quote)).toBeNull();
    const at = ticksOf(one, worst);
    expect(cageFault(one, side, at, quote)).toBeNull();
    return expect(cageFault(one, side, side === 'buy' ? at + 1 : at - 1, quote)).toEqual({ code: side === 'buy' ? 'price-above-range' : 'price-below-range', params: { price: formatPrice(one, side === 'buy' ? at + 1 : at - 1), worst: formatPrice(one, at) } });
  });

  it('never refuses a price that meets the market', () => {
    fc.assert(
      fc.property(fc.constantFrom('SZSE.000001', 'SSE.688981', 'BSE.430047'), fc.integer({ min: 20, max: 100_000 }), fc.integer({ min: 1, max: 20 }), (id, bid, spread) => {
        const one = listed(id);
        const quote = emptyQuote();
        quote[QUOTE.bid] = bid;
        quote[QUOTE.ask] = bid + spread;
        expect(cageFault(one, 'buy', bid + spread, quote)).toBeNull();
        expect(cageFault(one, 'sell', bid, quote)).toBeNull();
        expect(isOnTick(one, cagePrice(one, 'buy', quote))).toBe(true);
      }),
    );
  });
});
