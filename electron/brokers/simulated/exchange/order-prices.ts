/** Prices that orders get from their market and not from the trader. Pure; in ticks. */
import type { OrderType, Side } from '#shared/model/order.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { trailingLimit } from '#shared/orders/condition.ts';
import { takes } from '#shared/orders/offer.ts';
import { marketOrderTypes } from '#shared/orders/order-types.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { OrderIntent } from '#electron/brokers/broker.ts';
import type { Ticks } from '#shared/price.ts';
import type { AcceptedOrder } from './exchange-state.ts';

/** Price levels that an order may take when it arrives: SSE and SZSE trading rules (best five), HKEX (special limit, ten queues). */
export const DEPTH: Partial<Record<OrderType, number>> = { 'best-five-ioc': 5, 'best-five-limit': 5, 'special-limit': 10 };

/** The day's price limit in an order's direction; null where there is none. */
function dayLimit(side: Side, quote: Float64Array): Ticks | null {
  const limit = quote[side === 'buy' ? QUOTE.upperLimit : QUOTE.lowerLimit];
  return Number.isNaN(limit) ? null : limit;
}

/** The price at which a market order for the day rests with what it cannot fill: the day's limit where its market says so (DCE); null for any other. */
export function restingPrice({ type, side, timeInForce }: OrderIntent, instrument: Instrument, quote: Float64Array): Ticks | null {
  if (type !== 'market' || timeInForce !== 'day' || marketOrderTypes(instrument).marketRest !== 'price-limit') return null;
  return dayLimit(side, quote);
}

/**
 * The price that a conditional order goes live with: its limit; none for a market order, but where its market turns those into limit
 * orders at the day's price limit, or has none at all, that limit.
 */
export function livePrice({ side, instrument, condition, price }: AcceptedOrder, trigger: Ticks, quote: Float64Array): Ticks | null {
  const offset = condition?.limitOffset ?? null;
  if (offset !== null) return trailingLimit(instrument, side, trigger, offset);
  if (price !== null) return price;
  const rests = marketOrderTypes(instrument).marketRest === 'price-limit' || !takes(instrument, 'market', 'day');
  return rests ? dayLimit(side, quote) : null;
}
