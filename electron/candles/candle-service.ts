/**
 * K-lines for the screen: history from the broker that carries the instrument, longer periods built from shorter ones, and the
 * running bar from quotes. Each window has its own set of live series.
 */
import type { MarketDataHub } from '#electron/core/market-data/hub.ts';
import type { CandleUpdate } from '#shared/contract/topics.ts';
import { spanTime } from '#shared/calendar/spans.ts';
import { isDaily, type Adjustment, type Candle, type DailyPeriod, type Period } from '#shared/model/candle.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import { QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { LiveSeries } from './live-series.ts';
import { aggregate, barTime, joinCandles, sourceBars, sourceOf, type MarketHours } from './periods.ts';

/** Running bars reach the screen at most this often, ms (STACK: a chart drawn every frame costs 30 points of a core). */
export const CANDLE_INTERVAL = 100;
/** Bars adjusted backwards are no quotes: the newest is asked of the history this often, ms. */
export const BACKWARD_INTERVAL = 10_000;

/** Where bars of an instrument come from. */
export interface CandleSource {
  readonly periods: readonly Period[];
  load(period: Period, before: number | null, limit: number, adjustment: Adjustment): Promise<Result<readonly Candle[]>>;
}

export interface CandleServiceOptions {
  readonly hub: MarketDataHub;
  /** Null where no connection has history of it. */
  readonly sourceOf: (instrument: InstrumentId) => CandleSource | null;
  readonly hoursOf: (instrument: InstrumentId) => MarketHours;
  readonly after: (ms: number, task: () => void) => () => void;
}

export interface Series {
  readonly instrument: InstrumentId;
  readonly period: Period;
  /** Absent: forwards. */
  readonly adjustment?: Adjustment | undefined;
}

const keyOf = ({ instrument, period, adjustment = 'forward' }: Series): string => `${instrument}/${period}/${adjustment}`;

/** The live series of one window. */
export interface CandleWatch {
  /** Replaces what is watched. */
  watch(series: readonly Series[]): void;
  close(): void;
}

export class CandleService {
  readonly #options: CandleServiceOptions;
  readonly #watches = new Set<WindowWatch>();

  constructor(options: CandleServiceOptions) {
    this.#options = options;
  }

