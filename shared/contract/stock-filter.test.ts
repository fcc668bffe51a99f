import { expect, test } from 'vitest';
import { ACCUMULATED_FIELDS, FILTER_FIELDS, FINANCIAL_FIELDS, INDICATOR_PARAMETERS, INDICATORS, RATIO_FIELDS } from '#shared/model/stock-filter.ts';
import { filterConditions, filterSort } from './stock-filter.ts';

const right = (...conditions: readonly unknown[]): boolean => filterConditions.safeParse(conditions).success;
const pe = { kind: 'figure', field: 'pe', least: null, most: 20 };
const change = { kind: 'accumulated', field: 'change', lastDays: 5, least: 0, most: null };
const eps = { kind: 'financial', field: 'eps', report: 'annual', least: 0, most: null };
const pattern = { kind: 'pattern', pattern: 'ma-rising', period: 'day', bars: null };
const ma = (length: number) => ({ indicator: 'ma', parameters: [length] });
const above = (first: object, second: object) => ({ kind: 'indicator', first, relation: 'above', second, period: 'day', bars: null });

test('conditions of every kind pass; a figure, a report or a pattern is named once, days and indicators ten times', () => {
  expect(right(pe, change, eps, pattern, above(ma(5), ma(10)))).toBe(true);
  expect([right(pe, pe), right(eps, { ...eps, report: 'interim' }), right(pattern, { ...pattern, period: 'week' })]).toEqual([false, false, false]);
  expect([right(...Array.from({ length: 10 }, (_, i) => ({ ...change, lastDays: i + 1 }))), right(...Array.from({ length: 11 }, (_, i) => ({ ...change, lastDays: i + 1 })))]).toEqual([true, false]);
  expect([right(...Array.from({ length: 10 }, (_, i) => above(ma(i + 1), ma(50)))), right(...Array.from({ length: 11 }, (_, i) => above(ma(i + 1), ma(50))))]).toEqual([true, false]);
});

test('indicators are compared with their like, with the price where they are prices, and with a figure', () => {
  expect(right(above(ma(5), { indicator: 'ema', parameters: [10] }))).toBe(false);
  expect(right(above({ indicator: 'price', parameters: [] }, ma(20)))).toBe(true);
  expect(right(above({ indicator: 'price', parameters: [] }, { indicator: 'rsi', parameters: [] }))).toBe(false);
  expect(right(above({ indicator: 'kdj-j', parameters: [9, 3, 3] }, { indicator: 'kdj-k', parameters: [] }))).toBe(true);
  expect(right(above({ indicator: 'macd', parameters: [] }, { value: 0 }))).toBe(true);
});

test('parameters are as many as an indicator has, or none', () => {
  for (const indicator of INDICATORS) {
    const count = INDICATOR_PARAMETERS[indicator].length;
    expect([0, count, count + 1].map((length) => right(above({ indicator, parameters: Array.from({ length }, () => 7) }, { value: 1 })))).toEqual([true, true, false]);
  }
  expect([right(above({ indicator: 'rsi', parameters: ['14'] }, { value: 1 })), right(above({ indicator: 'rsi', parameters: ['x'] }, { value: 1 })), right(above({ indicator: 'rsi', parameters: [0] }, { value: 1 }))]).toEqual([true, false, false]);
});

test('a field is named by one kind alone, and every ratio is a field', () => {
  const fields: string[] = [...FILTER_FIELDS, ...ACCUMULATED_FIELDS, ...FINANCIAL_FIELDS];
  expect(new Set(fields).size).toBe(fields.length);
  expect([...RATIO_FIELDS].filter((field) => !fields.includes(field))).toEqual([]);
  expect([filterSort.safeParse(null).success, filterSort.safeParse({ kind: 'accumulated', field: 'change', ascending: true }).success]).toEqual([true, false]);
});
