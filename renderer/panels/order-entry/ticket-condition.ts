/** What is typed of a conditional order: trigger, trail and the distance of its limit, and their steps. Pure. Distances are typed in price units, parts of a price in percent. */
import { isConditional, type OrderCondition, type OrderType, type Trail } from '#shared/model/order.ts';
import { isTrailing } from '#shared/orders/condition.ts';
import { decimalsOf, formatPrice, parsePrice, priceOf, ticksOf, type PriceScale, type Ticks } from '#shared/price.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';

export const TRAIL_UNITS = ['amount', 'ratio'] as const;
export type TrailUnit = (typeof TRAIL_UNITS)[number];

export interface ConditionTyped {
  readonly triggerText: string;
  readonly trailText: string;
  readonly trailUnit: TrailUnit;
  /** Of a trailing stop-limit: how far its limit is beyond the trigger. */
  readonly offsetText: string;
}

/** One step of a percentage. */
const PERCENT_STEP = 0.1;

const isNumber = (text: string): boolean => /^(\d+(\.\d*)?|\.\d+)$/.test(text);

/** A distance in price units as whole ticks; the tick table does not matter, as a distance is no price. */
function distanceOf(scale: PriceScale, text: string, odd: Fault): Result<Ticks> {
  const trimmed = text.trim();
  if (!isNumber(trimmed)) return { ok: false, fault: odd };
  const raw = Number(trimmed) / scale.tickSize;
  const ticks = ticksOf(scale, Number(trimmed));
  if (Math.abs(raw - ticks) <= 1e-6) return ok(ticks);
  return fail('price-off-tick', { price: trimmed, below: formatPrice(scale, Math.floor(raw)), above: formatPrice(scale, Math.ceil(raw)) });
}

function trailOf({ trailText, trailUnit }: ConditionTyped, scale: PriceScale): Result<Trail> {
  if (trailText.trim() === '') return fail('trail-missing');
  if (trailUnit === 'ratio') {
    const percent = isNumber(trailText.trim()) ? Number(trailText.trim()) : NaN;
    return percent > 0 && percent < 100 ? ok({ ratio: percent / 100 }) : fail('trail-invalid');
  }
  const amount = distanceOf(scale, trailText, { code: 'trail-invalid' });
  if (!amount.ok) return amount;
  return amount.value > 0 ? ok({ amount: amount.value }) : fail('trail-invalid');
}

function triggerOf(text: string, scale: PriceScale): Result<Ticks> {
  if (text.trim() === '') return fail('trigger-missing');
  const price = parsePrice(scale, text);
  if (price.ok || price.fault.code !== 'price-off-tick') return price;
  return { ok: false, fault: { ...price.fault, code: 'trigger-off-tick' } };
}

/** The condition that was typed for a type; undefined for one that waits for nothing. */
export function ticketCondition(type: OrderType, typed: ConditionTyped, scale: PriceScale): Result<OrderCondition | undefined> {
  if (!isConditional(type)) return ok(undefined);
  if (!isTrailing(type)) {
    const trigger = triggerOf(typed.triggerText, scale);
    return trigger.ok ? ok({ trigger: trigger.value, trail: null, limitOffset: null }) : trigger;
  }
  const trail = trailOf(typed, scale);
  if (!trail.ok) return trail;
  if (type === 'trailing-stop') return ok({ trigger: null, trail: trail.value, limitOffset: null });
  const limitOffset = distanceOf(scale, typed.offsetText, { code: 'limit-offset-missing' });
  return limitOffset.ok ? ok({ trigger: null, trail: trail.value, limitOffset: limitOffset.value }) : limitOffset;
}

/** What is wrong with each field as typed; nothing is wrong with an empty one until something is sent. */
export function conditionFieldFaults(type: OrderType, typed: ConditionTyped, scale: PriceScale): { readonly first: Fault | null; readonly offset: Fault | null } {
  const none = { first: null, offset: null };
  if (!isConditional(type)) return none;
  const faultOf = (text: string, result: Result<unknown>): Fault | null => (text.trim() === '' || result.ok ? null : result.fault);
  if (!isTrailing(type)) return { first: faultOf(typed.triggerText, triggerOf(typed.triggerText, scale)), offset: null };
  return {
    first: faultOf(typed.trailText, trailOf(typed, scale)),
    offset: type === 'trailing-stop' ? null : faultOf(typed.offsetText, distanceOf(scale, typed.offsetText, { code: 'limit-offset-missing' })),
  };
}

/** A distance `count` ticks further than what is typed, at least `least` ticks. */
export function stepDistance(scale: PriceScale, text: string, count: number, least: Ticks): string {
  const typed = isNumber(text.trim()) ? Number(text.trim()) / scale.tickSize : 0;
  const from = count > 0 ? Math.floor(typed + 1e-6) : Math.ceil(typed - 1e-6);
  return formatPrice(scale, Math.max(least, from + count));
}

/** A percentage `count` tenths further than what is typed, above 0 and below 100. */
export function stepPercent(text: string, count: number): string {
  const typed = isNumber(text.trim()) ? Number(text.trim()) : 0;
  const next = Math.min(99.9, Math.max(PERCENT_STEP, typed + count * PERCENT_STEP));
  return String(Number(next.toFixed(2)));
}

/** A typed trail in the other unit, at a last price in ticks; empty where that cannot be said. */
export function trailInUnit(typed: ConditionTyped, to: TrailUnit, last: Ticks, scale: PriceScale): string {
  if (to === typed.trailUnit) return typed.trailText;
  const trail = trailOf(typed, scale);
  if (!trail.ok || !(Math.abs(last) > 0)) return '';
  if ('ratio' in trail.value) return formatPrice(scale, Math.max(1, Math.round(trail.value.ratio * Math.abs(last))));
  const percent = (trail.value.amount / Math.abs(last)) * 100;
  return percent < 100 ? String(Math.max(0.01, Number(percent.toFixed(2)))) : '';
}

/** The smallest distance as text, for a placeholder. */
export const leastDistance = (scale: PriceScale): string => priceOf(scale, 1).toFixed(decimalsOf(scale.tickSize));
