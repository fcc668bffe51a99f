/** A time-share and what is read from it: the minutes of its day, merging what goes on, the read-out. Pure. Prices in ticks. */
import { sessionsOf, tradingDayOf } from '#shared/calendar/sessions.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { TimeSharePoint } from '#shared/model/time-share.ts';
import { formatPrice, type PriceScale, type Ticks } from '#shared/price.ts';
import { formatAverage, formatQuantity, NONE } from '#renderer/workspace/grid/figures.ts';

const MINUTE = 60_000;

/** What is known with what is new or has changed, oldest first. */
export function withPoints(known: readonly TimeSharePoint[], more: readonly TimeSharePoint[]): readonly TimeSharePoint[] {
  const last = known.at(-1);
  const first = more[0];
  if (!first) return known;
  if (!last || first.time > last.time) return [...known, ...more];
  const byTime = new Map([...known, ...more].map((point) => [point.time, point]));
  return [...byTime.values()].sort((a, b) => a.time - b.time);
}

/**
 * Every minute that the chart has room for, UTC ms, oldest first: those of the trading sessions of the points' day, and whatever else was
 * traded in (auctions). Empty without points.
 */
export function minutesOf({ sessions }: Pick<Instrument, 'sessions'>, points: readonly TimeSharePoint[]): number[] {
  const last = points.at(-1);
  if (!last) return [];
  const minutes = new Set(points.map(({ time }) => time));
  for (const { phase, from, to } of sessionsOf(sessions, tradingDayOf(sessions, last.time))) {
    if (phase === 'continuous') for (let time = from; time < to; time += MINUTE) minutes.add(time);
  }
  return [...minutes].sort((a, b) => a - b);
}

/** The same distance above and below the previous close, so that it stands in the middle; the points' own range where there is none. */
export function rangeAround(points: readonly TimeSharePoint[], previous: number): { readonly low: number; readonly high: number } | null {
  if (points.length === 0) return null;
  let low = Infinity;
  let high = -Infinity;
  for (const { price, average } of points) {
    low = Math.min(low, price, average);
    high = Math.max(high, price, average);
  }
  if (Number.isNaN(previous)) return { low, high };
  const most = Math.max(high - previous, previous - low, 1);
  return { low: previous - most, high: previous + most };
}

/** Text of the read-out of one minute. */
export interface TimeShareReadOut {
  readonly price: string;
  readonly average: string;
  /** Signed percent against the previous close. */
  readonly change: string;
  readonly direction: 'up' | 'down' | '';
  readonly volume: string;
}

/** The minute at `index` in words; null where there is none. @param previous close or settlement in ticks, NaN where there is none */
export function timeShareReadOut(points: readonly TimeSharePoint[], index: number, previous: number, scale: PriceScale): TimeShareReadOut | null {
  const point = points[index];
  if (!point) return null;
  const change = previous === 0 ? NaN : ((point.price - previous) / Math.abs(previous)) * 100;
  return {
    price: formatPrice(scale, point.price),
    average: formatAverage(scale, point.average, 1),
    change: Number.isFinite(change) ? `${change > 0 ? '+' : ''}${change.toFixed(2)}%` : NONE,
    direction: point.price > previous ? 'up' : point.price < previous ? 'down' : '',
    volume: formatQuantity(point.volume),
  };
}

/** Whether the price fell in the minute at `index`: against the minute before, in the first one against the previous close. */
export function fellAt(points: readonly TimeSharePoint[], index: number, previous: Ticks): boolean {
  return points[index].price < (index > 0 ? points[index - 1].price : previous);
}
