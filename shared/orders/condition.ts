/**
 * What a conditional order waits for: whether it makes sense, where its trigger stands and when it is reached. Pure; prices in
 * ticks; the reference is always the last traded price.
 *
 * A stop waits for the price to run against it (a buy for a price at or above its trigger, a sell for one at or below), a touch
 * order for the price to come to it (the other way round). A trailing stop is a stop whose trigger keeps its distance to the best
 * price since it was placed and only ever moves in the order's favour.
 */
import type { Instrument } from '../model/instrument.ts';
import { isConditional, type OrderCondition, type OrderType, type Side, type Trail } from '../model/order.ts';
import { formatPrice, isOnTick, roundToTick, stepTicks, type PriceScale, type Ticks } from '../price.ts';
import type { Fault } from '../result.ts';
import { marketOrderTypes } from './order-types.ts';

export const isTrailing = (type: OrderType): boolean => type === 'trailing-stop' || type === 'trailing-stop-limit';

/** Whether the trigger is reached from below (at this price or above) rather than from above. */
export const triggersUpward = (type: OrderType, side: Side): boolean => (type === 'touch' || type === 'touch-limit' ? side === 'sell' : side === 'buy');

/** Whether the last price has reached a trigger; NaN reaches nothing. */
export const isReached = (upward: boolean, trigger: Ticks, last: Ticks): boolean => (upward ? last >= trigger : last <= trigger);

/** A trail's distance to `best`, in ticks, as a fraction where it is a part of the price. */
const distance = (trail: Trail, best: Ticks): number => ('amount' in trail ? trail.amount : Math.abs(best) * trail.ratio);

/**
 * Where a trailing order's trigger stands for a best price: below it for a sell, above for a buy, on a valid price, at least as far
 * away as the trail says and at least one tick.
 */
export function trailingTrigger(scale: PriceScale, side: Side, trail: Trail, best: Ticks): Ticks {
  // A part of a price is a binary fraction: what it misses a tick by is not a tick.
  const far = Math.round(distance(trail, best) * 1e6) / 1e6;
  return side === 'sell' ? Math.min(roundToTick(scale, best - far, 'down'), stepTicks(scale, best, -1)) : Math.max(roundToTick(scale, best + far, 'up'), stepTicks(scale, best, 1));
}

/** The limit of a triggered trailing stop-limit order: `offset` ticks beyond its trigger, towards the worse price. */
export const trailingLimit = (scale: PriceScale, side: Side, trigger: Ticks, offset: Ticks): Ticks =>
  side === 'sell' ? roundToTick(scale, trigger - offset, 'down') : roundToTick(scale, trigger + offset, 'up');

const offTick = (scale: PriceScale, trigger: Ticks): Fault => ({
  code: 'trigger-off-tick',
  params: { price: formatPrice(scale, trigger), below: formatPrice(scale, roundToTick(scale, trigger, 'down')), above: formatPrice(scale, roundToTick(scale, trigger, 'up')) },
});

function trailingFault(type: OrderType, condition: OrderCondition): Fault | null {
  const { trigger, trail, limitOffset } = condition;
  if (trigger !== null) return { code: 'condition-odd', params: { what: 'trigger', type } };
  if (trail === null) return { code: 'trail-missing' };
  const far = 'amount' in trail ? Number.isSafeInteger(trail.amount) && trail.amount > 0 : trail.ratio > 0 && trail.ratio < 1;
  if (!far) return { code: 'trail-invalid' };
  if (type === 'trailing-stop') return limitOffset === null ? null : { code: 'condition-odd', params: { what: 'limit offset', type } };
  if (limitOffset === null) return { code: 'limit-offset-missing' };
  return Number.isSafeInteger(limitOffset) && limitOffset >= 0 ? null : { code: 'limit-offset-missing' };
}

/**
 * What is wrong with an order's condition by itself, or null. Prices of an order are checked elsewhere; here only how they stand to
 * the trigger.
 * @param side where it is known: some markets want a limit beyond its trigger
 */
export function conditionFault(instrument: Instrument, type: OrderType, price: Ticks | null, condition: OrderCondition | undefined, side?: Side): Fault | null {
  if (!isConditional(type)) return condition === undefined ? null : { code: 'condition-odd', params: { what: 'condition', type } };
  if (condition === undefined) return { code: isTrailing(type) ? 'trail-missing' : 'trigger-missing' };
  if (isTrailing(type)) return trailingFault(type, condition);
  const { trigger, trail, limitOffset } = condition;
  if (trail !== null) return { code: 'condition-odd', params: { what: 'trail', type } };
  if (limitOffset !== null) return { code: 'condition-odd', params: { what: 'limit offset', type } };
  if (trigger === null || !Number.isSafeInteger(trigger)) return { code: 'trigger-missing' };
  if (!isOnTick(instrument, trigger)) return offTick(instrument, trigger);
  if (price === null || side === undefined || !marketOrderTypes(instrument).limitBeyondTrigger) return null;
  if (side === 'buy' ? price >= trigger : price <= trigger) return null;
  return { code: 'limit-before-trigger', params: { price: formatPrice(instrument, price), trigger: formatPrice(instrument, trigger) } };
}

/**
 * Why a market does not take a trigger that its last price has reached already, or null: most markets take it and trigger at once.
 * @param last NaN where nothing has traded
 */
export function reachedFault(instrument: Instrument, side: Side, type: OrderType, condition: OrderCondition | undefined, last: Ticks): Fault | null {
  const trigger = condition?.trigger ?? null;
  if (trigger === null || !isConditional(type) || marketOrderTypes(instrument).reached === 'triggers') return null;
  const upward = triggersUpward(type, side);
  if (!isReached(upward, trigger, last)) return null;
  return { code: upward ? 'trigger-not-above' : 'trigger-not-below', params: { trigger: formatPrice(instrument, trigger), last: formatPrice(instrument, last) } };
}

/** The price that a conditional order is reckoned at while it waits: its limit, else its trigger; null where neither is known (a trailing order before the first trade). */
export const reckonedPrice = (price: Ticks | null, condition: OrderCondition | undefined, triggerPrice: Ticks | null | undefined): Ticks | null =>
  price ?? triggerPrice ?? condition?.trigger ?? null;

export const sameCondition = (a: OrderCondition | undefined, b: OrderCondition | undefined): boolean => a === b || JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));

/** The same condition reads the same, whoever wrote it. */
const ordered = (condition: OrderCondition | undefined): unknown => {
  if (!condition) return null;
  const { trigger, trail, limitOffset } = condition;
  return [trigger, trail === null ? null : 'amount' in trail ? ['amount', trail.amount] : ['ratio', trail.ratio], limitOffset];
};
