import { describe, expect, test } from 'vitest';
import { isKnown, marketDays } from './market-days.ts';
import { daysOf, nextOpening, orderDayOf, phaseAt, sessionOf, sessionsOf, tradingDayOf } from './sessions.ts';
import { SESSION_TABLES, type SessionsKey } from './session-tables.ts';
import { HOLIDAYS, type CalendarKey } from './holidays.ts';
import { addDays, nextTradingDay, previousTradingDay } from './trading-days.ts';

const shanghai = (text: string): number => Date.parse(`${text}+08:00`);
const china = marketDays('china');

describe('days as the exchanges published them', () => {
  const cases: readonly (readonly [calendar: CalendarKey, last: string, next: string])[] = [
    // SSE notice for 2021: New Year, Spring Festival, National Day.
    ['china', '2020-12-31', '2021-01-04'],
    ['china', '2021-02-10', '2021-02-18'],
    ['china', '2021-09-30', '2021-10-08'],
    // SHFE notice of 2022-12-27 for 2023.
    ['china', '2023-01-20', '2023-01-30'],
    ['china', '2023-04-04', '2023-04-06'],
    ['china', '2023-09-28', '2023-10-09'],
    // Spring Festival 2024: 02-09 to 02-17, weekend to 02-18.
    ['china', '2024-02-08', '2024-02-19'],
    ['china', '2024-09-13', '2024-09-18'],
    ['china', '2025-01-27', '2025-02-05'],
    ['china', '2025-05-30', '2025-06-03'],
    // SSE notice of 2025-12-22 for 2026.
    ['china', '2025-12-31', '2026-01-05'],
    ['china', '2026-02-13', '2026-02-24'],
    ['china', '2026-04-03', '2026-04-07'],
    ['china', '2026-04-30', '2026-05-06'],
    ['china', '2026-06-18', '2026-06-22'],
    ['china', '2026-09-24', '2026-09-28'],
    ['china', '2026-09-30', '2026-10-08'],
    // HKEX holiday table for 2021.
    ['hong-kong', '2021-02-11', '2021-02-16'],
    ['hong-kong', '2021-04-01', '2021-04-07'],
    ['hong-kong', '2021-12-24', '2021-12-28'],
    ['hong-kong', '2026-02-16', '2026-02-20'],
    // NYSE Group calendars.
    ['united-states', '2024-03-28', '2024-04-01'],
    ['united-states', '2024-07-03', '2024-07-05'],
    ['united-states', '2026-07-02', '2026-07-06'],
    ['united-states', '2027-12-23', '2027-12-27'],
    ['cme-equity-index', '2024-11-27', '2024-11-29'],
    ['every-day', '2024-02-10', '2024-02-11'],
  ];
  test.each(cases)('%s: %s is followed by %s', (calendar, last, next) => {
    const days = marketDays(calendar);
    expect(days.isTradingDay(last)).toBe(true);
    expect(nextTradingDay(last, days)).toBe(next);
    expect(previousTradingDay(next, days)).toBe(last);
  });

  test.each(Object.keys(HOLIDAYS) as (keyof typeof HOLIDAYS)[])('%s: short days are trading days, every date of its years is in order', (calendar) => {
    const days = marketDays(calendar);
    for (const [year, { closed, short = '', joined = '' }] of Object.entries(HOLIDAYS[calendar].years)) {
      for (const date of short.split(' ').filter(Boolean)) expect([date, days.isTradingDay(`${year}-${date}`)]).toEqual([date, true]);
      for (const list of [closed, short, joined]) {
        const sorted = list.split(' ').filter(Boolean);
        if (calendar !== 'united-states' && !calendar.startsWith('cme')) expect(sorted).toEqual([...sorted].sort());
        for (const part of sorted) expect(part).toMatch(/^\d\d-\d\d(\.\.\d\d-\d\d)?$/u);
      }
      // Some 240 to 253 trading days a year everywhere.
      let count = 0;
      for (let date = `${year}-01-01`; date <= `${year}-12-31`; date = addDays(date, 1)) if (days.isTradingDay(date)) count++;
      expect(count).toBeGreaterThan(238);
      expect(count).toBeLessThan(254);
    }
  });

  test('trading days of a year, as published: 243 in China in 2021, 242 in 2024, 252 in New York in 2024', () => {
    const count = (calendar: CalendarKey, year: number): number => {
      let found = 0;
      for (let date = `${year}-01-01`; date <= `${year}-12-31`; date = addDays(date, 1)) if (marketDays(calendar).isTradingDay(date)) found++;
      return found;
    };
    expect([count('china', 2021), count('china', 2024), count('united-states', 2024)]).toEqual([243, 242, 252]);
  });

  test('a year that is not known is plain weekdays, and says so', () => {
    expect(isKnown(china, '2026-12-31')).toBe(true);
    expect(isKnown(china, '2027-01-01')).toBe(false);
    expect(isKnown(china, '2019-12-31')).toBe(false);
    expect(china.isTradingDay('2027-10-01')).toBe(true);
    expect(china.isTradingDay('2027-10-02')).toBe(false);
    expect(isKnown(marketDays('every-day'), '2090-01-01')).toBe(true);
  });
});

