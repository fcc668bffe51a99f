import { expect, test } from 'vitest';
import { ACCUMULATED_FIELDS, figureKey, FILTER_FIELDS, FILTER_PERIODS, FINANCIAL_FIELDS, indicatorKey, INDICATOR_PARAMETERS, INDICATORS, PATTERNS, RELATIONS, REPORTS } from '#shared/model/stock-filter.ts';
import { filterChoice, filterHead } from './filter-words.ts';

test('heads say the figure and over what', () => {
  expect(['pe', 'change/5', 'eps/annual', 'kdj-k(10,4,4)/day', 'price/week'].map((key) => filterHead(key, 'en'))).toEqual(['P/E', 'Change 5 d', 'EPS Annual', 'KDJ K(10,4,4) Day', 'Price Week']);
  expect(['change/5', 'eps/annual', 'ma(20)/1h'].map((key) => filterHead(key, 'zh'))).toEqual(['涨跌幅 5 日', '每股收益 年报', 'MA(20) 60 分']);
  expect([filterHead('marketValue', 'en'), filterHead('', 'en'), filterHead('x(1)/day', 'en')]).toEqual([undefined, undefined, undefined]);
});

test('every word of the filter is there in both languages', () => {
  for (const language of ['zh', 'en'] as const) {
    for (const word of [...FILTER_FIELDS, ...ACCUMULATED_FIELDS, ...FINANCIAL_FIELDS, ...REPORTS, ...PATTERNS, ...INDICATORS, ...RELATIONS]) expect(filterChoice(word, language)).toBeTruthy();
    for (const field of ACCUMULATED_FIELDS) expect(filterHead(figureKey(field, 20), language)).toBeTruthy();
    for (const field of FINANCIAL_FIELDS) for (const report of REPORTS) expect(filterHead(figureKey(field, report), language)).toBeTruthy();
    for (const indicator of INDICATORS) for (const period of FILTER_PERIODS) expect(filterHead(indicatorKey(indicator, INDICATOR_PARAMETERS[indicator], period), language)).toBeTruthy();
  }
});
