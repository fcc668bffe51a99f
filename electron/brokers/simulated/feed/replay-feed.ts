/**
 * The market of the simulated exchange: recorded days replayed exactly, every other listed instrument generated from a seed, on one
 * clock that runs through open hours only and loops over the days. Same days, instruments and seed: same events, however `advance`
 * slices the time.
 *
 * After the last day the first one comes again (`dayEnd`, then `reset`): generated prices start anew with it, and the recorded
 * pre-settlement of the first day is what it was, not the settlement of the last. Every instrument trades continuously while the clock
 * runs, whatever its own hours (openctp's 7x24 environment).
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isOption } from '#shared/ledger/option.ts';
import type { Candle, Period } from '#shared/model/candle.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { QUOTE } from '#shared/model/quote.ts';
import type { ReplayStatus } from '#shared/model/replay.ts';
import type { Ticks } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Feed, FeedListener } from '../feed.ts';
import { findAssets } from './assets-folder.ts';
import { catalogueEntry, catalogueOn, type SyntheticTerms } from './catalogue.ts';
import { readDayFile } from './day-file.ts';
import { EventQueue } from './event-queue.ts';
import { OptionSource } from './option-source.ts';
import { fraction, hashText, mix } from './random.ts';
import type { RecordedDay } from './recorded-day.ts';
import { RecordedSource } from './recorded-source.ts';
import type { Source } from './source.ts';
import { SyntheticModel } from './synthetic-plan.ts';
import { SyntheticSource } from './synthetic-source.ts';
import { replayDays, type ReplayDay } from './trading-calendar.ts';

export const DEFAULT_SEED = 20_210_104;

export interface ReplayFeedOptions {
  /** What to replay; the recorded days in assets/days when absent. */
  readonly days?: readonly RecordedDay[];
  /** What is listed; the whole catalogue with the rules of the first recorded day when absent. Instruments with recorded days replay them, others are generated; `origin` and `depth` are set accordingly. */
  readonly instruments?: readonly Instrument[];
  /** Any whole number. */
  readonly seed?: number;
  /** Where `days/` lies, for a layout in which it is not found by walking up. */
  readonly assetsFolder?: string;
}

/**
 * @returns the feed, standing at the first moment of the first day with nothing emitted yet; a fault when a day file is missing,
 * cut short or damaged, or recorded days belong to no listed instrument
 */
export function createReplayFeed(options: ReplayFeedOptions = {}): Result<Feed> {
  const recorded = options.days ? ok(options.days) : readAssetDays(options.assetsFolder);
  if (!recorded.ok) return recorded;
  const first = recorded.value.reduce<string | null>((day, { tradingDay }) => (day === null || tradingDay < day ? tradingDay : day), null);
  const listed = options.instruments ?? catalogueOn(first).map((entry) => entry.instrument);
  const known = new Map(listed.map((instrument) => [instrument.id, instrument]));
  for (const day of recorded.value) {
    const instrument = known.get(day.instrument);
    if (!instrument) return fail('instrument-unknown', { instrument: day.instrument });
    if (instrument.tickSize !== day.tickSize) return fail('day-file-unreadable', { file: `${day.instrument} ${day.tradingDay}`, reason: `tick ${day.tickSize} instead of ${instrument.tickSize}` });
  }
  if (recorded.value.length === 0) return fail('day-file-unreadable', { file: 'days', reason: 'there is no recorded day' });
  const days = replayDays(recorded.value, (id) => known.get(id)?.sessions ?? '');
  const seed = options.seed ?? DEFAULT_SEED;
  const sources: Source[] = [];
  for (const [index, instrument] of listed.entries()) sources.push(sourceOf(instrument, index, days, seed, sources));
  return ok(new ReplayFeed(days, sources));
}

/** @param before the sources of what is listed before it: an option follows its underlying's, where that is among them */
function sourceOf(instrument: Instrument, index: number, days: readonly ReplayDay[], seed: number, before: readonly Source[]): Source {
  const own = days.map((day) => day.recorded.find((recorded) => recorded.instrument === instrument.id) ?? null);
  if (own.some((day) => day !== null)) return new RecordedSource(index, { ...instrument, origin: 'recorded', depth: 1 }, own);
  const listed: Instrument = { ...instrument, origin: 'synthetic', depth: instrument.depth > 5 ? 10 : 5 };
  const terms = catalogueEntry(instrument.id)?.synthetic ?? usualTerms(instrument);
  if (isOption(listed)) {
    const underlying = before.find((source) => source.instrument.id === listed.option.underlying);
    if (underlying) return new OptionSource(index, listed, terms, underlying, days, seed);
  }
  return new SyntheticSource(index, new SyntheticModel(listed, terms, seed), days);
}

/** For what the catalogue does not know: a price of some thousand ticks, of its own for each instrument. */
function usualTerms(instrument: Instrument): SyntheticTerms {
  const price = instrument.tickSize * (instrument.bands ? 50_000 : 1000 + Math.floor(9000 * fraction(mix(hashText(instrument.id), 7))));
  return { price, volatility: 0.012, volume: 100_000 * instrument.lot, ...(instrument.kind === 'future' ? { openInterest: 100_000 } : {}) };
}

/** The recorded days that come with the product. */
export function readAssetDays(assetsFolder?: string): Result<readonly RecordedDay[]> {
  const assets = assetsFolder ?? findAssets('days');
  const folder = assets === null ? 'assets/days' : join(assets, 'days');
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.day'));
  } catch (error) {
    return fail('day-file-unreadable', { file: folder, reason: error instanceof Error ? error.message : String(error) });
  }
  const days: RecordedDay[] = [];
  for (const name of names.sort()) {
    const day = readDayFile(join(folder, name));
    if (!day.ok) return day;
    days.push(day.value);
  }
  return ok(days);
}

