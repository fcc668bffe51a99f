/** The largest order that funds and position allow now: what the order entry's quick quantities are parts of. */
import { feeOf, marginOf } from '#shared/ledger/fees.ts';
import type { Funds } from '#shared/model/account.ts';
import { paidInFull, tickMoney, type Instrument } from '#shared/model/instrument.ts';
import type { Side } from '#shared/model/order.ts';
import { markOf, QUOTE } from '#shared/model/quote.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { Closable } from './positions.ts';

export interface OrderMaximum {
  readonly buyOpen: number;
  readonly sellOpen: number;
  readonly sellClose: number;
  readonly buyClose: number;
  /** Tied up by one contract or share: margin, or its full price. The larger of the two sides. */
  readonly marginPerUnit: Money;
  /** Fee of opening a lot, by the contract or share. */
  readonly feePerUnit: Money;
}

/** What an order at the market is reckoned at: the other side's best price, else the mark. NaN if there is none. */
export function marketPriceOf(quote: Float64Array | undefined, side: Side): Ticks {
  if (!quote) return NaN;
  const touch = quote[side === 'buy' ? QUOTE.ask : QUOTE.bid];
  return Number.isNaN(touch) ? markOf(quote) : touch;
}

/** Money that opening `quantity` at `price` needs: margin or full price, and the fee with its minimum. */
function needed(instrument: Instrument, side: Side, price: Ticks, quantity: number): Money {
  const value = price * quantity;
  const tied = paidInFull(instrument) ? Math.abs(value) * tickMoney(instrument) : marginOf(instrument, side === 'buy' ? 'long' : 'short', value, quantity);
  return tied + feeOf(instrument, side, 'open', price, quantity);
}

/** The most lots whose need fits: by halving, as fees with a minimum make it no plain division. */
function largestOpening(instrument: Instrument, side: Side, price: Ticks, available: Money): number {
  if (Number.isNaN(price) || available <= 0) return 0;
  let fits = 0;
  let above = Math.floor(instrument.maxOrderQuantity / instrument.lot) + 1;
  while (above - fits > 1) {
    const middle = Math.floor((fits + above) / 2);
    if (needed(instrument, side, price, middle * instrument.lot) <= available) fits = middle;
    else above = middle;
  }
  return fits * instrument.lot;
}

/**
 * @param price limit in ticks, or null for the market
 * @param funds of the instrument's currency; undefined: none yet, so nothing can be opened
 */
export function orderMaximum(
  instrument: Instrument,
  price: Ticks | null,
  funds: Funds | undefined,
  quote: Float64Array | undefined,
  long: Closable,
  short: Closable,
): OrderMaximum {
  const available = funds?.available ?? 0;
  const buyAt = price ?? marketPriceOf(quote, 'buy');
  const sellAt = price ?? marketPriceOf(quote, 'sell');
  const perUnit = (side: Side, at: Ticks): Money => (Number.isNaN(at) ? 0 : needed(instrument, side, at, 1) - feeOf(instrument, side, 'open', at, 1));
  const fee = Number.isNaN(buyAt) ? 0 : feeOf(instrument, 'buy', 'open', buyAt, instrument.lot) / instrument.lot;
  const atMost = (quantity: number): number => Math.min(quantity, instrument.maxOrderQuantity);
  return {
    buyOpen: largestOpening(instrument, 'buy', buyAt, available),
    sellOpen: instrument.shortable ? largestOpening(instrument, 'sell', sellAt, available) : 0,
    sellClose: atMost(long.total),
    buyClose: atMost(short.total),
    marginPerUnit: Math.max(perUnit('buy', buyAt), instrument.shortable ? perUnit('sell', sellAt) : 0),
    feePerUnit: Math.round(fee),
  };
}
