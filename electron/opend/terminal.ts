/**
 * The terminal as the gateway sees it: as a screen does, by one session of the core. Keeps the topics and the newest quotes and books of
 * what is watched, and tells of what changes.
 */
import type { Asked, ScreenSession } from '#electron/core/core.ts';
import { commands, type Answer, type CommandName } from '#shared/contract/commands.ts';
import { BOOK_STRIDE, FRAME, FRAME_HEADER, isWholeFrame, QUOTE_STRIDE, TRADE_STRIDE } from '#shared/contract/frame.ts';
import { TOPIC_KEYS, TOPIC_NAMES, type TopicChange, type TopicName, type Topics } from '#shared/contract/topics.ts';
import type { Language } from '#shared/faults.ts';
import type { Period } from '#shared/model/candle.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Order } from '#shared/model/order.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { fail, type Result } from '#shared/result.ts';
import { nameKey, securityOf, type SecurityName } from './securities.ts';

/** What is told of the market. Records are views that hold until the call returns; rows of trades are TRADE_WIDTH long, oldest first. */
export interface MarketListener {
  quote(instrument: Instrument, record: Float64Array): void;
  book(instrument: Instrument, record: Float64Array): void;
  trade(instrument: Instrument, record: Float64Array): void;
}

export interface Watched {
  readonly quotes: ReadonlySet<InstrumentId>;
  readonly books: ReadonlySet<InstrumentId>;
  readonly trades: ReadonlySet<InstrumentId>;
}

type Kept = { readonly [T in TopicName]: Map<string, Topics[T]> };

/** Topics of which all is kept; the rest are events, or grow without end. */
const WITHOUT: ReadonlySet<TopicName> = new Set(['firings', 'candles', 'log', 'orders', 'fills']);

/** The gateway's own asks, for all scripts together: more than one screen may look at, and bounded by the subscription quota. */
const OWN: ReadonlySet<CommandName> = new Set(['market.watch', 'candles.watch']);

/** Final orders and fills at hand; older ones are read from the store. */
const MOST_KEPT = 4_000;
/** A security that is asked for without a subscription is kept up for so long. */
const LOOK_MS = 60_000;
/** How long a first quote of it is waited for. */
const FIRST_QUOTE_MS = 600;

export class Terminal {
  readonly practice: string | null;
  readonly #session: ScreenSession;
  readonly #now: () => number;
  readonly kept = Object.fromEntries(TOPIC_NAMES.map((name) => [name, new Map()])) as unknown as Kept;
  readonly #bySlot: (Instrument | undefined)[] = [];
  readonly #byId = new Map<InstrumentId, Instrument>();
  readonly #byName = new Map<string, Instrument>();
  readonly #quotes = new Map<InstrumentId, Float64Array>();
  readonly #books = new Map<InstrumentId, Float64Array>();
  readonly #looked = new Map<InstrumentId, number>();
  #watched: Watched = { quotes: new Set(), books: new Set(), trades: new Set() };
  #listener: MarketListener | null = null;
  #onChange: ((change: TopicChange) => void) | null = null;
  #building = false;
  #closed = false;
  #loading: Promise<void> | null = null;
  #lastTime = NaN;
  /** When the replay's clock was last told. */
  #clockAt = 0;
  #waiting: (() => void)[] = [];

