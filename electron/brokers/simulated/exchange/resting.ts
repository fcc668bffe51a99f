/**
 * The resting orders of one instrument, by price then time: those of accounts, tagged in the book with their rows in the table, and of
 * liquidity participants beside them, tagged below zero.
 */
import type { Side } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';
import { BUY, OrderBook, SELL, type BookSide, type Handle } from '../matching/order-book.ts';
import type { OrderTable } from './order-table.ts';
import type { ExchangeOrder } from './orders.ts';

export const bookSideOf = (side: Side): BookSide => (side === 'buy' ? BUY : SELL);

export class RestingOrders {
  readonly book = new OrderBook(16);
  readonly #table: OrderTable;
  /** Orders of accounts. */
  size = 0;

  constructor(table: OrderTable) {
    this.#table = table;
  }

  /** Rests what is left of an order behind all others at its price. */
  insert(order: ExchangeOrder): void {
    const { price } = order;
    if (price === null) throw new Error(`order ${order.number} has no price to rest at`);
    order.handle = this.book.rest(order.side === 'buy' ? BUY : SELL, price, order.quantity - order.filled, order.row);
    order.ahead = null;
    this.size++;
  }

  /** Takes a filled part out of an order; all of it takes the order out. */
  take(order: ExchangeOrder, quantity: number): void {
    const { handle } = order;
    if (this.book.take(handle, quantity) === 0) this.#forget(order);
  }

  remove(order: ExchangeOrder): void {
    this.book.cancel(order.handle);
    this.#forget(order);
  }

  #forget(order: ExchangeOrder): void {
    order.handle = -1;
    this.size--;
  }

  /** Rests a participant's order. @param tag below zero */
  insertParticipant(side: Side, price: Ticks, quantity: number, tag: number): Handle {
    return this.book.rest(bookSideOf(side), price, quantity, tag);
  }

  /** Whose order a row is; null of a participant's. */
  orderAt(handle: Handle): ExchangeOrder | null {
    const row = this.book.tagOf(handle);
    return row < 0 ? null : this.#table.order(row);
  }

  /** The account's order whose turn it is. */
  best(side: Side): ExchangeOrder | undefined {
    const handle = this.book.first(bookSideOf(side));
    return handle < 0 ? undefined : (this.orderAt(handle) ?? undefined);
  }
}