describe('nights of the mainland', () => {
  test.each([
    // Trading day, and whether the night before it was held. SHFE notice for 2023; 2024: none on the evening of 02-08.
    ['2021-01-04', false],
    ['2021-01-05', true],
    ['2021-01-11', true],
    ['2023-04-06', false],
    ['2023-04-07', true],
    ['2023-06-26', false],
    ['2024-02-08', true],
    ['2024-02-19', false],
    ['2024-02-20', true],
    // Suspended from 2020-02-03, resumed on the evening of 05-06.
    ['2020-03-10', false],
    ['2020-05-06', false],
    ['2020-05-07', true],
  ])('the night of %s: %s', (tradingDay, held) => {
    expect(china.hasNight(tradingDay)).toBe(held);
    expect(sessionsOf('china-futures-night-2300', tradingDay).some(({ name }) => name === 'night')).toBe(held);
  });

  test('after a cancelled night the auction opens the day', () => {
    expect(phaseAt('china-futures-night-2300', shanghai('2024-02-08T21:30:00'))).toBe('closed');
    expect(sessionOf('china-futures-night-2300', shanghai('2024-02-19T08:56:00'))).toMatchObject({ name: 'opening-auction', uncross: 'end', tradingDay: '2024-02-19' });
    expect(phaseAt('china-futures-night-2300', shanghai('2024-02-20T08:56:00'))).toBe('closed');
    expect(tradingDayOf('china-futures-night-2300', shanghai('2024-02-08T15:00:00'))).toBe('2024-02-19');
  });
});

describe('short days', () => {
  const cases: readonly (readonly [key: SessionsKey, time: string, phase: string, name: string | null])[] = [
    // HKEX: half day of 2024-12-24, closing auction 12:01 to 12:10.
    ['hong-kong', '2024-12-24T11:59:59+08:00', 'continuous', 'day'],
    ['hong-kong', '2024-12-24T12:05:00+08:00', 'auction', 'closing-auction'],
    ['hong-kong', '2024-12-24T13:30:00+08:00', 'closed', null],
    ['hong-kong', '2024-12-23T13:30:00+08:00', 'continuous', 'day'],
    // NYSE and Nasdaq close at 13:00 on the day after Thanksgiving.
    ['us-stock', '2024-11-29T12:59:59-05:00', 'continuous', 'day'],
    ['us-stock', '2024-11-29T13:00:00-05:00', 'closed', 'after-hours'],
    ['us-stock', '2024-11-29T17:00:00-05:00', 'closed', null],
    ['us-stock', '2024-11-28T12:00:00-05:00', 'closed', null],
    // CME, Thanksgiving 2024: halt at 12:00 CT on Thursday, open again 17:00 for Friday, which closes at 12:15.
    ['cme-globex', '2024-11-27T18:00:00-06:00', 'continuous', 'night'],
    ['cme-globex', '2024-11-28T11:59:59-06:00', 'continuous', 'night'],
    ['cme-globex', '2024-11-28T12:00:00-06:00', 'closed', null],
    ['cme-globex', '2024-11-28T16:50:00-06:00', 'auction', 'opening-auction'],
    ['cme-globex', '2024-11-28T17:00:00-06:00', 'continuous', 'night'],
    ['cme-globex', '2024-11-29T12:15:00-06:00', 'closed', null],
    ['cme-globex-energy-metals', '2024-11-28T13:29:59-06:00', 'continuous', 'night'],
    ['cme-globex-energy-metals', '2024-11-29T12:44:59-06:00', 'continuous', 'day'],
    ['cme-globex-energy-metals', '2024-07-03T15:00:00-05:00', 'continuous', 'day'],
    ['cme-globex', '2024-07-03T15:00:00-05:00', 'closed', null],
  ];
  test.each(cases)('%s at %s is %s', (key, text, phase, name) => {
    const time = Date.parse(text);
    expect(phaseAt(key, time)).toBe(phase);
    expect(sessionOf(key, time)?.name ?? null).toBe(name);
  });

  test('a holiday’s hours on Globex belong to the next trading day', () => {
    expect(tradingDayOf('cme-globex', Date.parse('2024-11-28T10:00:00-06:00'))).toBe('2024-11-29');
    expect(tradingDayOf('cme-globex', Date.parse('2024-11-27T17:30:00-06:00'))).toBe('2024-11-29');
  });
});

