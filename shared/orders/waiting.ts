/** Where an order stands: at its price in the book, or at its trigger while it waits for that. Pure. */
import { isConditional, isFinal, type Order } from '../model/order.ts';
import type { Ticks } from '../price.ts';

type Standing = Pick<Order, 'type' | 'state' | 'price' | 'triggered' | 'condition' | 'triggerPrice' | 'pending'>;

/** Whether an order still waits for its trigger. */
export const isWaiting = (order: Pick<Order, 'type' | 'state' | 'triggered'>): boolean => isConditional(order.type) && order.triggered !== true && !isFinal(order.state);

/** The trigger as it is now; null where there is none: another type, or a trailing order before the first trade. */
export const triggerOf = (order: Pick<Order, 'condition' | 'triggerPrice'>): Ticks | null => order.triggerPrice ?? order.condition?.trigger ?? null;

/** The price that an order stands at on a ladder or a chart: its trigger while it waits, else its own; null for one that stands nowhere. */
export const standsAt = (order: Standing): Ticks | null => (isWaiting(order) ? triggerOf(order) : order.price);

/** The same, with a change that is under way already made: where the user put it. */
export function wantedAt(order: Standing): Ticks | null {
  if (isWaiting(order)) return order.pending?.condition?.trigger ?? triggerOf(order);
  return order.pending?.price ?? order.price;
}
