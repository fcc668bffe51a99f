import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle } from '#shared/model/candle.ts';
import type { Order } from '#shared/model/order.ts';
import type { Reminder } from '#shared/model/reminder.ts';
import { averageAt, averages, axisTime, hasFallen, indexAt, linePrice, mergeBar, priceReminders, readOutOf, sideBySide, withOlder } from './chart-model.ts';
import { exchangeClock, wallClock, zoneOffset } from './exchange-time.ts';

const bar = (time: number, close = 100, change: Partial<Candle> = {}): Candle => ({ time, open: 100, high: 120, low: 90, close, volume: 10, openInterest: 5, ...change });
const IF = { tickSize: 0.2, decimals: 1 };
const HOUR = 3_600_000;

describe('older pages', () => {
  it('go in front, and what both have is taken from what is there', () => {
    const merged = withOlder([bar(1), bar(2), bar(3, 7)], [bar(3, 9), bar(4)]);
    expect(merged.map((c) => [c.time, c.close])).toEqual([[1, 100], [2, 100], [3, 9], [4, 100]]);
  });
});

describe('a live bar', () => {
  it('replaces the last one, or comes after it', () => {
    const bars = [bar(1), bar(2)];
    expect(mergeBar(bars, bar(2, 105)).at).toBe('end');
    expect(mergeBar(bars, bar(3)).at).toBe('end');
    expect(bars.map((c) => [c.time, c.close])).toEqual([[1, 100], [2, 105], [3, 100]]);
  });

  it('corrects an older bar or fills a gap', () => {
    const corrected = mergeBar([bar(1), bar(3)], bar(1, 105));
    expect([corrected.at, corrected.bars.map((c) => c.close)]).toEqual(['inside', [105, 100]]);
    expect(mergeBar([bar(1), bar(3)], bar(2)).bars.map((c) => c.time)).toEqual([1, 2, 3]);
  });

  it('keeps times ascending and single in any order of arrival', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 })), (times) => {
        let bars: Candle[] = [];
        for (const time of times) bars = mergeBar(bars, bar(time, time)).bars;
        expect(bars.map((c) => c.time)).toEqual([...new Set(times)].sort((a, b) => a - b));
      }),
    );
  });
});

describe('moving averages', () => {
  const bars = [3, 5, 10, 2].map((close, i) => bar(i, close));

  it('are the mean of that many closes, and nothing before there are as many', () => {
    expect(averages(bars, 2)).toEqual([NaN, 4, 7.5, 6]);
    expect(averageAt(bars, 3, 3)).toBeCloseTo(17 / 3);
    expect(averageAt(bars, 1, 3)).toBeNaN();
  });

  it('are the same one by one and all at once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 30_000 }), { maxLength: 80 }), fc.integer({ min: 1, max: 60 }), (closes, length) => {
        const bars = closes.map((close, i) => bar(i, close));
        expect(averages(bars, length)).toEqual(bars.map((_, i) => averageAt(bars, i, length)));
      }),
    );
  });
});

describe('the axis', () => {
  /** 2021-01-04 09:30 in Shanghai. */
  const open = Date.UTC(2021, 0, 4, 1, 30);

  it('shows the exchange’s wall clock', () => {
    expect(wallClock(axisTime(bar(open), '1m', 'Asia/Shanghai') * 1000, false)).toBe('2021-01-04 09:30');
  });

  it('leaves days as the dates they are', () => {
    expect(wallClock(axisTime(bar(Date.UTC(2021, 0, 4)), 'day', 'America/New_York') * 1000, true)).toBe('2021-01-04');
  });

  it('finds a bar by its axis time', () => {
    const bars = [bar(open), bar(open + 60_000), bar(open + 120_000)];
    expect(indexAt(bars, axisTime(bars[1], '1m', 'Asia/Shanghai'), '1m', 'Asia/Shanghai')).toBe(1);
    expect(indexAt(bars, 5, '1m', 'Asia/Shanghai')).toBe(-1);
  });
});

describe('the exchange’s clock', () => {
  it('follows daylight saving', () => {
    expect(zoneOffset('America/New_York', Date.UTC(2021, 0, 4))).toBe(-5 * HOUR);
    expect(zoneOffset('America/New_York', Date.UTC(2021, 6, 4))).toBe(-4 * HOUR);
    expect(zoneOffset('Asia/Shanghai', Date.UTC(2021, 0, 4))).toBe(8 * HOUR);
  });

  it('writes hours, minutes and seconds', () => {
    expect(exchangeClock('Asia/Shanghai', Date.UTC(2021, 0, 4, 1, 30, 5, 900))).toBe('09:30:05');
    expect(exchangeClock('Asia/Shanghai', Date.UTC(2021, 0, 4, 16))).toBe('00:00:00');
    expect(exchangeClock('Asia/Shanghai', NaN)).toBe('–');
  });
});

describe('the read-out', () => {
  it('compares with the close before', () => {
    const read = readOutOf([bar(1, 26_000), bar(2, 26_130, { volume: 1234567 })], 1, IF);
    expect(read).toMatchObject({ close: '5226.0', change: '+0.50%', direction: 'up', volume: '1,234,567', averages: ['–', '–', '–', '–'] });
  });

  it('says a fall with its sign, and nothing where no bar is', () => {
    expect(readOutOf([bar(1, 26_000), bar(2, 25_870)], 1, IF)).toMatchObject({ change: '-0.50%', direction: 'down' });
    expect(readOutOf([], 0, IF)).toBeNull();
  });

  it('calls a bar fallen only when it closed below its open', () => {
    expect([hasFallen(bar(1, 99)), hasFallen(bar(1, 100)), hasFallen(bar(1, 101))]).toEqual([true, false, false]);
  });
});

describe('lines', () => {
  it('stand at the price asked for while a change is under way', () => {
    expect(linePrice({ price: 100, pending: { kind: 'changing', since: 0, price: 104 } } as Order)).toBe(104);
    expect(linePrice({ price: 100, pending: { kind: 'cancelling', since: 0 } } as Order)).toBe(100);
  });

  it('have handles side by side where they would cover each other', () => {
    expect(sideBySide([100, 110, 200, 105, 118], 18)).toEqual([0, 1, 0, 2, 0]);
    expect(sideBySide([], 18)).toEqual([]);
  });

  it('are drawn for enabled reminders at a price of the instrument', () => {
    const reminder = (change: Partial<Reminder>): Reminder => ({ instrument: 'X', kind: 'price-up', enabled: true, ...change }) as Reminder;
    const all = [reminder({}), reminder({ kind: 'change-up' }), reminder({ enabled: false }), reminder({ instrument: 'Y' })];
    expect(priceReminders(all, { id: 'X' })).toEqual([all[0]]);
  });
});
