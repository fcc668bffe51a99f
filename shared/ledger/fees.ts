/** What a trade costs and what a position ties up, from the instrument's own terms. */
import type { FeeRate, Instrument, Levies } from '../model/instrument.ts';
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

/** Binary floats: 30,000 × 0.001 is 30.000000000000004, which is not to be rounded up to 31. */
const HAIR = 1e-9;

/** Charge on `value` (ticks × quantity) and `quantity`: within its bounds, rounded; nothing traded costs nothing. */
function charge(rate: FeeRate, perTick: number, value: number, quantity: number): Money {
  if (quantity === 0) return 0;
  let money = 0;
  if (rate.byValue) money += Math.abs(value) * perTick * rate.byValue;
  if (rate.byQuantity) money += quantity * rate.byQuantity * MONEY_PER_UNIT;
  if (rate.minimum !== undefined) money = Math.max(money, rate.minimum * MONEY_PER_UNIT);
  if (rate.maximum !== undefined) money = Math.min(money, rate.maximum * MONEY_PER_UNIT);
  if (!rate.rounding) return Math.round(money);
  const unit = rate.rounding.unit * MONEY_PER_UNIT;
  const units = money / unit;
  return Math.round((rate.rounding.mode === 'up' ? Math.ceil(units - HAIR) : Math.round(units)) * unit);
}

/** What a rate owes after a fill less what it owed before. */
const added = (rate: FeeRate, perTick: number, value: number, quantity: number, valueBefore: number, quantityBefore: number): Money =>
  charge(rate, perTick, valueBefore + value, quantityBefore + quantity) - charge(rate, perTick, valueBefore, quantityBefore);

const isList = (levies: Levies): levies is readonly FeeRate[] => Array.isArray(levies);

const NOTHING_BEFORE = { value: 0, quantity: 0 };

/**
 * Fee of one more fill of an order. Minimums, caps and roundings hold for the order as a whole, so what was filled before counts:
 * the fee is what the order owes after this fill less what it owed before, and the fills' fees add up to the order's.
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
  const value = price * quantity;
  let fee = added(rateFor(instrument, offset), perTick, value, quantity, before.value, before.quantity);
  const levies = side === 'sell' ? instrument.fees.sellTax : instrument.fees.buyTax;
  if (!levies) return fee;
  if (!isList(levies)) return fee + added(levies, perTick, value, quantity, before.value, before.quantity);
  for (const levy of levies) fee += added(levy, perTick, value, quantity, before.value, before.quantity);
  return fee;
}

/** Fee of the end of `value` (final settlement price × quantity, in ticks) of a future: delivered or settled in cash. */
export const deliveryFee = (instrument: Instrument, value: number, quantity: number): Money => (instrument.fees.delivery ? charge(instrument.fees.delivery, tickMoney(instrument), value, quantity) : 0);

/**
 * Margin that `value` (price × quantity, in ticks) of `quantity` contracts ties up on a side: a part of its size, whatever its sign, and
 * at least the instrument's floor a contract. 0 where the full value is paid instead.
 */
export function marginOf(instrument: Instrument, side: PositionSide, value: number, quantity: number): Money {
  if (!instrument.margin) return 0;
  const byValue = Math.round(Math.abs(value) * tickMoney(instrument) * instrument.margin[side]);
  return instrument.marginFloor === undefined ? byValue : Math.max(byValue, Math.round(instrument.marginFloor * MONEY_PER_UNIT * quantity));
}
