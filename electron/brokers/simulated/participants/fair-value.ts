/**
 * What the participants of an instrument take it to be worth: a walk that wanders, is slowly drawn back to where it began, and
 * believes a tenth of what it sees traded. In ticks, with fractions; zero and below are prices like any other.
 */
import type { CrowdTerms } from '../feed/catalogue.ts';
import type { Random } from '../feed/random.ts';
import type { Ticks } from '#shared/price.ts';

/** How far a trade away from fair value takes it along. */
const BELIEF = 0.1;

export class FairValue {
  readonly #home: Ticks;
  readonly #step: number;
  readonly #back: number;
  value: number;

  /**
   * @param home price that it is drawn to, in ticks
   * @param seconds from one `move` to the next
   */
  constructor(terms: CrowdTerms, home: Ticks, from: Ticks, seconds: number) {
    this.#home = home;
    this.#step = terms.volatility * Math.sqrt(seconds);
    this.#back = 1 - 2 ** (-seconds / terms.halfLife);
    this.value = from;
  }

  /** One step in time. @param traded last price where there was a trade since the step before, else NaN */
  move(random: Random, traded: Ticks): void {
    if (!Number.isNaN(traded)) this.value += (traded - this.value) * BELIEF;
    this.value += (this.#home - this.value) * this.#back + random.normal() * this.#step;
  }

  /** Stays within the day's limits; NaN is none. */
  bound(lower: Ticks, upper: Ticks): void {
    if (this.value < lower) this.value = lower;
    if (this.value > upper) this.value = upper;
  }
}
