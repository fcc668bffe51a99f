import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CandleUpdate } from '#shared/contract/topics.ts';
import type { Adjustment, Candle, DailyPeriod, Period } from '#shared/model/candle.ts';
import { emptyQuote, QUOTE } from '#shared/model/quote.ts';
import { ok } from '#shared/result.ts';
import { MarketDataHub } from '#electron/core/market-data/hub.ts';
import { BACKWARD_INTERVAL, CandleService } from './candle-service.ts';
import { spanTime, weekTime } from '#shared/calendar/spans.ts';
import { aggregate, barTime, type MarketHours } from './periods.ts';

const MINUTE = 60_000;
const at = (text: string): number => Date.parse(`${text}+08:00`);

/** CFFEX: 09:30–11:30, 13:00–15:00 Beijing. */
const hours: MarketHours = {
  sessionStart(time) {
    const local = new Date(time + 8 * 3_600_000);
    const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()) - 8 * 3_600_000;
    const minute = (time - midnight) / MINUTE;
    if (minute >= 570 && minute < 690) return midnight + 570 * MINUTE;
    if (minute >= 780 && minute < 900) return midnight + 780 * MINUTE;
    return null;
  },
  tradingDay: (time) => new Date(time + 8 * 3_600_000).toISOString().slice(0, 10),
};

const candle = (time: number, price: number, volume = 1): Candle => ({ time, open: price, high: price + 1, low: price - 1, close: price, volume, openInterest: 5 });

describe('periods', () => {
  test.each([
    ['1h', '2021-01-04T10:29:59', '2021-01-04T09:30:00'],
    ['1h', '2021-01-04T10:30:00', '2021-01-04T10:30:00'],
    ['1h', '2021-01-04T13:59:00', '2021-01-04T13:00:00'],
    ['30m', '2021-01-04T11:29:00', '2021-01-04T11:00:00'],
    ['5m', '2021-01-04T13:04:59.999', '2021-01-04T13:00:00'],
    ['1m', '2021-01-04T09:30:00.400', '2021-01-04T09:30:00'],
  ] as const)('%s at %s begins at %s', (period, time, start) => {
    expect(barTime(at(time), period, hours)).toBe(at(start));
  });

  test('day bars carry the trading day, week bars its Monday', () => {
    expect(barTime(at('2021-01-05T10:00:00'), 'day', hours)).toBe(Date.UTC(2021, 0, 5));
    expect(barTime(at('2021-01-07T10:00:00'), 'week', hours)).toBe(Date.UTC(2021, 0, 4));
    expect(weekTime(Date.UTC(2021, 0, 10))).toBe(Date.UTC(2021, 0, 4));
  });

  test.each([
    ['week', '2024-02-29', '2024-02-26'],
    ['month', '2024-02-29', '2024-02-01'],
    ['quarter', '2024-05-31', '2024-04-01'],
    ['quarter', '2023-12-29', '2023-10-01'],
    ['year', '2024-12-31', '2024-01-01'],
  ] as const)('a %s bar of %s begins on %s', (period, day, first) => {
    expect(new Date(spanTime(Date.parse(day), period)).toISOString().slice(0, 10)).toBe(first);
  });

  test('bars of days joined to weeks, months, quarters and years are what the days are (property)', () => {
    const days = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 40 }), price: fc.integer({ min: 10, max: 1000 }), volume: fc.nat(1000) }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(days, fc.constantFrom<DailyPeriod>('week', 'month', 'quarter', 'year'), (rows, period) => {
        let time = Date.UTC(2019, 0, 1);
        const ones = rows.map(({ gap, price, volume }) => candle((time += gap * 86_400_000), price, volume));
        const bars = aggregate(ones, period, hours);
        for (const bar of bars) {
          const own = ones.filter((day) => spanTime(day.time, period) === bar.time);
          expect(bar).toMatchObject({ open: own[0].open, close: own.at(-1)!.close, high: Math.max(...own.map((day) => day.high)), low: Math.min(...own.map((day) => day.low)), volume: own.reduce((sum, day) => sum + day.volume, 0) });
        }
        expect(bars.map((bar) => bar.time)).toEqual([...new Set(ones.map((day) => spanTime(day.time, period)))]);
      }),
    );
  });

  test('longer bars keep volume, extremes, first open and last close (property)', () => {
    const minutes = fc.array(fc.record({ price: fc.integer({ min: 10, max: 1000 }), volume: fc.nat(1000) }), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(minutes, fc.constantFrom<Period>('3m', '5m', '15m', '30m', '1h'), (rows, period) => {
        const ones = rows.map((row, i) => candle(at('2021-01-04T09:30:00') + i * MINUTE, row.price, row.volume));
        const bars = aggregate(ones, period, hours);
        const sum = (list: readonly Candle[]): number => list.reduce((all, bar) => all + bar.volume, 0);
        expect(sum(bars)).toBe(sum(ones));
        expect(bars[0].open).toBe(ones[0].open);
        expect(bars.at(-1)!.close).toBe(ones.at(-1)!.close);
        expect(Math.max(...bars.map((b) => b.high))).toBe(Math.max(...ones.map((b) => b.high)));
        expect(bars.every((bar, i) => i === 0 || bar.time > bars[i - 1].time)).toBe(true);
      }),
    );
  });
});