describe('what becomes of an order', () => {
  test.each([
    ['china-stock', '2024-03-05T09:16:00+08:00', 'taken', true],
    ['china-stock', '2024-03-05T09:22:00+08:00', 'taken', false],
    ['china-stock', '2024-03-05T09:27:00+08:00', 'queued', true],
    ['china-stock', '2024-03-05T14:58:00+08:00', 'taken', false],
    ['cffex-index', '2024-03-05T09:28:00+08:00', 'taken', true],
    ['cffex-index', '2024-03-05T09:29:30+08:00', 'refused', false],
    ['china-futures', '2024-03-05T10:20:00+08:00', 'refused', false],
    ['hong-kong', '2024-03-05T09:17:00+08:00', 'taken', false],
    ['hong-kong', '2024-03-05T09:25:00+08:00', 'refused', false],
    ['hong-kong', '2024-03-05T16:03:00+08:00', 'taken', true],
    ['hong-kong', '2024-03-05T16:07:00+08:00', 'taken', false],
    ['us-stock', '2024-03-05T08:00:00-05:00', 'queued', true],
  ])('%s at %s: %s, may be cancelled: %s', (key, time, orders, cancels) => {
    expect(sessionOf(key, Date.parse(time))).toMatchObject({ orders, cancels });
  });

  test.each(Object.keys(SESSION_TABLES) as SessionsKey[])('%s: each auction is matched once, at its end', (key) => {
    for (const tradingDay of ['2024-03-05', '2024-02-19', '2024-11-29', '2024-12-24']) {
      const auctions = sessionsOf(key, tradingDay).filter(({ phase }) => phase === 'auction');
      const runs = auctions.filter(({ from }, i) => i === 0 || auctions[i - 1].to !== from);
      expect(auctions.filter(({ uncross }) => uncross !== null).length).toBe(runs.length);
    }
  });
});

test('the next opening after a weekend, a holiday and a pause', () => {
  expect(nextOpening('cffex-index', shanghai('2024-02-08T15:30:00'))).toMatchObject({ from: shanghai('2024-02-19T09:25:00'), phase: 'auction' });
  expect(nextOpening('china-futures', shanghai('2024-03-05T10:20:00'))).toMatchObject({ from: shanghai('2024-03-05T10:30:00'), phase: 'continuous' });
  expect(nextOpening('us-stock', Date.parse('2024-11-29T14:00:00-05:00'))).toMatchObject({ from: Date.parse('2024-12-02T09:30:00-05:00') });
  expect(nextOpening('moon', 0)).toBeNull();
  expect(daysOf('moon').isTradingDay('2024-02-12')).toBe(true);
});

test('an order after New York’s close is the next trading day’s', () => {
  expect(orderDayOf('us-stock', Date.parse('2024-11-27T15:59:00-05:00'))).toBe('2024-11-27');
  expect(orderDayOf('us-stock', Date.parse('2024-11-27T16:30:00-05:00'))).toBe('2024-11-29');
  expect(orderDayOf('us-stock', Date.parse('2024-11-29T08:00:00-05:00'))).toBe('2024-11-29');
  expect(orderDayOf('china-stock', shanghai('2024-02-08T12:00:00'))).toBe('2024-02-08');
  expect(orderDayOf('china-stock', shanghai('2024-02-08T15:00:00'))).toBe('2024-02-19');
});
