/**
 * A limit order book with price-time priority. Orders are rows of flat arrays, linked into a queue per price level; every
 * operation costs the same with a hundred orders resting or a million. It knows prices, quantities and order of arrival; accounts,
 * margin and rules are the exchange's.
 */
import type { Ticks } from '#shared/price.ts';
import { levelIndex, type Page, PriceLevels } from './price-levels.ts';

/** Row of a resting order; reused after the order is gone. */
export type Handle = number;

export const BUY = 0;
export const SELL = 1;
export type BookSide = typeof BUY | typeof SELL;

/** Told of each match, best price first, oldest first. `left`: what remains of the maker; at 0 its handle is already free. */
export interface MatchListener {
  matched(maker: Handle, tag: number, price: Ticks, quantity: number, left: number): void;
}

export class OrderBook {
  readonly #bids = new PriceLevels(-1);
  readonly #asks = new PriceLevels(1);
  #price: Int32Array;
  #quantity: Float64Array;
  #next: Int32Array;
  #previous: Int32Array;
  /** The owner's own number of the order. */
  #tag: Int32Array;
  #side: Uint8Array;
  #free = -1;
  #used = 0;
  /** Orders resting now. */
  resting = 0;

  /** @param capacity rows to begin with; grows as needed */
  constructor(capacity = 1024) {
    this.#price = new Int32Array(capacity);
    this.#quantity = new Float64Array(capacity);
    this.#next = new Int32Array(capacity);
    this.#previous = new Int32Array(capacity);
    this.#tag = new Int32Array(capacity);
    this.#side = new Uint8Array(capacity);
  }

  /** Best bid, best ask; NaN where a side is empty. */
  get bid(): Ticks {
    return this.#bids.best;
  }

  get ask(): Ticks {
    return this.#asks.best;
  }

  priceOf(handle: Handle): Ticks {
    return this.#price[handle];
  }

  quantityOf(handle: Handle): number {
    return this.#quantity[handle];
  }

  tagOf(handle: Handle): number {
    return this.#tag[handle];
  }

  sideOf(handle: Handle): BookSide {
    return this.#side[handle] as BookSide;
  }

  /** The order of a side whose turn it is: best price, then first come; -1 where the side is empty. */
  first(side: BookSide): Handle {
    const levels = side === BUY ? this.#bids : this.#asks;
    const price = levels.best;
    return Number.isNaN(price) ? -1 : levels.heldPage(price).head[levelIndex(price)];
  }

  /** The next order of the same price; -1 behind the last. */
  after(handle: Handle): Handle {
    return this.#next[handle];
  }

  /** What rests at a price. */
  quantityAt(side: BookSide, price: Ticks): number {
    const page = (side === BUY ? this.#bids : this.#asks).pageIfHeld(price);
    return page === undefined ? 0 : page.quantity[levelIndex(price)];
  }

  /** The next price with orders away from the touch; NaN where there is none. */
  priceBehind(side: BookSide, price: Ticks): Ticks {
    return (side === BUY ? this.#bids : this.#asks).next(price);
  }

  /** Takes `quantity`, at most all of it, out of an order, which keeps its place if any is left. @returns what is left */
  take(handle: Handle, quantity: number): number {
    const left = this.#quantity[handle] - quantity;
    if (left > 0) this.reduce(handle, quantity);
    else this.cancel(handle);
    return left;
  }

  /** Rests an order behind all others at its price, whatever rests on the other side: whoever wants no crossed book matches first. */
  rest(side: BookSide, price: Ticks, quantity: number, tag: number): Handle {
    let handle = this.#free;
    if (handle >= 0) this.#free = this.#next[handle];
    else {
      handle = this.#used++;
      if (handle === this.#price.length) this.#grow();
    }
    this.#price[handle] = price;
    this.#quantity[handle] = quantity;
    this.#tag[handle] = tag;
    this.#side[handle] = side;
    this.#next[handle] = -1;
    const levels = side === BUY ? this.#bids : this.#asks;
    const page = levels.pageAt(price);
    const at = levelIndex(price);
    const tail = page.tail[at];
    this.#previous[handle] = tail;
    if (tail < 0) {
      page.head[at] = handle;
      levels.fill(page, price);
    } else this.#next[tail] = handle;
    page.tail[at] = handle;
    page.quantity[at] += quantity;
    page.orders[at]++;
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
      const at = levelIndex(price);
      let maker = page.head[at];
      while (maker >= 0 && left > 0) {
        const there = this.#quantity[maker];
        const tag = this.#tag[maker];
        if (there > left) {
          this.#quantity[maker] = there - left;
          page.quantity[at] -= left;
          const traded = left;
          left = 0;
          listener.matched(maker, tag, price, traded, there - traded);
        } else {
          const next = this.#next[maker];
          page.quantity[at] -= there;
          page.orders[at]--;
          page.head[at] = next;
          if (next < 0) page.tail[at] = -1;
          else this.#previous[next] = -1;
          this.#next[maker] = this.#free;
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
      sum += levels.heldPage(price).quantity[levelIndex(price)];
    }
    return Math.min(sum, enough);
  }

  /** Takes an order out. @returns the quantity it had left */
  cancel(handle: Handle): number {
    const side = this.#side[handle] as BookSide;
    const levels = side === BUY ? this.#bids : this.#asks;
    const price = this.#price[handle];
    const page = levels.heldPage(price);
    const at = levelIndex(price);
    const quantity = this.#quantity[handle];
    this.#unlink(page, at, handle);
    page.quantity[at] -= quantity;
    if (--page.orders[at] === 0) levels.empty(page, price);
    this.#next[handle] = this.#free;
    this.#free = handle;
    this.resting--;
    return quantity;
  }

  /** Takes a part of an order out; it keeps its place. `quantity` must be below what it has. */
  reduce(handle: Handle, quantity: number): void {
    const levels = this.#side[handle] === BUY ? this.#bids : this.#asks;
    const price = this.#price[handle];
    levels.heldPage(price).quantity[levelIndex(price)] -= quantity;
    this.#quantity[handle] -= quantity;
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
      const at = levelIndex(price);
      target[offset + written * 3] = price;
      target[offset + written * 3 + 1] = page.quantity[at];
      target[offset + written * 3 + 2] = page.orders[at];
      written++;
    }
    return written;
  }

  /** Handles of a price level, oldest first. For queries and tests. */
  queueAt(side: BookSide, price: Ticks): Handle[] {
    const page = (side === BUY ? this.#bids : this.#asks).pageAt(price);
    const queue: Handle[] = [];
    for (let handle = page.head[levelIndex(price)]; handle >= 0; handle = this.#next[handle]) queue.push(handle);
    return queue;
  }

  #unlink(page: Page, at: number, handle: Handle): void {
    const previous = this.#previous[handle];
    const next = this.#next[handle];
    if (previous < 0) page.head[at] = next;
    else this.#next[previous] = next;
    if (next < 0) page.tail[at] = previous;
    else this.#previous[next] = previous;
  }

  #grow(): void {
    const wider = <A extends Int32Array | Float64Array | Uint8Array>(from: A, to: A): A => {
      to.set(from);
      return to;
    };
    const length = this.#price.length * 2;
    this.#price = wider(this.#price, new Int32Array(length));
    this.#quantity = wider(this.#quantity, new Float64Array(length));
    this.#next = wider(this.#next, new Int32Array(length));
    this.#previous = wider(this.#previous, new Int32Array(length));
    this.#tag = wider(this.#tag, new Int32Array(length));
    this.#side = wider(this.#side, new Uint8Array(length));
  }
}
