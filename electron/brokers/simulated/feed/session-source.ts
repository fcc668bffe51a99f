/**
 * A generated instrument that keeps its market's hours: phases, auctions and trading days by the wall clock, prices by the date
 * (dated-model.ts). The last state of a trading day stands until the first session of the next one.
 */
import { daysOf, sessionsOf, tradingDayOf } from '#shared/calendar/sessions.ts';
import { nextTradingDay, previousTradingDay, type DateText } from '#shared/calendar/trading-days.ts';
import type { Candle } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { BOOK_WIDTH, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { PHASES, QUOTE, type Phase } from '#shared/model/quote.ts';
import { roundToTick, type Ticks } from '#shared/price.ts';
import type { FeedListener } from '../feed.ts';
import type { SyntheticTerms } from './catalogue.ts';
import { DatedModel } from './dated-model.ts';
import { fraction, mix } from './random.ts';
import { timetableOf, tradingMinutes, type Moment, type Timetable } from './session-timetable.ts';
import { SyntheticSource } from './synthetic-source.ts';

/** Part of a usual day's volume that an auction trades. */
const AUCTION_SHARE = 0.015;

export class SessionSource {
  readonly instrument: Instrument;
  readonly #terms: SyntheticTerms;
  readonly #index: number;
  readonly #seed: number;
  #model: DatedModel;
  #inner: SyntheticSource;
  #timetable: Timetable;
  /** The next moment of the timetable. */
  #cursor = 0;

  /** Stands at `time` (UTC ms), nothing emitted. */
  constructor(index: number, instrument: Instrument, terms: SyntheticTerms, seed: number, time: number) {
    this.instrument = instrument;
    this.#terms = terms;
    this.#index = index;
    this.#seed = seed;
    const day = this.#dayAt(time);
    this.#model = this.#modelOf(day);
    this.#timetable = this.#timetableOf(day);
    this.#inner = this.#sourceOf();
    this.#seek(time);
  }

  /** The trading day that is shown at a moment: the last one whose first session has begun. */
  #dayAt(time: number): DateText {
    const { sessions } = this.instrument;
    const day = tradingDayOf(sessions, time);
    const first = sessionsOf(sessions, day).at(0);
    return first && first.from <= time ? day : previousTradingDay(day, daysOf(sessions));
  }

  #modelOf(day: DateText): DatedModel {
    const { sessions } = this.instrument;
    return new DatedModel(this.instrument, this.#terms, this.#seed, day, daysOf(sessions), (date) => tradingMinutes(sessions, date).length);
  }

  #timetableOf(day: DateText): Timetable {
    return timetableOf(this.instrument.sessions, day, mix(this.#model.seed, this.#model.numberOf(0) + 1));
  }

  #sourceOf(): SyntheticSource {
    const model = this.#model;
    const { tradingDay, minutes } = this.#timetable;
    const from = minutes[0] ?? NaN;
    const day = { tradingDay, recorded: [], spans: [], from, to: from, minutes };
    const { sessions } = this.instrument;
    return new SyntheticSource(this.#index, model, [day], (past) => ({ tradingDay: model.dateOf(past), minutes: tradingMinutes(sessions, model.dateOf(past)) }));
  }

  get quote(): Float64Array {
    return this.#inner.quote;
  }

  get book(): Float64Array {
    return this.#inner.book;
  }

  /** The trading day that is shown. */
  get tradingDay(): DateText {
    return this.#timetable.tradingDay;
  }

  /** Exchange time of the next event. */
  get nextTime(): number {
    const moment = this.#timetable.moments.at(this.#cursor);
    if (moment && this.#cursor < this.#timetable.moments.length) return Math.min(moment.time, this.#inner.nextTime);
    if (this.#inner.nextTime !== Infinity) return this.#inner.nextTime;
    return this.#nextDayFrom();
  }

  #nextDayFrom(): number {
    const { sessions } = this.instrument;
    return sessionsOf(sessions, nextTradingDay(this.tradingDay, daysOf(sessions))).at(0)?.from ?? Infinity;
  }

  #beginDay(day: DateText): void {
    this.#model = this.#modelOf(day);
    this.#timetable = this.#timetableOf(day);
    this.#inner = this.#sourceOf();
    this.#inner.startDay(0);
    this.#cursor = 0;
    this.#show('closed');
  }

  /** Takes the state of a moment without emitting. */
  goTo(time: number): void {
    this.#beginDay(this.#dayAt(time));
    this.#seek(time);
  }

  #seek(time: number): void {
    this.#inner.seek(0, time);
    this.#cursor = 0;
    this.#show('closed');
    const { moments } = this.#timetable;
    const { quote } = this;
    for (; this.#cursor < moments.length && moments[this.#cursor].time <= time; this.#cursor++) {
      const moment = moments[this.#cursor];
      const later = !(moment.time < quote[QUOTE.exchangeTime]);
      // What an auction showed is gone once it was traded on.
      if (later || moment.kind !== 'indicate') this.#take(moment);
      if (later) quote[QUOTE.exchangeTime] = moment.time;
    }
    if (Number.isNaN(quote[QUOTE.exchangeTime])) quote[QUOTE.exchangeTime] = time;
  }

  /** Emits the next event. */
  emit(listener: FeedListener): void {
    const { moments } = this.#timetable;
    if (this.#cursor >= moments.length && this.#inner.nextTime === Infinity) this.#beginDay(nextTradingDay(this.tradingDay, daysOf(this.instrument.sessions)));
    const moment = this.#timetable.moments[this.#cursor];
    if (this.#cursor >= this.#timetable.moments.length || this.#inner.nextTime < moment.time) {
      this.#inner.emit(listener);
      return;
    }
    this.#cursor++;
    const traded = this.#take(moment);
    this.quote[QUOTE.exchangeTime] = moment.time;
    if (traded > 0) listener.auction?.(this.#index, this.quote[QUOTE.last], traded);
    listener.quote(this.#index, this.quote);
    if (moment.kind !== 'phase') listener.book(this.#index, this.book);
    if (traded > 0) listener.trade(this.#index, moment.time, this.quote[QUOTE.last], traded, 0);
  }

  #show(phase: Phase): void {
    this.quote[QUOTE.phase] = PHASES.indexOf(phase);
  }

  /** @returns what an auction traded at it, 0 for all else */
  #take(moment: Moment): number {
    if (moment.kind === 'phase') {
      this.#show(moment.phase);
      return 0;
    }
    const price = this.#inner.walkAt(moment.time);
    const volume = this.#auctionVolume(moment.time);
    if (moment.kind === 'uncross') {
      this.#inner.print(moment.time, price, volume);
      return volume;
    }
    this.#indicate(this.#indicative(price, moment), Math.max(this.instrument.lot, Math.floor((volume * moment.progress) / this.instrument.lot) * this.instrument.lot));
    return 0;
  }

  #auctionVolume(time: number): number {
    const { lot } = this.instrument;
    const part = AUCTION_SHARE * (0.5 + fraction(mix(this.#model.seed, Math.floor(time / 60_000))));
    return Math.max(1, Math.round((this.#terms.volume * part) / lot)) * lot;
  }

  /** On its way from the reference to the auction's price, less and less astray. */
  #indicative(goal: Ticks, { time, progress }: { readonly time: number; readonly progress: number }): Ticks {
    const { quote } = this;
    const from = Number.isNaN(quote[QUOTE.last]) ? quote[QUOTE.preClose] : quote[QUOTE.last];
    const astray = (fraction(mix(this.#model.seed, Math.floor(time / 1000))) - 0.5) * goal * this.#terms.volatility * 0.2 * (1 - progress);
    const price = roundToTick(this.instrument, from + (goal - from) * progress + astray, 'nearest');
    return Math.min(quote[QUOTE.upperLimit] || Infinity, Math.max(quote[QUOTE.lowerLimit] || -Infinity, price));
  }

  /** Both sides at the indicative price with what would be matched, as Chinese level-one feeds show it. */
  #indicate(price: Ticks, volume: number): void {
    const { quote, book } = this;
    const at = levelOffset(0);
    book.fill(NaN, 0, BOOK_WIDTH);
    book[0] = 1;
    for (const [field, side, sizeField, sideSize] of [
      [QUOTE.bid, LEVEL.bid, QUOTE.bidSize, LEVEL.bidSize],
      [QUOTE.ask, LEVEL.ask, QUOTE.askSize, LEVEL.askSize],
    ] as const) {
      quote[field] = price;
      quote[sizeField] = volume;
      book[at + side] = price;
      book[at + sideSize] = volume;
    }
  }

  /** The date itself where the market trades on it, else its trading day before. */
  tradingDayUpTo(date: DateText): DateText {
    const days = daysOf(this.instrument.sessions);
    return days.isTradingDay(date) ? date : previousTradingDay(date, days);
  }

  /** What a trading day settles at: futures at its weighted price, shares at its close. */
  settlementOn(day: DateText): Ticks {
    return (day === this.tradingDay ? this.#model : this.#modelOf(day)).settlement();
  }

  /** The day was settled: its price is shown with it. */
  settled(day: DateText, price: Ticks): void {
    if (day === this.tradingDay) this.quote[QUOTE.settlement] = price;
  }

  minuteBars(before: number, limit: number): Candle[] {
    return this.#inner.minuteBars(before, limit);
  }

  dayBars(before: number, limit: number): Candle[] {
    return this.#inner.dayBars(before, limit);
  }
}