/** A service over a hub, with timers run by hand. */
function setUp(history: Candle[], periods: readonly Period[] = ['1m', 'day']) {
  const hub = new MarketDataHub();
  const slot = hub.slotOf('X.A');
  hub.want('watchlist', ['X.A']);
  const timers: (() => void)[] = [];
  const updates: CandleUpdate[] = [];
  const loads: { period: Period; adjustment: Adjustment }[] = [];
  const waits: number[] = [];
  const service = new CandleService({
    hub,
    sourceOf: (id) =>
      id === 'X.A'
        ? {
            periods,
            load: async (period, before, limit, adjustment) => {
              loads.push({ period, adjustment });
              return ok(history.filter((bar) => before === null || bar.time < before).slice(-limit));
            },
          }
        : null,
    hoursOf: () => hours,
    after: (ms, task) => {
      waits.push(ms);
      timers.push(task);
      return () => timers.splice(timers.indexOf(task), 1);
    },
  });
  const watch = service.open((list) => updates.push(...list));
  const quote = (time: string, last: number, volume: number): void => {
    const record = emptyQuote();
    record[QUOTE.exchangeTime] = at(time);
    record[QUOTE.last] = last;
    record[QUOTE.volume] = volume;
    hub.quote(slot, record, 0);
  };
  const settle = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    for (const task of timers.splice(0)) task();
  };
  return { hub, service, watch, quote, settle, updates, loads, waits };
}

describe('candle service', () => {
  test('an instrument without history is refused in words', async () => {
    const { service } = setUp([]);
    expect(await service.load('X.NONE', '1m', null, 10)).toMatchObject({ ok: false, fault: { code: 'history-unavailable' } });
  });

  test('pages of a longer period join without a gap or a bar twice', async () => {
    const ones = Array.from({ length: 120 }, (_, i) => candle(at('2021-01-04T09:30:00') + i * MINUTE, 100 + i));
    const { service } = setUp(ones);
    const newest = await service.load('X.A', '5m', null, 10);
    if (!newest.ok) throw new Error(newest.fault.code);
    expect(newest.value.candles).toHaveLength(10);
    expect(newest.value.complete).toBe(false);
    const older = await service.load('X.A', '5m', newest.value.candles[0].time, 100);
    if (!older.ok) throw new Error(older.fault.code);
    expect(older.value.complete).toBe(true);
    const all = [...older.value.candles, ...newest.value.candles];
    expect(all).toEqual(aggregate(ones, '5m', hours));
  });

  test('the running bar grows from quotes and a new one opens with the first trade of the next minute', async () => {
    const { watch, quote, settle, updates } = setUp([candle(at('2021-01-04T09:30:00'), 100, 10)]);
    quote('2021-01-04T09:30:10', 100, 10);
    watch.watch([{ instrument: 'X.A', period: '1m' }]);
    await settle();
    quote('2021-01-04T09:30:20', 104, 13);
    quote('2021-01-04T09:30:30', 97, 15);
    await settle();
    expect(updates.at(-1)!.candle).toMatchObject({ open: 100, high: 104, low: 97, close: 97, volume: 15 });
    quote('2021-01-04T09:31:00', 97, 15);
    quote('2021-01-04T09:31:05', 99, 16);
    await settle();
    expect(updates.at(-1)!.candle ?? updates.at(-2)!.candle).toBeTruthy();
    expect(updates.some((u) => u.candle?.time === at('2021-01-04T09:31:00') && u.candle.volume === 1 && u.candle.open === 99)).toBe(true);
  });

  test('a jump of the feed tells the chart to load again', async () => {
    const { service, watch, settle, updates } = setUp([candle(at('2021-01-04T09:30:00'), 100)]);
    watch.watch([{ instrument: 'X.A', period: '1m' }]);
    await settle();
    service.reset(['X.A']);
    await settle();
    expect(updates.at(-1)).toMatchObject({ reset: true, candle: null });
  });

  test('the month under way is its finished days and today’s quotes', async () => {
    const day = (date: string, price: number, volume: number): Candle => candle(Date.parse(date), price, volume);
    const { watch, quote, settle, updates } = setUp([day('2020-12-31', 50, 9), day('2021-01-04', 100, 10), day('2021-01-05', 120, 20), day('2021-01-06', 110, 1)]);
    quote('2021-01-06T10:00:00', 110, 1);
    watch.watch([{ instrument: 'X.A', period: 'month' }]);
    await settle();
    quote('2021-01-06T10:01:00', 90, 5);
    await settle();
    expect(updates.at(-1)).toMatchObject({ period: 'month', candle: { time: Date.UTC(2021, 0, 1), open: 100, high: 121, low: 90, close: 90, volume: 35 } });
  });

  test('adjusted backwards the newest bars are asked of the history, again and again, until nobody watches', async () => {
    const { watch, settle, updates, loads, waits } = setUp([candle(Date.UTC(2021, 0, 4), 100)]);
    watch.watch([{ instrument: 'X.A', period: 'day', adjustment: 'backward' }]);
    expect([loads.length, waits]).toEqual([0, [BACKWARD_INTERVAL]]);
    await settle();
    await settle();
    expect(loads).toContainEqual({ period: 'day', adjustment: 'backward' });
    expect(loads.every(({ adjustment }) => adjustment === 'backward')).toBe(true);
    expect(updates[0]).toMatchObject({ adjustment: 'backward', candle: { close: 100 } });
    const asked = loads.length;
    watch.watch([]);
    await settle();
    await settle();
    expect(loads.length).toBe(asked);
  });
});
