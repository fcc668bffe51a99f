/**
 * The shape of a generated day, minute by minute, as a function of seed and day number alone: any day, past or to come, can be had
 * without the days before it. Day 0 is the replay's first; negative days are the past. The previous close of day 0 is the
 * catalogue's price, so history joins the live walk without a jump.
 */
import type { Instrument } from '#shared/model/instrument.ts';
import { roundToTick, stepAt, ticksOf, type Ticks } from '#shared/price.ts';
import type { SyntheticTerms } from './catalogue.ts';
import { limitsOf } from '#shared/rules/price-limits.ts';
import { fraction, hashText, mix, Random } from './random.ts';

/** In steps of the tick table: the plan leaves this room between prices and limits. */
export const WIDEST_SPREAD = 12;

/** How many days of history there are. */
export const PAST_DAYS = 250;

/** What the day before leaves behind. */
export interface Carry {
  readonly preClose: Ticks;
  readonly preSettlement: Ticks;
}

/** Targets per minute, in ticks and contracts or shares; a minute opens at the close of the one before. */
export interface DayPlan extends Carry {
  readonly day: number;
  /** NaN where the market has none. */
  readonly upperLimit: number;
  readonly lowerLimit: number;
  readonly open: Ticks;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

export class SyntheticModel {
  readonly instrument: Instrument;
  readonly terms: SyntheticTerms;
  readonly seed: number;
  /** Events a minute: two to four a second, its own for each instrument. */
  readonly eventsPerMinute: number;
  readonly startPrice: Ticks;
  /** Closes of the past, newest first: day -1 at 0. */
  #pastCloses: Float64Array | null = null;

  constructor(instrument: Instrument, terms: SyntheticTerms, seed: number) {
    this.instrument = instrument;
    this.terms = terms;
    this.seed = mix(seed, hashText(instrument.id));
    this.eventsPerMinute = 120 + Math.floor(fraction(mix(this.seed, 1)) * 121);
    this.startPrice = roundToTick(instrument, ticksOf(instrument, terms.price), 'nearest');
  }

  /** What a day's random numbers are drawn from: a multiple of 4 of its own, the three after it are the day's too. */
  numberOf(day: number): number {
    return day * 4;
  }

  /** Where a day must end though it is none of the past; null: drawn. */
  protected closeOf(_day: number): Ticks | null {
    return null;
  }

  /** What a day settles at where that is not reckoned from its trades; null otherwise. */
  plannedSettlement(_day: number, _minutes: number): Ticks | null {
    return null;
  }

  /** Logarithm of a day's close over the day before's. */
  #dayReturn(day: number): number {
    const { volatility } = this.terms;
    const most = (this.instrument.priceLimit ?? 1) * 0.4;
    const drawn = new Random(mix(this.seed, this.numberOf(day) + 2)).normal() * volatility;
    return Math.max(-most, Math.min(most, drawn));
  }

