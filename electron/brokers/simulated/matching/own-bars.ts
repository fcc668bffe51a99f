/** Bars of a matching instrument from its own trades, since it was first opened or the clock jumped: what was not traded has no past. */
import type { Candle } from '#shared/model/candle.ts';
import type { Ticks } from '#shared/price.ts';

const MINUTE = 60_000;
/** Minute bars kept: a week around the clock. */
const KEPT = 10_080;
const SLACK = 500;
const KEPT_DAYS = 250;

/** Minutes that are kept over a restart: a day. */
const SAVED = 1_440;

export interface OwnBarsState {
  readonly minutes: readonly Candle[];
  readonly days: readonly Candle[];
}

type Growing = { -readonly [K in keyof Candle]: Candle[K] };

export class OwnBars {
  #minutes: Growing[] = [];
  #days: Candle[] = [];

  /** @param time UTC ms of the trade */
  traded(time: number, price: Ticks, quantity: number, openInterest: number): void {
    const start = Math.floor(time / MINUTE) * MINUTE;
    const bar = this.#minutes.at(-1);
    if (!bar || bar.time < start) {
      this.#minutes.push({ time: start, open: price, high: price, low: price, close: price, volume: quantity, openInterest });
      if (this.#minutes.length > KEPT + SLACK) this.#minutes = this.#minutes.slice(-KEPT);
      return;
    }
    bar.high = Math.max(bar.high, price);
    bar.low = Math.min(bar.low, price);
    bar.close = price;
    bar.volume += quantity;
    bar.openInterest = openInterest;
  }

  /** Takes the bar of a day that is over. */
  endDay(bar: Candle): void {
    this.#days.push(bar);
    if (this.#days.length > KEPT_DAYS) this.#days.shift();
  }

  state(): OwnBarsState {
    return { minutes: this.#minutes.slice(-SAVED), days: this.#days };
  }

  /** Takes back what `state` gave; what was traded since goes on from there. */
  restore(state: OwnBarsState): void {
    this.#minutes = state.minutes.map((bar) => ({ ...bar }));
    this.#days = [...state.days];
  }

  /** The clock jumped: what follows is of another time. */
  clear(): void {
    this.#minutes = [];
    this.#days = [];
  }

  /** The newest `limit` bars that begin before `before` (UTC ms; null: all), oldest first. */
  minutes(before: number | null, limit: number): readonly Candle[] {
    return newest(this.#minutes, before, limit).map((bar) => ({ ...bar }));
  }

  /** @param today the day under way; null where nothing traded yet */
  days(today: Candle | null, before: number | null, limit: number): readonly Candle[] {
    return newest(today ? [...this.#days, today] : this.#days, before, limit);
  }
}

function newest<B extends Candle>(bars: readonly B[], before: number | null, limit: number): readonly B[] {
  const after = before === null ? -1 : bars.findIndex((bar) => bar.time >= before);
  const end = after < 0 ? bars.length : after;
  return bars.slice(Math.max(0, end - Math.max(0, Math.floor(limit))), end);
}
