/**
 * The market on this side of the wire. A frame is copied into flat arrays when it comes, painted once in the next animation
 * frame, and acknowledged after that: until then the core conflates. Nothing is allocated per record.
 */
import { BOOK_STRIDE, FRAME, FRAME_HEADER, isWholeFrame, QUEUE_STRIDE, QUOTE_STRIDE, TRADE_STRIDE } from '#shared/contract/frame.ts';
import { emptyQueue, QUEUE_WIDTH } from '#shared/model/broker-queue.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import { BOOK_WIDTH, emptyBook } from '#shared/model/order-book.ts';
import { emptyQuote, QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import type { Looking, MarketMirror, TapeRing } from './client.ts';
import { LookUnion, type Watched } from './look-union.ts';
import { PrintRing } from './tape-ring.ts';

const DELAYS_KEPT = 600;

export interface MirrorOptions {
  /** Calls back once, before the next repaint of a visible window. */
  readonly requestFrame: (paint: () => void) => void;
  /** UTC ms with fraction, on the clock of `receivedAt`. */
  readonly now: () => number;
  /** The frame of this number is on screen. */
  readonly painted: (frame: number) => void;
  /** What the panels look at has changed. */
  readonly watch: (watched: Watched) => void;
}

export class ScreenMarket implements MarketMirror {
  quotes = new Float64Array(0);
  quoteVersions = new Uint32Array(0);
  readonly paintDelays: number[] = [];
  framesPainted = 0;
  /** Records taken from frames: quotes, books, prints and broker queues. */
  recordsApplied = 0;
  /** Prints that the core left out of the tape because too many came at once. */
  printsLeftOut = 0;

  readonly #options: MirrorOptions;
  readonly #union: LookUnion;
  #slots: ReadonlyMap<InstrumentId, number> = new Map();
  readonly #books: (Float64Array | undefined)[] = [];
  #bookVersions = new Uint32Array(0);
  readonly #queues: (Float64Array | undefined)[] = [];
  readonly #tapes = new Map<number, PrintRing>();
  readonly #painters = new Set<(dirty: ReadonlySet<number>) => void>();
  readonly #dirty = new Set<number>();
  #frameAsked = false;
  #unpainted: number | null = null;
  /** When the newest quote of the frame in hand was received; NaN where the frame brought old ones only. */
  #newest = Number.NaN;
  /** When the frame before was built: a quote from before that is no tick, it is sent because it is newly looked at. */
  #builtAt = Number.POSITIVE_INFINITY;

  constructor(options: MirrorOptions) {
    this.#options = options;
    this.#union = new LookUnion((watched) => this.#watch(watched));
  }

  slotOf(instrument: InstrumentId): number | undefined {
    return this.#slots.get(instrument);
  }

  book(slot: number): Float64Array | undefined {
    return this.#books[slot];
  }

  bookVersion(slot: number): number {
    return this.#bookVersions[slot] ?? 0;
  }

  queue(slot: number): Float64Array | undefined {
    return this.#queues[slot];
  }

  tape(slot: number): TapeRing {
    return this.#tapeOf(slot);
  }

  onPaint(painter: (dirty: ReadonlySet<number>) => void): () => void {
    this.#painters.add(painter);
    return () => this.#painters.delete(painter);
  }

  look(owner: string, looking: Looking): void {
    this.#union.look(owner, looking);
  }

  /** The slots as the core numbers them. Where a number has come to mean another instrument, what was known is forgotten. */
  setSlots(slots: ReadonlyMap<InstrumentId, number>): void {
    let most = -1;
    let renumbered = false;
    for (const [id, slot] of slots) {
      most = Math.max(most, slot);
      const before = this.#slots.get(id);
      if (before !== undefined && before !== slot) renumbered = true;
    }
    if (renumbered) this.#forget();
    this.#slots = slots;
    this.#grow(most + 1);
    this.#touchAll();
  }

  /** The link is gone: every price on screen is old from this moment. */
  linkLost(): void {
    for (let slot = 0; slot < this.quoteVersions.length; slot++) this.quotes[slot * QUOTE_WIDTH + QUOTE.stale] = 1;
    this.#unpainted = null;
    this.#builtAt = Number.POSITIVE_INFINITY;
    this.#union.forget();
    this.#touchAll();
  }

  /** The link is there and the slots are known: asks for everything that is looked at. */
  linkReady(): void {
    this.#union.send();
  }

  /** Takes a frame in; a frame that is not whole is left out. */
  apply(frame: Float64Array): boolean {
    if (!isWholeFrame(frame)) return false;
    let at = this.#applyQuotes(frame, FRAME_HEADER, frame[FRAME.quotes]);
    at = this.#applyBooks(frame, at, frame[FRAME.books]);
    at = this.#applyTrades(frame, at, frame[FRAME.trades]);
    this.#applyQueues(frame, at, frame[FRAME.queues]);
    this.recordsApplied += frame[FRAME.quotes] + frame[FRAME.books] + frame[FRAME.trades] + frame[FRAME.queues];
    this.printsLeftOut += frame[FRAME.tradesLeftOut];
    this.#unpainted = frame[FRAME.number];
    this.#builtAt = frame[FRAME.builtAt];
    this.#askFrame();
    return true;
  }

  #applyQuotes(frame: Float64Array, from: number, count: number): number {
    let at = from;
    for (let i = 0; i < count; i++, at += QUOTE_STRIDE) {
      const slot = frame[at];
      if (slot >= this.quoteVersions.length) this.#grow(slot + 1);
      const to = slot * QUOTE_WIDTH;
      const { quotes } = this;
      for (let k = 0; k < QUOTE_WIDTH; k++) quotes[to + k] = frame[at + 1 + k];
      this.quoteVersions[slot]++;
      this.#dirty.add(slot);
      const received = frame[at + 1 + QUOTE.receivedAt];
      if (received > this.#builtAt && !(received <= this.#newest)) this.#newest = received;
    }
    return at;
  }

  #applyBooks(frame: Float64Array, from: number, count: number): number {
    let at = from;
    for (let i = 0; i < count; i++, at += BOOK_STRIDE) {
      const slot = frame[at];
      if (slot >= this.quoteVersions.length) this.#grow(slot + 1);
      const book = (this.#books[slot] ??= emptyBook());
      for (let k = 0; k < BOOK_WIDTH; k++) book[k] = frame[at + 1 + k];
      this.#bookVersions[slot]++;
      this.#dirty.add(slot);
    }
    return at;
  }

  #applyTrades(frame: Float64Array, from: number, count: number): number {
    let at = from;
    for (let i = 0; i < count; i++, at += TRADE_STRIDE) {
      this.#tapeOf(frame[at]).push(frame, at + 1);
      this.#dirty.add(frame[at]);
    }
    return at;
  }

  #applyQueues(frame: Float64Array, from: number, count: number): void {
    for (let i = 0, at = from; i < count; i++, at += QUEUE_STRIDE) {
      const queue = (this.#queues[frame[at]] ??= emptyQueue());
      for (let k = 0; k < QUEUE_WIDTH; k++) queue[k] = frame[at + 1 + k];
      this.#dirty.add(frame[at]);
    }
  }

  #tapeOf(slot: number): PrintRing {
    let ring = this.#tapes.get(slot);
    if (!ring) this.#tapes.set(slot, (ring = new PrintRing()));
    return ring;
  }

  #grow(slots: number): void {
    const had = this.quoteVersions.length;
    if (slots <= had) return;
    const quotes = new Float64Array(slots * QUOTE_WIDTH);
    quotes.set(this.quotes);
    const empty = emptyQuote();
    for (let slot = had; slot < slots; slot++) quotes.set(empty, slot * QUOTE_WIDTH);
    const quoteVersions = new Uint32Array(slots);
    quoteVersions.set(this.quoteVersions);
    const bookVersions = new Uint32Array(slots);
    bookVersions.set(this.#bookVersions);
    this.quotes = quotes;
    this.quoteVersions = quoteVersions;
    this.#bookVersions = bookVersions;
  }

  #forget(): void {
    const empty = emptyQuote();
    for (let slot = 0; slot < this.quoteVersions.length; slot++) this.quotes.set(empty, slot * QUOTE_WIDTH);
    this.#books.length = 0;
    this.#queues.length = 0;
    for (const ring of this.#tapes.values()) ring.clear();
  }

  #touchAll(): void {
    for (let slot = 0; slot < this.quoteVersions.length; slot++) {
      this.quoteVersions[slot]++;
      this.#bookVersions[slot]++;
      this.#dirty.add(slot);
    }
    this.#askFrame();
  }

  /** Sends what is looked at; what is not looked at any more no longer moves, and says so. */
  #watch(watched: Watched): void {
    for (const id of watched.ended.quotes) {
      const slot = this.#slots.get(id);
      if (slot !== undefined) this.quotes[slot * QUOTE_WIDTH + QUOTE.stale] = 1;
    }
    for (const id of watched.ended.trades) {
      const slot = this.#slots.get(id);
      if (slot !== undefined) this.#tapes.get(slot)?.clear();
    }
    this.#options.watch(watched);
  }

  #askFrame(): void {
    if (this.#frameAsked) return;
    this.#frameAsked = true;
    this.#options.requestFrame(() => this.#paint());
  }

  #paint(): void {
    this.#frameAsked = false;
    const frame = this.#unpainted;
    this.#unpainted = null;
    for (const painter of this.#painters) {
      try {
        painter(this.#dirty);
      } catch (cause) {
        // One panel's bug must not stop the prices of the others.
        reportError(cause);
      }
    }
    this.#dirty.clear();
    if (frame === null) return;
    this.framesPainted++;
    if (!Number.isNaN(this.#newest)) this.#keepDelay(this.#options.now() - this.#newest);
    this.#newest = Number.NaN;
    this.#options.painted(frame);
  }

  #keepDelay(delay: number): void {
    if (this.paintDelays.length >= DELAYS_KEPT * 2) this.paintDelays.splice(0, DELAYS_KEPT);
    this.paintDelays.push(delay);
  }
}