  /** Close of a day of the past, -1 to -PAST_DAYS - 1. */
  pastClose(day: number): Ticks {
    if (!this.#pastCloses) {
      this.#pastCloses = new Float64Array(PAST_DAYS + 1);
      let price = this.startPrice;
      for (let i = 0; i <= PAST_DAYS; i++) {
        this.#pastCloses[i] = price;
        price = this.valid(price / Math.exp(this.#dayReturn(-1 - i)));
      }
    }
    return this.#pastCloses[-1 - day];
  }

  /** Nearest valid price, at least a handful of steps above zero. */
  protected valid(price: number): Ticks {
    const rounded = roundToTick(this.instrument, price, 'nearest');
    return Math.max(rounded, 20 * stepAt(this.instrument, 0));
  }

  /** Open interest at the end of a day, in contracts; 0 for what has none. */
  openInterestAfter(day: number): number {
    const base = this.terms.openInterest ?? 0;
    return Math.round(base * (1 + 0.04 * (fraction(mix(this.seed, this.numberOf(day) + 3)) - 0.5)));
  }

  /** Open interest after `minute` of a day's `minutes`. */
  openInterestAt(day: number, minute: number, minutes: number): number {
    const from = this.openInterestAfter(day - 1);
    const to = this.openInterestAfter(day);
    return from + Math.round(((to - from) * minute) / Math.max(1, minutes));
  }

  /** What the last day of the past leaves to day 0. */
  firstCarry(minutes: number): Carry {
    const preClose = this.pastClose(-1);
    if (this.instrument.kind !== 'future') return { preClose, preSettlement: preClose };
    return { preClose, preSettlement: this.weighted(this.pastPlan(-1, minutes)) };
  }

  /** Volume-weighted price of a planned day. */
  protected weighted(plan: DayPlan): Ticks {
    let value = 0;
    let volume = 0;
    for (let m = 0; m < plan.close.length; m++) {
      value += ((plan.high[m] + plan.low[m] + 2 * plan.close[m]) / 4) * plan.volume[m];
      volume += plan.volume[m];
    }
    return volume === 0 ? plan.preClose : roundToTick(this.instrument, value / volume, 'nearest');
  }

  pastPlan(day: number, minutes: number): DayPlan {
    const preClose = this.pastClose(day - 1);
    return this.plan(day, minutes, { preClose, preSettlement: preClose }, this.pastClose(day));
  }

  /**
   * @param minutes trading minutes of the day
   * @param close where the day must end (days of the past); drawn when absent
   * @param limitFree the day has no price limits: one of a new listing's first
   */
  plan(day: number, minutes: number, carry: Carry, close: Ticks | null = null, limitFree = false): DayPlan {
    const { volatility, volume } = this.terms;
    const random = new Random(mix(this.seed, this.numberOf(day)));
    const reference = this.instrument.reference === 'pre-settlement' ? carry.preSettlement : carry.preClose;
    const limits = limitsOf(this.instrument, reference, limitFree);
    const bounds = this.#bounds(limits.upper, limits.lower);
    const inside = (price: number): Ticks => Math.max(bounds.low, Math.min(bounds.high, this.valid(price)));
    const open = inside(carry.preClose * Math.exp(random.normal() * volatility * 0.15));
    const end = inside(close ?? this.closeOf(day) ?? carry.preClose * Math.exp(this.#dayReturn(day)));
    const plan: DayPlan = {
      ...carry,
      day,
      upperLimit: limits.upper,
      lowerLimit: limits.lower,
      open,
      high: new Float64Array(minutes),
      low: new Float64Array(minutes),
      close: new Float64Array(minutes),
      volume: new Float64Array(minutes),
    };
    const walk = this.#walk(random, minutes, open, end);
    const reach = (volatility / Math.sqrt(Math.max(1, minutes))) * 0.4;
    let before = open;
    for (let m = 0; m < minutes; m++) {
      const now = m === minutes - 1 ? end : inside(walk[m]);
      plan.close[m] = now;
      plan.high[m] = inside(Math.max(before, now) * (1 + Math.abs(random.normal()) * reach));
      plan.low[m] = inside(Math.min(before, now) * (1 - Math.abs(random.normal()) * reach));
      plan.volume[m] = (volume / minutes) * season(m, minutes) * Math.exp(random.normal() * 0.35);
      before = now;
    }
    return plan;
  }

  /** Minute closes from `open` to `end`: a random walk, tied down at both ends, livelier at the open. */
  #walk(random: Random, minutes: number, open: Ticks, end: Ticks): Float64Array {
    const sigma = (this.terms.volatility / Math.sqrt(Math.max(1, minutes))) * 0.85;
    const path = new Float64Array(minutes);
    let sum = 0;
    for (let m = 0; m < minutes; m++) path[m] = sum += random.normal() * sigma * Math.sqrt(season(m, minutes));
    const drift = Math.log(end / open) - sum;
    for (let m = 0; m < minutes; m++) path[m] = open * Math.exp(path[m] + (drift * (m + 1)) / minutes);
    return path;
  }

  /** Valid prices that leave room for a spread inside the limits. */
  #bounds(upper: number, lower: number): { readonly high: Ticks; readonly low: Ticks } {
    const lowest = 20 * stepAt(this.instrument, 0);
    if (Number.isNaN(upper)) return { high: Infinity, low: lowest };
    const step = stepAt(this.instrument, upper);
    const room = Math.min(WIDEST_SPREAD, Math.floor((upper - lower) / step / 4)) * step;
    return { high: roundToTick(this.instrument, upper - room, 'down'), low: Math.max(lowest, roundToTick(this.instrument, lower + room, 'up')) };
  }
}

/** How busy a minute is against the day's mean: more at the open and at the close. */
function season(minute: number, minutes: number): number {
  const at = minutes <= 1 ? 0.5 : minute / (minutes - 1);
  return 0.75 + 1.3 * Math.exp(-at * 14) + 0.75 * Math.exp(-(1 - at) * 12);
}
