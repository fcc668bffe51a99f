/** Bars of a generated instrument from before the replay's first day: its plans, on the trading days before, in the hours of the first. */
import { daysOf } from '#shared/calendar/sessions.ts';
import { dateTime, previousTradingDay } from '#shared/calendar/trading-days.ts';
import type { Candle } from '#shared/model/candle.ts';
import { PAST_DAYS, type SyntheticModel } from './synthetic-plan.ts';
import type { ReplayDay } from './trading-calendar.ts';

export class SyntheticPast {
  readonly #model: SyntheticModel;
  readonly #firstDay: ReplayDay;
  /** Newest first. */
  #dates: string[] | null = null;
  #dayBars: readonly Candle[] | null = null;

  constructor(model: SyntheticModel, firstDay: ReplayDay) {
    this.#model = model;
    this.#firstDay = firstDay;
  }

  /** Trading day of day `day`, -1 being the one before the first. */
  #dateOf(day: number): string {
    if (!this.#dates) {
      this.#dates = [];
      let date = this.#firstDay.tradingDay;
      const days = daysOf(this.#model.instrument.sessions);
      for (let i = 0; i < PAST_DAYS; i++) this.#dates.push((date = previousTradingDay(date, days)));
    }
    return this.#dates[-1 - day];
  }

  /** Minute bars of day `day`, -1 to -PAST_DAYS. */
  minuteBars(day: number): Candle[] {
    const { minutes, tradingDay } = this.#firstDay;
    const { lot } = this.#model.instrument;
    const shift = dateTime(this.#dateOf(day)) - dateTime(tradingDay);
    const plan = this.#model.pastPlan(day, minutes.length);
    return Array.from(minutes, (time, m) => ({
      time: time + shift,
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
    this.#dayBars ??= Array.from({ length: PAST_DAYS }, (_, i) => dayBar(this.#dateOf(i - PAST_DAYS), this.minuteBars(i - PAST_DAYS))).filter((bar) => bar !== null);
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
