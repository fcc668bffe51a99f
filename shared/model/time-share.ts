/** Time-share (分时): the price minute by minute over one trading day, with the average that the day has been traded at so far. */
import type { Ticks } from '../price.ts';

export interface TimeSharePoint {
  /** Start of the minute, UTC ms. */
  readonly time: number;
  /** Last price of the minute. */
  readonly price: Ticks;
  /** Mean price of the day up to here, by volume; in ticks, with fractions. */
  readonly average: number;
  /** Traded within the minute. */
  readonly volume: number;
}
