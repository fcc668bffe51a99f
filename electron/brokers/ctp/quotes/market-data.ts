/**
 * The quotes' connection of a counter: a library of its own in a process of its own, logged in and subscribed to what is wanted, again after
 * each cut and each crash. Trading does not depend on it.
 */
import type { BrokerSink } from '#electron/brokers/broker.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { PHASES, QUOTE, type Phase } from '#shared/model/quote.ts';
import type { Fault } from '#shared/result.ts';
import type { RawLayout } from '../process/messages.ts';
import type { Clock } from '../session/clock.ts';
import { CounterLink, type LinkOptions } from '../session/counter-link.ts';
import type { Listings } from '../trading/listings.ts';
import { DepthDecoder } from './depth-decoder.ts';

export const DEPTH = 'OnRtnDepthMarketData';
/** Codes in one call. */
const AT_ONCE = 200;
const BACK_OFF_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

interface Followed {
  readonly slot: number;
  readonly instrument: Instrument;
  /** Of the quote before: for the tape. */
  /** Index into PHASES; continuous where the counter tells none. */
  phase: number;
  volume: number;
  bid: number;
  ask: number;
  last: number;
}

export interface MarketDataOptions {
  readonly link: LinkOptions;
  /** As it is now: the password may change while the terminal runs. */
  readonly login: () => Readonly<Record<string, string>>;
  readonly listings: Listings;
  readonly sink: Pick<BrokerSink, 'slotOf' | 'quote' | 'book' | 'trade' | 'log'>;
  readonly clock: Clock;
  /** What the market of an instrument does; undefined where nobody tells. */
  readonly phaseOf: (instrument: Instrument) => Phase | undefined;
  /** Told of each login (null), and why there is none: where the quotes are all there is. */
  readonly onState?: (fault: Fault | null) => void;
  /** Where a struct's own trading day is none. */
  readonly tradingDay: () => string;
}

export class MarketData {
  readonly #options: MarketDataOptions;
  readonly #followed = new Map<string, Followed>();
  /** The newest quote of each, by slot: to be told again as stale. */
  readonly #last = new Map<number, Float64Array>();
  #wanted: readonly InstrumentId[] = [];
  #subscribed = new Set<string>();
  #link: CounterLink | null = null;
  #decoder: DepthDecoder | null = null;
  #layout: RawLayout | null = null;
  #isIn = false;
  #ended = false;
  #failures = 0;
  #cancelRetry = (): void => {};
  #beginning: Promise<void> = Promise.resolve();

  constructor(options: MarketDataOptions) {
    this.#options = options;
  }

