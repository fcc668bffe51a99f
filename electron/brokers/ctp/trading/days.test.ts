import { expect, test } from 'vitest';
import { dayOf, momentOfTradingDay, timeOf } from './days.ts';

const at = (exchange: Parameters<typeof momentOfTradingDay>[0], day: string, time: string): string => new Date(momentOfTradingDay(exchange, day, timeOf(time))).toISOString();

test('an evening belongs to the trading day before, over a week’s end too, and the small hours to the morning after it', () => {
  expect(at('SHFE', '2021-01-05', '10:30:00')).toBe('2021-01-05T02:30:00.000Z');
  expect(at('SHFE', '2021-01-05', '21:00:00')).toBe('2021-01-04T13:00:00.000Z');
  expect(at('SHFE', '2021-01-05', '01:00:00')).toBe('2021-01-04T17:00:00.000Z');
  // Monday's night was Friday's, and Saturday's first hours.
  expect(at('DCE', '2021-01-11', '22:59:59')).toBe('2021-01-08T14:59:59.000Z');
  expect(at('INE', '2021-01-11', '02:29:59')).toBe('2021-01-08T18:29:59.000Z');
  // A stock exchange has no night.
  expect(at('SSE', '2021-01-05', '23:00:00')).toBe('2021-01-05T15:00:00.000Z');
});

test('what is no date or time is none', () => {
  expect(dayOf('20210104')).toBe('2021-01-04');
  for (const wrong of ['', '2021-01-04', '2021010', 'abcdefgh']) expect(dayOf(wrong)).toBeNull();
  for (const wrong of ['', '10:30', '103000']) expect(timeOf(wrong)).toBeNaN();
});
