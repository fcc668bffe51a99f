/** One instrument of the replay: its next event, its state, its past. Recorded and generated ones look the same to the feed. */
import type { Candle } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Ticks } from '#shared/price.ts';
import type { FeedListener } from '../feed.ts';

/** Where an instrument was at any moment of a day, whether it was played or not: what an option's price is worked out from. */
export interface UnderlyingPath {
  /** Last traded price of a day up to a moment, inclusive; the previous close before the first trade. */
  lastAt(day: number, time: number): Ticks;
  /** Previous close of a day. */
  preCloseOf(day: number): Ticks;
}

export interface Source extends UnderlyingPath {
  readonly instrument: Instrument;
  /** State as last emitted. */
  readonly quote: Float64Array;
  readonly book: Float64Array;
  /** Exchange time of the next event of the current day, Infinity after its last one. */
  readonly nextTime: number;
  /** Begins the replay's day `day` (0 is the first): figures of the day before are gone, nothing is emitted. */
  startDay(day: number): void;
  /** Emits the next event. */
  emit(listener: FeedListener): void;
  /** Begins day `day` and takes the state of `time` without emitting, as if everything up to it (inclusive) had been. */
  seek(day: number, time: number): void;
  /** Settlement price of the current day. */
  settlement(): Ticks;
  /** Minute bars up to the last event, oldest first: the newest `limit` that begin before `before`. */
  minuteBars(before: number, limit: number): Candle[];
  dayBars(before: number, limit: number): Candle[];
}
