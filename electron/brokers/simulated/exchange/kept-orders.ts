/** The orders that the exchange knows: all that work, and of the ended ones not many more than the newest `KEPT`. */
import type { ExchangeAccount } from './account.ts';
import { EndedOrders, OrdersByNumber } from './by-number.ts';
import { hashOfId } from './client-ids.ts';
import type { ExchangeOrder } from './orders.ts';

export const KEPT = 5_000;
/** How far over it they may grow before the oldest are dropped together. */
const SLACK = 500;

export class KeptOrders {
  readonly #all = new OrdersByNumber();
  readonly #ended = new EndedOrders(KEPT + SLACK + 1);
  #hashedId = '';
  #hash = 0;

  /** An order that comes is looked for, then added, under the same id. */
  #hashOf(id: string): number {
    if (id !== this.#hashedId) {
      this.#hash = hashOfId(id);
      this.#hashedId = id;
    }
    return this.#hash;
  }

  get(number: number): ExchangeOrder | undefined {
    return this.#all.get(number);
  }

  /** By the id that its account gave it. */
  find(account: ExchangeAccount, id: string): ExchangeOrder | undefined {
    return account.clientIds.find(id, this.#hashOf(id), this.#all);
  }

  /** In order of their numbers. */
  all(): Iterable<ExchangeOrder> {
    return this.#all.all();
  }

  add(order: ExchangeOrder): void {
    order.hash = this.#hashOf(order.intent.id);
    order.account?.clientIds.add(order.number, order.hash);
    this.#all.add(order);
  }

  /** Notes that an order ended, and drops the oldest where too many have. */
  end(order: ExchangeOrder): void {
    this.#ended.add(order);
    if (this.#ended.count > KEPT + SLACK) this.#ended.drop(this.#ended.count - KEPT, this.#drop);
  }

  readonly #drop = (number: number): void => this.#all.delete(number);

  /** Numbers of those that ended, first ended first. */
  get ended(): number[] {
    return this.#ended.numbers;
  }

  /** Drops what ended before a settlement period. */
  forget(period: number): void {
    this.#ended.drop(this.#ended.before(period), this.#drop);
  }
}
