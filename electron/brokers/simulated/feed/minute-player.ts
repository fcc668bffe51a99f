/**
 * Plays generated minutes: keeps the quote and book of one instrument as the events of its days go by, and sums its minutes up into bars.
 * Where the events come from is the script's; any minute can be had by itself, so a jump arrives where playing would have.
 */
import type { Candle } from '#shared/model/candle.ts';
import { tickMoney, type Instrument } from '#shared/model/instrument.ts';
import { emptyBook, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { emptyQuote, PHASES, QUOTE } from '#shared/model/quote.ts';
import { MONEY_PER_UNIT, type Ticks } from '#shared/price.ts';
import type { FeedListener } from '../feed.ts';
import { fillBook, type BookShape } from './synthetic-book.ts';
import { MinuteEvents } from './synthetic-minute.ts';
import type { ReplayDay } from './trading-calendar.ts';

const CONTINUOUS = PHASES.indexOf('continuous');

/** Where the minutes of an instrument come from. */
export interface MinuteScript {
  /**
   * Fills `events` with the events of a minute: the first comes at its beginning, first and last trade.
   * @param tradesOnly nobody will look at the touch
   */
  generate(day: number, minute: number, events: MinuteEvents, tradesOnly: boolean): void;
  /** Open interest when so many minutes of a day are over (whole ones and a part); 0 where there is none. */
  openInterestAt(day: number, minutes: number): number;
}

/** What a day begins with, in ticks. */
export interface DayOpening {
  readonly preClose: Ticks;
  readonly preSettlement: Ticks;
  readonly upperLimit: Ticks;
  readonly lowerLimit: Ticks;
  /** NaN where there is none. */
  readonly preOpenInterest: number;
  /** Of the book: its usual size of a level, in lots, and what its sizes are drawn from. */
  readonly lots: number;
  readonly seed: number;
}

/** What the minutes of a day came to; the first `known` of them are filled in. Prices in ticks, `value` is price × quantity. */
export interface MinuteSums {
  known: number;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly value: Float64Array;
}

export class MinutePlayer {
  readonly quote = emptyQuote();
  readonly book = emptyBook();
  readonly #index: number;
  readonly #instrument: Instrument;
  readonly #days: readonly ReplayDay[];
  readonly #script: MinuteScript;
  readonly #perTick: number;
  readonly #sums: MinuteSums[] = [];
  readonly #events: MinuteEvents;
  /** For minutes that are only summed up; our own, as a script may ask another player meanwhile. */
  readonly #scratch: MinuteEvents;
  #shape: BookShape;
  #minute = 0;
  /** The next event of the minute. */
  #cursor = 0;
  /** Price × quantity traded today, in ticks: whole, so turnover gathers no rounding. */
  #value = 0;
  /** The day being played. */
  day = 0;
  /** Exchange time of the next event, Infinity after the day's last one. */
  nextTime = Infinity;

  /** @param index the instrument's place in the feed */
  constructor(index: number, instrument: Instrument, days: readonly ReplayDay[], eventsPerMinute: number, script: MinuteScript) {
    this.#index = index;
    this.#instrument = instrument;
    this.#days = days;
    this.#script = script;
    this.#perTick = tickMoney(instrument) / MONEY_PER_UNIT;
    this.#events = new MinuteEvents(eventsPerMinute);
    this.#scratch = new MinuteEvents(eventsPerMinute);
    this.#shape = { instrument, seed: 0, lots: 1, upperLimit: NaN, lowerLimit: NaN };
  }

  /** Sums of a day, its first `minutes` minutes at least. */
  sums(day: number, minutes: number): MinuteSums {
    let sums = this.#sums[day];
    if (!sums) {
      const column = (): Float64Array => new Float64Array(this.#days[day].minutes.length);
      sums = { known: 0, open: column(), high: column(), low: column(), close: column(), volume: column(), value: column() };
      this.#sums[day] = sums;
    }
    while (sums.known < minutes) {
      this.#script.generate(day, sums.known, this.#scratch, true);
      sumUp(sums, sums.known, this.#scratch);
    }
    return sums;
  }

  /** Begins a day: figures of the one before are gone, nothing is emitted. */
  startDay(day: number, opening: DayOpening): void {
    const { quote } = this;
    this.day = day;
    this.#minute = 0;
    this.#value = 0;
    quote.set(emptyQuote());
    this.book.set(emptyBook());
    quote[QUOTE.preClose] = opening.preClose;
    quote[QUOTE.preSettlement] = opening.preSettlement;
    quote[QUOTE.upperLimit] = opening.upperLimit;
    quote[QUOTE.lowerLimit] = opening.lowerLimit;
    quote[QUOTE.phase] = CONTINUOUS;
    quote[QUOTE.openInterest] = this.#script.openInterestAt(day, 0);
    quote[QUOTE.preOpenInterest] = opening.preOpenInterest;
    const { seed, lots, upperLimit, lowerLimit } = opening;
    this.#shape = { instrument: this.#instrument, seed, lots, upperLimit, lowerLimit };
    this.#beginMinute();
  }

  #beginMinute(): void {
    this.#cursor = 0;
    if (this.#minute >= this.#days[this.day].minutes.length) {
      this.nextTime = Infinity;
      return;
    }
    this.#script.generate(this.day, this.#minute, this.#events, false);
    const sums = this.sums(this.day, 0);
    if (sums.known === this.#minute) sumUp(sums, this.#minute, this.#events);
    this.#schedule();
  }

  #schedule(): void {
    this.nextTime = this.#days[this.day].minutes[this.#minute] + this.#events.offset[this.#cursor];
  }

  /** Emits the next event. */
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
    const { bid, ask, last, quantity, count } = this.#events;
    const i = this.#cursor;
    quote[QUOTE.exchangeTime] = this.nextTime;
    quote[QUOTE.bid] = bid[i];
    quote[QUOTE.ask] = ask[i];
    if (quantity[i] === 0) return;
    quote[QUOTE.last] = last[i];
    this.#trade(last[i], quantity[i]);
    quote[QUOTE.openInterest] = this.#script.openInterestAt(this.day, this.#minute + (i + 1) / count);
  }

  /** Adds a trade to the day's figures. */
  #trade(price: Ticks, quantity: number): void {
    const { quote } = this;
    if (quote[QUOTE.volume] === 0) {
      quote[QUOTE.open] = price;
      quote[QUOTE.high] = price;
      quote[QUOTE.low] = price;
    } else {
      if (price > quote[QUOTE.high]) quote[QUOTE.high] = price;
      if (price < quote[QUOTE.low]) quote[QUOTE.low] = price;
    }
    quote[QUOTE.volume] += quantity;
    this.#value += price * quantity;
    quote[QUOTE.turnover] = this.#value * this.#perTick;
  }

  /** A trade outside the minutes: what an auction came to. It may be added when later trades are known. Nothing is emitted. */
  print(time: number, price: Ticks, quantity: number): void {
    const { quote } = this;
    if (!(quote[QUOTE.exchangeTime] > time)) {
      quote[QUOTE.exchangeTime] = time;
      quote[QUOTE.last] = price;
    }
    this.#trade(price, quantity);
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

  /** Takes the state of a moment of the day just begun, as if everything up to it (inclusive) had been emitted. */
  seek(time: number): void {
    const { minutes } = this.#days[this.day];
    if (minutes.length === 0 || minutes[0] > time) return;
    const minute = minuteOf(minutes, time);
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

  /** Puts the state at the beginning of a minute. */
  #skipTo(minute: number): void {
    const { open, high, low, close, volume, value } = this.sums(this.day, minute);
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
      quote[QUOTE.openInterest] = this.#script.openInterestAt(this.day, minute);
    }
    this.#minute = minute;
    this.#beginMinute();
  }

  /** Minute bars of a day: all of them for one that is over, up to the last event for the one being played. */
  bars(day: number): Candle[] {
    const { minutes } = this.#days[day];
    const current = day === this.day;
    const whole = current ? Math.min(this.#minute, minutes.length) : minutes.length;
    const { open, high, low, close, volume } = this.sums(day, whole);
    const bars: Candle[] = [];
    for (let m = 0; m < whole; m++) {
      bars.push({ time: minutes[m], open: open[m], high: high[m], low: low[m], close: close[m], volume: volume[m], openInterest: this.#script.openInterestAt(day, m + 1) });
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
}

/** The minute that holds a time, or the last one before it. `minutes` ascend, and the first is not after `time`. */
export function minuteOf(minutes: Float64Array, time: number): number {
  let low = 0;
  let high = minutes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (minutes[middle] <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

function sumUp(sums: MinuteSums, minute: number, { count, last, quantity }: MinuteEvents): void {
  let [high, low, volume, value] = [-Infinity, Infinity, 0, 0];
  for (let i = 0; i < count; i++) {
    if (quantity[i] === 0) continue;
    high = Math.max(high, last[i]);
    low = Math.min(low, last[i]);
    volume += quantity[i];
    value += last[i] * quantity[i];
  }
  sums.open[minute] = last[0];
  sums.high[minute] = high;
  sums.low[minute] = low;
  sums.close[minute] = last[count - 1];
  sums.volume[minute] = volume;
  sums.value[minute] = value;
  sums.known = minute + 1;
}
