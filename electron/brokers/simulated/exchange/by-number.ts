/** Orders by their numbers, which only ever grow: pages of a fixed size that go when their last order does; and which ended when. */
import type { ExchangeAccount } from './account.ts';
import type { ExchangeOrder } from './orders.ts';

const PAGE_BITS = 10;
const PAGE = 1 << PAGE_BITS;

interface Page {
  readonly orders: (ExchangeOrder | undefined)[];
  held: number;
}

export class OrdersByNumber {
  /** Ascending; a gap where all of a page are gone. */
  #pages: (Page | undefined)[] = [];
  /** Number of the first page. */
  #first = 0;

  get(number: number): ExchangeOrder | undefined {
    return this.#pages[Math.floor(number / PAGE) - this.#first]?.orders[number & (PAGE - 1)];
  }

  add(order: ExchangeOrder): void {
    const number = Math.floor(order.number / PAGE);
    if (this.#pages.length === 0) this.#first = number;
    while (this.#pages.length <= number - this.#first) this.#pages.push(undefined);
    const page = (this.#pages[number - this.#first] ??= { orders: Array.from({ length: PAGE }, () => undefined), held: 0 });
    page.orders[order.number & (PAGE - 1)] = order;
    page.held++;
  }

  delete(number: number): void {
    const at = Math.floor(number / PAGE) - this.#first;
    const page = this.#pages[at];
    if (page?.orders[number & (PAGE - 1)] === undefined) return;
    page.orders[number & (PAGE - 1)] = undefined;
    page.held--;
    // The newest page stays: more orders will come to it.
    if (page.held > 0 || at === this.#pages.length - 1) return;
    this.#pages[at] = undefined;
    let gone = 0;
    while (gone < this.#pages.length && this.#pages[gone] === undefined) gone++;
    if (gone > 0) {
      this.#pages = this.#pages.slice(gone);
      this.#first += gone;
    }
  }

  /** In order of their numbers. */
  *all(): Generator<ExchangeOrder> {
    for (const page of this.#pages) if (page) for (const order of page.orders) if (order) yield order;
  }
}

/**
 * Ended orders that are still kept, first ended first: what it takes to forget them, so that none of them has to be looked at then. A
 * ring: it takes as many as it was made for.
 */
export class EndedOrders {
  readonly #numbers: Float64Array;
  readonly #accounts: (ExchangeAccount | null)[];
  /** What their client ids hash to. */
  readonly #hashes: Int32Array;
  /** Settlements before each ended. */
  readonly #periods: Float64Array;
  readonly #mask: number;
  /** Counted from the first order that ever ended; the place in the ring is what `#mask` leaves of it. */
  #first = 0;
  #end = 0;

  constructor(most: number) {
    const room = 2 ** Math.ceil(Math.log2(most));
    this.#mask = room - 1;
    this.#numbers = new Float64Array(room);
    this.#periods = new Float64Array(room);
    this.#accounts = Array.from({ length: room }, () => null);
    this.#hashes = new Int32Array(room);
  }

  get count(): number {
    return this.#end - this.#first;
  }

  get numbers(): number[] {
    return Array.from({ length: this.count }, (_, at) => this.#numbers[(this.#first + at) & this.#mask]);
  }

  add({ number, account, hash, endedIn }: ExchangeOrder): void {
    const at = this.#end++ & this.#mask;
    this.#numbers[at] = number;
    this.#accounts[at] = account;
    this.#hashes[at] = hash;
    this.#periods[at] = endedIn ?? 0;
  }

  /** How many ended before a settlement period. */
  before(period: number): number {
    let at = this.#first;
    while (at < this.#end && this.#periods[at & this.#mask] < period) at++;
    return at - this.#first;
  }

  /** Forgets the first `count`, here and in the accounts' own lists. @param forget told their numbers */
  drop(count: number, forget: (number: number) => void): void {
    for (const end = this.#first + count; this.#first < end; this.#first++) {
      const at = this.#first & this.#mask;
      const number = this.#numbers[at];
      forget(number);
      this.#accounts[at]?.clientIds.delete(number, this.#hashes[at]);
      this.#accounts[at] = null;
    }
  }
}
