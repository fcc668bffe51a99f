/**
 * A generated option: its price is that of its underlying through Black's formula, at every moment that it quotes. What it was at any
 * time is a function of seed, day and the underlying's own path, so a jump arrives where playing would have.
 */
import { momentOf } from '#shared/calendar/zone.ts';
import { dateTime } from '#shared/calendar/trading-days.ts';
import type { OptionContract } from '#shared/ledger/option.ts';
import { optionValue } from '#shared/ledger/option-value.ts';
import type { Candle } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { ticksOf, type Ticks } from '#shared/price.ts';
import { optionLimitsOf } from '#shared/rules/price-limits.ts';
import type { FeedListener } from '../feed.ts';
import type { SyntheticTerms } from './catalogue.ts';
import { MinutePlayer } from './minute-player.ts';
import { fraction, hashText, mix, Random } from './random.ts';
import type { Source, UnderlyingPath } from './source.ts';
import type { MinuteEvents } from './synthetic-minute.ts';
import { dayBar } from './synthetic-past.ts';
import type { ReplayDay } from './trading-calendar.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const YEAR = 365 * 24 * HOUR;
const TRADING_DAYS = 252;
/** When what expires does, local time. */
const EXPIRY_HOUR = 15;
/** Part of the updates that print a trade. */
const TRADES = 0.3;
/** Half the usual spread as a part of the price. */
const HALF_SPREAD = 0.004;

/** What a day begins with. */
interface DayFigures {
  readonly preSettlement: Ticks;
  readonly upper: Ticks;
  readonly lower: Ticks;
}

export class OptionSource implements Source {
  readonly instrument: Instrument & OptionContract;
  readonly #terms: SyntheticTerms;
  readonly #underlying: UnderlyingPath;
  readonly #days: readonly ReplayDay[];
  readonly #seed: number;
  readonly #volatility: number;
  readonly #expiry: number;
  readonly #eventsPerMinute: number;
  readonly #random = new Random(0);
  readonly #player: MinutePlayer;
  readonly #figures: DayFigures[] = [];

  constructor(index: number, instrument: Instrument & OptionContract, terms: SyntheticTerms, underlying: UnderlyingPath, days: readonly ReplayDay[], seed: number) {
    const { option, expiry } = instrument;
    if (expiry === undefined) throw new Error(`${instrument.id} does not say when it expires`);
    this.instrument = instrument;
    this.#terms = terms;
    this.#underlying = underlying;
    this.#days = days;
    this.#seed = mix(seed, hashText(instrument.id));
    // One volatility for a strike, whatever the right: a call less a put is the underlying less the strike.
    const smile = 0.97 + 0.06 * fraction(mix(seed, hashText(`${option.underlying}/${expiry}/${option.strike}`)));
    this.#volatility = terms.volatility * Math.sqrt(TRADING_DAYS) * smile;
    this.#expiry = momentOf(instrument.timeZone, dateTime(expiry) + EXPIRY_HOUR * HOUR);
    this.#eventsPerMinute = 120 + Math.floor(fraction(mix(this.#seed, 1)) * 60);
    this.#player = new MinutePlayer(index, instrument, days, this.#eventsPerMinute, {
      generate: (day, minute, events) => this.#generate(day, minute, events),
      openInterestAt: () => terms.openInterest ?? 0,
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
      figures = { preSettlement, ...optionLimitsOf(this.instrument, preSettlement, this.#underlying.preCloseOf(day)) };
      this.#figures[day] = figures;
    }
    return figures;
  }

  #closeOf(day: number): Ticks {
    const { close } = this.#player.sums(day, this.#days[day].minutes.length);
    return close.at(-1) ?? this.#figuresOf(day).preSettlement;
  }

  #generate(day: number, minute: number, events: MinuteEvents): void {
    const { upper, lower } = this.#figuresOf(day);
    const { minutes } = this.#days[day];
    const count = this.#eventsPerMinute;
    events.count = count;
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
    const { preSettlement, upper, lower } = this.#figuresOf(day);
    const lots = Math.max(4, (this.#terms.volume / Math.max(1, this.#days[day].minutes.length * this.#eventsPerMinute * TRADES)) * 5);
    const preOpenInterest = this.#terms.openInterest ?? NaN;
    this.#player.startDay(day, { preClose: preSettlement, preSettlement, upperLimit: upper, lowerLimit: lower, preOpenInterest, lots, seed: mix(this.#seed, day) });
  }

  emit(listener: FeedListener): void {
    this.#player.emit(listener);
  }

  seek(day: number, time: number): void {
    this.startDay(day);
    this.#player.seek(time);
  }

  /** The close: a thing worth what its underlying is needs no average. */
  settlement(): Ticks {
    return this.#closeOf(this.#player.day);
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
    for (let day = 0; day <= this.#player.day; day++) bars.push(...this.#player.bars(day).filter((bar) => bar.time < before));
    return bars.slice(-limit);
  }

  dayBars(before: number, limit: number): Candle[] {
    const bars: Candle[] = [];
    for (let day = 0; day <= this.#player.day; day++) {
      const bar = dayBar(this.#days[day].tradingDay, this.#player.bars(day));
      if (bar && bar.time < before) bars.push(bar);
    }
    return bars.slice(-limit);
  }
}
