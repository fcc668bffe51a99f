import { describe, expect, test } from 'vitest';
import { SESSION_TABLES, type SessionsKey } from './session-tables.ts';
import { phaseAt, sessionOf, sessionsOf, sessionStartOf, tradingDayOf } from './sessions.ts';
import { nextTradingDay, previousTradingDay, tradingDayFrom, WEEKDAYS, type TradingDays } from './trading-days.ts';
import { momentOf, wallTime, zoneOffset } from './zone.ts';

const shanghai = (text: string): number => Date.parse(`${text}+08:00`);

describe('phases per market', () => {
  const cases: readonly (readonly [key: SessionsKey, time: number, phase: string, name: string | null])[] = [
    ['cffex-index', shanghai('2021-01-04T09:24:59'), 'closed', null],
    ['cffex-index', shanghai('2021-01-04T09:25:00'), 'auction', 'opening-auction'],
    ['cffex-index', shanghai('2021-01-04T09:30:00'), 'continuous', 'day'],
    ['cffex-index', shanghai('2021-01-04T11:30:00'), 'break', 'lunch'],
    ['cffex-index', shanghai('2021-01-04T13:00:00'), 'continuous', 'day'],
    ['cffex-index', shanghai('2021-01-04T15:00:00'), 'closed', null],
    ['cffex-index', shanghai('2021-01-03T10:00:00'), 'closed', null],
    ['cffex-bond', shanghai('2021-01-04T15:14:59'), 'continuous', 'day'],
    ['cffex-bond', shanghai('2021-01-04T15:15:00'), 'closed', null],
    ['china-futures', shanghai('2021-01-04T10:20:00'), 'break', 'pause'],
    ['china-futures', shanghai('2021-01-04T21:00:00'), 'closed', null],
    ['china-futures', shanghai('2021-01-04T08:56:00'), 'auction', 'opening-auction'],
    ['china-futures-night-2300', shanghai('2021-01-04T20:56:00'), 'auction', 'opening-auction'],
    ['china-futures-night-2300', shanghai('2021-01-04T22:59:59'), 'continuous', 'night'],
    ['china-futures-night-2300', shanghai('2021-01-04T23:00:00'), 'closed', null],
    ['china-futures-night-0100', shanghai('2021-01-05T00:59:59'), 'continuous', 'night'],
    ['china-futures-night-0100', shanghai('2021-01-05T01:00:00'), 'closed', null],
    ['china-futures-night-0230', shanghai('2021-01-09T02:29:59'), 'continuous', 'night'],
    ['china-futures-night-0230', shanghai('2021-01-10T02:00:00'), 'closed', null],
    ['china-futures-night-0230', shanghai('2021-01-04T01:00:00'), 'closed', null],
    ['china-stock', shanghai('2021-01-04T09:26:00'), 'break', 'pause'],
    ['china-stock', shanghai('2021-01-04T14:57:00'), 'auction', 'closing-auction'],
    ['around-the-clock', shanghai('2021-01-03T12:00:00'), 'continuous', 'day'],
    ['china-stock-fixed-price', shanghai('2021-01-04T15:10:00'), 'closed', 'fixed-price'],
    ['hong-kong', shanghai('2021-01-04T12:30:00'), 'break', 'lunch'],
    ['hong-kong', shanghai('2021-01-04T15:59:59'), 'continuous', 'day'],
    ['hong-kong', shanghai('2021-01-04T16:05:00'), 'auction', 'closing-auction'],
    ['hong-kong-stock-option', shanghai('2021-01-04T09:15:00'), 'closed', null],
    ['hong-kong-stock-option', shanghai('2021-01-04T09:30:00'), 'continuous', 'day'],
    ['hong-kong-stock-option', shanghai('2021-01-04T16:00:00'), 'closed', null],
    ['hong-kong-stock-option', shanghai('2021-12-24T13:30:00'), 'closed', null],
    ['hong-kong-index-futures', shanghai('2021-01-04T08:50:00'), 'auction', 'opening-auction'],
    ['hong-kong-index-futures', shanghai('2021-01-04T16:29:59'), 'continuous', 'day'],
    ['hong-kong-index-futures', shanghai('2021-01-04T17:14:59'), 'closed', null],
    ['hong-kong-index-futures', shanghai('2021-01-04T17:15:00'), 'continuous', 'night'],
    ['hong-kong-index-futures', shanghai('2021-01-09T02:59:59'), 'continuous', 'night'],
    ['hong-kong-index-futures', shanghai('2021-12-24T12:29:59'), 'continuous', 'day'],
    ['hong-kong-index-futures-day', shanghai('2021-01-04T17:15:00'), 'closed', null],
    ['us-option', Date.parse('2021-01-04T14:29:59Z'), 'closed', null],
    ['us-option', Date.parse('2021-01-04T21:00:00Z'), 'closed', null],
    ['us-index-option', Date.parse('2021-01-04T21:14:59Z'), 'continuous', 'day'],
    ['cbot-grains', Date.parse('2021-01-04T13:45:00Z'), 'break', 'pause'],
    ['cbot-grains', Date.parse('2021-01-05T01:00:00Z'), 'continuous', 'night'],
    ['cbot-grains', Date.parse('2021-01-04T19:20:00Z'), 'closed', null],
    ['us-stock', Date.parse('2021-01-04T14:29:59Z'), 'closed', 'pre-market'],
    ['us-stock', Date.parse('2021-01-04T14:30:00Z'), 'continuous', 'day'],
    ['us-stock', Date.parse('2021-07-06T13:30:00Z'), 'continuous', 'day'],
    ['us-stock', Date.parse('2021-07-06T20:00:00Z'), 'closed', 'after-hours'],
    ['cme-globex', Date.parse('2021-01-03T22:59:59Z'), 'auction', 'opening-auction'],
    ['cme-globex', Date.parse('2021-01-03T23:00:00Z'), 'continuous', 'night'],
    ['cme-globex', Date.parse('2021-01-04T21:59:59Z'), 'continuous', 'day'],
    ['cme-globex', Date.parse('2021-01-04T22:30:00Z'), 'closed', null],
    ['cme-globex', Date.parse('2021-01-08T23:30:00Z'), 'closed', null],
  ];
  test.each(cases)('%s at %i is %s', (key, time, phase, name) => {
    expect(phaseAt(key, time)).toBe(phase);
    expect(sessionOf(key, time)?.name ?? null).toBe(name);
  });

  test('an unknown key is closed', () => {
    expect(phaseAt('moon', 0)).toBe('closed');
    expect(phaseAt('toString', 0)).toBe('closed');
  });
});

