/** A generated instrument: plays the minutes of synthetic-minute.ts over the plans of synthetic-plan.ts. */
import type { Candle } from '#shared/model/candle.ts';
import { tickMoney, type Instrument } from '#shared/model/instrument.ts';
import { emptyBook, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { emptyQuote, PHASES, QUOTE } from '#shared/model/quote.ts';
import { MONEY_PER_UNIT, roundToTick, type Ticks } from '#shared/price.ts';
import { isLimitFree } from '#shared/rules/price-limits.ts';
import type { FeedListener } from '../feed.ts';
import { mix } from './random.ts';
import type { Source } from './source.ts';
import { fillBook, type BookShape } from './synthetic-book.ts';
import { generateMinute, MinuteEvents } from './synthetic-minute.ts';
import { dayBar, daysBefore, SyntheticPast, type PastDay } from './synthetic-past.ts';
import { PAST_DAYS, type Carry, type DayPlan, type SyntheticModel } from './synthetic-plan.ts';
import type { ReplayDay } from './trading-calendar.ts';

const CONTINUOUS = PHASES.indexOf('continuous');
const MINUTE = 60_000;

/** What the minutes of a live day came to; `known` of them are filled in. */
interface DayFigures {
  readonly plan: DayPlan;
  known: number;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly volume: Float64Array;
  /** Price × quantity, in ticks. */
  readonly value: Float64Array;
}

/** For minutes that are only summed up. */
const scratch = new MinuteEvents(256);

/** A minute as it was generated last for someone who looks at its prices. */
interface SeenMinute {
  day: number;
  minute: number;
  readonly events: MinuteEvents;
}

export class SyntheticSource implements Source {
  readonly instrument: Instrument;
  readonly quote = emptyQuote();
  readonly book = emptyBook();
  readonly #index: number;
  readonly #model: SyntheticModel;
  readonly #days: readonly ReplayDay[];
  readonly #perTick: number;
  readonly #figures: DayFigures[] = [];
  readonly #events: MinuteEvents;
  #day = 0;
  #minute = 0;
  /** The next event of the minute. */
  #cursor = 0;
  /** Price × quantity traded today, in ticks: whole, so turnover gathers no rounding. */
  #value = 0;
  #shape: BookShape;
  nextTime = Infinity;
  readonly #past: SyntheticPast;
  #seen: SeenMinute | null = null;

  /** @param pastDay the days before, -1 to -PAST_DAYS; those before the first of `days`, in its hours, when absent */
  constructor(index: number, model: SyntheticModel, days: readonly ReplayDay[], pastDay?: (day: number) => PastDay) {
    this.#index = index;
    this.#model = model;
    this.instrument = model.instrument;
    this.#days = days;
    this.#past = new SyntheticPast(model, pastDay ?? daysBefore(days[0], model.instrument.sessions));
    this.#perTick = tickMoney(model.instrument) / MONEY_PER_UNIT;
    this.#events = new MinuteEvents(model.eventsPerMinute);
    this.#shape = { instrument: model.instrument, seed: model.seed, lots: 1, upperLimit: NaN, lowerLimit: NaN };
  }

  #minutes(day: number): number {
    return this.#days[day].minutes.length;
  }

  #openInterestAt(day: number, minute: number): number {
    return this.#model.openInterestAt(day, minute, this.#minutes(day));
  }

  #figuresOf(day: number): DayFigures {
    let figures = this.#figures[day];
    if (!figures) {
      const minutes = this.#minutes(day);
      const carry = day === 0 ? this.#model.firstCarry(minutes) : this.#carryAfter(day - 1);
      const plan = this.#model.plan(day, minutes, carry, null, isLimitFree(this.instrument, this.#days[day].tradingDay));
      const column = (): Float64Array => new Float64Array(minutes);
      figures = { plan, known: 0, high: column(), low: column(), volume: column(), value: column() };
      this.#figures[day] = figures;
    }
    return figures;
  }

  #carryAfter(day: number): Carry {
    const { plan } = this.#figuresOf(day);
    return { preClose: plan.close.at(-1) ?? plan.preClose, preSettlement: this.#settlementOf(day) };
  }

  /** Futures settle at the volume-weighted price of the day (CFFEX: of the last hour; SHFE and others: of the day), shares at the close. */
  #settlementOf(day: number): Ticks {
    const figures = this.#figuresOf(day);
    const minutes = this.#minutes(day);
    const planned = this.#model.plannedSettlement(day, minutes);
    if (planned !== null) return planned;
    const close = figures.plan.close.at(-1) ?? figures.plan.preClose;
    if (this.instrument.kind !== 'future') return close;
    this.#sumUp(figures, minutes);
    let volume = 0;
    let value = 0;
    for (let m = 0; m < minutes; m++) {
      volume += figures.volume[m];
      value += figures.value[m];
    }
    return volume === 0 ? close : roundToTick(this.instrument, value / volume, 'nearest');
  }

  /** Makes sure that the first `minutes` minutes are known. */
  #sumUp(figures: DayFigures, minutes: number): void {
    while (figures.known < minutes) {
      generateMinute(this.#model, figures.plan, figures.known, scratch, true);
      note(figures, figures.known, scratch);
    }
  }

  startDay(day: number): void {
    this.#day = day;
    this.#minute = 0;
    this.#value = 0;
    const { plan } = this.#figuresOf(day);
    const { quote } = this;
    quote.set(emptyQuote());
    this.book.set(emptyBook());
    quote[QUOTE.preClose] = plan.preClose;
    quote[QUOTE.preSettlement] = plan.preSettlement;
    quote[QUOTE.upperLimit] = plan.upperLimit;
    quote[QUOTE.lowerLimit] = plan.lowerLimit;
    quote[QUOTE.phase] = CONTINUOUS;
    const openInterest = this.#model.openInterestAfter(day - 1);
    quote[QUOTE.openInterest] = openInterest;
    quote[QUOTE.preOpenInterest] = this.#model.terms.openInterest === undefined ? NaN : openInterest;
    const meanLots = this.#model.terms.volume / (Math.max(1, this.#minutes(day)) * this.#model.eventsPerMinute * 0.55) / this.instrument.lot;
    this.#shape = { instrument: this.instrument, seed: mix(this.#model.seed, day), lots: Math.max(4, meanLots * 5), upperLimit: plan.upperLimit, lowerLimit: plan.lowerLimit };
    this.#beginMinute();
  }

  #beginMinute(): void {
    this.#cursor = 0;
    if (this.#minute >= this.#minutes(this.#day)) {
      this.nextTime = Infinity;
      return;
    }
    const figures = this.#figuresOf(this.#day);
    generateMinute(this.#model, figures.plan, this.#minute, this.#events);
    if (figures.known === this.#minute) note(figures, this.#minute, this.#events);
    this.#schedule();
  }

  #schedule(): void {
    this.nextTime = this.#days[this.#day].minutes[this.#minute] + this.#events.offset[this.#cursor];
  }

  emit(listener: FeedListener): void {
    const { quote, book } = this;
    const time = this.nextTime;
    const traded = this.#events.quantity[this.#cursor];
    const aggressor = this.#events.aggressor[this.#cursor];
    this.#take();
    this.#fillBook();
    this.#next();
    listener.quote(this.#index, quote);
    listener.book(this.#index, book);
    if (traded > 0) listener.trade(this.#index, time, quote[QUOTE.last], traded, aggressor);
  }

  /** Takes the event at the cursor into the quote; the touch's sizes come with the book. */
  #take(): void {
    const { quote } = this;
    const events = this.#events;
    const i = this.#cursor;
    const traded = events.quantity[i];
    quote[QUOTE.exchangeTime] = this.nextTime;
    quote[QUOTE.bid] = events.bid[i];
    quote[QUOTE.ask] = events.ask[i];
    if (traded === 0) return;
    const last = events.last[i];
    quote[QUOTE.last] = last;
    if (quote[QUOTE.volume] === 0) {
      quote[QUOTE.open] = last;
      quote[QUOTE.high] = last;
      quote[QUOTE.low] = last;
    } else {
      if (last > quote[QUOTE.high]) quote[QUOTE.high] = last;
      if (last < quote[QUOTE.low]) quote[QUOTE.low] = last;
    }
    quote[QUOTE.volume] += traded;
    this.#value += last * traded;
    quote[QUOTE.turnover] = this.#value * this.#perTick;
    quote[QUOTE.openInterest] = this.#openInterestAt(this.#day, this.#minute + (i + 1) / events.count);
  }

  #fillBook(): void {
    const { quote, book } = this;
    fillBook(this.#shape, quote[QUOTE.bid], quote[QUOTE.ask], this.#minute * this.#events.count + this.#cursor, book);
    quote[QUOTE.bidSize] = book[levelOffset(0) + LEVEL.bidSize];
    quote[QUOTE.askSize] = book[levelOffset(0) + LEVEL.askSize];
  }

  #next(): void {
    if (++this.#cursor < this.#events.count) {
      this.#schedule();
    } else {
      this.#minute++;
      this.#beginMinute();
    }
  }

  /** Where the day's walk stands at a moment: its opening price before the first minute, then the close of the last whole one. */
  walkAt(time: number): Ticks {
    const { plan } = this.#figuresOf(this.#day);
    const { minutes } = this.#days[this.#day];
    let whole = 0;
    while (whole < minutes.length && minutes[whole] + MINUTE <= time) whole++;
    return whole === 0 ? plan.open : plan.close[whole - 1];
  }

  /** A trade outside the minutes: what an auction came to. It may be added when later trades are known. Nothing is emitted. */
  print(time: number, price: Ticks, quantity: number): void {
    const { quote } = this;
    const first = quote[QUOTE.volume] === 0;
    if (!(quote[QUOTE.exchangeTime] > time)) {
      quote[QUOTE.exchangeTime] = time;
      quote[QUOTE.last] = price;
    }
    if (first) quote[QUOTE.open] = price;
    quote[QUOTE.high] = first ? price : Math.max(quote[QUOTE.high], price);
    quote[QUOTE.low] = first ? price : Math.min(quote[QUOTE.low], price);
    quote[QUOTE.volume] += quantity;
    this.#value += price * quantity;
    quote[QUOTE.turnover] = this.#value * this.#perTick;
  }

  seek(day: number, time: number): void {
    this.startDay(day);
    const { minutes } = this.#days[day];
    // The minute that holds `time`, or the last one before it.
    let minute = 0;
    while (minute + 1 < minutes.length && minutes[minute + 1] <= time) minute++;
    if (minutes.length === 0 || minutes[0] > time) return;
    this.#skipTo(minute);
    let taken = -1;
    while (this.#cursor < this.#events.count && minutes[minute] + this.#events.offset[this.#cursor] <= time) {
      this.#schedule();
      this.#take();
      taken = this.#cursor++;
    }
    if (taken >= 0) {
      this.#cursor = taken;
      this.#fillBook();
      this.#next();
    }
  }

  /** Puts the state at the beginning of a minute, as if all before it had been played. */
  #skipTo(minute: number): void {
    const figures = this.#figuresOf(this.#day);
    this.#sumUp(figures, minute);
    const { quote } = this;
    for (let m = 0; m < minute; m++) {
      quote[QUOTE.volume] += figures.volume[m];
      this.#value += figures.value[m];
      quote[QUOTE.high] = m === 0 ? figures.high[m] : Math.max(quote[QUOTE.high], figures.high[m]);
      quote[QUOTE.low] = m === 0 ? figures.low[m] : Math.min(quote[QUOTE.low], figures.low[m]);
    }
    if (minute > 0) {
      quote[QUOTE.open] = figures.plan.open;
      quote[QUOTE.last] = figures.plan.close[minute - 1];
      quote[QUOTE.turnover] = this.#value * this.#perTick;
      quote[QUOTE.openInterest] = this.#openInterestAt(this.#day, minute);
    }
    this.#minute = minute;
    this.#beginMinute();
  }

  settlement(): Ticks {
    return this.#settlementOf(this.#day);
  }

  lastAt(day: number, time: number): Ticks {
    const { minutes } = this.#days[day];
    if (minutes.length === 0 || time < minutes[0]) return this.preCloseOf(day);
    const minute = minuteOf(minutes, time);
    this.#seen ??= { day: -1, minute: -1, events: new MinuteEvents(this.#model.eventsPerMinute) };
    const { events } = this.#seen;
    if (this.#seen.day !== day || this.#seen.minute !== minute) {
      generateMinute(this.#model, this.#figuresOf(day).plan, minute, events, true);
      this.#seen.day = day;
      this.#seen.minute = minute;
    }
    // The first event comes at the minute's beginning and trades.
    let at = 0;
    while (at + 1 < events.count && minutes[minute] + events.offset[at + 1] <= time) at++;
    return events.last[at];
  }

  preCloseOf(day: number): Ticks {
    return this.#figuresOf(day).plan.preClose;
  }

  minuteBars(before: number, limit: number): Candle[] {
    const days: Candle[][] = [];
    let have = 0;
    for (let day = this.#day; day >= -PAST_DAYS && have < limit; day--) {
      const bars = (day >= 0 ? this.#liveBars(day) : this.#past.minuteBars(day)).filter((bar) => bar.time < before);
      days.unshift(bars);
      have += bars.length;
    }
    return days.flat().slice(-limit);
  }

  /** Minute bars of a live day: all of them for a day that is over, up to the last event for the current one. */
  #liveBars(day: number): Candle[] {
    const figures = this.#figuresOf(day);
    const { minutes } = this.#days[day];
    const current = day === this.#day;
    const whole = current ? Math.min(this.#minute, minutes.length) : minutes.length;
    this.#sumUp(figures, whole);
    const { plan } = figures;
    const bars: Candle[] = [];
    for (let m = 0; m < whole; m++) {
      bars.push({
        time: minutes[m],
        open: m === 0 ? plan.open : plan.close[m - 1],
        high: figures.high[m],
        low: figures.low[m],
        close: plan.close[m],
        volume: figures.volume[m],
        openInterest: this.#openInterestAt(day, m + 1),
      });
    }
    if (current && this.#cursor > 0) bars.push(this.#barSoFar(minutes[this.#minute]));
    return bars;
  }

  #barSoFar(time: number): Candle {
    const { last, quantity } = this.#events;
    const bar = { time, open: last[0], high: last[0], low: last[0], close: last[0], volume: 0, openInterest: this.quote[QUOTE.openInterest] };
    for (let i = 0; i < this.#cursor; i++) {
      bar.high = Math.max(bar.high, last[i]);
      bar.low = Math.min(bar.low, last[i]);
      bar.close = last[i];
      bar.volume += quantity[i];
    }
    return bar;
  }

  dayBars(before: number, limit: number): Candle[] {
    const bars = [...this.#past.dayBars()];
    for (let day = 0; day <= this.#day; day++) {
      const bar = dayBar(this.#days[day].tradingDay, this.#liveBars(day));
      if (bar) bars.push(bar);
    }
    return bars.filter((bar) => bar.time < before).slice(-limit);
  }
}

/** The minute that holds a time, or the last one before it. */
function minuteOf(minutes: Float64Array, time: number): number {
  let low = 0;
  let high = minutes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (minutes[middle] <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Sums up a minute. */
function note(figures: DayFigures, minute: number, events: MinuteEvents): void {
  let high = -Infinity;
  let low = Infinity;
  let volume = 0;
  let value = 0;
  for (let i = 0; i < events.count; i++) {
    const quantity = events.quantity[i];
    if (quantity === 0) continue;
    const last = events.last[i];
    if (last > high) high = last;
    if (last < low) low = last;
    volume += quantity;
    value += last * quantity;
  }
  figures.high[minute] = high;
  figures.low[minute] = low;
  figures.volume[minute] = volume;
  figures.value[minute] = value;
  figures.known = minute + 1;
}
