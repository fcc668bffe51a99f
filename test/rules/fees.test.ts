/** Fees and levies, market by market: the catalogue's own terms against figures worked out by hand from the published rates. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueOn } from '#electron/brokers/simulated/feed/catalogue.ts';
import { feeOf } from '#shared/ledger/fees.ts';
import type { FeeRate, Instrument } from '#shared/model/instrument.ts';
import { OFFSETS, SIDES } from '#shared/model/order.ts';
import { MONEY_PER_UNIT, ticksOf } from '#shared/price.ts';
import { PAB } from '#test/stand-ins/instruments.ts';
import { listed } from './listed.ts';

const costs = (id: string, side: 'buy' | 'sell', offset: (typeof OFFSETS)[number], price: number, quantity: number): number => {
  const instrument = listed(id);
  return feeOf(instrument, side, offset, ticksOf(instrument, price), quantity) / MONEY_PER_UNIT;
};

describe('the catalogue’s fees', () => {
  it.each([
    // A-shares: commission 0.025 % (5 at least), stamp duty 0.05 % of sells, transfer fee 0.001 % both ways.
    ['A-share bought, 10,000 CNY: the least commission', 'SSE.600000', 'buy', 'open', 10, 1000, 5 + 0.1],
    ['A-share bought, 100,000 CNY', 'SSE.600000', 'buy', 'open', 10, 10_000, 25 + 1],
    ['A-share sold, 100,000 CNY', 'SSE.600000', 'sell', 'open', 10, 10_000, 25 + 50 + 1],
    ['fund sold: commission alone', 'SSE.510300', 'sell', 'open', 5, 20_000, 25],
    // HK: stamp duty 0.1 % up to the dollar, SFC 0.0027 %, AFRC 0.00015 %, trading fee 0.00565 %, settlement 0.0042 %, commission 0.03 % (3 at least).
    ['HK share, 56,400 HKD', 'HKEX.00700', 'buy', 'open', 564, 100, 16.92 + 57 + 1.52 + 0.08 + 3.19 + 2.37],
    ['HK share, 1,000 HKD: one dollar of duty, no more', 'HKEX.00700', 'sell', 'open', 10, 100, 3 + 1 + 0.03 + 0 + 0.06 + 0.04],
    ['HK fund: no duty', 'HKEX.02800', 'buy', 'open', 27.4, 500, 4.11 + 0.37 + 0.02 + 0.77 + 0.58],
    // US: commission 0.0049 a share (0.99 at least); sold: SEC fee, TAF, each up to the cent, TAF at most its cap.
    ['US share bought', 'NASDAQ.AAPL', 'buy', 'open', 132.69, 100, 0.99],
    ['US share sold, 13,269 USD', 'NASDAQ.AAPL', 'sell', 'open', 132.69, 100, 0.99 + 0.02],
    ['US shares sold, 100,000 of them: the TAF’s cap', 'NASDAQ.AAPL', 'sell', 'open', 132.69, 100_000, 490 + 8.3],
    // CFFEX: 0.0023 % to open or close, 0.023 % to close what was opened that day.
    ['index future opened', 'CFFEX.IF2101', 'buy', 'open', 5200, 1, 35.88],
    ['index future closed the same day', 'CFFEX.IF2101', 'sell', 'close-today', 5200, 1, 358.8],
    ['index future closed later', 'CFFEX.IF2101', 'sell', 'close', 5200, 1, 35.88],
    ['gold closed the same day: nothing', 'SHFE.au2104', 'sell', 'close-today', 400, 3, 0],
    ['gold closed later: 10 a contract', 'SHFE.au2104', 'sell', 'close', 400, 3, 30],
  ] as const)('%s', (_, id, side, offset, price, quantity, fee) => {
    expect(costs(id, side, offset, price, quantity)).toBeCloseTo(fee, 4);
  });
});

describe('rates that changed', () => {
  const on = (day: string, id: string, side: 'buy' | 'sell', price: number, quantity: number, offset: (typeof OFFSETS)[number] = 'open'): number => {
    const instrument = catalogueOn(day).find((entry) => entry.instrument.id === id)?.instrument;
    if (!instrument) throw new Error(id);
    return feeOf(instrument, side, offset, ticksOf(instrument, price), quantity) / MONEY_PER_UNIT;
  };
  it.each([
    // FINRA Information Notice of 2025-04-24: 27.80 USD a million until 2025-05-13, nothing from the 14th.
    ['2025-05-13', 'NASDAQ.AAPL', 'sell', 132.69, 100, 0.99 + 0.37 + 0.02],
    ['2025-05-14', 'NASDAQ.AAPL', 'sell', 132.69, 100, 0.99 + 0.02],
    // HKEX: 0.002 %, 2 at least and 100 at most, until 2025-06-29; 0.0042 % from the 30th.
    ['2025-06-29', 'HKEX.00700', 'buy', 564, 100, 16.92 + 57 + 1.52 + 0.08 + 3.19 + 2],
    ['2025-06-29', 'HKEX.00700', 'buy', 564, 100_000, 16_920 + 56_400 + 1522.8 + 84.6 + 3186.6 + 100],
    ['2025-06-30', 'HKEX.00700', 'buy', 564, 100_000, 16_920 + 56_400 + 1522.8 + 84.6 + 3186.6 + 2368.8],
    // Ministry of Finance: stamp duty 0.1 % until 2023-08-27, 0.05 % from the 28th; ChinaClear: transfer fee 0.002 % (Beijing 0.0025 %) until 2022-04-28.
    ['2021-01-04', 'SSE.600000', 'sell', 10, 10_000, 25 + 100 + 2],
    ['2021-01-04', 'BSE.430047', 'buy', 10, 10_000, 25 + 2.5],
    ['2022-04-28', 'SZSE.000001', 'buy', 10, 10_000, 25 + 2],
    ['2022-04-29', 'SZSE.000001', 'buy', 10, 10_000, 25 + 1],
    ['2023-08-27', 'SZSE.300750', 'sell', 10, 10_000, 25 + 100 + 1],
    ['2023-08-28', 'SZSE.300750', 'sell', 10, 10_000, 25 + 50 + 1],
    // Hong Kong: duty 0.1 %, 0.13 % from 2021-08-01 to 2023-11-16; FRC levy from 2022; trading fee 0.005 % until 2022.
    ['2021-01-04', 'HKEX.00700', 'buy', 564, 100, 16.92 + 57 + 1.52 + 2.82 + 2],
    ['2021-08-01', 'HKEX.00700', 'buy', 564, 100, 16.92 + 74 + 1.52 + 2.82 + 2],
    ['2022-01-01', 'HKEX.00700', 'buy', 564, 100, 16.92 + 74 + 1.52 + 0.08 + 2.82 + 2],
    ['2023-01-01', 'HKEX.00700', 'buy', 564, 100, 16.92 + 74 + 1.52 + 0.08 + 3.19 + 2],
    ['2023-11-17', 'HKEX.00700', 'buy', 564, 100, 16.92 + 57 + 1.52 + 0.08 + 3.19 + 2],
    ['2021-01-04', 'HKEX.02800', 'buy', 27.4, 500, 4.11 + 0.37 + 0.69 + 2],
    // SEC: 22.10 USD a million until 2021-02-24, 5.10 until 2022-05-13, 22.90 until 2023-02-26, 8.00 until 2024-05-21, 27.80; FINRA's TAF year by year.
    ['2021-02-24', 'NYSE.BABA', 'sell', 100, 100_000, 490 + 221 + 5.95],
    ['2021-02-25', 'NYSE.BABA', 'sell', 100, 100_000, 490 + 51 + 5.95],
    ['2022-01-01', 'NASDAQ.AAPL', 'sell', 100, 10_000, 49 + 5.1 + 1.3],
    ['2022-05-14', 'NASDAQ.AAPL', 'sell', 100, 10_000, 49 + 22.9 + 1.3],
    ['2023-01-01', 'NASDAQ.AAPL', 'sell', 100, 10_000, 49 + 22.9 + 1.45],
    ['2023-02-27', 'NASDAQ.AAPL', 'sell', 100, 100_000, 490 + 80 + 7.27],
    ['2024-01-01', 'NASDAQ.AAPL', 'sell', 100, 100_000, 490 + 80 + 8.3],
    ['2024-05-22', 'NASDAQ.AAPL', 'sell', 100, 100_000, 490 + 278 + 8.3],
  ] as const)('%s: %s %s', (day, id, side, price, quantity, fee) => {
    expect(on(day, id, side, price, quantity)).toBeCloseTo(fee, 4);
  });

  // CFFEX: 0.0345 % to close what was opened that day from 2019-04-22, 0.023 % from 2023-08-28.
  it.each([['2021-01-04', 538.2], ['2023-08-27', 538.2], ['2023-08-28', 358.8]] as const)('%s: an index future closed the same day', (day, fee) => {
    expect(on(day, 'CFFEX.IF2101', 'sell', 5200, 1, 'close-today')).toBeCloseTo(fee, 4);
    expect(on(day, 'CFFEX.IF2101', 'sell', 5200, 1, 'close')).toBeCloseTo(35.88, 4);
  });

  it('the main boards have a price cage since 2023-04-10, ChiNext one without the ten ticks before', () => {
    const cage = (day: string, id: string): unknown => catalogueOn(day).find((entry) => entry.instrument.id === id)?.instrument.priceCage;
    expect(['2021-01-04', '2023-04-09', '2023-04-10'].map((day) => cage(day, 'SSE.600000'))).toEqual([undefined, undefined, { ratio: 0.02, ticks: 10 }]);
    expect(['2021-01-04', '2023-04-10'].map((day) => cage(day, 'SZSE.300750'))).toEqual([{ ratio: 0.02, ticks: 0 }, { ratio: 0.02, ticks: 10 }]);
    expect(['2021-01-04', '2025-09-01'].map((day) => cage(day, 'SSE.688981'))).toEqual([{ ratio: 0.02, ticks: 0 }, { ratio: 0.02, ticks: 0 }]);
  });
});

describe('rounding and bounds', () => {
  const with_ = (sellTax: readonly FeeRate[]): Instrument => ({ ...PAB, fees: { open: {}, sellTax } });
  it.each([
    // Stamp Duty Ordinance (Cap. 117): a part of a dollar counts as a dollar.
    [{ byValue: 0.001, rounding: { unit: 1, mode: 'up' } }, 3_000_000, 30],
    [{ byValue: 0.001, rounding: { unit: 1, mode: 'up' } }, 3_000_001, 31],
    [{ byValue: 0.001, rounding: { unit: 1, mode: 'up' } }, 1, 1],
    [{ byValue: 0.000027, rounding: { unit: 0.01, mode: 'nearest' } }, 1_000_000, 0.27],
    [{ byValue: 0.0000278, rounding: { unit: 0.01, mode: 'up' } }, 100, 0.01],
    [{ byQuantity: 0.000166, maximum: 8.3, rounding: { unit: 0.01, mode: 'up' } }, 50_000, 8.3],
    [{ byQuantity: 0.000166, maximum: 8.3, rounding: { unit: 0.01, mode: 'up' } }, 49_000, 8.14],
    [{ byQuantity: 0.000166, maximum: 8.3, rounding: { unit: 0.01, mode: 'up' } }, 90_000, 8.3],
  ] as const)('%o of %i', (rate, quantity, fee) => {
    expect(feeOf(with_([rate]), 'sell', 'open', 1, quantity)).toBe(Math.round(fee * MONEY_PER_UNIT));
  });

  const rate: fc.Arbitrary<FeeRate> = fc.record(
    {
      byValue: fc.constantFrom(0.001, 0.0000278, 0.0000565, 0.00025),
      byQuantity: fc.constantFrom(0.000166, 0.0049, 1.6),
      minimum: fc.constantFrom(0, 0.99, 5),
      maximum: fc.constantFrom(8.3, 100),
      rounding: fc.record({ unit: fc.constantFrom(0.01, 1), mode: fc.constantFrom('up' as const, 'nearest' as const) }),
    },
    { requiredKeys: [] },
  );

  it('the fills’ fees are whole, never negative, and add up to the order’s, whatever the slices', () => {
    fc.assert(
      fc.property(fc.array(rate, { minLength: 1, maxLength: 4 }), rate, fc.constantFrom(...SIDES), fc.integer({ min: 1, max: 99_999 }), fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 10 }), (levies, open, side, price, slices) => {
        const instrument: Instrument = { ...PAB, fees: { open, sellTax: levies, buyTax: levies[0] } };
        let before = { value: 0, quantity: 0 };
        let sum = 0;
        for (const slice of slices) {
          const fee = feeOf(instrument, side, 'open', price, slice, before);
          expect(Number.isSafeInteger(fee) && fee >= 0).toBe(true);
          sum += fee;
          before = { value: before.value + price * slice, quantity: before.quantity + slice };
        }
        expect(sum).toBe(feeOf(instrument, side, 'open', price, before.quantity));
      }),
    );
  });
});