describe('trading day', () => {
  test('a Friday night of Hong Kong’s futures belongs to Monday', () => {
    expect(tradingDayOf('hong-kong-index-futures', shanghai('2021-01-08T18:00:00'))).toBe('2021-01-11');
    expect(tradingDayOf('hong-kong-index-futures', shanghai('2021-01-09T02:00:00'))).toBe('2021-01-11');
    expect(tradingDayOf('hong-kong-index-futures', shanghai('2021-01-08T16:00:00'))).toBe('2021-01-08');
  });

  test('a Friday night in China belongs to Monday', () => {
    expect(tradingDayOf('china-futures-night-0230', shanghai('2021-01-08T21:30:00'))).toBe('2021-01-11');
    expect(tradingDayOf('china-futures-night-0230', shanghai('2021-01-09T02:00:00'))).toBe('2021-01-11');
    expect(sessionOf('china-futures-night-0230', shanghai('2021-01-09T02:00:00'))?.tradingDay).toBe('2021-01-11');
  });
  test('the close ends the day', () => {
    expect(tradingDayOf('cffex-index', shanghai('2021-01-04T14:59:59'))).toBe('2021-01-04');
    expect(tradingDayOf('cffex-index', shanghai('2021-01-04T15:00:00'))).toBe('2021-01-05');
    expect(tradingDayOf('cffex-index', shanghai('2021-01-08T15:00:00'))).toBe('2021-01-11');
  });
  test('Globex opens the next day on the evening before, Sunday included', () => {
    expect(tradingDayOf('cme-globex', Date.parse('2021-01-03T23:30:00Z'))).toBe('2021-01-04');
    expect(tradingDayOf('cme-globex', Date.parse('2021-01-04T23:30:00Z'))).toBe('2021-01-05');
  });
  test('a US evening in China is the same US day', () => {
    expect(tradingDayOf('us-stock', shanghai('2021-01-04T09:30:00'))).toBe('2021-01-04');
    expect(tradingDayOf('us-stock', shanghai('2021-01-04T15:00:00'))).toBe('2021-01-04');
  });
  test('holidays come in through TradingDays: no night on their eve, the day after is skipped', () => {
    const days: TradingDays = { ...WEEKDAYS, isTradingDay: (date) => WEEKDAYS.isTradingDay(date) && date !== '2021-01-01', hasNight: (date) => date !== '2021-01-04' };
    expect(previousTradingDay('2021-01-04', days)).toBe('2020-12-31');
    expect(phaseAt('china-futures-night-2300', shanghai('2020-12-31T21:30:00'), days)).toBe('closed');
    expect(phaseAt('china-futures-night-2300', shanghai('2021-01-04T21:30:00'), days)).toBe('continuous');
    expect(tradingDayOf('cffex-index', shanghai('2021-01-01T10:00:00'), days)).toBe('2021-01-04');
  });
  test('weekdays', () => {
    expect(tradingDayFrom('2021-01-09')).toBe('2021-01-11');
    expect(nextTradingDay('2021-01-08')).toBe('2021-01-11');
    expect(previousTradingDay('2021-01-11')).toBe('2021-01-08');
  });
});

