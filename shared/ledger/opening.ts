/** What opening a position takes from an account's available funds, whoever reckons it: the exchange as it takes an order in, the ticket as it says how much can be had. */
import { paidInFull, tickMoney, type Instrument } from '../model/instrument.ts';
import type { Side } from '../model/order.ts';
import type { Money, Ticks } from '../price.ts';
import { marginOf } from './fees.ts';
import { hasMargin, optionReserve } from './option.ts';

/** Borrowed shares tie up this part of their value: the proceeds of the sale and half again (US Regulation T, 12 CFR 220.12(c)). */
export const SHORT_STOCK_MARGIN = 1.5;

/**
 * Money that opening `quantity` at `price` ties up, fees apart: the margin of futures, the full price of what is paid in full; of a short
 * sale what its margin is above the proceeds, which come in with it. Null where the instrument does not say what it goes by: only its
 * broker knows.
 */
export function openingCost(instrument: Instrument, side: Side, price: Ticks, quantity: number): Money | null {
  if (quantity === 0) return 0;
  if (!paidInFull(instrument)) return instrument.margin === undefined ? null : marginOf(instrument, side === 'buy' ? 'long' : 'short', price * quantity, quantity);
  const value = price * quantity * tickMoney(instrument);
  if (side === 'buy') return value;
  if (instrument.option === undefined) return Math.round(value * (SHORT_STOCK_MARGIN - 1));
  return hasMargin(instrument) ? Math.max(0, optionReserve(instrument, price, quantity) - value) : null;
}
