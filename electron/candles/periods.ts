/**
 * Which bar a moment belongs to, and longer bars from shorter ones.
 *
 * Intraday bars start at the opening of their session and never cross a break: an hour of CFFEX is 09:30, 10:30, 13:00, 14:00.
 * Day and week bars carry 00:00 UTC of the trading day's date (of the week: its Monday).
 */
import type { Candle, Period } from '#shared/model/candle.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

const LENGTHS: Record<Exclude<Period, 'day' | 'week'>, number> = {
  '1m': MINUTE,
  '3m': 3 * MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': 60 * MINUTE,
};

/** What bars need to know of an instrument's market. */
export interface MarketHours {
  /** UTC ms at which the session that holds `time` opened; null outside sessions. */
  sessionStart(time: number): number | null;
  /** Trading day of a moment, `YYYY-MM-DD`. */
  tradingDay(time: number): string;
}

/** 00:00 UTC of a `YYYY-MM-DD`. */
export const dayTime = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** Monday of the week of a day bar's time. */
export const weekTime = (time: number): number => time - ((new Date(time).getUTCDay() + 6) % 7) * DAY;

/** Start of the bar that `time` (UTC ms of the exchange's clock) belongs to. */
export function barTime(time: number, period: Period, hours: MarketHours): number {
  if (period === 'day') return dayTime(hours.tradingDay(time));
  if (period === 'week') return weekTime(dayTime(hours.tradingDay(time)));
  const length = LENGTHS[period];
  // A whole hour is a good anchor everywhere outside sessions: zones differ by whole or half hours.
  const anchor = hours.sessionStart(time) ?? Math.floor(time / (60 * MINUTE)) * 60 * MINUTE;
  return anchor + Math.floor((time - anchor) / length) * length;
}

/** Two bars of one span as one: `later` follows `earlier`. */
export function joinCandles(earlier: Candle, later: Candle, time: number = earlier.time): Candle {
  return {
    time,
    open: earlier.open,
    high: Math.max(earlier.high, later.high),
    low: Math.min(earlier.low, later.low),
    close: later.close,
    volume: earlier.volume + later.volume,
    openInterest: later.openInterest,
  };
}

/** Bars of a longer period from bars of a shorter one (1m for intraday, day for week), both oldest first. */
export function aggregate(candles: readonly Candle[], period: Period, hours: MarketHours): Candle[] {
  const bars: Candle[] = [];
  for (const candle of candles) {
    const time = period === 'week' ? weekTime(candle.time) : barTime(candle.time, period, hours);
    const last = bars.at(-1);
    if (last?.time === time) bars[bars.length - 1] = joinCandles(last, candle);
    else bars.push({ ...candle, time });
  }
  return bars;
}

/** The period that a longer one is built from where a broker lacks it. */
export const sourceOf = (period: Period): Period => (period === 'week' ? 'day' : period === 'day' ? 'day' : '1m');

/** At most how many source bars one bar of `period` takes. */
export const sourceBars = (period: Period): number => (period === 'week' ? 7 : period === 'day' ? 1 : LENGTHS[period] / MINUTE);