describe('tables', () => {
  test.each(Object.keys(SESSION_TABLES))('%s: sessions of a day follow one another and are found again', (key) => {
    const sessions = sessionsOf(key, '2021-01-05');
    expect(sessions.length).toBeGreaterThan(0);
    for (const [i, session] of sessions.entries()) {
      expect(session.to).toBeGreaterThan(session.from);
      if (i > 0) expect(session.from).toBeGreaterThanOrEqual(sessions[i - 1].to);
      expect(sessionOf(key, session.from)).toEqual(session);
      expect(sessionOf(key, session.to - 1)).toEqual(session);
      expect(tradingDayOf(key, session.from)).toBe('2021-01-05');
      expect(sessionStartOf(key, session.to - 1)).toBe(session.phase === 'continuous' ? session.from : null);
    }
  });
});

describe('zones', () => {
  test('daylight saving of New York', () => {
    expect(zoneOffset('America/New_York', Date.parse('2021-01-04T12:00:00Z'))).toBe(-5 * 3_600_000);
    expect(zoneOffset('America/New_York', Date.parse('2021-07-04T12:00:00Z'))).toBe(-4 * 3_600_000);
    expect(zoneOffset('America/New_York', Date.parse('2021-03-14T06:59:00Z'))).toBe(-5 * 3_600_000);
    expect(zoneOffset('America/New_York', Date.parse('2021-03-14T07:00:00Z'))).toBe(-4 * 3_600_000);
  });
  test('wall time and back', () => {
    for (const zone of ['Asia/Shanghai', 'America/New_York', 'America/Chicago']) {
      for (const text of ['2021-01-04T14:30:00Z', '2021-07-06T13:30:00Z', '2021-11-07T14:30:00Z']) {
        const time = Date.parse(text);
        expect(momentOf(zone, wallTime(zone, time))).toBe(time);
      }
    }
  });
});
