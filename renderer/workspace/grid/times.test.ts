import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatClock, formatDay, formatIso, formatMoment, zoneOffset } from './times.ts';

test('moments are in the exchange’s zone', () => {
  const noon = Date.parse('2021-01-04T06:03:07.123Z');
  expect(formatClock(noon, 'Asia/Shanghai')).toBe('14:03:07.123');
  expect(formatMoment(noon, 'America/New_York')).toBe('01-04 01:03:07.123');
  expect(formatDay(Date.parse('2021-01-03T17:00:00Z'), 'Asia/Shanghai')).toBe('2021-01-04');
  expect(formatIso(noon, 'Asia/Shanghai')).toBe('2021-01-04T14:03:07.123+08:00');
  expect(formatIso(noon, 'America/New_York')).toBe('2021-01-04T01:03:07.123-05:00');
  expect(formatClock(null, 'Asia/Shanghai')).toBe('–');
  expect(formatClock(NaN, 'Asia/Shanghai')).toBe('–');
});

test('summer time changes on the minute', () => {
  // New York leaves standard time on 2021-03-14 at 07:00 UTC.
  const change = Date.parse('2021-03-14T07:00:00Z');
  expect(formatClock(change - 1, 'America/New_York')).toBe('01:59:59.999');
  expect(formatClock(change, 'America/New_York')).toBe('03:00:00.000');
});

test('the ISO text of any moment reads back as that moment', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2035, 0) }), fc.constantFrom('Asia/Shanghai', 'America/New_York', 'America/Chicago', 'Asia/Hong_Kong', 'Asia/Kolkata'), (time, zone) => {
      expect(Date.parse(formatIso(time, zone))).toBe(time);
      expect(Math.abs(zoneOffset(time, zone))).toBeLessThanOrEqual(14 * 3_600_000);
    }),
  );
});
