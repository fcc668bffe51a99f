/**
 * Fills that are booked from a status because the broker has none to show (rule 3), and the real ones that come later after all.
 */
import type { FillReport } from '#electron/brokers/broker.ts';
import { feeOf } from '#shared/ledger/fees.ts';
import type { Fill } from '#shared/model/fill.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Order } from '#shared/model/order.ts';
import { markOf } from '#shared/model/quote.ts';
import type { TrackedOrder } from './order-state.ts';

/**
 * Whether a fill that comes late is what was inferred before: it is not younger than the status it was inferred from, and no
 * more than what is inferred and not explained yet.
 */
export function explains(fills: Iterable<Fill>, explained: ReadonlyMap<string, number>, report: FillReport): boolean {
  let open = 0;
  for (const fill of fills) if (fill.inferred && report.exchangeTime <= fill.exchangeTime) open += fill.quantity;
  if (open === 0) return false;
  for (const quantity of explained.values()) open -= quantity;
  return report.quantity <= open;
}

/** The price of an inferred fill: the order's limit, else what its other fills averaged, else the market's. */
function priceOf(order: Order, quote: Float64Array | undefined): number {
  if (order.price !== null) return order.price;
  if (order.filled > 0) return Math.round(order.filledValue / order.filled);
  const mark = quote ? markOf(quote) : NaN;
  return Number.isNaN(mark) ? 0 : mark;
}

/**
 * The fill that brings an order to what its broker claims. Its id is made from the broker's order id and the cumulative
 * quantity, so that a replay makes the same one (rule 4).
 */
export function inferFill({ order, evidence }: TrackedOrder, claimed: number, instrument: Instrument | undefined, quote: Float64Array | undefined, now: number): FillReport {
  const quantity = claimed - order.filled;
  const price = priceOf(order, quote);
  return {
    account: order.account,
    brokerFillId: `inferred-${order.brokerOrderId}-${claimed}`,
    brokerOrderId: order.brokerOrderId ?? order.id,
    clientOrderId: order.id,
    instrument: order.instrument,
    side: order.side,
    offset: order.offset,
    price,
    quantity,
    fee: instrument ? feeOf(instrument, order.side, order.offset, price, quantity, { value: order.filledValue, quantity: order.filled }) : 0,
    exchangeTime: Number.isFinite(evidence.termsAt) ? evidence.termsAt : now,
    tradingDay: order.tradingDay,
  };
}
