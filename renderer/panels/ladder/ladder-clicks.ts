/**
 * What the mouse means on the ladder, as named commands. The left button buys at the row's price and the right button sells,
 * in every column; the middle button (or the small ×) cancels the own orders that lie under it; dragging own orders moves them.
 * Nothing is sent unless the ladder is armed, except a cancellation, which is always allowed.
 */
import type { Order, Side } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import type { OwnOrders } from './ladder-model.ts';

export type MouseButton = 'left' | 'middle' | 'right';

/** Where the pointer is: a row's price, and the own orders in the very cell, if any. */
export interface LadderSpot {
  readonly price: Ticks;
  /** Inside the day's limits. */
  readonly allowed: boolean;
  readonly own: OwnOrders | null;
  /** On the × of those orders. */
  readonly onCancel: boolean;
}

export interface LadderContext {
  readonly armed: boolean;
  /** Why the account cannot trade now. */
  readonly fault: Fault | null;
}

export type LadderCommand =
  | { readonly kind: 'place'; readonly side: Side; readonly price: Ticks }
  | { readonly kind: 'prefill'; readonly side: Side; readonly price: Ticks }
  | { readonly kind: 'cancel'; readonly orders: readonly Order[] }
  | { readonly kind: 'move'; readonly orders: readonly Order[]; readonly price: Ticks }
  | { readonly kind: 'refused'; readonly fault: Fault }
  | { readonly kind: 'not-armed' }
  | { readonly kind: 'outside-limits' }
  | { readonly kind: 'nothing' };

const NOTHING: LadderCommand = { kind: 'nothing' };

/** What pressing and releasing a button on one spot does. */
export function clickMeaning(button: MouseButton, spot: LadderSpot, context: LadderContext): LadderCommand {
  if (button === 'middle' || (button === 'left' && spot.onCancel)) {
    return spot.own ? { kind: 'cancel', orders: spot.own.orders } : NOTHING;
  }
  // Own orders are for dragging and cancelling: a click that misses its × must not send a second order.
  if (spot.own) return NOTHING;
  const side: Side = button === 'left' ? 'buy' : 'sell';
  if (!spot.allowed) return { kind: 'outside-limits' };
  if (!context.armed) return { kind: 'prefill', side, price: spot.price };
  if (context.fault) return { kind: 'refused', fault: context.fault };
  return { kind: 'place', side, price: spot.price };
}

/** What dragging own orders to another row and letting go does. */
export function dragMeaning(own: OwnOrders, to: Pick<LadderSpot, 'price' | 'allowed'>, context: LadderContext): LadderCommand {
  if (to.price === own.price) return NOTHING;
  if (!context.armed) return { kind: 'not-armed' };
  if (context.fault) return { kind: 'refused', fault: context.fault };
  if (!to.allowed) return { kind: 'outside-limits' };
  return { kind: 'move', orders: own.orders, price: to.price };
}