  /** @param practice the account, by its id or name, that is shown as a real one; null: none */
  constructor(session: ScreenSession, now: () => number, practice: string | null = null) {
    this.practice = practice;
    this.#session = session;
    this.#now = now;
    session.onChange((change) => this.#take(change));
    for (const change of session.snapshots()) this.#take(change);
    session.market.onDirty(() => this.#dirty());
  }

  listen(market: MarketListener, onChange: (change: TopicChange) => void): void {
    this.#listener = market;
    this.#onChange = onChange;
  }

  /** Asks the core, as the contract says an ask must be: what a script sent has come this far unseen. */
  async ask<C extends CommandName>(command: C, ask: Asked<C>): Promise<Result<Answer<C>>> {
    const checked = OWN.has(command) ? null : commands[command].ask.safeParse(ask);
    if (checked?.success === false) return fail('message-invalid', { where: command, reason: checked.error.issues[0]?.message ?? '' });
    return this.#session.handle(command, ask);
  }

  get language(): Language {
    return this.kept.settings.get('settings')?.language ?? 'en';
  }

  /** The simulated exchange's own time, UTC ms. */
  exchangeNow(): number {
    const [replay] = this.kept.replay.values();
    if (!replay || replay.clock === 'wall') return this.#now();
    return replay.time + (replay.paused ? 0 : (this.#now() - this.#clockAt) * replay.speed);
  }

  /** Whether the simulated exchange can be traded now. */
  get isUp(): boolean {
    return [...this.kept.connections.values()].some(({ kind, state }) => kind === 'simulated' && state === 'up');
  }

  /** Reads which instruments there are; connections change them. */
  async loadInstruments(): Promise<void> {
    this.#loading ??= this.#load();
    await this.#loading;
  }

  async #load(): Promise<void> {
    const answer = await this.ask('instruments.list', {});
    this.#loading = null;
    if (!answer.ok) return;
    this.#byId.clear();
    this.#byName.clear();
    this.#bySlot.length = 0;
    for (const { slot, instrument } of answer.value) {
      this.#bySlot[slot] = instrument;
      this.#byId.set(instrument.id, instrument);
      const name = securityOf(instrument);
      if (name) this.#byName.set(nameKey(name), instrument);
    }
  }

  /** Looked up again where it is not known: it may have come since. */
  async find(name: SecurityName): Promise<Instrument | undefined> {
    const known = this.#byName.get(nameKey(name));
    if (known) return known;
    await this.loadInstruments();
    return this.#byName.get(nameKey(name));
  }

  instrument(id: InstrumentId): Instrument | undefined {
    return this.#byId.get(id);
  }

  /** Everything that has a name at OpenD. */
  get securities(): readonly Instrument[] {
    return [...this.#byName.values()];
  }

  quoteOf(id: InstrumentId): Float64Array | undefined {
    return this.#quotes.get(id);
  }

  bookOf(id: InstrumentId): Float64Array | undefined {
    return this.#books.get(id);
  }

  /** An order that was answered before the topic tells of it: whoever asks for it next must find it. */
  note(order: Order): void {
    if (!this.kept.orders.has(order.id)) this.kept.orders.set(order.id, order);
  }

  /** What subscriptions need kept up. */
  watch(watched: Watched): void {
    this.#watched = watched;
    this.#rewatch();
  }

  watchBars(series: readonly { instrument: InstrumentId; period: Period }[]): void {
    void this.ask('candles.watch', { series: [...series] });
  }

  /** Keeps quotes up for a while, and waits a moment for those that are new; with `books` also for the books that are watched. */
  async look(instruments: readonly Instrument[], books = false): Promise<void> {
    const until = this.#now() + LOOK_MS;
    const missing = instruments.filter(({ id }) => !this.#watched.quotes.has(id) && !this.#looked.has(id));
    for (const { id } of instruments) this.#looked.set(id, until);
    if (missing.length > 0) this.#rewatch();
    const deadline = this.#now() + FIRST_QUOTE_MS;
    const waits = ({ id }: Instrument): boolean => Number.isNaN(this.#quotes.get(id)?.[QUOTE.exchangeTime] ?? NaN) || (books && this.#watched.books.has(id) && !this.#books.has(id));
    while (this.#now() < deadline && !this.#closed && instruments.some(waits)) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(1, deadline - this.#now()));
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  #rewatch(): void {
    const now = this.#now();
    for (const [id, until] of this.#looked) if (until < now) this.#looked.delete(id);
    const { quotes, books, trades } = this.#watched;
    const wanted = new Set([...quotes, ...this.#looked.keys()]);
    for (const id of this.#quotes.keys()) if (!wanted.has(id)) this.#quotes.delete(id);
    for (const id of this.#books.keys()) if (!books.has(id)) this.#books.delete(id);
    void this.ask('market.watch', { quotes: [...wanted], books: [...books], trades: [...trades] });
  }

  #take(change: TopicChange): void {
    const kept: Map<string, unknown> = this.kept[change.topic];
    if (change.snapshot) kept.clear();
    const keyOf = TOPIC_KEYS[change.topic] as (item: unknown) => string;
    if (!WITHOUT.has(change.topic) || change.topic === 'orders' || change.topic === 'fills') {
      for (const item of change.items) {
        const key = keyOf(item);
        // A changed order becomes the newest: the oldest untouched are let go first.
        kept.delete(key);
        kept.set(key, item);
      }
      if (WITHOUT.has(change.topic)) trim(kept);
    }
    for (const key of change.removed) kept.delete(key);
    if (change.topic === 'replay') this.#clockAt = this.#now();
    if (change.topic === 'connections') void this.loadInstruments();
    this.#onChange?.(change);
  }

  /** One frame a turn: what comes together is told together, and nothing waits for a timer. */
  #dirty(): void {
    if (this.#building || this.#closed) return;
    this.#building = true;
    setImmediate(() => {
      this.#building = false;
      if (this.#closed) return;
      const frame = this.#session.market.build();
      if (frame) this.#frame(frame);
    });
  }

  #frame(frame: Float64Array): void {
    if (!isWholeFrame(frame)) return;
    let at = FRAME_HEADER;
    for (let i = 0; i < frame[FRAME.quotes]; i++, at += QUOTE_STRIDE) this.#quote(this.#bySlot[frame[at]], frame.subarray(at + 1, at + QUOTE_STRIDE));
    for (let i = 0; i < frame[FRAME.books]; i++, at += BOOK_STRIDE) {
      const instrument = this.#bySlot[frame[at]];
      if (!instrument) continue;
      const record = frame.subarray(at + 1, at + BOOK_STRIDE);
      this.#books.set(instrument.id, record);
      this.#listener?.book(instrument, record);
    }
    for (let i = 0; i < frame[FRAME.trades]; i++, at += TRADE_STRIDE) {
      const instrument = this.#bySlot[frame[at]];
      if (instrument) this.#listener?.trade(instrument, frame.subarray(at + 1, at + TRADE_STRIDE));
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #quote(instrument: Instrument | undefined, record: Float64Array): void {
    if (!instrument) {
      // It is carried again, and no connection changed after that.
      void this.loadInstruments();
      return;
    }
    // The frame is ours, and a record of it stays as it is.
    this.#quotes.set(instrument.id, record);
    const time = record[QUOTE.exchangeTime];
    if (!Number.isNaN(time)) this.#lastTime = time;
    this.#listener?.quote(instrument, record);
  }

  /** Exchange time of the newest quote; NaN before the first. */
  get newestTime(): number {
    return this.#lastTime;
  }

  close(): void {
    this.#closed = true;
    this.#session.close();
    for (const resolve of this.#waiting) resolve();
    this.#waiting = [];
  }
}

function trim(kept: Map<string, unknown>): void {
  if (kept.size <= MOST_KEPT * 2) return;
  let over = kept.size - MOST_KEPT;
  for (const [key, item] of kept) {
    if (over-- <= 0) break;
    const state = (item as { state?: string }).state;
    // An order that still works is never let go.
    if (state === 'working' || state === 'partly-filled' || state === 'submitting' || state === 'unknown' || state === 'held') continue;
    kept.delete(key);
  }
}
