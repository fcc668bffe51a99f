import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MarketDataHub } from '#electron/core/market-data/hub.ts';
import type { TimeShareUpdate } from '#shared/contract/topics.ts';
import type { Candle } from '#shared/model/candle.ts';
import { emptyQuote, QUOTE } from '#shared/model/quote.ts';
import type { TimeSharePoint } from '#shared/model/time-share.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { CandleService } from './candle-service.ts';
import type { MarketHours } from './periods.ts';
import { lastDay, timeShareOf, TimeShares } from './time-shares.ts';

const at = (text: string): number => Date.parse(`${text}+08:00`);
const MINUTE = 60_000;
const hours: MarketHours = { sessionStart: () => null, tradingDay: (time) => new Date(time + 8 * 3_600_000).toISOString().slice(0, 10) };
const bar = (time: number, close: number, volume: number, spread = 0): Candle => ({ time, open: close, high: close + spread, low: close - spread, close, volume, openInterest: 0 });

describe('from bars of one minute', () => {
  test('the average is by volume, and the price where nothing was traded', () => {
    const from = at('2021-01-04T09:30:00');
    const points = timeShareOf([bar(from, 100, 0), bar(from + MINUTE, 102, 10), { ...bar(from + 2 * MINUTE, 103, 30), high: 108, low: 101 }]);
    expect(points).toEqual([
      { time: from, price: 100, average: 100, volume: 0 },
      { time: from + MINUTE, price: 102, average: 102, volume: 10 },
      { time: from + 2 * MINUTE, price: 103, average: (102 * 10 + 104 * 30) / 40, volume: 30 },
    ]);
  });

  test('the average lies between the lowest and the highest price so far, and volume is kept (property)', () => {
    const minutes = fc.array(fc.record({ close: fc.integer({ min: -500, max: 1000 }), up: fc.nat(20), down: fc.nat(20), volume: fc.nat(1_000_000) }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(minutes, (rows) => {
        const bars = rows.map(({ close, up, down, volume }, i) => ({ ...bar(i * MINUTE, close, volume), high: close + up, low: close - down }));
        const points = timeShareOf(bars);
        points.forEach(({ average, price, volume }, i) => {
          const past = bars.slice(0, i + 1);
          expect(average).toBeGreaterThanOrEqual(Math.min(...past.map(({ low }) => low)) - 1e-6);
          expect(average).toBeLessThanOrEqual(Math.max(...past.map(({ high }) => high)) + 1e-6);
          expect([price, volume]).toEqual([bars[i].close, bars[i].volume]);
        });
      }),
    );
  });

  test('of several days the last one counts', () => {
    const bars = [bar(at('2021-01-04T14:59:00'), 1, 1), bar(at('2021-01-05T09:30:00'), 2, 1), bar(at('2021-01-05T09:31:00'), 3, 1)];
    expect(lastDay(bars, hours).map(({ close }) => close)).toEqual([2, 3]);
    expect(lastDay([], hours)).toEqual([]);
  });
});

/** Timers run by hand. */
function setUp(history: readonly Candle[] | null, own: (() => Promise<Result<readonly TimeSharePoint[]>>) | null = null) {
  const hub = new MarketDataHub();
  const slot = hub.slotOf('X.A');
  const timers = new Set<() => void>();
  const after = (_ms: number, task: () => void): (() => void) => {
    timers.add(task);
    return () => timers.delete(task);
  };
  const bars = history && [...history];
  const candles = new CandleService({ hub, hoursOf: () => hours, after, sourceOf: () => bars && { periods: ['1m', 'day'], load: async (_period, _before, limit) => ok(bars.slice(-limit)) } });
  const shares = new TimeShares({ hub, candles, hoursOf: () => hours, after, ownOf: () => own });
  const updates: TimeShareUpdate[] = [];
  const watch = shares.open('window', (list) => updates.push(...list));
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      for (const task of Array.from(timers)) {
        timers.delete(task);
        task();
      }
    }
  };
  const quote = (time: string, last: number, volume: number): void => {
    const record = emptyQuote();
    record[QUOTE.exchangeTime] = at(time);
    record[QUOTE.last] = last;
    record[QUOTE.volume] = volume;
    hub.quote(slot, record, 0);
  };
  return { hub, bars, candles, shares, watch, updates, settle, quote };
}

const points = (result: Result<{ readonly points: readonly TimeSharePoint[] }>): readonly TimeSharePoint[] => {
  if (!result.ok) throw new Error(result.fault.code);
  return result.value.points;
};

