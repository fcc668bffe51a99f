/**
 * A generated market by the calendar: what a date brings is a function of the seed and that date, whenever and in whatever order it is
 * asked for. The close of a day follows slow and fast waves around the catalogue's price, which never drift away; the day's path
 * between two closes is the plan's (synthetic-plan.ts).
 */
import { dateTime, previousTradingDay, type DateText, type TradingDays } from '#shared/calendar/trading-days.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Ticks } from '#shared/price.ts';
import type { SyntheticTerms } from './catalogue.ts';
import { fraction, mix } from './random.ts';
import { SyntheticModel, type Carry } from './synthetic-plan.ts';

const DAY = 86_400_000;
/** The longest wave takes 2^7 days. */
const OCTAVES = 8;
/** Share of the catalogue's daily volatility that the fastest wave swings by: together the waves move a usual day by somewhat less than all of it. */
const SWING = 0.5;
/** How far all waves together can move a day at most, in parts of the fastest one's swing: each by twice its height at its steepest. */
const STEEPEST = Array.from({ length: OCTAVES }, (_, octave) => (2 * Math.min(1, 1.5 / 2 ** octave)) * Math.sqrt(2 ** octave)).reduce((sum, each) => sum + each, 0);
/** Part of the price limit that a day's close uses at most. */
const WITHIN_LIMIT = 0.8;

export class DatedModel extends SyntheticModel {
  readonly #days: TradingDays;
  readonly #minutesOn: (date: DateText) => number;
  /** Day 0, then the days before it. */
  readonly #dates: DateText[];

  /** @param today day 0, @param minutesOn how many minutes are traded on a date */
  constructor(instrument: Instrument, terms: SyntheticTerms, seed: number, today: DateText, days: TradingDays, minutesOn: (date: DateText) => number) {
    super(instrument, terms, seed);
    this.#days = days;
    this.#minutesOn = minutesOn;
    this.#dates = [today];
  }

  /** The trading day of day 0 or one of the past. */
  dateOf(day: number): DateText {
    while (this.#dates.length <= -day) this.#dates.push(previousTradingDay(this.#dates[this.#dates.length - 1], this.#days));
    return this.#dates[-day];
  }

  override numberOf(day: number): number {
    return (dateTime(this.dateOf(day)) / DAY) * 4;
  }

  /** Where a date ends. */
  closeOn(date: DateText): Ticks {
    const serial = dateTime(date) / DAY;
    let level = 0;
    for (let octave = 0; octave < OCTAVES; octave++) {
      const period = 2 ** octave;
      const at = serial / period + fraction(mix(this.seed, octave + 11));
      const whole = Math.floor(at);
      const part = at - whole;
      const knot = (number: number): number => fraction(mix(mix(this.seed, octave + 31), number)) * 2 - 1;
      level += Math.sqrt(period) * (knot(whole) + (knot(whole + 1) - knot(whole)) * part * part * (3 - 2 * part));
    }
    const swing = Math.min(this.terms.volatility * SWING, ((this.instrument.priceLimit ?? 1) * WITHIN_LIMIT) / STEEPEST);
    return this.valid(this.startPrice * Math.exp(level * swing));
  }

  override pastClose(day: number): Ticks {
    return this.closeOn(this.dateOf(day));
  }

  protected override closeOf(day: number): Ticks {
    return this.pastClose(day);
  }

  /** Futures: the volume-weighted price of the planned day, so that any day's settlement can be had without its trades. */
  override plannedSettlement(day: number, minutes: number): Ticks | null {
    return this.instrument.kind === 'future' ? this.weighted(this.pastPlan(day, minutes)) : null;
  }

  override firstCarry(): Carry {
    const preClose = this.pastClose(-1);
    return { preClose, preSettlement: this.plannedSettlement(-1, this.#minutesOn(this.dateOf(-1))) ?? preClose };
  }

  /** What day 0 settles at. */
  settlement(): Ticks {
    return this.plannedSettlement(0, this.#minutesOn(this.dateOf(0))) ?? this.pastClose(0);
  }
}
