/**
 * A limit order book with price-time priority. Orders are rows of flat arrays, linked into a queue per price level; every
 * operation costs the same with a hundred orders resting or a million. It knows prices, quantities and order of arrival; accounts,
 * margin and rules are the exchange's.
 */
import type { Ticks } from '#shared/price.ts';
import { LEVEL, levelAt, levelQuantityAt, type Page, PriceLevels } from './price-levels.ts';

/** Row of a resting order; reused after the order is gone. */
export type Handle = number;

export const BUY = 0;
export const SELL = 1;
export type BookSide = typeof BUY | typeof SELL;

/** Told of each match, best price first, oldest first. `left`: what remains of the maker; at 0 its handle is already free. */
export interface MatchListener {
  matched(maker: Handle, tag: number, price: Ticks, quantity: number, left: number): void;
}

/** Places of whole numbers in an order's row; its quantity is its first figure. `tag` is the owner's own number of the order. */
const ROW = { price: 2, tag: 3, next: 4, previous: 5, side: 6 } as const;
const ROW_FIGURES = 4;
const ROW_WHOLES = ROW_FIGURES * 2;

export class OrderBook {
  readonly #bids = new PriceLevels(-1);
  readonly #asks = new PriceLevels(1);
  /** An order is a row of 32 bytes: its quantity, then whole numbers of 32 bits, over the same memory. */
  #figures: Float64Array;
  #wholes: Int32Array;
  #free = -1;
  #used = 0;
  /** Orders resting now. */
  resting = 0;

  /** @param capacity rows to begin with; grows as needed */
  constructor(capacity = 1024) {
    this.#figures = new Float64Array(capacity * ROW_FIGURES);
    this.#wholes = new Int32Array(this.#figures.buffer);
  }

  /** Best bid, best ask; NaN where a side is empty. */
  get bid(): Ticks {
    return this.#bids.best;
  }

  get ask(): Ticks {
    return this.#asks.best;
  }

  priceOf(handle: Handle): Ticks {
    return this.#wholes[handle * ROW_WHOLES + ROW.price];
  }

  quantityOf(handle: Handle): number {
    return this.#figures[handle * ROW_FIGURES];
  }

  tagOf(handle: Handle): number {
    return this.#wholes[handle * ROW_WHOLES + ROW.tag];
  }

  sideOf(handle: Handle): BookSide {
    return this.#wholes[handle * ROW_WHOLES + ROW.side] as BookSide;
  }

  /** The order of a side whose turn it is: best price, then first come; -1 where the side is empty. */
  first(side: BookSide): Handle {
    const levels = side === BUY ? this.#bids : this.#asks;
    const price = levels.best;
    return Number.isNaN(price) ? -1 : levels.heldPage(price).wholes[levelAt(price) + LEVEL.head];
  }

  /** The next order of the same price; -1 behind the last. */
  after(handle: Handle): Handle {
    return this.#wholes[handle * ROW_WHOLES + ROW.next];
  }

