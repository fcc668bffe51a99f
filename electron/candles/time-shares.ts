/**
 * Time-shares for the screen: the broker's own where it keeps one, otherwise from its bars of one minute and the running bar. Each window
 * has its own set.
 */
import type { MarketDataHub } from '#electron/core/market-data/hub.ts';
import type { TimeShareUpdate } from '#shared/contract/topics.ts';
import type { Candle } from '#shared/model/candle.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import type { TimeSharePoint } from '#shared/model/time-share.ts';
import { ok, type Result } from '#shared/result.ts';
import { CANDLE_INTERVAL, type CandleService, type CandleWatch } from './candle-service.ts';
import type { MarketHours } from './periods.ts';

/** Minutes of the longest trading day. */
const MOST_MINUTES = 1_440;

export interface TimeSharesOptions {
  readonly hub: MarketDataHub;
  readonly candles: CandleService;
  readonly hoursOf: (instrument: InstrumentId) => MarketHours;
  /** Asks the broker that carries an instrument for its own; null where that keeps none. */
  readonly ownOf: (instrument: InstrumentId) => (() => Promise<Result<readonly TimeSharePoint[]>>) | null;
  readonly after: (ms: number, task: () => void) => () => void;
}

/** The live time-shares of one window. */
export interface TimeShareWatch {
  /** Replaces what is watched. */
  watch(instruments: readonly InstrumentId[]): void;
  close(): void;
}

/**
 * A day's time-share from its bars of one minute, oldest first. A bar tells no turnover: the average takes its volume at the mean of high,
 * low and close. Where nothing was traded the average is the price.
 */
export function timeShareOf(bars: readonly Candle[]): TimeSharePoint[] {
  let value = 0;
  let traded = 0;
  return bars.map(({ time, high, low, close, volume }) => {
    value += ((high + low + close) / 3) * volume;
    traded += volume;
    return { time, price: close, average: traded > 0 ? value / traded : close, volume };
  });
}

const isSame = (a: Candle, b: Candle): boolean => a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume;

/** Those of the newest bar's trading day. */
export function lastDay(bars: readonly Candle[], hours: MarketHours): readonly Candle[] {
  const last = bars.at(-1);
  const day = last && hours.tradingDay(last.time);
  return bars.filter(({ time }) => hours.tradingDay(time) === day);
}

export class TimeShares {
  readonly #options: TimeSharesOptions;
  readonly #watches = new Set<WindowShares>();

  constructor(options: TimeSharesOptions) {
    this.#options = options;
  }

  /** The day under way, or the last one, oldest first. Errors: what the broker says. */
  async load(instrument: InstrumentId): Promise<Result<{ readonly points: readonly TimeSharePoint[] }>> {
    const own = await this.#options.ownOf(instrument)?.();
    if (own?.ok) return ok({ points: own.value });
    const bars = await this.bars(instrument);
    return bars.ok ? ok({ points: timeShareOf(bars.value) }) : bars;
  }

