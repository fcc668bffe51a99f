/** Where orders trade: against a displayed market, or with each other. */
import type { Side } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';
import type { AcceptedOrder } from './exchange-state.ts';

/** What a venue has the exchange book. */
export interface Booking {
  /** Fills a part of an order at a price. */
  fill(order: AcceptedOrder, price: Ticks, quantity: number): void;
}

export interface Venue {
  /** Best price of a side, NaN where it is empty. */
  best(index: number, side: Side): Ticks;
  /**
   * How much of `wanted` an arriving order could have at once, and the worst price of it. Takes nothing.
   * @param limit the worst price allowed; null for any
   * @param depth price levels from the best on that it may take
   */
  plan(index: number, side: Side, limit: Ticks | null, wanted: number, depth: number): { readonly quantity: number; readonly worst: Ticks };
  /** Fills an order as far as possible at once. */
  take(order: AcceptedOrder, depth: number): void;
}
