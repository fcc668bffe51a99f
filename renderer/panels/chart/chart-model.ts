/** Bars and what is read from them: merging of pages and live bars, moving averages, the read-out. Pure. Prices in ticks. */
import { isDaily, type Candle, type Period } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Order } from '#shared/model/order.ts';
import type { Reminder } from '#shared/model/reminder.ts';
import { wantedAt } from '#shared/orders/waiting.ts';
import type { PriceScale, Ticks } from '#shared/price.ts';
import { formatPrice } from '#shared/price.ts';
import { formatAverage } from '#renderer/workspace/grid/figures.ts';
import { zoneOffset } from './exchange-time.ts';

/** Bars of the moving averages on the chart. */
export const AVERAGES = [5, 10, 20, 60] as const;

/** How many bars are asked for at once. */
export const PAGE = 1000;

/** Bars left of the view before the next older page is asked for. */
export const MARGIN_BARS = 50;

/** An older page in front of what is there. Bars that both have are taken from `bars`. Both oldest first. */
export function withOlder(older: readonly Candle[], bars: readonly Candle[]): Candle[] {
  const first = bars[0]?.time ?? Infinity;
  return [...older.filter((c) => c.time < first), ...bars];
}

/** Where a live bar goes. `end`: the last bar was replaced or one was added, which a chart can draw by itself; `inside`: an older bar changed. */
export interface Merged {
  readonly bars: Candle[];
  readonly at: 'end' | 'inside';
}

/** The bars with a live one merged in by its time. `bars` is changed in place when it is the newest: a live series is long and updated often. */
export function mergeBar(bars: Candle[], bar: Candle): Merged {
  const last = bars.at(-1);
  if (!last || bar.time > last.time) {
    bars.push(bar);
    return { bars, at: 'end' };
  }
  if (bar.time === last.time) {
    bars[bars.length - 1] = bar;
    return { bars, at: 'end' };
  }
  const index = bars.findIndex((c) => c.time >= bar.time);
  const replaced = bars[index].time === bar.time ? 1 : 0;
  return { bars: bars.toSpliced(index, replaced, bar), at: 'inside' };
}

/** Mean close, in ticks, of the `length` bars that end at `index`; NaN where there are fewer. */
export function averageAt(bars: readonly Candle[], index: number, length: number): number {
  if (index + 1 < length) return NaN;
  let sum = 0;
  for (let i = index - length + 1; i <= index; i++) sum += bars[i].close;
  return sum / length;
}

/** `averageAt` for every bar. Sums are of whole ticks, so the running sum does not drift. */
export function averages(bars: readonly Candle[], length: number): number[] {
  const means: number[] = [];
  let sum = 0;
  for (let i = 0; i < bars.length; i++) {
    sum += bars[i].close;
    if (i >= length) sum -= bars[i - length].close;
    means.push(i + 1 < length ? NaN : sum / length);
  }
  return means;
}

/**
 * The time of a bar on the chart's axis, in seconds: the exchange's wall clock written as if it were UTC, because the axis
 * knows no zones. Bars of days and longer are dates already (shared/model/candle).
 */
export function axisTime(bar: Pick<Candle, 'time'>, period: Period, timeZone: string): number {
  return (isDaily(period) ? bar.time : bar.time + zoneOffset(timeZone, bar.time)) / 1000;
}

/** Index of the bar at an axis time, or -1. */
export function indexAt(bars: readonly Candle[], seconds: number, period: Period, timeZone: string): number {
  let low = 0;
  let high = bars.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = axisTime(bars[middle], period, timeZone);
    if (at === seconds) return middle;
    if (at < seconds) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Text of the read-out of one bar. */
export interface ReadOut {
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  /** Signed percent against the close before. */
  readonly change: string;
  readonly direction: 'up' | 'down' | '';
  readonly volume: string;
  readonly openInterest: string;
  readonly averages: readonly string[];
}

const whole = (n: number): string => (Number.isFinite(n) ? String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, ',') : '–');

/** The bar at `index` in words; null where there is none. The change of the first bar is against its own open. */
export function readOutOf(bars: readonly Candle[], index: number, scale: PriceScale): ReadOut | null {
  const bar = bars[index];
  if (!bar) return null;
  const before = index > 0 ? bars[index - 1].close : bar.open;
  const change = before === 0 ? NaN : ((bar.close - before) / Math.abs(before)) * 100;
  return {
    open: formatPrice(scale, bar.open),
    high: formatPrice(scale, bar.high),
    low: formatPrice(scale, bar.low),
    close: formatPrice(scale, bar.close),
    change: Number.isFinite(change) ? `${change > 0 ? '+' : ''}${change.toFixed(2)}%` : '–',
    direction: bar.close > before ? 'up' : bar.close < before ? 'down' : '',
    volume: whole(bar.volume),
    openInterest: whole(bar.openInterest),
    averages: AVERAGES.map((length) => formatAverage(scale, averageAt(bars, index, length), 1)),
  };
}

/** Whether a bar closed below its open; a bar that did not move counts as risen. */
export const hasFallen = (bar: Candle): boolean => bar.close < bar.open;

/** Enabled reminders of an instrument that stand at a price. */
export function priceReminders(reminders: readonly Reminder[], instrument: Pick<Instrument, 'id'>): Reminder[] {
  return reminders.filter((r) => r.instrument === instrument.id && r.enabled && (r.kind === 'price-up' || r.kind === 'price-down'));
}

/** Where an order's line is drawn: at its trigger while it waits, at the price asked for while a change is under way. */
export const linePrice = (order: Order): Ticks => wantedAt(order) ?? NaN;

/** Columns for labels at these heights (px), so that no two of one column are nearer than `height`: each takes the first that is free. */
export function sideBySide(heights: readonly number[], height: number): number[] {
  const columns: number[] = [];
  heights.forEach((y, i) => {
    const taken = new Set(columns.filter((_, before) => before < i && Math.abs(heights[before] - y) < height));
    let column = 0;
    while (taken.has(column)) column++;
    columns.push(column);
  });
  return columns;
}
