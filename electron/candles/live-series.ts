/** The bar that is being drawn now, from quotes: one instrument, one period. */
import { isDaily, type Candle, type Period } from '#shared/model/candle.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { barTime, joinCandles, type MarketHours } from './periods.ts';

export class LiveSeries {
  readonly #period: Period;
  readonly #hours: MarketHours;
  #bar: Candle | null;
  /** Of bars longer than a day: the finished days of the one under way as one bar. */
  readonly #before: Candle | null;
  /** Cumulative volume of the day that the bar already holds; NaN until the first quote. */
  #volume: number;

  /**
   * @param bar the newest bar so far, null where there is none
   * @param volume cumulative volume of the day at that moment
   * @param before of bars longer than a day: the finished days of the one under way as one bar
   */
  constructor(period: Period, hours: MarketHours, bar: Candle | null, volume: number, before: Candle | null = null) {
    this.#period = period;
    this.#hours = hours;
    this.#bar = bar;
    this.#volume = volume;
    this.#before = before;
  }

  get bar(): Candle | null {
    return this.#bar;
  }

  /**
   * Takes a quote record at `at`.
   * @returns whether the bar changed; `finished` is the bar that this quote closed
   */
  quote(quotes: Float64Array, at: number): { readonly changed: boolean; readonly finished: Candle | null } {
    const last = quotes[at + QUOTE.last];
    const time = quotes[at + QUOTE.exchangeTime];
    if (Number.isNaN(last) || Number.isNaN(time)) return { changed: false, finished: null };
    const start = barTime(time, this.#period, this.#hours);
    if (isDaily(this.#period)) return this.#day(quotes, at, start);

    const volume = quotes[at + QUOTE.volume];
    const traded = Number.isNaN(this.#volume) ? 0 : Math.max(0, volume - this.#volume);
    this.#volume = volume;
    const openInterest = quotes[at + QUOTE.openInterest];
    const bar = this.#bar;
    if (bar && start < bar.time) return { changed: false, finished: null };
    if (bar?.time === start) {
      if (traded === 0 && last === bar.close) return { changed: false, finished: null };
      this.#bar = joinCandles(bar, { time: start, open: last, high: last, low: last, close: last, volume: traded, openInterest });
      return { changed: true, finished: null };
    }
    // A bar begins with its first trade: a quote that only moves the touch after the break does not open one.
    if (traded === 0 && bar !== null) return { changed: false, finished: null };
    this.#bar = { time: start, open: last, high: last, low: last, close: last, volume: traded, openInterest };
    return { changed: true, finished: bar };
  }

  /** The feed carries the day's own open, high, low and volume: no need to collect them. */
  #day(quotes: Float64Array, at: number, start: number): { readonly changed: boolean; readonly finished: Candle | null } {
    const last = quotes[at + QUOTE.last];
    const or = (value: number): number => (Number.isNaN(value) ? last : value);
    const today: Candle = {
      time: start,
      open: or(quotes[at + QUOTE.open]),
      high: or(quotes[at + QUOTE.high]),
      low: or(quotes[at + QUOTE.low]),
      close: last,
      volume: quotes[at + QUOTE.volume],
      openInterest: quotes[at + QUOTE.openInterest],
    };
    const previous = this.#bar;
    this.#bar = this.#before?.time === start ? joinCandles(this.#before, today) : today;
    const same = previous?.time === this.#bar.time && previous.close === this.#bar.close && previous.volume === this.#bar.volume;
    return { changed: !same, finished: previous && previous.time !== this.#bar.time ? previous : null };
  }
}
