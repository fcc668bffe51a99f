/** What a working order holds back, and what its fills cost. Money in 1/10,000 of the instrument's currency. */
import { feeOf } from '#shared/ledger/fees.ts';
import { openingCost } from '#shared/ledger/opening.ts';
import { paidInFull, type Instrument } from '#shared/model/instrument.ts';
import type { Offset } from '#shared/model/order.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { ExchangeOrder } from './orders.ts';

/** The parts of an order that its cost depends on. */
export type Costed = Pick<ExchangeOrder, 'side' | 'offset' | 'filled' | 'filledValue' | 'closeToday' | 'closeTodayValue' | 'closing'>;

/**
 * Fee of the next fill of an order. Where a plain close takes the day's own lots after yesterday's (CFFEX, DCE, CZCE, GFEX),
 * those pay the close-today rate.
 * @param closeToday how much of `quantity` closes lots of the day
 */
export function fillFee(instrument: Instrument, order: Costed, price: Ticks, quantity: number, closeToday: number): Money {
  const { side, offset } = order;
  if (!mixesDays(instrument, offset)) {
    const rate = instrument.offsets === 'net' ? 'open' : offset;
    return order.filled === 0 ? feeOf(instrument, side, rate, price, quantity) : feeOf(instrument, side, rate, price, quantity, { value: order.filledValue, quantity: order.filled });
  }
  const today = { value: order.closeTodayValue, quantity: order.closeToday };
  const before = { value: order.filledValue - order.closeTodayValue, quantity: order.filled - order.closeToday };
  return feeOf(instrument, side, 'close', price, quantity - closeToday, before) + feeOf(instrument, side, 'close-today', price, closeToday, today);
}

/** Whether one order may close lots of the day and of earlier ones, at rates of their own. */
export const mixesDays = (instrument: Instrument, offset: Offset): boolean => instrument.offsets === 'open-close' && offset === 'close';

/** The most that filling `quantity` at `price` can cost in fees. */
function highestFee(instrument: Instrument, order: Costed, price: Ticks, quantity: number): Money {
  const fee = fillFee(instrument, order, price, quantity, 0);
  return mixesDays(instrument, order.offset) ? Math.max(fee, fillFee(instrument, order, price, quantity, quantity)) : fee;
}

/**
 * Money that an order ties up until its `remaining` is filled at `price` or it ends: what it opens (see `openingCost`) and the fees. A
 * closing order of futures holds its fee; a sale of shares and options that are held pays its fee from the proceeds.
 */
export function reserveOf(instrument: Instrument, order: Costed, price: Ticks, remaining: number): Money {
  if (remaining === 0) return 0;
  const opening = remaining - order.closing;
  const { side } = order;
  if (opening === 0 && side === 'sell' && paidInFull(instrument)) return 0;
  return openingCost(instrument, side, price, opening) + highestFee(instrument, order, price, remaining);
}
