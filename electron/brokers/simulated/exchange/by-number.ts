/** Rows of orders by the orders’ numbers, whole ones of 32 bits which only ever grow: pages of a fixed size that go when their last order does; and which ended when. */
const PAGE_BITS = 10;
const PAGE = 1 << PAGE_BITS;

/** Rows by number, each one more than it is: 0 is none. */
interface Page {
  readonly rows: Int32Array;
  held: number;
}

export class RowsByNumber {
  /** Ascending; a gap where all of a page are gone. */
  #pages: (Page | undefined)[] = [];
  /** Number of the first page. */
  #first = 0;

  /** -1 where there is no such order. */
  get(number: number): number {
    const page = this.#pages[(number >> PAGE_BITS) - this.#first];
    return page === undefined ? -1 : page.rows[number & (PAGE - 1)] - 1;
  }

  add(number: number, row: number): void {
    const place = number >> PAGE_BITS;
    if (this.#pages.length === 0) this.#first = place;
    while (this.#pages.length <= place - this.#first) this.#pages.push(undefined);
    const page = (this.#pages[place - this.#first] ??= { rows: new Int32Array(PAGE), held: 0 });
    page.rows[number & (PAGE - 1)] = row + 1;
    page.held++;
  }

  delete(number: number): void {
    const at = (number >> PAGE_BITS) - this.#first;
    const page = this.#pages[at];
    if (page === undefined || page.rows[number & (PAGE - 1)] === 0) return;
    page.rows[number & (PAGE - 1)] = 0;
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

  /** In order of the numbers. */
  *all(): Generator<number> {
    for (const page of this.#pages) if (page) for (const row of page.rows) if (row > 0) yield row - 1;
  }
}

const ENDED_WIDTH = 5;

/** Ended orders that are still kept, first ended first: what it takes to forget them, so that none of them has to be looked at then. A ring. */
export class EndedOrders {
  /** Row, number, account's place, hash and settlements before it ended, one order after the other. */
  #ring: Int32Array;
  #mask: number;
  /** Counted from the first order that ever ended; the place in the ring is what `#mask` leaves of it. */
  #first = 0;
  #end = 0;

  /** @param room how many it takes at first */
  constructor(room: number) {
    const size = 2 ** Math.ceil(Math.log2(room));
    this.#mask = size - 1;
    this.#ring = new Int32Array(size * ENDED_WIDTH);
  }

  get count(): number {
    return this.#end - this.#first;
  }

  /** Numbers of the orders. */
  get numbers(): number[] {
    return Array.from({ length: this.count }, (_, at) => this.#ring[((this.#first + at) & this.#mask) * ENDED_WIDTH + 1]);
  }

  add(row: number, number: number, accountPlace: number, hash: number, endedIn: number): void {
    if (this.count > this.#mask) this.#grow();
    const at = (this.#end++ & this.#mask) * ENDED_WIDTH;
    this.#ring[at] = row;
    this.#ring[at + 1] = number;
    this.#ring[at + 2] = accountPlace;
    this.#ring[at + 3] = hash;
    this.#ring[at + 4] = endedIn;
  }

  #grow(): void {
    const size = this.#mask + 1;
    const wider = new Int32Array(this.#ring.length * 2);
    for (let n = this.#first; n < this.#end; n++) {
      const from = (n & this.#mask) * ENDED_WIDTH;
      wider.set(this.#ring.subarray(from, from + ENDED_WIDTH), (n & (size * 2 - 1)) * ENDED_WIDTH);
    }
    this.#ring = wider;
    this.#mask = size * 2 - 1;
  }

  /** How many ended before a settlement period. */
  before(period: number): number {
    let at = this.#first;
    while (at < this.#end && this.#ring[(at & this.#mask) * ENDED_WIDTH + 4] < period) at++;
    return at - this.#first;
  }

  /** Drops the first `count`. @param forget told of each */
  drop(count: number, forget: (row: number, number: number, accountPlace: number, hash: number) => void): void {
    for (const end = this.#first + count; this.#first < end; this.#first++) {
      const at = (this.#first & this.#mask) * ENDED_WIDTH;
      forget(this.#ring[at], this.#ring[at + 1], this.#ring[at + 2], this.#ring[at + 3]);
    }
  }
}
