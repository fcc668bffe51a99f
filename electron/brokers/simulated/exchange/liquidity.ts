/**
 * What the market displays and orders here have not taken yet. Taking from a displayed size leaves less of it until the market
 * shows another size or leaves that price: one quote never fills two orders with the same lots.
 */
import type { Side } from '#shared/model/order.ts';
import { LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { QUOTE } from '#shared/model/quote.ts';
import type { Ticks } from '#shared/price.ts';

/** The market as last seen, by the instrument's place in the feed. */
export interface DisplayedMarket {
  quoteOf(index: number): Float64Array;
  bookOf(index: number): Float64Array;
}

interface Taken {
  readonly price: Ticks;
  /** The displayed size that it was taken from. */
  readonly size: number;
  quantity: number;
}

/** Where the side that a taker meets stands in the flat records. */
const OPPOSITE = {
  buy: { price: LEVEL.ask, size: LEVEL.askSize, touch: QUOTE.ask, touchSize: QUOTE.askSize, direction: 1 },
  sell: { price: LEVEL.bid, size: LEVEL.bidSize, touch: QUOTE.bid, touchSize: QUOTE.bidSize, direction: -1 },
} as const;

export class DisplayedLiquidity {
  readonly #market: DisplayedMarket;
  /** By instrument × 2 (+ 1 for what sellers took): absent for all that nothing was taken from. */
  readonly #taken: (Taken[] | undefined)[] = [];
  /** What `next` found. */
  price: Ticks = NaN;
  size = 0;
  left = 0;

  constructor(market: DisplayedMarket) {
    this.#market = market;
  }

  #at(index: number, side: Side): number {
    return index * 2 + (side === 'buy' ? 0 : 1);
  }

  /** Levels that can be trusted now: those of the book where its touch is the quote's, else the touch alone (a quote comes before its book). */
  #levels(index: number, side: Side): number {
    const quote = this.#market.quoteOf(index);
    const book = this.#market.bookOf(index);
    const field = OPPOSITE[side];
    const offset = levelOffset(0);
    const agree = book[0] > 0 && book[offset + field.price] === quote[field.touch] && book[offset + field.size] === quote[field.touchSize];
    return agree ? book[0] : 1;
  }

  #price(index: number, side: Side, level: number): Ticks {
    const field = OPPOSITE[side];
    return level === 0 ? this.#market.quoteOf(index)[field.touch] : this.#market.bookOf(index)[levelOffset(level) + field.price];
  }

  #size(index: number, side: Side, level: number): number {
    const field = OPPOSITE[side];
    return level === 0 ? this.#market.quoteOf(index)[field.touchSize] : this.#market.bookOf(index)[levelOffset(level) + field.size];
  }

  #takenAt(index: number, side: Side, price: Ticks, size: number): number {
    const taken = this.#taken[this.#at(index, side)];
    if (taken) for (const entry of taken) if (entry.price === price && entry.size === size) return entry.quantity;
    return 0;
  }

  /**
   * Finds the best level with something left that a taker on `side` may trade at, into `price`, `size` and `left`.
   * @param limit the worst price allowed; null for any
   * @param from first level looked at
   * @param depth levels from the touch on that it may take
   * @returns its level, -1 where there is none
   */
  next(index: number, side: Side, limit: Ticks | null, from = 0, depth = Infinity): number {
    const levels = Math.min(depth, this.#levels(index, side));
    for (let level = from; level < levels; level++) {
      const price = this.#price(index, side, level);
      const size = this.#size(index, side, level);
      if (Number.isNaN(price)) return -1;
      if (limit !== null && (price - limit) * OPPOSITE[side].direction > 0) return -1;
      const left = size - this.#takenAt(index, side, price, size);
      if (left > 0) {
        this.price = price;
        this.size = size;
        this.left = left;
        return level;
      }
    }
    return -1;
  }

  /** How much of `wanted` a taker could have at once, and the worst price of it. Takes nothing. */
  plan(index: number, side: Side, limit: Ticks | null, wanted: number, depth = Infinity): { readonly quantity: number; readonly worst: Ticks } {
    let quantity = 0;
    let worst = NaN;
    for (let level = this.next(index, side, limit, 0, depth); level >= 0 && quantity < wanted; level = this.next(index, side, limit, level + 1, depth)) {
      quantity += Math.min(this.left, wanted - quantity);
      worst = this.price;
    }
    return { quantity, worst };
  }

  /**
   * What is displayed at a price of a side's own levels.
   * @param taker the side that would take it
   * @returns 0 between levels and ahead of the touch; NaN behind the last level that is displayed
   */
  displayed(index: number, taker: Side, price: Ticks): number {
    const levels = this.#levels(index, taker);
    const { direction } = OPPOSITE[taker];
    for (let level = 0; level < levels; level++) {
      const at = this.#price(index, taker, level);
      if (at === price) return this.#size(index, taker, level);
      if ((at - price) * direction > 0) return 0;
      if (Number.isNaN(at)) return NaN;
    }
    return NaN;
  }

  /** Takes from the level that `next` found. */
  take(index: number, side: Side, quantity: number): void {
    const at = this.#at(index, side);
    const taken = (this.#taken[at] ??= []);
    const entry = taken.find((other) => other.price === this.price && other.size === this.size);
    if (entry) entry.quantity += quantity;
    else taken.push({ price: this.price, size: this.size, quantity });
    this.left -= quantity;
  }

  /** The market of an instrument showed something new: forgets what was taken from sizes that it no longer shows. */
  refresh(index: number): void {
    if (this.#taken[index * 2]) this.#refreshSide(index, 'buy');
    if (this.#taken[index * 2 + 1]) this.#refreshSide(index, 'sell');
  }

  #refreshSide(index: number, side: Side): void {
    const at = this.#at(index, side);
    const levels = this.#levels(index, side);
    const touch = this.#price(index, side, 0);
    const bookToCome = levels === 1 && this.#market.bookOf(index)[0] > 1;
    const kept = this.#taken[at]?.filter((entry) => {
      if (bookToCome && (entry.price - touch) * OPPOSITE[side].direction > 0) return true;
      for (let level = 0; level < levels; level++) {
        if (this.#price(index, side, level) === entry.price) return this.#size(index, side, level) === entry.size;
      }
      return false;
    });
    this.#taken[at] = kept && kept.length > 0 ? kept : undefined;
  }

  /** The market jumped or its day ended: what was taken is of another time. */
  clear(): void {
    this.#taken.length = 0;
  }
}
