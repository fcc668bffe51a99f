/** What a working order holds back, and what its fills cost. Money in 1/10,000 of the instrument's currency. */
import { feeOf } from '#shared/ledger/fees.ts';
import { openingCost } from '#shared/ledger/opening.ts';
import { paidInFull, type Instrument } from '#shared/model/instrument.ts';
import type { Offset, Side } from '#shared/model/order.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { ExchangeOrder } from './orders.ts';

/** What an order has filled already, as far as the cost of the rest depends on it; null of one that has filled nothing. */
export type Filled = Pick<ExchangeOrder, 'filled' | 'filledValue' | 'closeToday' | 'closeTodayValue'> | null;

/**
 * Fee of the next fill of an order. Where a plain close takes the day's own lots after yesterday's (CFFEX, DCE, CZCE, GFEX),
 * those pay the close-today rate.
 * @param closeToday how much of `quantity` closes lots of the day
 */
export function fillFee(instrument: Instrument, side: Side, offset: Offset, price: Ticks, quantity: number, closeToday: number, filled: Filled): Money {
  if (!mixesDays(instrument, offset)) {
    const rate = instrument.offsets === 'net' ? 'open' : offset;
    return filled === null ? feeOf(instrument, side, rate, price, quantity) : feeOf(instrument, side, rate, price, quantity, { value: filled.filledValue, quantity: filled.filled });
  }
  if (filled === null) return feeOf(instrument, side, 'close', price, quantity - closeToday) + feeOf(instrument, side, 'close-today', price, closeToday);
  const today = { value: filled.closeTodayValue, quantity: filled.closeToday };
  const before = { value: filled.filledValue - filled.closeTodayValue, quantity: filled.filled - filled.closeToday };
  return feeOf(instrument, side, 'close', price, quantity - closeToday, before) + feeOf(instrument, side, 'close-today', price, closeToday, today);
}

/** Whether one order may close lots of the day and of earlier ones, at rates of their own. */
export const mixesDays = (instrument: Instrument, offset: Offset): boolean => instrument.offsets === 'open-close' && offset === 'close';

/** The most that filling `quantity` at `price` can cost in fees. */
function highestFee(instrument: Instrument, side: Side, offset: Offset, price: Ticks, quantity: number, filled: Filled): Money {
  const fee = fillFee(instrument, side, offset, price, quantity, 0, filled);
  return mixesDays(instrument, offset) ? Math.max(fee, fillFee(instrument, side, offset, price, quantity, quantity, filled)) : fee;
}

/**
 * Money that an order ties up until its `remaining` is filled at `price` or it ends: what it opens (see `openingCost`) and the fees. A
 * closing order of futures holds its fee; a sale of shares and options that are held pays its fee from the proceeds.
 * @param closing the part of `remaining` that closes
 */
export function reserveOf(instrument: Instrument, side: Side, offset: Offset, price: Ticks, remaining: number, closing: number, filled: Filled): Money {
  if (remaining === 0) return 0;
  const opening = remaining - closing;
  if (opening === 0 && side === 'sell' && paidInFull(instrument)) return 0;
  // What is listed here says what it goes by; what did not could not be afforded.
  return (openingCost(instrument, side, price, opening) ?? Infinity) + highestFee(instrument, side, offset, price, remaining, filled);
}
