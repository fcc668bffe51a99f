/**
 * One side of a limit order book: price levels found by their price, in pages of 1,024 ticks that exist only where there were
 * orders, with a bit for each level that holds any. Finding the best price after one is used up is a matter of words, not levels.
 */
import type { Ticks } from '#shared/price.ts';

const PAGE_BITS = 10;
const PAGE = 1 << PAGE_BITS;
const WORDS = PAGE / 32;

/** A level is a row of 32 bytes: whole numbers of 32 bits first (`head` and `tail` are order handles, -1 where it is empty), then its quantity. */
export const LEVEL = { head: 0, tail: 1, orders: 2 } as const;
const LEVEL_FIGURES = 4;
const LEVEL_WHOLES = LEVEL_FIGURES * 2;
const QUANTITY_AT = 2;

/** Where a price's level begins in its page: among the whole numbers, and the place of its quantity among the figures. */
export const levelAt = (price: Ticks): number => (price & (PAGE - 1)) * LEVEL_WHOLES;
export const levelQuantityAt = (price: Ticks): number => (price & (PAGE - 1)) * LEVEL_FIGURES + QUANTITY_AT;

/** Levels of one run of 1,024 prices. */
export class Page {
  readonly figures = new Float64Array(PAGE * LEVEL_FIGURES);
  readonly wholes = new Int32Array(this.figures.buffer);
  readonly bits = new Uint32Array(WORDS);
  /** Levels that hold orders. */
  filled = 0;

  constructor() {
    for (let at = 0; at < this.wholes.length; at += LEVEL_WHOLES) {
      this.wholes[at + LEVEL.head] = -1;
      this.wholes[at + LEVEL.tail] = -1;
    }
  }
}

export class PriceLevels {
  /** 1: the best is the lowest price (asks); -1: the highest (bids). */
  readonly #direction: 1 | -1;
  #pages: (Page | undefined)[] = [];
  /** Number of the first page in `#pages`. */
  #first = 0;
  /** Best price with orders; NaN when the side is empty. */
  best: Ticks = NaN;
  levels = 0;

  constructor(direction: 1 | -1) {
    this.#direction = direction;
  }

  /** The page of a price, made where there is none. Index inside it: `price & 1023`. */
  pageAt(price: Ticks): Page {
    const number = price >> PAGE_BITS;
    const page = this.#pages[number - this.#first];
    return page ?? this.#make(number);
  }

  /** The page of a price that is known to hold orders. */
  heldPage(price: Ticks): Page {
    return this.#pages[(price >> PAGE_BITS) - this.#first]!;
  }

  pageIfHeld(price: Ticks): Page | undefined {
    return this.#pages[(price >> PAGE_BITS) - this.#first];
  }

  #make(number: number): Page {
    const page = new Page();
    if (this.#pages.length === 0) this.#first = number;
    if (number < this.#first) {
      this.#pages = [...Array<undefined>(this.#first - number), ...this.#pages];
      this.#first = number;
    }
    this.#pages[number - this.#first] = page;
    return page;
  }

  /** Notes that a level got its first order. */
  fill(page: Page, price: Ticks): void {
    const index = price & (PAGE - 1);
    page.bits[index >> 5] |= 1 << (index & 31);
    page.filled++;
    this.levels++;
    if (!((price - this.best) * this.#direction >= 0)) this.best = price;
  }

  /** Notes that a level lost its last order. */
  empty(page: Page, price: Ticks): void {
    const index = price & (PAGE - 1);
    page.bits[index >> 5] &= ~(1 << (index & 31));
    page.filled--;
    this.levels--;
    if (price === this.best) this.best = this.levels === 0 ? NaN : this.next(price);
  }

  /** The next price with orders behind `price` (away from the touch); NaN where there is none. */
  next(price: Ticks): Ticks {
    return this.#direction === 1 ? this.#above(price) : this.#below(price);
  }

  #above(price: Ticks): Ticks {
    const pages = this.#pages;
    let slot = (price >> PAGE_BITS) - this.#first;
    let index = (price & (PAGE - 1)) + 1;
    for (; slot < pages.length; slot++, index = 0) {
      const page = pages[slot];
      if (!page || page.filled === 0 || index >= PAGE) continue;
      let word = index >> 5;
      let bits = page.bits[word] & (-1 << (index & 31));
      while (bits === 0 && ++word < WORDS) bits = page.bits[word];
      if (bits !== 0) return ((slot + this.#first) << PAGE_BITS) + (word << 5) + (31 - Math.clz32(bits & -bits));
    }
    return NaN;
  }

  #below(price: Ticks): Ticks {
    const pages = this.#pages;
    let slot = (price >> PAGE_BITS) - this.#first;
    let index = (price & (PAGE - 1)) - 1;
    for (; slot >= 0; slot--, index = PAGE - 1) {
      const page = pages[slot];
      if (!page || page.filled === 0 || index < 0) continue;
      let word = index >> 5;
      let bits = page.bits[word] & (0xffff_ffff >>> (31 - (index & 31)));
      while (bits === 0 && --word >= 0) bits = page.bits[word];
      if (bits !== 0) return ((slot + this.#first) << PAGE_BITS) + (word << 5) + (31 - Math.clz32(bits));
    }
    return NaN;
  }
}
