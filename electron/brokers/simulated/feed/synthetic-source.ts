/** A generated instrument: plays the minutes of synthetic-minute.ts over the plans of synthetic-plan.ts. */
import type { Candle } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { roundToTick, type Ticks } from '#shared/price.ts';
import { isLimitFree } from '#shared/rules/price-limits.ts';
import type { FeedListener } from '../feed.ts';
import { MinutePlayer, minuteOf } from './minute-player.ts';
import { mix } from './random.ts';
import type { Source } from './source.ts';
import { generateMinute, MinuteEvents } from './synthetic-minute.ts';
import { dayBar, daysBefore, SyntheticPast, type PastDay } from './synthetic-past.ts';
import { PAST_DAYS, type Carry, type DayPlan, type SyntheticModel } from './synthetic-plan.ts';
import type { ReplayDay } from './trading-calendar.ts';

const MINUTE = 60_000;

/** A minute as it was generated last for someone who looks at its prices. */
interface SeenMinute {
  day: number;
  minute: number;
  readonly events: MinuteEvents;
}

export class SyntheticSource implements Source {
  readonly instrument: Instrument;
  readonly #model: SyntheticModel;
  readonly #days: readonly ReplayDay[];
  readonly #player: MinutePlayer;
  readonly #plans: DayPlan[] = [];
  readonly #past: SyntheticPast;
  #seen: SeenMinute | null = null;

  /** @param pastDay the days before, -1 to -PAST_DAYS; those before the first of `days`, in its hours, when absent */
  constructor(index: number, model: SyntheticModel, days: readonly ReplayDay[], pastDay?: (day: number) => PastDay) {
    this.#model = model;
    this.instrument = model.instrument;
    this.#days = days;
    this.#past = new SyntheticPast(model, pastDay ?? daysBefore(days[0], model.instrument.sessions));
    this.#player = new MinutePlayer(index, model.instrument, days, model.eventsPerMinute, {
      generate: (day, minute, events, tradesOnly) => generateMinute(model, this.#planOf(day), minute, events, tradesOnly),
      openInterestAt: (day, minutes) => (minutes === 0 ? model.openInterestAfter(day - 1) : model.openInterestAt(day, minutes, this.#minutes(day))),
    });
  }

  get quote(): Float64Array {
    return this.#player.quote;
  }

  get book(): Float64Array {
    return this.#player.book;
  }

  get nextTime(): number {
    return this.#player.nextTime;
  }

  #minutes(day: number): number {
    return this.#days[day].minutes.length;
  }

  #planOf(day: number): DayPlan {
    let plan = this.#plans[day];
    if (!plan) {
      const minutes = this.#minutes(day);
      const carry = day === 0 ? this.#model.firstCarry(minutes) : this.#carryAfter(day - 1);
      plan = this.#model.plan(day, minutes, carry, null, isLimitFree(this.instrument, this.#days[day].tradingDay));
      this.#plans[day] = plan;
    }
    return plan;
  }

  #carryAfter(day: number): Carry {
    const plan = this.#planOf(day);
    return { preClose: plan.close.at(-1) ?? plan.preClose, preSettlement: this.#settlementOf(day) };
  }

  /** Futures settle at the volume-weighted price of the day (CFFEX: of the last hour; SHFE and others: of the day), shares at the close. */
  #settlementOf(day: number): Ticks {
    const minutes = this.#minutes(day);
    const planned = this.#model.plannedSettlement(day, minutes);
    if (planned !== null) return planned;
    const plan = this.#planOf(day);
    const close = plan.close.at(-1) ?? plan.preClose;
    if (this.instrument.kind !== 'future') return close;
    const sums = this.#player.sums(day, minutes);
    let volume = 0;
    let value = 0;
    for (let m = 0; m < minutes; m++) {
      volume += sums.volume[m];
      value += sums.value[m];
    }
    return volume === 0 ? close : roundToTick(this.instrument, value / volume, 'nearest');
  }

  startDay(day: number): void {
    const { preClose, preSettlement, upperLimit, lowerLimit } = this.#planOf(day);
    const { terms, seed, eventsPerMinute } = this.#model;
    const meanLots = terms.volume / (Math.max(1, this.#minutes(day)) * eventsPerMinute * 0.55) / this.instrument.lot;
    const preOpenInterest = terms.openInterest === undefined ? NaN : this.#model.openInterestAfter(day - 1);
    this.#player.startDay(day, { preClose, preSettlement, upperLimit, lowerLimit, preOpenInterest, lots: Math.max(4, meanLots * 5), seed: mix(seed, day) });
  }

  emit(listener: FeedListener): void {
    this.#player.emit(listener);
  }

  seek(day: number, time: number): void {
    this.startDay(day);
    this.#player.seek(time);
  }

  /** Where the day's walk stands at a moment: its opening price before the first minute, then the close of the last whole one. */
  walkAt(time: number): Ticks {
    const plan = this.#planOf(this.#player.day);
    const { minutes } = this.#days[this.#player.day];
    let whole = 0;
    while (whole < minutes.length && minutes[whole] + MINUTE <= time) whole++;
    return whole === 0 ? plan.open : plan.close[whole - 1];
  }

  /** A trade outside the minutes: what an auction came to. It may be added when later trades are known. Nothing is emitted. */
  print(time: number, price: Ticks, quantity: number): void {
    this.#player.print(time, price, quantity);
  }

  settlement(): Ticks {
    return this.#settlementOf(this.#player.day);
  }

  lastAt(day: number, time: number): Ticks {
    const { minutes } = this.#days[day];
    if (minutes.length === 0 || time < minutes[0]) return this.preCloseOf(day);
    const minute = minuteOf(minutes, time);
    this.#seen ??= { day: -1, minute: -1, events: new MinuteEvents(this.#model.eventsPerMinute) };
    const { events } = this.#seen;
    if (this.#seen.day !== day || this.#seen.minute !== minute) {
      generateMinute(this.#model, this.#planOf(day), minute, events, true);
      this.#seen.day = day;
      this.#seen.minute = minute;
    }
    // The first event comes at the minute's beginning and trades.
    let at = 0;
    while (at + 1 < events.count && minutes[minute] + events.offset[at + 1] <= time) at++;
    return events.last[at];
  }

  preCloseOf(day: number): Ticks {
    return this.#planOf(day).preClose;
  }

  minuteBars(before: number, limit: number): Candle[] {
    const days: Candle[][] = [];
    let have = 0;
    for (let day = this.#player.day; day >= -PAST_DAYS && have < limit; day--) {
      const bars = (day >= 0 ? this.#player.bars(day) : this.#past.minuteBars(day)).filter((bar) => bar.time < before);
      days.unshift(bars);
      have += bars.length;
    }
    return days.flat().slice(-limit);
  }

  dayBars(before: number, limit: number): Candle[] {
    const bars = [...this.#past.dayBars()];
    for (let day = 0; day <= this.#player.day; day++) {
      const bar = dayBar(this.#days[day].tradingDay, this.#player.bars(day));
      if (bar) bars.push(bar);
    }
    return bars.filter((bar) => bar.time < before).slice(-limit);
  }
}