  /** What rests at a price. */
  quantityAt(side: BookSide, price: Ticks): number {
    const page = (side === BUY ? this.#bids : this.#asks).pageIfHeld(price);
    return page === undefined ? 0 : page.figures[levelQuantityAt(price)];
  }

  /** The next price with orders away from the touch; NaN where there is none. */
  priceBehind(side: BookSide, price: Ticks): Ticks {
    return (side === BUY ? this.#bids : this.#asks).next(price);
  }

  /** Takes `quantity`, at most all of it, out of an order, which keeps its place if any is left. @returns what is left */
  take(handle: Handle, quantity: number): number {
    const left = this.#figures[handle * ROW_FIGURES] - quantity;
    if (left > 0) this.reduce(handle, quantity);
    else this.cancel(handle);
    return left;
  }

  /** Rests an order behind all others at its price, whatever rests on the other side: whoever wants no crossed book matches first. */
  rest(side: BookSide, price: Ticks, quantity: number, tag: number): Handle {
    let handle = this.#free;
    if (handle >= 0) this.#free = this.#wholes[handle * ROW_WHOLES + ROW.next];
    else {
      handle = this.#used++;
      if (handle * ROW_FIGURES === this.#figures.length) this.#grow();
    }
    this.#wholes[handle * ROW_WHOLES + ROW.price] = price;
    this.#figures[handle * ROW_FIGURES] = quantity;
    this.#wholes[handle * ROW_WHOLES + ROW.tag] = tag;
    this.#wholes[handle * ROW_WHOLES + ROW.side] = side;
    this.#wholes[handle * ROW_WHOLES + ROW.next] = -1;
    const levels = side === BUY ? this.#bids : this.#asks;
    const page = levels.pageAt(price);
    const at = levelAt(price);
    const tail = page.wholes[at + LEVEL.tail];
    this.#wholes[handle * ROW_WHOLES + ROW.previous] = tail;
    if (tail < 0) {
      page.wholes[at + LEVEL.head] = handle;
      levels.fill(page, price);
    } else this.#wholes[tail * ROW_WHOLES + ROW.next] = handle;
    page.wholes[at + LEVEL.tail] = handle;
    page.figures[levelQuantityAt(price)] += quantity;
    page.wholes[at + LEVEL.orders]++;
    this.resting++;
    return handle;
  }

  /**
   * Matches an arriving order against the other side.
   * @param limit worst price it may trade at; ±Infinity for any
   * @returns what is left unmatched
   */
  match(side: BookSide, limit: Ticks, quantity: number, listener: MatchListener): number {
    const levels = side === BUY ? this.#asks : this.#bids;
    let left = quantity;
    while (left > 0) {
      const price = levels.best;
      if (!(side === BUY ? price <= limit : price >= limit)) break;
      const page = levels.heldPage(price);
      const at = levelAt(price);
      let maker = page.wholes[at + LEVEL.head];
      while (maker >= 0 && left > 0) {
        const there = this.#figures[maker * ROW_FIGURES];
        const tag = this.#wholes[maker * ROW_WHOLES + ROW.tag];
        if (there > left) {
          this.#figures[maker * ROW_FIGURES] = there - left;
          page.figures[levelQuantityAt(price)] -= left;
          const traded = left;
          left = 0;
          listener.matched(maker, tag, price, traded, there - traded);
        } else {
          const next = this.#wholes[maker * ROW_WHOLES + ROW.next];
          page.figures[levelQuantityAt(price)] -= there;
          page.wholes[at + LEVEL.orders]--;
          page.wholes[at + LEVEL.head] = next;
          if (next < 0) page.wholes[at + LEVEL.tail] = -1;
          else this.#wholes[next * ROW_WHOLES + ROW.previous] = -1;
          this.#wholes[maker * ROW_WHOLES + ROW.next] = this.#free;
          this.#free = maker;
          this.resting--;
          left -= there;
          if (next < 0) levels.empty(page, price);
          listener.matched(maker, tag, price, there, 0);
          maker = next;
        }
      }
    }
    return left;
  }

  /** What an order of this side could trade at `limit` or better, up to `enough`. For fill-or-kill. */
  available(side: BookSide, limit: Ticks, enough: number): number {
    const levels = side === BUY ? this.#asks : this.#bids;
    let sum = 0;
    for (let price = levels.best; sum < enough && (side === BUY ? price <= limit : price >= limit); price = levels.next(price)) {
      sum += levels.heldPage(price).figures[levelQuantityAt(price)];
    }
    return Math.min(sum, enough);
  }

  /** Takes an order out. @returns the quantity it had left */
  cancel(handle: Handle): number {
    const side = this.#wholes[handle * ROW_WHOLES + ROW.side] as BookSide;
    const levels = side === BUY ? this.#bids : this.#asks;
    const price = this.#wholes[handle * ROW_WHOLES + ROW.price];
    const page = levels.heldPage(price);
    const at = levelAt(price);
    const quantity = this.#figures[handle * ROW_FIGURES];
    this.#unlink(page, at, handle);
    page.figures[levelQuantityAt(price)] -= quantity;
    if (--page.wholes[at + LEVEL.orders] === 0) levels.empty(page, price);
    this.#wholes[handle * ROW_WHOLES + ROW.next] = this.#free;
    this.#free = handle;
    this.resting--;
    return quantity;
  }

  /** Takes a part of an order out; it keeps its place. `quantity` must be below what it has. */
  reduce(handle: Handle, quantity: number): void {
    const levels = this.#wholes[handle * ROW_WHOLES + ROW.side] === BUY ? this.#bids : this.#asks;
    const price = this.#wholes[handle * ROW_WHOLES + ROW.price];
    levels.heldPage(price).figures[levelQuantityAt(price)] -= quantity;
    this.#figures[handle * ROW_FIGURES] -= quantity;
  }

  /**
   * Writes up to `depth` levels of a side, best first, as (price, quantity, orders).
   * @returns levels written
   */
  levels(side: BookSide, depth: number, target: Float64Array, offset = 0): number {
    const levels = side === BUY ? this.#bids : this.#asks;
    let written = 0;
    for (let price = levels.best; written < depth && !Number.isNaN(price); price = levels.next(price)) {
      const page = levels.heldPage(price);
      const at = levelAt(price);
      target[offset + written * 3] = price;
      target[offset + written * 3 + 1] = page.figures[levelQuantityAt(price)];
      target[offset + written * 3 + 2] = page.wholes[at + LEVEL.orders];
      written++;
    }
    return written;
  }

  /** Handles of a price level, oldest first. For queries and tests. */
  queueAt(side: BookSide, price: Ticks): Handle[] {
    const page = (side === BUY ? this.#bids : this.#asks).pageAt(price);
    const queue: Handle[] = [];
    for (let handle = page.wholes[levelAt(price) + LEVEL.head]; handle >= 0; handle = this.#wholes[handle * ROW_WHOLES + ROW.next]) queue.push(handle);
    return queue;
  }

  #unlink(page: Page, at: number, handle: Handle): void {
    const previous = this.#wholes[handle * ROW_WHOLES + ROW.previous];
    const next = this.#wholes[handle * ROW_WHOLES + ROW.next];
    if (previous < 0) page.wholes[at + LEVEL.head] = next;
    else this.#wholes[previous * ROW_WHOLES + ROW.next] = next;
    if (next < 0) page.wholes[at + LEVEL.tail] = previous;
    else this.#wholes[next * ROW_WHOLES + ROW.previous] = previous;
  }

  #grow(): void {
    const wider = new Float64Array(this.#figures.length * 2);
    wider.set(this.#figures);
    this.#figures = wider;
    this.#wholes = new Int32Array(wider.buffer);
  }
}
