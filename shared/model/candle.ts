/** K-line bars. */
import type { Ticks } from '../price.ts';

/** Bars of whole days: their time is a date. */
export const DAILY_PERIODS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type DailyPeriod = (typeof DAILY_PERIODS)[number];
export const PERIODS = ['1m', '3m', '5m', '15m', '30m', '1h', ...DAILY_PERIODS] as const;
export type Period = (typeof PERIODS)[number];

export const isDaily = (period: Period): period is DailyPeriod => (DAILY_PERIODS as readonly Period[]).includes(period);

export const ADJUSTMENTS = ['none', 'forward', 'backward'] as const;
/** For splits and dividends: not at all, so that the newest prices stay as they are, or so that the oldest do. */
export type Adjustment = (typeof ADJUSTMENTS)[number];

/** One bar. `time` is its start, UTC ms; that of a day or longer is 00:00 UTC of a date: the day's, the week's Monday, the first of the month, quarter or year. */
export interface Candle {
  readonly time: number;
  readonly open: Ticks;
  readonly high: Ticks;
  readonly low: Ticks;
  readonly close: Ticks;
  readonly volume: number;
  readonly openInterest: number;
}
