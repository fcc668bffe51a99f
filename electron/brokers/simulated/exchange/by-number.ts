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

/** Drops the first `count` in place: a new array would be as much again to move. */
export function dropFirst(column: unknown[], count: number): void {
  column.copyWithin(0, count);
  column.length -= count;
}

/** Ended orders that are still kept, first ended first: what it takes to forget them, so that none of them has to be looked at then. */
export class EndedOrders {
  readonly numbers: number[] = [];
  readonly accounts: (ExchangeAccount | null)[] = [];
  readonly clientIds: string[] = [];
  /** Settlements before each ended. */
  readonly #periods: number[] = [];

  get count(): number {
    return this.numbers.length;
  }

  add({ number, account, intent, endedIn }: ExchangeOrder): void {
    this.numbers.push(number);
    this.accounts.push(account);
    this.clientIds.push(intent.id);
    this.#periods.push(endedIn ?? 0);
  }

  /** How many ended before a settlement period. */
  before(period: number): number {
    const first = this.#periods.findIndex((endedIn) => endedIn >= period);
    return first < 0 ? this.count : first;
  }

  /** Forgets the first `count`. */
  drop(count: number): void {
    for (const column of [this.numbers, this.accounts, this.clientIds, this.#periods]) dropFirst(column, count);
  }
}