describe('a broker without time-share', () => {
  test('goes on from its bars with the running bar', async () => {
    const { shares, watch, updates, settle, quote } = setUp([bar(at('2021-01-04T14:59:00'), 90, 5), bar(at('2021-01-05T09:30:00'), 100, 10)]);
    quote('2021-01-05T09:30:50', 100, 10);
    watch.watch(['X.A']);
    await settle();
    expect(points(await shares.load('X.A')).map(({ price }) => price)).toEqual([100]);
    quote('2021-01-05T09:31:10', 104, 20);
    await settle();
    const newest = updates.at(-1)!;
    expect([newest.reset, newest.points]).toEqual([false, [{ time: at('2021-01-05T09:31:00'), price: 104, average: 102, volume: 10 }]]);
    expect(updates.every(({ instrument }) => instrument === 'X.A')).toBe(true);
  });

  test('begins anew with the next trading day', async () => {
    const { watch, updates, settle, quote } = setUp([bar(at('2021-01-04T14:59:00'), 90, 5)]);
    quote('2021-01-04T14:59:50', 90, 5);
    watch.watch(['X.A']);
    await settle();
    quote('2021-01-05T09:30:10', 100, 6);
    await settle();
    expect(updates.at(-1)).toMatchObject({ reset: true, points: [{ time: at('2021-01-05T09:30:00'), price: 100 }] });
  });

  test('that keeps no history shows what comes', async () => {
    const { shares, watch, updates, settle, quote } = setUp(null);
    watch.watch(['X.A']);
    await settle();
    expect(points(await shares.load('X.A'))).toEqual([]);
    quote('2021-01-05T09:30:10', 100, 6);
    await settle();
    expect(updates.at(-1)?.points.map(({ price }) => price)).toEqual([100]);
  });

  test('is told whole after a jump of its feed', async () => {
    const { bars, candles, watch, updates, settle, quote } = setUp([bar(at('2021-01-05T09:30:00'), 100, 10)]);
    quote('2021-01-05T09:30:50', 100, 10);
    watch.watch(['X.A']);
    await settle();
    bars!.push(bar(at('2021-01-05T09:31:00'), 110, 10));
    candles.reset(['X.A']);
    await settle();
    expect(updates.at(-1)).toMatchObject({ reset: true, points: [{ price: 100 }, { price: 110 }] });
  });
});

describe('a broker with its own time-share', () => {
  const first: TimeSharePoint = { time: at('2021-01-05T09:30:00'), price: 100, average: 99.5, volume: 3 };
  const second: TimeSharePoint = { time: at('2021-01-05T09:31:00'), price: 101, average: 99.75, volume: 4 };

  test('is asked for it, subscribed for it, and told of as it goes on: of a minute its newest state', async () => {
    const { hub, shares, watch, updates, settle } = setUp([bar(first.time, 1, 1)], async () => ok([first]));
    watch.watch(['X.A']);
    expect([...hub.wantedBesides('timeShares')]).toEqual(['X.A']);
    await settle();
    expect(points(await shares.load('X.A'))).toEqual([first]);
    shares.told('X.B', [second]);
    shares.told('X.A', [second]);
    shares.told('X.A', [{ ...second, price: 102 }]);
    await settle();
    expect(updates).toEqual([{ instrument: 'X.A', points: [{ ...second, price: 102 }], reset: false }]);
    shares.told('X.A', [{ ...first, time: at('2021-01-06T09:30:00') }]);
    await settle();
    expect(updates.at(-1)?.reset).toBe(true);
    watch.watch([]);
    expect([hub.wanted().size, hub.wantedBesides('timeShares').size]).toEqual([0, 0]);
    shares.told('X.A', [second]);
    await settle();
    expect(updates.length).toBe(2);
  });

  test('falls back on bars where it is refused', async () => {
    const { shares, watch, updates, settle, quote } = setUp([bar(first.time, 100, 10)], async () => fail('opend-not-subscribed', { instruments: 'X.A' }));
    quote('2021-01-05T09:30:50', 100, 10);
    watch.watch(['X.A']);
    await settle();
    expect(points(await shares.load('X.A')).map(({ price }) => price)).toEqual([100]);
    quote('2021-01-05T09:31:10', 104, 20);
    await settle();
    expect(updates.at(-1)?.points.map(({ price }) => price)).toEqual([104]);
  });
});
