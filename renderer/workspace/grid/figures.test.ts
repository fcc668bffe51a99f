import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyQuote, QUOTE } from '#shared/model/quote.ts';
import { CU, IF } from '#test/stand-ins/instruments.ts';
import { averageDecimals, formatAverage, formatChange, formatLarge, formatPercent, formatQuantity, formatResult, padOf, referenceOf, signed, toneOfSign } from './figures.ts';

describe('texts of figures', () => {
  test('a sign stands before what is above zero, and only there', () => {
    expect(signed('1.20', 6)).toBe('+1.20');
    expect(signed('0.00', 0.0001)).toBe('0.00');
    expect(signed('-1.20', -6)).toBe('-1.20');
    expect(formatChange(IF, 6)).toBe('+1.2');
    expect(formatChange(IF, -2)).toBe('-0.4');
    expect(formatChange(IF, 0)).toBe('0.0');
    expect(formatChange(IF, NaN)).toBe('–');
    expect(formatResult(12_345_000)).toBe('+1,234.50');
    expect(formatResult(-1)).toBe('0.00');
  });

  test('percentages never show a negative zero', () => {
    expect(formatPercent(0.0123)).toBe('+1.23%');
    expect(formatPercent(-0.00001)).toBe('0.00%');
    expect(formatPercent(-0.1)).toBe('-10.00%');
    expect(formatPercent(NaN)).toBe('–');
  });

  test('large quantities are shortened by language', () => {
    expect(formatQuantity(1_234_567)).toBe('1,234,567');
    expect(formatLarge(99_999, 'zh')).toBe('99,999');
    expect(formatLarge(123_456, 'zh')).toBe('12.35万');
    expect(formatLarge(123_456_789, 'zh')).toBe('1.23亿');
    expect(formatLarge(123_456, 'en')).toBe('123.5K');
    expect(formatLarge(1_234_567, 'en')).toBe('1.23M');
    expect(formatLarge(NaN, 'en')).toBe('–');
  });

  test('an average price carries one decimal more than a price', () => {
    expect(averageDecimals(IF)).toBe(2);
    expect(formatAverage(IF, 26_001 + 26_002 + 26_002, 3)).toBe('5200.33');
    expect(formatAverage(CU, 5793 * 2 + 1, 2)).toBe('57935.00');
    expect(formatAverage(IF, 0, 0)).toBe('–');
  });

  test('any average lies between its lowest and highest fill', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ price: fc.integer({ min: 1, max: 5_000_000 }), quantity: fc.integer({ min: 1, max: 10_000 }) }), { minLength: 1, maxLength: 20 }), (fills) => {
        const value = fills.reduce((sum, f) => sum + f.price * f.quantity, 0);
        const quantity = fills.reduce((sum, f) => sum + f.quantity, 0);
        const shown = Number(formatAverage(IF, value, quantity));
        const prices = fills.map((f) => f.price * 0.2);
        expect(shown).toBeGreaterThanOrEqual(Math.min(...prices) - 0.006);
        expect(shown).toBeLessThanOrEqual(Math.max(...prices) + 0.006);
      }),
    );
  });

  test('padding gives every figure of a column the same number of places behind the point', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }), (own, more) => {
        const most = own + more;
        const text = (1234).toFixed(own) + padOf(own, most);
        expect(text.length).toBe((1234).toFixed(most).length);
        expect(text.indexOf('.')).toBe((1234).toFixed(most).indexOf('.'));
      }),
    );
    expect(padOf(3, 1)).toBe('');
  });

  test('tone follows the sign', () => {
    expect([toneOfSign(1), toneOfSign(-1), toneOfSign(0), toneOfSign(NaN)]).toEqual(['up', 'down', '', '']);
  });

  test('the reference is the instrument’s own, else the other', () => {
    const quote = emptyQuote();
    quote[QUOTE.preClose] = 100;
    expect(referenceOf({ reference: 'pre-settlement' }, quote, 0)).toBe(100);
    quote[QUOTE.preSettlement] = 90;
    expect(referenceOf({ reference: 'pre-settlement' }, quote, 0)).toBe(90);
    expect(referenceOf({ reference: 'pre-close' }, quote, 0)).toBe(100);
  });
});
