import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsOf, formatMoney, formatPrice, isOnTick, parseMoney, parsePrice, priceOf, roundToTick, stepAt, stepTicks, ticksOf, type PriceScale } from './price.ts';

const IF: PriceScale = { tickSize: 0.2, decimals: 1 };
const COPPER: PriceScale = { tickSize: 10, decimals: 0 };
const CENT: PriceScale = { tickSize: 0.01, decimals: 2 };
/** HKEX spread table, Part A (Rules of the Exchange, Second Schedule). */
const HK: PriceScale = {
  tickSize: 0.001,
  decimals: 2,
  bands: [
    [0.01, 0.001], [0.25, 0.005], [0.5, 0.01], [10, 0.02], [20, 0.05], [100, 0.1], [200, 0.2], [500, 0.5], [1_000, 1], [2_000, 2], [5_000, 5],
  ].map(([from, step]) => ({ from: Math.round(from * 1_000), step: Math.round(step * 1_000) })),
};
/** Regulation NMS rule 612: a cent from one dollar on, a hundredth of a cent below. */
const US: PriceScale = { tickSize: 0.0001, decimals: 2, bands: [{ from: 0, step: 1 }, { from: 10_000, step: 100 }] };
const SCALES = [IF, COPPER, CENT, HK, US];

const scale = fc.constantFrom(...SCALES);
const ticks = fc.integer({ min: -2_000_000, max: 9_000_000 });
const valid = fc.tuple(scale, fc.integer({ min: 1, max: 9_000_000 })).map(([scale, ticks]) => [scale, roundToTick(scale, ticks, 'up')] as const);

describe('prices as ticks', () => {
  it('come home from vendors’ binary floats', () => {
    fc.assert(
      fc.property(scale, ticks, fc.double({ min: -0.4, max: 0.4, noNaN: true }), (scale, ticks, error) => {
        expect(ticksOf(scale, priceOf(scale, ticks))).toBe(ticks);
        expect(ticksOf(scale, ticks * scale.tickSize + error * scale.tickSize)).toBe(ticks);
      }),
    );
    expect(ticksOf(IF, 5230.799999999999)).toBe(26_154);
    expect(priceOf(IF, 26_154)).toBe(5230.8);
    expect(ticksOf(IF, NaN)).toBeNaN();
    expect(Object.is(ticksOf(IF, -0.01), 0)).toBe(true);
  });

  it('are typed as they are shown', () => {
    fc.assert(
      fc.property(valid, ([scale, ticks]) => {
        expect(parsePrice(scale, formatPrice(scale, ticks))).toEqual({ ok: true, value: ticks });
      }),
    );
  });

  it.each([
    [IF, 26_154, '5230.8'], [IF, 26_155, '5231.0'], [COPPER, 5_789, '57890'], [CENT, 1_934, '19.34'], [CENT, -3_763, '-37.63'],
    [HK, 564_000, '564.00'], [HK, 255, '0.255'], [HK, 27_420, '27.42'], [US, 1_326_900, '132.69'], [US, 5_432, '0.5432'], [US, 5_400, '0.54'],
    [IF, NaN, '–'], [CENT, 0, '0.00'],
  ])('%# formats %j', (scale, ticks, text) => {
    expect(formatPrice(scale, ticks)).toBe(text);
  });

  it.each([
    [IF, '5230.7', '5230.6', '5230.8'], [IF, '5230.85', '5230.8', '5231.0'], [COPPER, '57895', '57890', '57900'], [HK, '0.251', '0.25', '0.255'],
    [HK, '10.01', '10.00', '10.02'], [HK, '564.1', '564.00', '564.50'], [US, '1.005', '1.00', '1.01'], [US, '0.54321', '0.5432', '0.5433'],
  ])('%# refuses %s off tick and names its neighbours', (scale, text, below, above) => {
    expect(parsePrice(scale, text)).toEqual({ ok: false, fault: { code: 'price-off-tick', params: { price: text, below, above } } });
  });

  it.each(['', ' ', '1,000', '1e5', '0x10', 'Infinity', 'NaN', '五', '1.2.3', '--1', '.', `9${'0'.repeat(30)}`])('refuses “%s”, which is no price', (text) => {
    expect(parsePrice(CENT, text)).toMatchObject({ ok: false, fault: { code: 'price-not-a-number' } });
  });

  it.each([['5230.8', 26_154], [' 5230.80 ', 26_154], ['+5231', 26_155], ['-0.2', -1], ['.2', 1], ['5231.', 26_155]])('takes “%s”', (text, ticks) => {
    expect(parsePrice(IF, text)).toEqual({ ok: true, value: ticks });
  });
});

