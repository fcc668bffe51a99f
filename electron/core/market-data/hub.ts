/**
 * The market-data hub: the newest state of every instrument as flat records, and who is to be told. Brokers write by slot;
 * each window reads through its own MarketView, which conflates. Trades are kept unconflated in a ring per instrument.
 */
import type { MarketView } from '#electron/core/core.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import { emptyQueue, QUEUE_WIDTH } from '#shared/model/broker-queue.ts';
import { BOOK_WIDTH, emptyBook } from '#shared/model/order-book.ts';
import { emptyQuote, QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { Tape } from './tape.ts';
import { View } from './market-view.ts';

/** Called at each update of a slot that is listened to; `quotes` holds its record at `offset`. Must be quick. */
export type QuoteListener = (slot: number, quotes: Float64Array, offset: number) => void;

/** What is needed of instruments besides quote, book and prints. */
export interface Besides {
  readonly queues?: readonly InstrumentId[];
  readonly timeShares?: readonly InstrumentId[];
}

interface Demand extends Besides {
  readonly instruments: readonly InstrumentId[];
}

export class MarketDataHub {
  readonly #slots = new Map<InstrumentId, number>();
  readonly #ids: InstrumentId[] = [];
  /** Record of a slot at slot × QUOTE_WIDTH. Replaced when it grows. */
  quotes = new Float64Array(64 * QUOTE_WIDTH);
  readonly books: (Float64Array | undefined)[] = [];
  readonly tapes: (Tape | undefined)[] = [];
  readonly queues: (Float64Array | undefined)[] = [];
  readonly #views = new Set<View>();
  #viewList: readonly View[] = [];
  readonly #listeners = new Map<number, Set<QuoteListener>>();
  #listened = new Uint8Array(64);
  readonly #wanted = new Map<string, Demand>();
  #onDemand: (() => void) | null = null;
  #demandAsked = false;
  /** Quotes taken since the start, for the feed rate. */
  updates = 0;

  /** The number of an instrument: made at the first call, kept while the core runs. */
  slotOf(id: InstrumentId): number {
    const known = this.#slots.get(id);
    if (known !== undefined) return known;
    const slot = this.#ids.length;
    this.#slots.set(id, slot);
    this.#ids.push(id);
    this.#grow(slot + 1);
    this.quotes.set(emptyQuote(), slot * QUOTE_WIDTH);
    return slot;
  }

  /** Undefined for an instrument that no connection ever named. */
  knownSlot(id: InstrumentId): number | undefined {
    return this.#slots.get(id);
  }

  idOf(slot: number): InstrumentId {
    return this.#ids[slot];
  }

  get size(): number {
    return this.#ids.length;
  }

  #grow(slots: number): void {
    if (slots * QUOTE_WIDTH > this.quotes.length) {
      const wider = new Float64Array(Math.max(slots, this.#listened.length * 2) * QUOTE_WIDTH);
      wider.set(this.quotes);
      this.quotes = wider;
      const listened = new Uint8Array(wider.length / QUOTE_WIDTH);
      listened.set(this.#listened);
      this.#listened = listened;
    }
    for (const view of this.#viewList) view.grow(this.#listened.length);
  }

  /** Takes a quote record from `offset` of `record`; the newest replaces what was there. */
  quote(slot: number, record: Float64Array, offset: number): void {
    const quotes = this.quotes;
    const at = slot * QUOTE_WIDTH;
    for (let i = 0; i < QUOTE_WIDTH; i++) quotes[at + i] = record[offset + i];
    this.updates++;
    this.#touched(slot);
  }

  #touched(slot: number): void {
    const views = this.#viewList;
    for (let i = 0; i < views.length; i++) views[i].quoteChanged(slot);
    if (this.#listened[slot] === 1) {
      for (const listener of this.#listeners.get(slot)!) listener(slot, this.quotes, slot * QUOTE_WIDTH);
    }
  }

  /** Takes a book record (shared/model/order-book). */
  book(slot: number, record: Float64Array, offset: number): void {
    const book = (this.books[slot] ??= new Float64Array(BOOK_WIDTH));
    for (let i = 0; i < BOOK_WIDTH; i++) book[i] = record[offset + i];
    const views = this.#viewList;
    for (let i = 0; i < views.length; i++) views[i].bookChanged(slot);
  }

  /** Takes a broker queue (shared/model/broker-queue). */
  queue(slot: number, record: Float64Array, offset: number): void {
    const queue = (this.queues[slot] ??= new Float64Array(QUEUE_WIDTH));
    for (let i = 0; i < QUEUE_WIDTH; i++) queue[i] = record[offset + i];
    const views = this.#viewList;
    for (let i = 0; i < views.length; i++) views[i].queueChanged(slot);
  }

  trade(slot: number, exchangeTime: number, price: number, quantity: number, aggressor: number): void {
    (this.tapes[slot] ??= new Tape()).push(exchangeTime, price, quantity, aggressor);
    const views = this.#viewList;
    for (let i = 0; i < views.length; i++) views[i].traded(slot);
  }

  /** The feed of these slots jumped: what was printed no longer belongs to what follows. */
  forgetTrades(slots: Iterable<number>): void {
    for (const slot of slots) this.tapes[slot]?.clear();
  }

  /** Another connection feeds these slots: nothing of what was there is theirs. */
  forget(slots: readonly number[]): void {
    const none = emptyQuote();
    this.forgetTrades(slots);
    for (const slot of slots) {
      this.quotes.set(none, slot * QUOTE_WIDTH);
      this.#touched(slot);
      if (this.books[slot]) this.book(slot, emptyBook(), 0);
      if (this.queues[slot]) this.queue(slot, emptyQueue(), 0);
    }
  }

  /** Marks quotes as no longer kept up (or kept up again): windows see it in the next frame. */
  markStale(slots: Iterable<number>, stale: boolean): void {
    for (const slot of slots) {
      this.quotes[slot * QUOTE_WIDTH + QUOTE.stale] = stale ? 1 : 0;
      this.#touched(slot);
    }
  }

  /** Calls `listener` at each quote of a slot until the returned function is called. */
  listen(slot: number, listener: QuoteListener): () => void {
    const set = this.#listeners.get(slot) ?? new Set();
    set.add(listener);
    this.#listeners.set(slot, set);
    this.#listened[slot] = 1;
    return () => {
      set.delete(listener);
      if (set.size === 0) this.#listened[slot] = 0;
    };
  }

  /** Declares which instruments `owner` needs kept up; an empty list ends it. */
  want(owner: string, instruments: readonly InstrumentId[], besides: Besides = {}): void {
    if (instruments.length === 0) this.#wanted.delete(owner);
    else this.#wanted.set(owner, { instruments, ...besides });
    if (this.#demandAsked || !this.#onDemand) return;
    this.#demandAsked = true;
    queueMicrotask(() => {
      this.#demandAsked = false;
      this.#onDemand?.();
    });
  }

  /** Everything that somebody needs. */
  wanted(): Set<InstrumentId> {
    const all = new Set<InstrumentId>();
    for (const { instruments } of this.#wanted.values()) for (const id of instruments) all.add(id);
    return all;
  }

  /** Of those, the ones of which somebody needs this too. */
  wantedBesides(kind: keyof Besides): Set<InstrumentId> {
    const all = new Set<InstrumentId>();
    for (const demand of this.#wanted.values()) for (const id of demand[kind] ?? []) all.add(id);
    return all;
  }

  /** Called, once per turn, after `want` changed something. */
  onDemand(listener: () => void): void {
    this.#onDemand = listener;
  }

  openView(name: string, now: () => number): MarketView {
    const view: View = new View(this, name, now, () => {
      this.#views.delete(view);
      this.#viewList = [...this.#views];
      this.want(name, []);
    });
    view.grow(this.#listened.length);
    this.#views.add(view);
    this.#viewList = [...this.#views];
    return view;
  }
}
