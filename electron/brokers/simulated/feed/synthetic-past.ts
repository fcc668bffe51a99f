/** Bars of a generated instrument from before its first day: its plans, on the trading days before. */
import { daysOf } from '#shared/calendar/sessions.ts';
import { dateTime, previousTradingDay } from '#shared/calendar/trading-days.ts';
import type { Candle } from '#shared/model/candle.ts';
import { PAST_DAYS, type SyntheticModel } from './synthetic-plan.ts';
import type { ReplayDay } from './trading-calendar.ts';

/** A day of the past: -1 is the one before the first of the replay. */
export interface PastDay {
  readonly tradingDay: string;
  /** Starts of its minutes, UTC ms. */
  readonly minutes: Float64Array;
}

/** Days before `firstDay`, each with its hours. */
export function daysBefore(firstDay: ReplayDay, sessionsKey: string): (day: number) => PastDay {
  /** Newest first. */
  let dates: string[] | null = null;
  return (day) => {
    if (!dates) {
      dates = [];
      let date = firstDay.tradingDay;
      const days = daysOf(sessionsKey);
      for (let i = 0; i < PAST_DAYS; i++) dates.push((date = previousTradingDay(date, days)));
    }
    const tradingDay = dates[-1 - day];
    const shift = dateTime(tradingDay) - dateTime(firstDay.tradingDay);
    return { tradingDay, minutes: firstDay.minutes.map((time) => time + shift) };
  };
}

export class SyntheticPast {
  readonly #model: SyntheticModel;
  readonly #dayOf: (day: number) => PastDay;
  #dayBars: readonly Candle[] | null = null;

  /** @param dayOf of -1 to -PAST_DAYS */
  constructor(model: SyntheticModel, dayOf: (day: number) => PastDay) {
    this.#model = model;
    this.#dayOf = dayOf;
  }

  /** Minute bars of day `day`, -1 to -PAST_DAYS. */
  minuteBars(day: number): Candle[] {
    const { minutes } = this.#dayOf(day);
    const { lot } = this.#model.instrument;
    const plan = this.#model.pastPlan(day, minutes.length);
    return Array.from(minutes, (time, m) => ({
      time,
      open: m === 0 ? plan.open : plan.close[m - 1],
      high: plan.high[m],
      low: plan.low[m],
      close: plan.close[m],
      volume: Math.max(1, Math.round(plan.volume[m] / lot)) * lot,
      openInterest: this.#model.openInterestAt(day, m + 1, minutes.length),
    }));
  }

  /** One bar for each of PAST_DAYS days, oldest first. */
  dayBars(): readonly Candle[] {
    this.#dayBars ??= Array.from({ length: PAST_DAYS }, (_, i) => dayBar(this.#dayOf(i - PAST_DAYS).tradingDay, this.minuteBars(i - PAST_DAYS))).filter((bar) => bar !== null);
    return this.#dayBars;
  }
}

/** A day's bar from its minutes; null where there are none. */
export function dayBar(tradingDay: string, minutes: readonly Candle[]): Candle | null {
  if (minutes.length === 0) return null;
  const last = minutes[minutes.length - 1];
  let { high, low } = minutes[0];
  let volume = 0;
  for (const bar of minutes) {
    high = Math.max(high, bar.high);
    low = Math.min(low, bar.low);
    volume += bar.volume;
  }
  return { time: dateTime(tradingDay), open: minutes[0].open, high, low, close: last.close, volume, openInterest: last.openInterest };
}
