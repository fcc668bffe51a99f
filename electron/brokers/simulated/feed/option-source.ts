/**
 * A generated option: its price is that of its underlying through Black's formula, at every moment that it quotes. What it was at any
 * time is a function of seed, day and the underlying's own path, so a jump arrives where playing would have.
 */
import { momentOf } from '#shared/calendar/zone.ts';
import { dateTime } from '#shared/calendar/trading-days.ts';
import type { OptionContract } from '#shared/ledger/option.ts';
import type { Candle } from '#shared/model/candle.ts';
import { tickMoney, type Instrument } from '#shared/model/instrument.ts';
import { emptyBook, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { emptyQuote, PHASES, QUOTE } from '#shared/model/quote.ts';
import { MONEY_PER_UNIT, ticksOf, type Ticks } from '#shared/price.ts';
import { optionLimitsOf } from '#shared/rules/price-limits.ts';
import type { FeedListener } from '../feed.ts';
import { optionValue } from './black-scholes.ts';
import type { SyntheticTerms } from './catalogue.ts';
import { fraction, hashText, mix, Random } from './random.ts';
import type { Source, UnderlyingPath } from './source.ts';
import { fillBook, type BookShape } from './synthetic-book.ts';
import { MinuteEvents } from './synthetic-minute.ts';
import { dayBar } from './synthetic-past.ts';
import type { ReplayDay } from './trading-calendar.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const YEAR = 365 * 24 * HOUR;
const TRADING_DAYS = 252;
/** When what expires does, local time. */
const EXPIRY_HOUR = 15;
const CONTINUOUS = PHASES.indexOf('continuous');
/** Part of the updates that print a trade. */
const TRADES = 0.3;
/** Half the usual spread as a part of the price. */
const HALF_SPREAD = 0.004;

/** What the minutes of a day came to; `known` of them are filled in. */
interface DayFigures {
  readonly preSettlement: Ticks;
  readonly upper: number;
  readonly lower: number;
  known: number;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly value: Float64Array;
}

export class OptionSource implements Source {
  readonly instrument: Instrument & OptionContract;
  readonly quote = emptyQuote();
  readonly book = emptyBook();
  readonly #index: number;
  readonly #terms: SyntheticTerms;
  readonly #underlying: UnderlyingPath;
  readonly #days: readonly ReplayDay[];
  readonly #seed: number;
  readonly #volatility: number;
  readonly #expiry: number;
  readonly #perTick: number;
  readonly #random = new Random(0);
  readonly #events: MinuteEvents;
  /** For minutes that are only summed up. */
  readonly #scratch: MinuteEvents;
  readonly #figures: DayFigures[] = [];
  #shape: BookShape;
  #day = 0;
  #minute = 0;
  #cursor = 0;
  #value = 0;
  nextTime = Infinity;

  constructor(index: number, instrument: Instrument & OptionContract, terms: SyntheticTerms, underlying: UnderlyingPath, days: readonly ReplayDay[], seed: number) {
    const { option, expiry } = instrument;
    if (expiry === undefined) throw new Error(`${instrument.id} does not say when it expires`);
    this.instrument = instrument;
    this.#index = index;
    this.#terms = terms;
    this.#underlying = underlying;
    this.#days = days;
    this.#seed = mix(seed, hashText(instrument.id));
    // One volatility for a strike, whatever the right: a call less a put is the underlying less the strike.
    const smile = 0.97 + 0.06 * fraction(mix(seed, hashText(`${option.underlying}/${expiry}/${option.strike}`)));
    this.#volatility = terms.volatility * Math.sqrt(TRADING_DAYS) * smile;
    this.#expiry = momentOf(instrument.timeZone, dateTime(expiry) + EXPIRY_HOUR * HOUR);
    this.#perTick = tickMoney(instrument) / MONEY_PER_UNIT;
    const eventsPerMinute = 120 + Math.floor(fraction(mix(this.#seed, 1)) * 60);
    this.#events = new MinuteEvents(eventsPerMinute);
    this.#scratch = new MinuteEvents(eventsPerMinute);
    this.#events.count = this.#scratch.count = eventsPerMinute;
    this.#shape = { instrument, seed: this.#seed, lots: 1, upperLimit: NaN, lowerLimit: NaN };
  }

  /** Worth at a moment, in ticks and parts of one. */
  #fair(day: number, time: number): number {
    const { option, tickSize } = this.instrument;
    const forward = this.#underlying.lastAt(day, time);
    return (optionValue(option.right, forward, option.strike, this.#volatility, (this.#expiry - time) / YEAR) * option.strikeTick) / tickSize;
  }

  #figuresOf(day: number): DayFigures {
    let figures = this.#figures[day];
    if (!figures) {
      const preSettlement = day === 0 ? ticksOf(this.instrument, this.#terms.price) : this.#closeOf(day - 1);
      const column = (): Float64Array => new Float64Array(this.#days[day].minutes.length);
      const limits = optionLimitsOf(this.instrument, preSettlement, this.#underlying.preCloseOf(day));
      figures = { preSettlement, ...limits, known: 0, open: column(), high: column(), low: column(), close: column(), volume: column(), value: column() };
      this.#figures[day] = figures;
    }
    return figures;
  }

  #closeOf(day: number): Ticks {
    const figures = this.#figuresOf(day);
    this.#sumUp(day, figures.close.length);
    return figures.close.at(-1) ?? figures.preSettlement;
  }

  /** Makes sure that the first `minutes` minutes are known. */
  #sumUp(day: number, minutes: number): void {
    const figures = this.#figuresOf(day);
    while (figures.known < minutes) {
      this.#generate(day, figures.known, this.#scratch);
      note(figures, figures.known, this.#scratch);
    }
  }

  /** The events of a minute: the first one comes at its beginning, first and last trade. */
  #generate(day: number, minute: number, events: MinuteEvents): void {
    const { upper, lower } = this.#figuresOf(day);
    const { minutes } = this.#days[day];
    const { count } = events;
    const random = this.#random;
    random.restart(mix(mix(this.#seed, day * 4 + 1), minute));
    const mean = Math.max(0.6, this.#terms.volume / Math.max(1, minutes.length) / (count * TRADES));
    let last = NaN;
    for (let i = 0; i < count; i++) {
      const offset = i === 0 ? 0 : Math.floor(((i + random.next()) * MINUTE) / count);
      const fair = this.#fair(day, minutes[minute] + offset);
      const half = Math.max(0.5, fair * HALF_SPREAD) * (0.7 + 0.6 * random.next());
      const bid = Math.max(lower, Math.min(upper - 1, Math.floor(fair - half)));
      const ask = Math.min(upper, Math.max(bid + 1, Math.ceil(fair + half)));
      const draw = random.next();
      const size = random.next();
      const aggressor = random.next() < 0.5 ? 1 : -1;
      const trades = i === 0 || i === count - 1 || draw < TRADES;
      if (trades) last = aggressor === 1 ? ask : bid;
      events.offset[i] = offset;
      events.bid[i] = bid;
      events.ask[i] = ask;
      events.last[i] = last;
      events.quantity[i] = trades ? Math.max(1, Math.round(-Math.log(1 - size) * mean)) : 0;
      events.aggressor[i] = trades ? aggressor : 0;
    }
  }

  startDay(day: number): void {
    this.#day = day;
    this.#minute = 0;
    this.#value = 0;
    const figures = this.#figuresOf(day);
    const { quote } = this;
    quote.set(emptyQuote());
    this.book.set(emptyBook());
    quote[QUOTE.preClose] = figures.preSettlement;
    quote[QUOTE.preSettlement] = figures.preSettlement;
    quote[QUOTE.upperLimit] = figures.upper;
    quote[QUOTE.lowerLimit] = figures.lower;
    quote[QUOTE.phase] = CONTINUOUS;
    quote[QUOTE.openInterest] = this.#terms.openInterest ?? 0;
    quote[QUOTE.preOpenInterest] = this.#terms.openInterest ?? NaN;
    const lots = Math.max(4, (this.#terms.volume / Math.max(1, figures.close.length * this.#events.count * TRADES)) * 5);
    this.#shape = { instrument: this.instrument, seed: mix(this.#seed, day), lots, upperLimit: figures.upper, lowerLimit: figures.lower };
    this.#beginMinute();
  }

  #beginMinute(): void {
    this.#cursor = 0;
    const figures = this.#figuresOf(this.#day);
    if (this.#minute >= figures.close.length) {
      this.nextTime = Infinity;
      return;
    }
    this.#generate(this.#day, this.#minute, this.#events);
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
    const aggressor = this.#events.aggressor[this.#cursor] as 1 | 0 | -1;
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
    const { bid, ask, last, quantity } = this.#events;
    const i = this.#cursor;
    quote[QUOTE.exchangeTime] = this.nextTime;
    quote[QUOTE.bid] = bid[i];
    quote[QUOTE.ask] = ask[i];
    if (quantity[i] === 0) return;
    const price = last[i];
    const first = quote[QUOTE.volume] === 0;
    if (first) quote[QUOTE.open] = price;
    quote[QUOTE.high] = first ? price : Math.max(quote[QUOTE.high], price);
    quote[QUOTE.low] = first ? price : Math.min(quote[QUOTE.low], price);
    quote[QUOTE.last] = price;
    quote[QUOTE.volume] += quantity[i];
    this.#value += price * quantity[i];
    quote[QUOTE.turnover] = this.#value * this.#perTick;
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

  seek(day: number, time: number): void {
    this.startDay(day);
    const { minutes } = this.#days[day];
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
    if (taken < 0) return;
    this.#cursor = taken;
    this.#fillBook();
    this.#next();
  }

  /** Puts the state at the beginning of a minute, as if all before it had been played. */
  #skipTo(minute: number): void {
    this.#sumUp(this.#day, minute);
    const { open, high, low, close, volume, value } = this.#figuresOf(this.#day);
    const { quote } = this;
    for (let m = 0; m < minute; m++) {
      quote[QUOTE.volume] += volume[m];
      this.#value += value[m];
      quote[QUOTE.high] = m === 0 ? high[m] : Math.max(quote[QUOTE.high], high[m]);
      quote[QUOTE.low] = m === 0 ? low[m] : Math.min(quote[QUOTE.low], low[m]);
    }
    if (minute > 0) {
      quote[QUOTE.open] = open[0];
      quote[QUOTE.last] = close[minute - 1];
      quote[QUOTE.turnover] = this.#value * this.#perTick;
    }
    this.#minute = minute;
    this.#beginMinute();
  }

  /** The close: a thing worth what its underlying is needs no average. */
  settlement(): Ticks {
    return this.#closeOf(this.#day);
  }

  lastAt(day: number, time: number): Ticks {
    return Math.round(this.#fair(day, time));
  }

  preCloseOf(day: number): Ticks {
    return this.#figuresOf(day).preSettlement;
  }

  /** From the first replayed day on: the series was not listed before. */
  minuteBars(before: number, limit: number): Candle[] {
    const bars: Candle[] = [];
    for (let day = 0; day <= this.#day; day++) bars.push(...this.#barsOf(day).filter((bar) => bar.time < before));
    return bars.slice(-limit);
  }

  /** Minute bars of a day: all of them for one that is over, up to the last event for the current one. */
  #barsOf(day: number): Candle[] {
    const { minutes } = this.#days[day];
    const current = day === this.#day;
    const whole = current ? Math.min(this.#minute, minutes.length) : minutes.length;
    this.#sumUp(day, whole);
    const { open, high, low, close, volume } = this.#figuresOf(day);
    const openInterest = this.#terms.openInterest ?? 0;
    const bars: Candle[] = [];
    for (let m = 0; m < whole; m++) bars.push({ time: minutes[m], open: open[m], high: high[m], low: low[m], close: close[m], volume: volume[m], openInterest });
    if (current && this.#cursor > 0) bars.push(this.#barSoFar(minutes[this.#minute], openInterest));
    return bars;
  }

  #barSoFar(time: number, openInterest: number): Candle {
    const { last, quantity } = this.#events;
    const bar = { time, open: last[0], high: last[0], low: last[0], close: last[0], volume: 0, openInterest };
    for (let i = 0; i < this.#cursor; i++) {
      bar.high = Math.max(bar.high, last[i]);
      bar.low = Math.min(bar.low, last[i]);
      bar.close = last[i];
      bar.volume += quantity[i];
    }
    return bar;
  }

  dayBars(before: number, limit: number): Candle[] {
    const bars: Candle[] = [];
    for (let day = 0; day <= this.#day; day++) {
      const bar = dayBar(this.#days[day].tradingDay, this.#barsOf(day));
      if (bar && bar.time < before) bars.push(bar);
    }
    return bars.slice(-limit);
  }
}

/** Sums up a minute. */
function note(figures: DayFigures, minute: number, { count, last, quantity }: MinuteEvents): void {
  let [high, low, volume, value] = [-Infinity, Infinity, 0, 0];
  for (let i = 0; i < count; i++) {
    if (quantity[i] === 0) continue;
    high = Math.max(high, last[i]);
    low = Math.min(low, last[i]);
    volume += quantity[i];
    value += last[i] * quantity[i];
  }
  figures.open[minute] = last[0];
  figures.high[minute] = high;
  figures.low[minute] = low;
  figures.close[minute] = last[count - 1];
  figures.volume[minute] = volume;
  figures.value[minute] = value;
  figures.known = minute + 1;
}