  /**
   * Bars before `before` (UTC ms, exclusive; null: up to now), oldest first, at most `limit`.
   * `complete`: there is nothing older.
   */
  async load(
    instrument: InstrumentId, period: Period, before: number | null, limit: number, adjustment: Adjustment = 'forward',
  ): Promise<Result<{ candles: readonly Candle[]; complete: boolean }>> {
    const source = this.#options.sourceOf(instrument);
    const from = source?.periods.includes(period) ? period : sourceOf(period);
    if (!source || !source.periods.includes(from)) return fail('history-unavailable', { instrument, period });
    if (from === period) {
      const loaded = await source.load(period, before, limit, adjustment);
      return loaded.ok ? ok({ candles: loaded.value, complete: loaded.value.length < limit }) : loaded;
    }
    const asked = (limit + 1) * sourceBars(period);
    const loaded = await source.load(from, before, asked, adjustment);
    if (!loaded.ok) return loaded;
    const bars = aggregate(loaded.value, period, this.#options.hoursOf(instrument));
    const complete = loaded.value.length < asked;
    // The oldest bar may lack its beginning: it is left for the next page, unless there is none.
    const whole = complete ? bars : bars.slice(1);
    return ok({ candles: whole.slice(-limit), complete: complete && whole.length <= limit });
  }

  /** A window's live bars; `deliver` gets updates in order, at most every CANDLE_INTERVAL. */
  open(deliver: (updates: readonly CandleUpdate[]) => void): CandleWatch {
    const watch: WindowWatch = new WindowWatch(this, this.#options, deliver, () => this.#watches.delete(watch));
    this.#watches.add(watch);
    return watch;
  }

  /** The feed of these instruments jumped: their series start anew. */
  reset(instruments: readonly InstrumentId[]): void {
    const which = new Set(instruments);
    for (const watch of this.#watches) watch.reset(which);
  }
}

interface Running {
  readonly series: Series;
  live: LiveSeries | null;
  end: () => void;
}

class WindowWatch implements CandleWatch {
  readonly #service: CandleService;
  readonly #options: CandleServiceOptions;
  readonly #deliver: (updates: readonly CandleUpdate[]) => void;
  readonly #closed: () => void;
  readonly #running = new Map<string, Running>();
  /** Updates not yet delivered, by series and bar. */
  #pending = new Map<string, CandleUpdate>();
  #cancel: (() => void) | null = null;

  constructor(service: CandleService, options: CandleServiceOptions, deliver: (updates: readonly CandleUpdate[]) => void, closed: () => void) {
    this.#service = service;
    this.#options = options;
    this.#deliver = deliver;
    this.#closed = closed;
  }

  watch(series: readonly Series[]): void {
    const wanted = new Map(series.map((s) => [keyOf(s), s]));
    for (const [key, running] of this.#running) {
      if (wanted.has(key)) continue;
      running.end();
      this.#running.delete(key);
    }
    for (const [key, s] of wanted) if (!this.#running.has(key)) this.#start(key, s);
  }

  #start(key: string, series: Series): void {
    const { hub, hoursOf } = this.#options;
    const slot = hub.knownSlot(series.instrument);
    if (slot === undefined) return;
    const running: Running = { series, live: null, end: () => undefined };
    this.#running.set(key, running);
    if (series.adjustment === 'backward') return this.#follow(key, running);
    const hours = hoursOf(series.instrument);
    // Only a quote that was kept up all along tells the volume that the history's newest bar holds already.
    const keptUp = hub.wanted().has(series.instrument);
    const begin = async (): Promise<void> => {
      const { instrument, period, adjustment } = series;
      const newest = await this.#service.load(instrument, period, null, 1, adjustment);
      const longer = isDaily(period) && period !== 'day' ? period : null;
      const days = longer && (await this.#service.load(instrument, 'day', null, sourceBars(longer), adjustment));
      if (this.#running.get(key) !== running) return;
      const at = slot * QUOTE_WIDTH;
      const bar = newest.ok ? (newest.value.candles.at(-1) ?? null) : null;
      const before = longer && days?.ok ? finishedDays(days.value.candles, longer, hub.quotes[at + QUOTE.exchangeTime], hours) : null;
      running.live = new LiveSeries(series.period, hours, bar, keptUp && bar ? hub.quotes[at + QUOTE.volume] : NaN, before);
      running.end = hub.listen(slot, (_slot, quotes, offset) => this.#quote(key, running, quotes, offset));
    };
    void begin();
  }

  /** Asks for the newest bars again and again. */
  #follow(key: string, running: Running): void {
    const { instrument, period, adjustment } = running.series;
    const ask = async (): Promise<void> => {
      const newest = await this.#service.load(instrument, period, null, 2, adjustment);
      if (this.#running.get(key) !== running) return;
      for (const candle of newest.ok ? newest.value.candles : []) this.#queue(key, { ...running.series, candle, reset: false });
      running.end = this.#options.after(BACKWARD_INTERVAL, () => void ask());
    };
    running.end = this.#options.after(BACKWARD_INTERVAL, () => void ask());
  }

  #quote(key: string, running: Running, quotes: Float64Array, offset: number): void {
    const live = running.live;
    if (!live) return;
    const { changed, finished } = live.quote(quotes, offset);
    if (finished) {
      this.#queue(key, { ...running.series, candle: finished, reset: false });
      void this.#confirm(key, running, finished.time);
    }
    if (changed) this.#queue(key, { ...running.series, candle: live.bar, reset: false });
  }

  /** A finished bar as the history has it: the truth where our quotes missed something. */
  async #confirm(key: string, running: Running, time: number): Promise<void> {
    const { instrument, period, adjustment } = running.series;
    const loaded = await this.#service.load(instrument, period, null, 2, adjustment);
    const bar = loaded.ok ? loaded.value.candles.find((candle) => candle.time === time) : undefined;
    if (bar && this.#running.get(key) === running) this.#queue(key, { ...running.series, candle: bar, reset: false });
  }

  #queue(key: string, update: CandleUpdate): void {
    const bar = `${key}/${update.candle?.time ?? 'reset'}`;
    this.#pending.delete(bar);
    this.#pending.set(bar, update);
    this.#cancel ??= this.#options.after(CANDLE_INTERVAL, () => {
      this.#cancel = null;
      const updates = [...this.#pending.values()];
      this.#pending = new Map();
      this.#deliver(updates);
    });
  }

  reset(which: ReadonlySet<InstrumentId>): void {
    for (const [key, running] of this.#running) {
      if (!which.has(running.series.instrument)) continue;
      running.end();
      for (const bar of this.#pending.keys()) if (bar.startsWith(`${key}/`)) this.#pending.delete(bar);
      this.#queue(key, { ...running.series, candle: null, reset: true });
      this.#start(key, running.series);
    }
  }

  close(): void {
    this.#cancel?.();
    for (const running of this.#running.values()) running.end();
    this.#running.clear();
    this.#closed();
  }
}

/** The days of the bar under way before today, as one bar. */
function finishedDays(days: readonly Candle[], period: DailyPeriod, now: number, hours: MarketHours): Candle | null {
  if (Number.isNaN(now)) return null;
  const today = barTime(now, 'day', hours);
  const begin = spanTime(today, period);
  return days
    .filter((day) => day.time >= begin && day.time < today)
    .reduce<Candle | null>((all, day) => (all ? joinCandles(all, day) : { ...day, time: begin }), null);
}
