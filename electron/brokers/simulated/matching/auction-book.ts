/**
 * A call auction over an order book: limit orders collect in the book, where they may cross, orders without a price in queues of their
 * own ahead of them. What stays after the auction stays in the book, with its place.
 */
import type { PriceScale, Ticks } from '#shared/price.ts';
import type { AuctionRule } from './auction-rules.ts';
import { auctionPrice, type AuctionSide, type Indication } from './call-auction.ts';
import { BUY, SELL, type BookSide, type Handle, type OrderBook } from './order-book.ts';

/** Told of each fill, buyers first, each side in priority. */
export interface AuctionListener {
  /** An order without a price; it is taken out already. */
  marketFilled(tag: number, side: BookSide, price: Ticks, quantity: number): void;
  /** A row of the book: whoever keeps its order takes the quantity out of it (OrderBook.take). */
  filled(handle: Handle, side: BookSide, price: Ticks, quantity: number): void;
}

const STRIDE = 3;

export class AuctionBook {
  readonly #book: OrderBook;
  readonly #rule: AuctionRule;
  readonly #scale: PriceScale;
  /** Orders without a price by their tag, first come first: quantities left. */
  readonly #market: readonly [Map<number, number>, Map<number, number>] = [new Map(), new Map()];
  readonly #levels: [Float64Array, Float64Array] = [new Float64Array(64 * STRIDE), new Float64Array(64 * STRIDE)];

  constructor(book: OrderBook, rule: AuctionRule, scale: PriceScale) {
    this.#book = book;
    this.#rule = rule;
    this.#scale = scale;
  }

  /** Enters an at-auction order. Limit orders go into the book. */
  enterMarket(side: BookSide, quantity: number, tag: number): void {
    this.#market[side].set(tag, quantity);
  }

  /** @returns what it had left; 0 where it is not here */
  cancelMarket(side: BookSide, tag: number): number {
    const left = this.#market[side].get(tag) ?? 0;
    this.#market[side].delete(tag);
    return left;
  }

  /** Orders without a price that are still here, first come first. */
  marketTags(side: BookSide): readonly number[] {
    return [...this.#market[side].keys()];
  }

  #side(side: BookSide): AuctionSide {
    const other = side === BUY ? this.#book.ask : this.#book.bid;
    // Where buyers and sellers do not meet, a rule may still want the levels at the reference: all of them then.
    const crossed = this.#book.bid >= this.#book.ask;
    const wanted = (price: Ticks): boolean => !crossed || (side === BUY ? price >= other : price <= other);
    let levels = this.#levels[side];
    let count = this.#book.levels(side, levels.length / STRIDE, levels);
    while (count * STRIDE === levels.length && wanted(levels[(count - 1) * STRIDE])) {
      levels = this.#levels[side] = new Float64Array(levels.length * 2);
      count = this.#book.levels(side, levels.length / STRIDE, levels);
    }
    let market = 0;
    for (const quantity of this.#market[side].values()) market += quantity;
    return { levels, count, stride: STRIDE, market };
  }

  /** Price, volume and surplus if the auction were matched now; null where nothing would trade. */
  indicate(reference: Ticks): Indication | null {
    return auctionPrice(this.#side(BUY), this.#side(SELL), this.#rule, reference, this.#scale);
  }

  /** Matches: everybody at one price, orders without a price first, then by price and time. The rest stays. */
  uncross(reference: Ticks, listener: AuctionListener): Indication | null {
    const indication = this.indicate(reference);
    if (!indication) return null;
    for (const side of [BUY, SELL] as const) this.#fill(side, indication, listener);
    return indication;
  }

  #fill(side: BookSide, { price, volume }: Indication, listener: AuctionListener): void {
    let left = volume;
    for (const [tag, quantity] of this.#market[side]) {
      if (left === 0) return;
      const filled = Math.min(left, quantity);
      left -= filled;
      if (filled === quantity) this.#market[side].delete(tag);
      else this.#market[side].set(tag, quantity - filled);
      listener.marketFilled(tag, side, price, filled);
    }
    while (left > 0) {
      const handle = this.#book.first(side);
      const filled = Math.min(left, this.#book.quantityOf(handle));
      left -= filled;
      listener.filled(handle, side, price, filled);
    }
  }
}
