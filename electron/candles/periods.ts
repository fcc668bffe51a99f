/**
 * Which bar a moment belongs to, and longer bars from shorter ones.
 *
 * Intraday bars start at the opening of their session and never cross a break: an hour of CFFEX is 09:30, 10:30, 13:00, 14:00.
 * Longer bars carry 00:00 UTC of a date: the trading day's, the week's Monday, the first of the month, quarter or year.
 */
import { spanTime } from '#shared/calendar/spans.ts';
import { isDaily, type Candle, type DailyPeriod, type Period } from '#shared/model/candle.ts';

const MINUTE = 60_000;

const LENGTHS: Record<Exclude<Period, DailyPeriod>, number> = {
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

/** Start of the bar that `time` (UTC ms of the exchange's clock) belongs to. */
export function barTime(time: number, period: Period, hours: MarketHours): number {
  if (isDaily(period)) return spanTime(dayTime(hours.tradingDay(time)), period);
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

/** Bars of a longer period from bars of a shorter one (minutes for intraday, days for what is longer), both oldest first. */
export function aggregate(candles: readonly Candle[], period: Period, hours: MarketHours): Candle[] {
  const bars: Candle[] = [];
  for (const candle of candles) {
    const time = isDaily(period) ? spanTime(candle.time, period) : barTime(candle.time, period, hours);
    const last = bars.at(-1);
    if (last?.time === time) bars[bars.length - 1] = joinCandles(last, candle);
    else bars.push({ ...candle, time });
  }
  return bars;
}

/** The period that a longer one is built from where a broker lacks it. */
export const sourceOf = (period: Period): Period => (isDaily(period) ? 'day' : '1m');

const DAYS: Readonly<Record<DailyPeriod, number>> = { day: 1, week: 7, month: 31, quarter: 92, year: 366 };

/** At most how many source bars one bar of `period` takes. */
export const sourceBars = (period: Period): number => (isDaily(period) ? DAYS[period] : LENGTHS[period] / MINUTE);
