/** What participants are told when a batch of the exchange could not be written and was therefore undone. */
import type { OrderReport, RequestRefusal } from '#electron/brokers/broker.ts';
import type { Fault } from '#shared/result.ts';
import type { ExchangeState } from './exchange/exchange-state.ts';
import { reportOf } from './exchange/orders.ts';
import type { Batch } from './exchange/turn.ts';

export interface Reversals {
  /** Orders of the batch, rejected. */
  readonly orders: readonly OrderReport[];
  /** Changes and cancellations of the batch to orders from before it. */
  readonly refusals: readonly RequestRefusal[];
}

/** @param state as the batch left it */
export function reversalsOf(state: ExchangeState, batch: Batch, fault: Fault): Reversals {
  const orders: OrderReport[] = [];
  const refusals: RequestRefusal[] = [];
  const placed = new Set<number>();
  for (const event of batch.events) {
    if (event.type === 'placed' || event.type === 'rejected') {
      placed.add(event.order);
      const { price, quantity } = event.intent;
      orders.push({ ...reportOf(state.order(event.order)), price, quantity, state: 'rejected', filled: 0, fault });
    }
    const request = event.type === 'modified' ? 'changing' : event.type === 'ended' && event.fault === null ? 'cancelling' : null;
    if (request === null || !('order' in event) || placed.has(event.order)) continue;
    const { account, id } = state.order(event.order).intent;
    refusals.push({ account, clientOrderId: id, request, fault });
  }
  for (const announcement of batch.announcements) if (announcement.kind === 'refusal') refusals.push(announcement.refusal);
  return { orders, refusals };
}
