/** K-line bars. */
import type { Ticks } from '../price.ts';

export const PERIODS = ['1m', '3m', '5m', '15m', '30m', '1h', 'day', 'week'] as const;
export type Period = (typeof PERIODS)[number];

/** One bar. `time` is its start, UTC ms; day and week bars start at 00:00 UTC of the (first) trading day's date. */
export interface Candle {
  readonly time: number;
  readonly open: Ticks;
  readonly high: Ticks;
  readonly low: Ticks;
  readonly close: Ticks;
  readonly volume: number;
  readonly openInterest: number;
}