  /** Starts; comes back when the process stands or failed, and goes on by itself. */
  begin(): Promise<void> {
    return (this.#beginning = this.#begin());
  }

  async #begin(): Promise<void> {
    if (this.#ended || this.#link) return;
    const opened = await CounterLink.open(this.#options.link, {
      frontConnected: () => void this.#logIn(),
      frontDisconnected: (fault) => this.#down(fault),
      told: (name, values) => {
        const info = values.at(1);
        if (name === 'OnRspSubMarketData' && typeof info === 'object' && info && Number(info.ErrorID) !== 0) {
          this.#options.sink.log('warning', JSON.stringify(values.at(0)), { code: 'counter-refused', params: { id: Number(info.ErrorID) }, brokerText: String(info.ErrorMsg) });
        }
      },
      batch: (bytes, size, count, layout) => this.#batch(bytes, size, count, layout),
      lost: (fault) => {
        this.#link = null;
        this.#down(fault);
        this.#again();
      },
    });
    if (this.#ended) return opened.ok ? opened.value.close() : undefined;
    if (!opened.ok) {
      this.#options.sink.log('warning', '', opened.fault);
      this.#options.onState?.(opened.fault);
      this.#again();
      return;
    }
    this.#link = opened.value;
    await opened.value.begin(false);
  }

  #again(): void {
    if (this.#ended) return;
    this.#cancelRetry();
    this.#cancelRetry = this.#options.clock.after(BACK_OFF_MS[Math.min(this.#failures++, BACK_OFF_MS.length - 1)], () => void this.begin());
  }

  async #logIn(): Promise<void> {
    const link = this.#link;
    const answer = await link?.ask('ReqUserLogin', this.#options.login());
    if (!link || link !== this.#link || !answer) return;
    if (!answer.ok) {
      this.#options.onState?.(answer.fault);
      return this.#options.sink.log('warning', '', answer.fault);
    }
    this.#isIn = true;
    this.#failures = 0;
    this.#subscribed = new Set();
    this.#follow();
    this.#options.onState?.(null);
  }

  #down(fault: Fault): void {
    if (!this.#isIn) return;
    this.#isIn = false;
    const { sink, onState } = this.#options;
    sink.log('warning', '', fault);
    if (onState) onState(fault);
    else sink.log('warning', '', { code: 'counter-quotes-down' });
    this.#markStale();
  }

  /** The connection is up, which says nothing of the quotes: those that are not kept up are told so again. */
  tellState(): void {
    if (!this.#isIn) this.#markStale();
  }

  /** What was followed has no price until the next quote. */
  #markStale(): void {
    const decoder = this.#decoder;
    if (!decoder) return;
    for (const { slot } of this.#followed.values()) {
      const last = this.#last.get(slot);
      if (!last) continue;
      last[QUOTE.stale] = 1;
      this.#options.sink.quote(slot, last, 0);
    }
  }

  want(instruments: readonly InstrumentId[]): void {
    this.#wanted = instruments;
    this.#follow();
  }

  /** Subscribes to what is wanted and not subscribed yet, and leaves the rest. Instruments may have become known since. */
  #follow(): void {
    const { listings, sink } = this.#options;
    const before = new Map(this.#followed);
    this.#followed.clear();
    for (const id of this.#wanted) {
      const instrument = listings.of(id);
      if (!instrument) continue;
      const known = before.get(instrument.id);
      this.#followed.set(instrument.id, known?.instrument === instrument ? known : { slot: sink.slotOf(id), instrument, phase: this.#phaseOf(instrument), volume: NaN, bid: NaN, ask: NaN, last: NaN });
    }
    for (const [id, { slot }] of before) if (!this.#followed.has(id)) this.#last.delete(slot);
    if (!this.#isIn || !this.#link) return;
    const codes = new Set(Array.from(this.#followed.values(), ({ instrument }) => instrument.code));
    const gone = [...this.#subscribed].filter((code) => !codes.has(code));
    const added = [...codes].filter((code) => !this.#subscribed.has(code));
    this.#subscribed = codes;
    for (let at = 0; at < gone.length; at += AT_ONCE) void this.#link.codes('UnSubscribeMarketData', gone.slice(at, at + AT_ONCE));
    for (let at = 0; at < added.length; at += AT_ONCE) void this.#link.codes('SubscribeMarketData', added.slice(at, at + AT_ONCE));
  }

  #phaseOf(instrument: Instrument): number {
    return PHASES.indexOf(this.#options.phaseOf(instrument) ?? 'continuous');
  }

  /** Some markets do something else now: told at once, as a market that closes sends no quote. */
  phasesChanged(): void {
    for (const followed of this.#followed.values()) {
      const phase = this.#phaseOf(followed.instrument);
      if (phase === followed.phase) continue;
      followed.phase = phase;
      const last = this.#last.get(followed.slot);
      if (!last) continue;
      last[QUOTE.phase] = phase;
      this.#options.sink.quote(followed.slot, last, 0);
    }
  }

  /** Terms changed (fees, margins): the same market, another object. */
  refresh(): void {
    this.#follow();
  }

  #batch(bytes: Buffer, size: number, count: number, layout: RawLayout): void {
    if (this.#layout !== layout) {
      this.#layout = layout;
      this.#decoder = new DepthDecoder(layout);
    }
    const decoder = this.#decoder!;
    const { listings, tradingDay, clock } = this.#options;
    const receivedAt = clock.now();
    const day = tradingDay();
    for (let at = 0; at < count; at++) {
      const base = at * size;
      const instrument = listings.find(decoder.exchangeAt(bytes, base), decoder.codeAt(bytes, base));
      const followed = instrument && this.#followed.get(instrument.id);
      if (!instrument || !followed) continue;
      decoder.decode(bytes, base, instrument, day, receivedAt);
      this.#deliver(followed, decoder);
    }
  }

  #deliver(followed: Followed, { quote, book }: DepthDecoder): void {
    const { sink } = this.#options;
    const { slot } = followed;
    const traded = quote[QUOTE.volume] - followed.volume;
    const last = quote[QUOTE.last];
    // The first quote says what was traded before we looked; a volume that fell is another day's.
    if (traded > 0 && !Number.isNaN(last)) {
      const aggressor = last >= followed.ask ? 1 : last <= followed.bid ? -1 : 0;
      sink.trade(slot, quote[QUOTE.exchangeTime], last, traded, aggressor);
    }
    quote[QUOTE.phase] = followed.phase;
    followed.volume = quote[QUOTE.volume];
    followed.bid = quote[QUOTE.bid];
    followed.ask = quote[QUOTE.ask];
    sink.quote(slot, quote, 0);
    sink.book(slot, book, 0);
    const kept = this.#last.get(slot);
    if (kept) kept.set(quote);
    else this.#last.set(slot, Float64Array.from(quote));
  }

  get pid(): number | undefined {
    return this.#link?.pid;
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#cancelRetry();
    this.#isIn = false;
    await this.#link?.close();
    await this.#beginning;
  }
}
