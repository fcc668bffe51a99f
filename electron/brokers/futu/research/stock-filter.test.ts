/** Every word of the filter has its number; numbers by the public definitions of Qot_StockFilter. */
import { expect, test } from 'vitest';
import { ACCUMULATED_FIELDS, FILTER_FIELDS, FINANCIAL_FIELDS, INDICATORS, PATTERNS, RATIO_FIELDS, type FilterCondition } from '#shared/model/stock-filter.ts';
import { filtersOf, valuesOf } from './stock-filter.ts';

const security = { market: 1, code: '00700' };
const none = { security, name: '', baseDataList: [], accumulateDataList: [], financialDataList: [], customIndicatorDataList: [] };

test('figures, days, reports, patterns and indicators are numbered as OpenD has them', () => {
  const range = { least: 1, most: null };
  const conditions: FilterCondition[] = [
    ...FILTER_FIELDS.map((field) => ({ kind: 'figure', field, ...range }) as const),
    ...ACCUMULATED_FIELDS.map((field) => ({ kind: 'accumulated', field, lastDays: 3, ...range }) as const),
    ...FINANCIAL_FIELDS.map((field) => ({ kind: 'financial', field, report: 'latest-quarter', ...range }) as const),
    ...PATTERNS.map((pattern) => ({ kind: 'pattern', pattern, period: '1h', bars: null }) as const),
    ...INDICATORS.map((indicator) => ({ kind: 'indicator', first: { indicator, parameters: [] }, relation: 'above', second: { value: 1 }, period: 'month', bars: null }) as const),
  ];
  const filters = filtersOf(conditions, null);
  const from = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);
  expect(filters.baseFilterList?.map(({ fieldName }) => fieldName)).toEqual(from(3, 21));
  expect(filters.accumulateFilterList?.map(({ fieldName, days }) => [fieldName, days])).toEqual(from(1, 5).map((number) => [number, 3]));
  expect(filters.financialFilterList?.map(({ fieldName, quarter }) => [fieldName, quarter])).toEqual(from(1, 46).map((number) => [number, 5]));
  expect(filters.patternFilterList?.map(({ fieldName, klType }) => [fieldName, klType])).toEqual(from(1, 20).map((number) => [number, 9]));
  expect(filters.customIndicatorFilterList?.map(({ firstFieldName }) => firstFieldName)).toEqual([1, 30, 40, 9, 50, 51, 52, 60, 61, 62, 70, 71, 72]);
  expect(filters.customIndicatorFilterList?.every(({ klType, relativePosition, secondFieldName }) => klType === 4 && relativePosition === 1 && secondFieldName === 17)).toBe(true);
  // A part of 1 is 100 % there.
  const bounds = [...filters.baseFilterList!, ...filters.accumulateFilterList!, ...filters.financialFilterList!].map(({ filterMin }) => filterMin);
  expect(bounds).toEqual([...FILTER_FIELDS, ...ACCUMULATED_FIELDS, ...FINANCIAL_FIELDS].map((field) => (RATIO_FIELDS.has(field) ? 100 : 1)));
});

test('what is sorted by and not bounded is asked for without bounds, once', () => {
  const sort = { kind: 'financial', field: 'eps', report: 'interim', ascending: false } as const;
  expect(filtersOf([{ kind: 'financial', field: 'eps', report: 'annual', least: 1, most: 2 }], sort).financialFilterList).toEqual([
    { fieldName: 44, quarter: 1, filterMin: 1, filterMax: 2, isNoFilter: false, sortDir: 0 },
    { fieldName: 44, quarter: 3, isNoFilter: true, sortDir: 2 },
  ]);
  expect(filtersOf([{ kind: 'financial', field: 'eps', report: 'interim', least: 1, most: null }], sort).financialFilterList).toEqual([{ fieldName: 44, quarter: 3, filterMin: 1, isNoFilter: false, sortDir: 2 }]);
});

test('figures that have no name here are left out', () => {
  expect(valuesOf({ ...none, baseDataList: [{ fieldName: 1, value: 1 }], financialDataList: [{ fieldName: 44, value: 2.5, quarter: 9 }], customIndicatorDataList: [{ fieldName: 30, value: 7, klType: 1, fieldParaList: [5] }] })).toEqual({});
});
