/** What a trade costs and what a position ties up, from the instrument's own terms. */
import type { FeeRate, Instrument } from '../model/instrument.ts';
import { tickMoney } from '../model/instrument.ts';
import type { Offset, Side } from '../model/order.ts';
import type { PositionSide } from '../model/position.ts';
import { MONEY_PER_UNIT, type Money, type Ticks } from '../price.ts';

function rateFor(instrument: Instrument, offset: Offset): FeeRate {
  const { open, close, closeToday } = instrument.fees;
  if (offset === 'open') return open;
  if (offset === 'close-today') return closeToday ?? close ?? open;
  return close ?? open;
}

/** Charge on `value` (ticks × quantity) and `quantity`, minimum included; nothing traded costs nothing. */
function charge(rate: FeeRate, perTick: number, value: number, quantity: number): Money {
  if (quantity === 0) return 0;
  const byValue = rate.byValue ? Math.abs(value) * perTick * rate.byValue : 0;
  const byQuantity = rate.byQuantity ? quantity * rate.byQuantity * MONEY_PER_UNIT : 0;
  return Math.max(Math.round(byValue + byQuantity), Math.round((rate.minimum ?? 0) * MONEY_PER_UNIT));
}

/**
 * Fee of one more fill of an order. Minimums hold for the order as a whole, so what was filled before counts:
 * the fee is what the order owes after this fill less what it owed before.
 * @param before value (ticks × quantity) and quantity that the order had filled already
 */
export function feeOf(
  instrument: Instrument,
  side: Side,
  offset: Offset,
  price: Ticks,
  quantity: number,
  before: { readonly value: number; readonly quantity: number } = NOTHING_BEFORE,
): Money {
  const perTick = tickMoney(instrument);
  const tax = side === 'sell' ? instrument.fees.sellTax : instrument.fees.buyTax;
  const fee = chargeOfMore(rateFor(instrument, offset), perTick, price, quantity, before);
  return tax ? fee + chargeOfMore(tax, perTick, price, quantity, before) : fee;
}

const NOTHING_BEFORE = { value: 0, quantity: 0 } as const;

function chargeOfMore(rate: FeeRate, perTick: number, price: Ticks, quantity: number, before: { readonly value: number; readonly quantity: number }): Money {
  return charge(rate, perTick, before.value + price * quantity, before.quantity + quantity) - charge(rate, perTick, before.value, before.quantity);
}

/** Margin that `value` (price × quantity, in ticks) ties up on a side; 0 where the full value is paid instead. */
export function marginOf(instrument: Instrument, side: PositionSide, value: number): Money {
  if (!instrument.margin) return 0;
  return Math.round(Math.abs(value) * tickMoney(instrument) * instrument.margin[side]);
}
