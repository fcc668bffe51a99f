import { describe, expect, it } from 'vitest';
import { ok } from '#shared/result.ts';
import { parseQuantity, presetQuantities, presetText, stepQuantity } from './quantity.ts';

const FUTURE = { lot: 1, maxOrderQuantity: 20 };
const SHARE = { lot: 100, maxOrderQuantity: 1_000_000, oddLotSell: true };

describe('a typed quantity', () => {
  it('is a positive whole number within the limit', () => {
    expect(parseQuantity(FUTURE, ' 3 ')).toEqual(ok(3));
    for (const text of ['', '0', '-1', '1.5', '1e3', 'x', '٣']) expect(parseQuantity(FUTURE, text)).toMatchObject({ ok: false, fault: { code: 'quantity-invalid' } });
    expect(parseQuantity(FUTURE, '21')).toMatchObject({ fault: { code: 'quantity-above-max', params: { max: 20 } } });
  });

  it('comes in lots, but a remainder may be sold where the market allows it', () => {
    expect(parseQuantity(SHARE, '300', 'buy')).toEqual(ok(300));
    expect(parseQuantity(SHARE, '37', 'buy')).toMatchObject({ fault: { code: 'quantity-off-lot', params: { lot: 100 } } });
    expect(parseQuantity(SHARE, '37', 'sell')).toEqual(ok(37));
    expect(parseQuantity(SHARE, '137', 'sell')).toMatchObject({ fault: { code: 'quantity-off-lot' } });
    expect(parseQuantity({ ...SHARE, oddLotSell: false }, '37', 'sell')).toMatchObject({ fault: { code: 'quantity-off-lot' } });
  });
});

describe('a least quantity with single steps above it', () => {
  const STAR = { lot: 1, minOrderQuantity: 200, maxOrderQuantity: 100_000, oddLotSell: true };
  it('is kept by what is bought, not by what is left to sell', () => {
    expect(parseQuantity(STAR, '201', 'buy')).toEqual(ok(201));
    expect(parseQuantity(STAR, '199', 'buy')).toMatchObject({ fault: { code: 'quantity-below-min', params: { min: 200 } } });
    expect(parseQuantity(STAR, '199', 'sell')).toEqual(ok(199));
  });
  it('is what presets and steps count in', () => {
    expect(presetQuantities(STAR, [1, 5])).toEqual([200, 1000]);
    expect(stepQuantity(STAR, '250', 1)).toBe(400);
    expect(stepQuantity(STAR, '250', -1)).toBe(200);
  });
});

describe('presets', () => {
  it('are in lots, without those above the limit', () => {
    expect(presetQuantities(SHARE, [1, 5, 50])).toEqual([100, 500, 5000]);
    expect(presetQuantities(FUTURE, [1, 5, 50])).toEqual([1, 5]);
  });

  it('are short enough for their buttons', () => {
    expect([500, 1000, 1500, 25_000].map(presetText)).toEqual(['500', '1k', '1500', '25k']);
  });
});

describe('stepping', () => {
  it('goes by lots and stays between one lot and the limit', () => {
    expect(stepQuantity(SHARE, '100', 1)).toBe(200);
    expect(stepQuantity(SHARE, '100', -1)).toBe(100);
    expect(stepQuantity(FUTURE, '20', 1)).toBe(20);
  });

  it('takes an odd quantity to the next whole lot in its direction', () => {
    expect(stepQuantity(SHARE, '150', 1)).toBe(200);
    expect(stepQuantity(SHARE, '250', -1)).toBe(200);
  });

  it('starts from one lot after nonsense', () => {
    expect(stepQuantity(SHARE, 'x', 1)).toBe(100);
  });
});
