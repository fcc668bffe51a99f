/**
 * What one window looks at. Collects which of it changed, and writes the next frame from the hub's newest state: a window that
 * paints seldom gets fewer, newer frames, never a queue.
 */
import type { MarketView } from '#electron/core/core.ts';
import { FRAME, FRAME_HEADER, FRAME_VERSION, frameLength } from '#shared/contract/frame.ts';
import { QUEUE_WIDTH } from '#shared/model/broker-queue.ts';
import { BOOK_WIDTH } from '#shared/model/order-book.ts';
import { QUOTE_WIDTH } from '#shared/model/quote.ts';
import { TRADE_WIDTH } from '#shared/model/trade.ts';
import type { MarketDataHub } from './hub.ts';

/** Most prints of one instrument in one frame; more are left out of the tape on screen and counted. */
export const FRAME_TRADES = 500;

const WATCHED = 1;
const CHANGED = 2;

/** Slots with a flag each and the list of those that changed. */
class DirtySet {
  #flags = new Uint8Array(0);
  #changed = new Int32Array(0);
  count = 0;

  grow(slots: number): void {
    if (slots <= this.#flags.length) return;
    const flags = new Uint8Array(slots);
    flags.set(this.#flags);
    this.#flags = flags;
    const changed = new Int32Array(slots);
    changed.set(this.#changed);
    this.#changed = changed;
  }

  watches(slot: number): boolean {
    return (this.#flags[slot] & WATCHED) !== 0;
  }

  /** Replaces what is watched; what is newly watched counts as changed. */
  watch(slots: ReadonlySet<number>): void {
    this.count = 0;
    for (let slot = 0; slot < this.#flags.length; slot++) {
      const before = this.#flags[slot];
      if (!slots.has(slot)) this.#flags[slot] = 0;
      else if (before & CHANGED || !(before & WATCHED)) {
        this.#flags[slot] = WATCHED | CHANGED;
        this.#changed[this.count++] = slot;
      }
    }
  }

  /** @returns whether this is news to the window */
  mark(slot: number): boolean {
    if (this.#flags[slot] !== WATCHED) return false;
    this.#flags[slot] = WATCHED | CHANGED;
    this.#changed[this.count++] = slot;
    return true;
  }

  at(index: number): number {
    return this.#changed[index];
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) this.#flags[this.#changed[i]] = WATCHED;
    this.count = 0;
  }
}

export class View implements MarketView {
  readonly #hub: MarketDataHub;
  readonly #name: string;
  readonly #now: () => number;
  readonly #closed: () => void;
  readonly #quotes = new DirtySet();
  readonly #books = new DirtySet();
  readonly #trades = new DirtySet();
  readonly #queues = new DirtySet();
  /** Next print to send, by slot. */
  readonly #cursors = new Map<number, number>();
  #onDirty: (() => void) | null = null;
  #frames = 0;

  constructor(hub: MarketDataHub, name: string, now: () => number, closed: () => void) {
    this.#hub = hub;
    this.#name = name;
    this.#now = now;
    this.#closed = closed;
  }

  grow(slots: number): void {
    this.#quotes.grow(slots);
    this.#books.grow(slots);
    this.#trades.grow(slots);
    this.#queues.grow(slots);
  }

  watch(quotes: readonly string[], books: readonly string[], trades: readonly string[], queues: readonly string[] = []): void {
    const tradeSlots = this.#known(trades);
    for (const slot of this.#cursors.keys()) if (!tradeSlots.has(slot)) this.#cursors.delete(slot);
    // The tape before now is asked for by `trades.recent`; frames carry what comes after.
    for (const slot of tradeSlots) if (!this.#cursors.has(slot)) this.#cursors.set(slot, this.#hub.tapes[slot]?.pushed ?? 0);
    const wasDirty = this.dirty;
    this.#quotes.watch(this.#known(quotes));
    this.#books.watch(this.#known(books));
    this.#trades.watch(tradeSlots);
    this.#queues.watch(this.#known(queues));
    this.#hub.want(this.#name, [...new Set([...quotes, ...books, ...trades, ...queues])], { queues });
    if (this.dirty && !wasDirty) this.#onDirty?.();
  }

  #known(ids: readonly string[]): Set<number> {
    const slots = new Set<number>();
    for (const id of ids) {
      const slot = this.#hub.knownSlot(id);
      if (slot !== undefined) slots.add(slot);
    }
    return slots;
  }

  get dirty(): boolean {
    return this.#changes > 0;
  }

  get #changes(): number {
    return this.#quotes.count + this.#books.count + this.#trades.count + this.#queues.count;
  }

  onDirty(listener: () => void): void {
    this.#onDirty = listener;
  }

  quoteChanged(slot: number): void {
    if (this.#quotes.mark(slot) && this.#changes === 1) this.#onDirty?.();
  }

  bookChanged(slot: number): void {
    if (this.#books.mark(slot) && this.#changes === 1) this.#onDirty?.();
  }

  traded(slot: number): void {
    if (this.#trades.mark(slot) && this.#changes === 1) this.#onDirty?.();
  }

  queueChanged(slot: number): void {
    if (this.#queues.mark(slot) && this.#changes === 1) this.#onDirty?.();
  }

  build(): Float64Array | null {
    if (!this.dirty) return null;
    const hub = this.#hub;
    let trades = 0;
    let leftOut = 0;
    for (let i = 0; i < this.#trades.count; i++) {
      const slot = this.#trades.at(i);
      const tape = hub.tapes[slot];
      if (!tape) continue;
      const from = Math.max(this.#cursors.get(slot) ?? 0, tape.from, tape.pushed - FRAME_TRADES);
      leftOut += Math.max(0, from - (this.#cursors.get(slot) ?? from));
      this.#cursors.set(slot, from);
      trades += tape.pushed - from;
    }
    let books = 0;
    for (let i = 0; i < this.#books.count; i++) if (hub.books[this.#books.at(i)]) books++;
    let queues = 0;
    for (let i = 0; i < this.#queues.count; i++) if (hub.queues[this.#queues.at(i)]) queues++;
    const quotes = this.#quotes.count;

    const frame = new Float64Array(frameLength(quotes, books, trades, queues));
    frame[FRAME.version] = FRAME_VERSION;
    frame[FRAME.number] = ++this.#frames;
    frame[FRAME.builtAt] = this.#now();
    frame[FRAME.quotes] = quotes;
    frame[FRAME.books] = books;
    frame[FRAME.trades] = trades;
    frame[FRAME.tradesLeftOut] = leftOut;
    frame[FRAME.queues] = queues;
    let at = FRAME_HEADER;
    const source = hub.quotes;
    for (let i = 0; i < quotes; i++) {
      const slot = this.#quotes.at(i);
      const from = slot * QUOTE_WIDTH;
      frame[at++] = slot;
      for (let k = 0; k < QUOTE_WIDTH; k++) frame[at++] = source[from + k];
    }
    for (let i = 0; i < this.#books.count; i++) {
      const slot = this.#books.at(i);
      const book = hub.books[slot];
      if (!book) continue;
      frame[at++] = slot;
      frame.set(book, at);
      at += BOOK_WIDTH;
    }
    for (let i = 0; i < this.#trades.count; i++) {
      const slot = this.#trades.at(i);
      const tape = hub.tapes[slot];
      if (!tape) continue;
      for (let n = this.#cursors.get(slot)!; n < tape.pushed; n++) {
        frame[at++] = slot;
        tape.copy(n, frame, at);
        at += TRADE_WIDTH;
      }
      this.#cursors.set(slot, tape.pushed);
    }
    for (let i = 0; i < this.#queues.count; i++) {
      const slot = this.#queues.at(i);
      const queue = hub.queues[slot];
      if (!queue) continue;
      frame[at++] = slot;
      frame.set(queue, at);
      at += QUEUE_WIDTH;
    }
    this.#quotes.clear();
    this.#books.clear();
    this.#trades.clear();
    this.#queues.clear();
    return frame;
  }

  close(): void {
    this.#onDirty = null;
    this.#closed();
  }
}