describe('steps', () => {
  it('follow the table, the band’s first price included', () => {
    expect([249, 250, 499, 500, 9_999, 10_000, 19_999, 20_000].map((ticks) => stepAt(HK, ticks))).toEqual([1, 5, 5, 10, 10, 20, 20, 50]);
    expect([9_999, 10_000].map((ticks) => stepAt(US, ticks))).toEqual([1, 100]);
    expect(stepAt(IF, 7)).toBe(1);
  });

  it.each([
    [HK, 249, 1, 250], [HK, 250, 1, 255], [HK, 250, -1, 249], [HK, 9_990, 2, 10_020], [HK, 10_020, -2, 9_990], [HK, 252, 1, 255], [HK, 252, -1, 250],
    [US, 10_000, -1, 9_999], [US, 9_999, 1, 10_000], [US, 10_000, 1, 10_100], [IF, 26_154, -3, 26_151], [HK, 564_000, 0, 564_000],
  ] as const)('%# from %j', (scale, from, count, to) => {
    expect(stepTicks(scale, from, count)).toBe(to);
  });

  it('up and down again is where one was, and each stop is valid', () => {
    fc.assert(
      fc.property(valid, fc.integer({ min: -20, max: 20 }), ([scale, ticks], count) => {
        const to = stepTicks(scale, ticks, count);
        expect(isOnTick(scale, to)).toBe(true);
        expect(stepTicks(scale, to, -count)).toBe(ticks);
      }),
    );
  });

  it('rounding ends on the nearest valid price of its direction', () => {
    fc.assert(
      fc.property(scale, fc.double({ min: 1, max: 9_000_000, noNaN: true }), (scale, ticks) => {
        const [down, up, nearest] = (['down', 'up', 'nearest'] as const).map((direction) => roundToTick(scale, ticks, direction));
        for (const to of [down, up, nearest]) expect(isOnTick(scale, to)).toBe(true);
        expect(down).toBeLessThanOrEqual(ticks);
        expect(up).toBeGreaterThanOrEqual(ticks);
        expect(nearest).toBe(ticks - down < up - ticks ? down : up);
        if (down !== up) expect(stepTicks(scale, down, 1)).toBe(up);
        else expect(down).toBe(ticks);
      }),
    );
  });
});

describe('text of money', () => {
  it.each([[12_345_678, '1,234.57'], [0, '0.00'], [-1, '0.00'], [-12_345_678, '-1,234.57'], [99_999_999_999_999, '10,000,000,000.00'], [NaN, '–']])('%d is %s', (money, text) => {
    expect(formatMoney(money)).toBe(text);
  });

  it('decimals of a tick size', () => {
    expect([0.2, 0.005, 5, 0.01, 0.0001, 1, 0.125].map(decimalsOf)).toEqual([1, 3, 0, 2, 4, 0, 3]);
  });
});

describe('typed amounts', () => {
  it.each([
    ['1000000', 10_000_000_000], ['1,000,000', 10_000_000_000], ['1 000 000.5', 10_000_005_000], ['１，０００', 10_000_000], [' 0.0001 ', 1], ['.5', 5_000], ['12.', 120_000],
    ['0012.3400000', 123_400],
  ])('%j', (text, money) => expect(parseMoney(text)).toEqual({ ok: true, value: money }));

  it.each([
    ['', 'amount-not-a-number'], ['.', 'amount-not-a-number'], ['1,50', 'amount-not-a-number'], ['1,0000', 'amount-not-a-number'], ['-5', 'amount-not-a-number'], ['1e5', 'amount-not-a-number'],
    ['ten', 'amount-not-a-number'], ['0', 'amount-invalid'], ['0.00000', 'amount-invalid'], ['0.00001', 'amount-invalid'], ['1000.0001', 'amount-above-max'], ['9'.repeat(40), 'amount-above-max'],
  ])('%j is refused: %s', (text, code) => expect(parseMoney(text, 10_000_000)).toMatchObject({ ok: false, fault: { code } }));

  it('what is shown of money can be typed back, to the 1/10,000', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e15 }), (money) => {
        expect(parseMoney(formatMoney(money, 4))).toEqual({ ok: true, value: money });
      }),
    );
  });
});