  /** The bars of the last day; none where the broker keeps none: what comes is shown then. */
  async bars(instrument: InstrumentId): Promise<Result<readonly Candle[]>> {
    const loaded = await this.#options.candles.load(instrument, '1m', null, MOST_MINUTES);
    if (loaded.ok) return ok(lastDay(loaded.value.candles, this.#options.hoursOf(instrument)));
    return loaded.fault.code === 'history-unavailable' ? ok([]) : loaded;
  }

  /** A window's live time-shares; `deliver` gets updates in order, at most every CANDLE_INTERVAL. @param owner the window */
  open(owner: string, deliver: (updates: readonly TimeShareUpdate[]) => void): TimeShareWatch {
    const watch: WindowShares = new WindowShares(this, this.#options, `time-share ${owner}`, deliver, () => this.#watches.delete(watch));
    this.#watches.add(watch);
    return watch;
  }

  /** The broker's own went on. */
  told(instrument: InstrumentId, points: readonly TimeSharePoint[]): void {
    for (const watch of this.#watches) watch.told(instrument, points);
  }
}

/** Where a window's time-share comes from: the broker's own, bars of one minute, or not known yet. */
type Origin = 'own' | 'bars' | 'asked';

class WindowShares implements TimeShareWatch {
  readonly #shares: TimeShares;
  readonly #options: TimeSharesOptions;
  readonly #owner: string;
  readonly #deliver: (updates: readonly TimeShareUpdate[]) => void;
  readonly #closed: () => void;
  readonly #live: CandleWatch;
  readonly #origins = new Map<InstrumentId, Origin>();
  /** Of those from bars the day's so far; null until they are loaded. */
  readonly #bars = new Map<InstrumentId, readonly Candle[] | null>();
  /** Of the brokers' own the trading day that was told last. */
  readonly #days = new Map<InstrumentId, string>();
  #pending = new Map<InstrumentId, TimeShareUpdate>();
  #cancel: (() => void) | null = null;

  constructor(shares: TimeShares, options: TimeSharesOptions, owner: string, deliver: (updates: readonly TimeShareUpdate[]) => void, closed: () => void) {
    this.#shares = shares;
    this.#options = options;
    this.#owner = owner;
    this.#deliver = deliver;
    this.#closed = closed;
    this.#live = options.candles.open((updates) => {
      for (const { instrument, candle, reset } of updates) {
        if (reset) void this.#begin(instrument, true);
        if (candle) this.#bar(instrument, candle);
      }
    });
  }

  watch(instruments: readonly InstrumentId[]): void {
    const wanted = new Set(instruments);
    for (const known of this.#origins.keys()) {
      if (wanted.has(known)) continue;
      for (const map of [this.#origins, this.#bars, this.#days, this.#pending]) map.delete(known);
    }
    const { hub, ownOf } = this.#options;
    hub.want(this.#owner, [...wanted], { timeShares: [...wanted].filter((id) => ownOf(id) !== null) });
    const fresh = [...wanted].filter((id) => !this.#origins.has(id));
    for (const id of fresh) this.#origins.set(id, 'asked');
    this.#watchBars();
    for (const id of fresh) void this.#start(id);
  }

  #watchBars(): void {
    this.#live.watch([...this.#origins].flatMap(([instrument, origin]) => (origin === 'bars' ? [{ instrument, period: '1m' }] : [])));
  }

  async #start(instrument: InstrumentId): Promise<void> {
    // What was just said to be wanted reaches the broker first.
    await Promise.resolve();
    const own = await this.#options.ownOf(instrument)?.();
    if (this.#origins.get(instrument) !== 'asked') return;
    this.#origins.set(instrument, own?.ok ? 'own' : 'bars');
    if (own?.ok) {
      const newest = own.value.at(-1);
      if (newest && !this.#days.has(instrument)) this.#days.set(instrument, this.#dayOf(instrument, newest.time));
      return;
    }
    this.#watchBars();
    await this.#begin(instrument, false);
  }

  #dayOf(instrument: InstrumentId, time: number): string {
    return this.#options.hoursOf(instrument).tradingDay(time);
  }

  async #begin(instrument: InstrumentId, again: boolean): Promise<void> {
    this.#bars.set(instrument, null);
    const loaded = await this.#shares.bars(instrument);
    if (this.#bars.get(instrument) !== null) return;
    const bars = loaded.ok ? loaded.value : [];
    this.#bars.set(instrument, bars);
    if (again) this.#queue({ instrument, points: timeShareOf(bars), reset: true });
  }

  #bar(instrument: InstrumentId, candle: Candle): void {
    const bars = this.#bars.get(instrument);
    // What comes while the day is loaded comes again with its next change.
    if (!bars) return;
    const last = bars.at(-1);
    const isOtherDay = last !== undefined && this.#dayOf(instrument, candle.time) !== this.#dayOf(instrument, last.time);
    // The last bar of the day before may be told after the first of this one.
    if (isOtherDay && candle.time < last.time) return;
    const from = isOtherDay ? 0 : bars.findLastIndex(({ time }) => time < candle.time) + 1;
    const known = bars[from]?.time === candle.time ? bars[from] : undefined;
    if (known && isSame(known, candle)) return;
    const next = isOtherDay ? [candle] : bars.toSpliced(from, known ? 1 : 0, candle);
    this.#bars.set(instrument, next);
    this.#queue({ instrument, points: timeShareOf(next).slice(from), reset: isOtherDay });
  }

  told(instrument: InstrumentId, points: readonly TimeSharePoint[]): void {
    const origin = this.#origins.get(instrument);
    const first = points[0];
    if (origin === undefined || origin === 'bars' || !first) return;
    const before = this.#days.get(instrument);
    const day = this.#dayOf(instrument, first.time);
    this.#days.set(instrument, day);
    this.#queue({ instrument, points, reset: before !== undefined && before !== day });
  }

  /** What waits to be told is told together: of a minute its newest state. */
  #queue(update: TimeShareUpdate): void {
    const waiting = update.reset ? undefined : this.#pending.get(update.instrument);
    const points = new Map([...(waiting?.points ?? []), ...update.points].map((point) => [point.time, point]));
    this.#pending.set(update.instrument, { ...update, points: [...points.values()].sort((a, b) => a.time - b.time), reset: update.reset || waiting?.reset === true });
    this.#cancel ??= this.#options.after(CANDLE_INTERVAL, () => {
      this.#cancel = null;
      const updates = [...this.#pending.values()];
      this.#pending = new Map();
      this.#deliver(updates);
    });
  }

  close(): void {
    this.#cancel?.();
    this.#live.close();
    this.#options.hub.want(this.#owner, []);
    this.#closed();
  }
}
