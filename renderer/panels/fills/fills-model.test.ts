import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fill } from '#shared/model/fill.ts';
import { CU, IF } from '#test/stand-ins/instruments.ts';
import { dayTotals, fillPriceCell, fillsFile, fillValue, remarkCell } from './fills-model.ts';

const fill = (change: Partial<Fill> = {}): Fill => ({
  id: 'A/f1', account: 'A', brokerFillId: 'f1', order: 'p1', instrument: IF.id, side: 'buy', offset: 'open', price: 26_001, quantity: 2, fee: 361_234,
  exchangeTime: Date.parse('2021-01-04T06:03:07.123Z'), receivedAt: Date.parse('2021-01-04T06:03:07.200Z'), tradingDay: '2021-01-04', inferred: false, ...change,
});
const instruments = new Map([[IF.id, IF], [CU.id, CU]]);

test('a fill is worth price × quantity × multiplier, exactly', () => {
  expect(fillValue(fill(), IF)).toBe(26_001 * 2 * 600_000);
  expect(fillPriceCell(fill(), IF, { price: 2, average: 3 })).toEqual({ text: '5200.2', pad: '0' });
  expect(fillPriceCell(fill(), undefined, { price: 0, average: 0 }).text).toBe('–');
});

test('totals are those of the newest trading day and of the account alone, whatever order fills come in', () => {
  const fills = [fill(), fill({ id: 'A/f2', fee: 1 }), fill({ id: 'A/f3', tradingDay: '2020-12-31' }), fill({ id: 'B/f4', account: 'B', tradingDay: '2021-01-05' }), fill({ id: 'A/f5', instrument: CU.id, price: 5793, fee: 2 }), fill({ id: 'A/f6', instrument: 'gone' })];
  const wanted = [{ currency: 'CNY', fills: 3, value: 2 * 26_001 * 2 * 600_000 + 5793 * 2 * 500_000, fees: 361_234 + 1 + 2 }];
  fc.assert(
    fc.property(fc.shuffledSubarray(fills, { minLength: fills.length }), (shuffled) => {
      expect(dayTotals(shuffled, 'A', instruments)).toEqual(wanted);
    }),
  );
  expect(dayTotals([], 'A', instruments)).toEqual([]);
});

test('the file keeps every 1/10,000 of a fee', () => {
  const [head, line] = fillsFile([fill({ inferred: true })], instruments, 'en').split('\r\n');
  expect(line).toBe('2021-01-04T14:03:07.123+08:00,2021-01-04,A,CFFEX,IF2101,Test,Buy,Open,5200.2,2,3120120.00,36.1234,CNY,inferred,2021-01-04T14:03:07.200+08:00,f1,p1');
  expect(head.split(',').length).toBe(line.split(',').length);
});

test('an inferred fill says so', () => {
  expect(remarkCell(fill(), 'zh').text).toBe('');
  expect(remarkCell(fill({ inferred: true }), 'zh').text).toBe('推算');
});