class ReplayFeed implements Feed {
  readonly instruments: readonly Instrument[];
  readonly days: ReplayStatus['days'];
  readonly #days: readonly ReplayDay[];
  readonly #sources: readonly Source[];
  readonly #indexOf: ReadonlyMap<InstrumentId, number>;
  readonly #queue: EventQueue;
  readonly #listeners: FeedListener[] = [];
  /** All listeners as one, so that emitting costs no loop where there is one. */
  #listener: FeedListener = NOBODY;
  #day = 0;
  #span = 0;
  #time: number;

  constructor(days: readonly ReplayDay[], sources: readonly Source[]) {
    this.#days = days;
    this.#sources = sources;
    this.days = days.map(({ tradingDay, from, to }) => ({ day: tradingDay, from, to }));
    this.instruments = sources.map((source) => source.instrument);
    this.#indexOf = new Map(this.instruments.map((instrument, index) => [instrument.id, index]));
    this.#queue = new EventQueue(sources.length);
    this.#time = days[0].from;
    this.#startDay(0);
  }

  get time(): number {
    return this.#time;
  }

  get tradingDay(): string {
    return this.#days[this.#day].tradingDay;
  }

  listen(listener: FeedListener): void {
    this.#listeners.push(listener);
    this.#listener = this.#listeners.length === 1 ? listener : fanOut(this.#listeners);
  }

  advance(elapsed: number): void {
    let left = elapsed;
    for (;;) {
      const { spans } = this.#days[this.#day];
      const span = spans[this.#span];
      const target = Math.min(this.#time + left, span.to);
      left -= target - this.#time;
      this.#time = target;
      this.#emitUntil(target);
      if (target < span.to) return;
      if (this.#span + 1 < spans.length) {
        // Closed hours take no time.
        this.#span++;
        this.#time = spans[this.#span].from;
      } else {
        if (left <= 0) return;
        this.#endDay();
      }
    }
  }

  #emitUntil(time: number): void {
    const queue = this.#queue;
    while (queue.nextTime <= time) {
      const source = this.#sources[queue.first];
      source.emit(this.#listener);
      queue.replace(source.nextTime);
    }
  }

  #endDay(): void {
    const settlement = new Map<InstrumentId, Ticks>(this.#sources.map((source) => [source.instrument.id, source.settlement()]));
    this.#listener.dayEnd(this.tradingDay, settlement);
    const last = this.#day === this.#days.length - 1;
    this.#startDay(last ? 0 : this.#day + 1);
    if (last) this.#listener.reset(this.instruments.map((instrument) => instrument.id));
  }

  #startDay(day: number): void {
    this.#day = day;
    this.#span = 0;
    this.#time = this.#days[day].from;
    for (const source of this.#sources) source.startDay(day);
    this.#fillQueue();
  }

  #fillQueue(): void {
    this.#queue.clear();
    for (const [index, source] of this.#sources.entries()) if (source.nextTime !== Infinity) this.#queue.add(index, source.nextTime);
  }

  jump(time: number): Result<null> {
    const day = this.#days.findIndex(({ from, to }) => time >= from && time <= to);
    if (day < 0) return fail('replay-time-outside');
    const { spans } = this.#days[day];
    const span = spans.findIndex(({ to }) => time <= to);
    this.#day = day;
    this.#span = span;
    // Closed hours are not stood in: the clock goes on to the next session.
    this.#time = Math.max(time, spans[span].from);
    for (const source of this.#sources) source.seek(day, this.#time);
    this.#fillQueue();
    this.#listener.reset(this.instruments.map((instrument) => instrument.id));
    for (const [index, { quote, book }] of this.#sources.entries()) {
      if (Number.isNaN(quote[QUOTE.exchangeTime])) quote[QUOTE.exchangeTime] = this.#time;
      this.#listener.quote(index, quote);
      this.#listener.book(index, book);
    }
    return ok(null);
  }

  quoteOf(index: number): Float64Array {
    return this.#sources[index].quote;
  }

  bookOf(index: number): Float64Array {
    return this.#sources[index].book;
  }

  history(instrument: InstrumentId, period: Extract<Period, '1m' | 'day'>, before: number | null, limit: number): Result<readonly Candle[]> {
    const index = this.#indexOf.get(instrument);
    if (index === undefined) return fail('instrument-unknown', { instrument });
    const source = this.#sources[index];
    const end = before ?? Infinity;
    const most = Math.max(0, Math.floor(limit));
    if (most === 0) return ok([]);
    return ok(period === 'day' ? source.dayBars(end, most) : source.minuteBars(end, most));
  }
}

const NOBODY: FeedListener = { quote: () => {}, book: () => {}, trade: () => {}, dayEnd: () => {}, reset: () => {} };

function fanOut(listeners: readonly FeedListener[]): FeedListener {
  return {
    quote: (index, record) => listeners.forEach((to) => to.quote(index, record)),
    book: (index, record) => listeners.forEach((to) => to.book(index, record)),
    trade: (index, time, price, quantity, aggressor) => listeners.forEach((to) => to.trade(index, time, price, quantity, aggressor)),
    dayEnd: (day, settlement) => listeners.forEach((to) => to.dayEnd(day, settlement)),
    reset: (instruments) => listeners.forEach((to) => to.reset(instruments)),
  };
}
