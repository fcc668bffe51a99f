/** The bars of one series: first page, older pages on demand, live bars, and starting anew when the feed jumps or the link was lost. */
import type { Candle } from '#shared/model/candle.ts';
import type { Fault } from '#shared/result.ts';
import { client } from '#renderer/client/current.ts';
import { useLink } from '#renderer/state/link.ts';
import { sendCandleWatch, watchCandles, type WatchedSeries } from './candle-watch.ts';
import { mergeBar, PAGE, withOlder } from './chart-model.ts';

/** Live bars are handed on together at most this often (STACK.md, "Screen": a chart drawn every frame costs a third of a core). */
const FLUSH_MS = 100;

export interface CandleFeedEvents {
  /** All bars are new, or older ones were added in front. */
  onBars(bars: readonly Candle[], reason: 'loaded' | 'older' | 'corrected'): void;
  /** The newest bars from index `from` on changed or were added. */
  onLive(bars: readonly Candle[], from: number): void;
  onFault(fault: Fault): void;
}

export class CandleFeed {
  readonly #series: WatchedSeries;
  readonly #events: CandleFeedEvents;
  readonly #ends: (() => void)[] = [];
  #bars: Candle[] = [];
  #pending: Candle[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Raised by each loading from the start, so that an answer to an earlier one is known for old. */
  #generation = 0;
  #loaded = false;
  #busy = false;
  #complete = false;

  constructor(series: WatchedSeries, events: CandleFeedEvents) {
    this.#series = series;
    this.#events = events;
    this.#ends.push(
      client().on('candles', (change) => {
        for (const update of change.items) {
          if (update.instrument !== series.instrument || update.period !== series.period || (update.adjustment ?? 'forward') !== series.adjustment) continue;
          if (update.reset) void this.#load();
          if (update.candle) this.#take(update.candle);
        }
      }),
      watchCandles(series),
      useLink.subscribe((now, before) => {
        if (now.state !== 'up' || before.state === 'up') return;
        sendCandleWatch();
        void this.#load();
      }),
    );
    void this.#load();
  }

  close(): void {
    this.#generation++;
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const end of this.#ends) end();
  }

  get bars(): readonly Candle[] {
    return this.#bars;
  }

  /** Starts anew from the newest page. */
  reload(): void {
    void this.#load();
  }

  async #load(): Promise<void> {
    const generation = ++this.#generation;
    this.#loaded = false;
    this.#busy = false;
    this.#complete = false;
    this.#pending = [];
    const answer = await client().ask('candles.load', { ...this.#series, before: null, limit: PAGE });
    if (generation !== this.#generation) return;
    // A connection that keeps no bars (CTP's family) has those that its quotes make from now on.
    const nothingKept = !answer.ok && answer.fault.code === 'history-unavailable';
    if (!answer.ok && !nothingKept) return this.#events.onFault(answer.fault);
    this.#bars = answer.ok ? [...answer.value.candles] : [];
    this.#complete = !answer.ok || answer.value.complete;
    this.#loaded = true;
    // Live bars that came while the page was on its way are newer than the page.
    for (const bar of this.#pending.splice(0)) this.#bars = mergeBar(this.#bars, bar).bars;
    this.#events.onBars(this.#bars, 'loaded');
  }

  /** Asks for the page before the first bar, once at a time, until there is no more. */
  async loadOlder(): Promise<void> {
    const first = this.#bars[0];
    if (!this.#loaded || this.#busy || this.#complete || !first) return;
    const generation = this.#generation;
    this.#busy = true;
    const answer = await client().ask('candles.load', { ...this.#series, before: first.time, limit: PAGE });
    if (generation !== this.#generation) return;
    this.#busy = false;
    if (!answer.ok) return this.#events.onFault(answer.fault);
    this.#complete = answer.value.complete || answer.value.candles.length === 0;
    this.#bars = withOlder(answer.value.candles, this.#bars);
    this.#events.onBars(this.#bars, 'older');
  }

  #take(bar: Candle): void {
    const last = this.#pending.at(-1);
    if (last?.time === bar.time) this.#pending[this.#pending.length - 1] = bar;
    else this.#pending.push(bar);
    if (this.#loaded) this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  #flush(): void {
    this.#timer = null;
    if (!this.#loaded || this.#pending.length === 0) return;
    const from = Math.max(0, this.#bars.length - 1);
    let corrected = false;
    for (const bar of this.#pending.splice(0)) {
      const merged = mergeBar(this.#bars, bar);
      this.#bars = merged.bars;
      corrected ||= merged.at === 'inside';
    }
    if (corrected) this.#events.onBars(this.#bars, 'corrected');
    else this.#events.onLive(this.#bars, from);
  }
}
