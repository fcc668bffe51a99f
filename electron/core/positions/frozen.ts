/** What working closing orders hold of a position, kept up order by order. */
import { isConditional, isFinal, remainingOf, type Order } from '#shared/model/order.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { positionKey, type PositionSide } from '#shared/model/position.ts';
import { partOf, sideClosedBy } from '#shared/ledger/holding.ts';

/** `any` may come from either part. */
export interface FrozenQuantity {
  today: number;
  yesterday: number;
  any: number;
}

interface Contribution {
  readonly key: string;
  readonly part: keyof FrozenQuantity;
  readonly quantity: number;
}

export interface FrozenQuantities {
  /** Takes note of an order as it now stands. @returns the position key whose frozen quantity changed, or null */
  onOrder(order: Order, instrument: Instrument): string | null;
  of(key: string): Readonly<FrozenQuantity>;
}

const NOTHING: Readonly<FrozenQuantity> = { today: 0, yesterday: 0, any: 0 };

/** How a frozen quantity lies on a position: what may come from either part takes yesterday's first, as closing does. */
export function layOn(position: { readonly today: number; readonly yesterday: number }, frozen: Readonly<FrozenQuantity>): { frozenToday: number; frozenYesterday: number } {
  const yesterdayLeft = Math.max(0, position.yesterday - frozen.yesterday);
  const fromYesterday = Math.min(frozen.any, yesterdayLeft);
  return {
    frozenYesterday: Math.min(position.yesterday, frozen.yesterday) + fromYesterday,
    frozenToday: Math.min(position.today, frozen.today + frozen.any - fromYesterday),
  };
}

export function createFrozenQuantities(): FrozenQuantities {
  const totals = new Map<string, FrozenQuantity>();
  /** What each open closing order holds now. */
  const held = new Map<string, Contribution>();

  const add = ({ key, part }: Contribution, quantity: number): void => {
    let total = totals.get(key);
    if (!total) totals.set(key, (total = { today: 0, yesterday: 0, any: 0 }));
    total[part] += quantity;
    if (total.today === 0 && total.yesterday === 0 && total.any === 0) totals.delete(key);
  };

  return {
    onOrder(order, instrument) {
      const before = held.get(order.id);
      // A net instrument's order closes what it meets, whatever its offset is called.
      const closes = order.offset !== 'open' || instrument.offsets === 'net';
      // What waits for its trigger, or is kept out of the market, holds nothing back: a stop and a touch order may guard the same position.
      const waits = isConditional(order.type) && order.triggered !== true;
      const quantity = closes && !waits && !isFinal(order.state) && order.state !== 'disabled' ? remainingOf(order) : 0;
      if (quantity === (before?.quantity ?? 0)) return null;
      if (before) {
        add(before, -before.quantity);
        held.delete(order.id);
        if (quantity === 0) return before.key;
      }
      const side: PositionSide = sideClosedBy(order.side);
      const now: Contribution = {
        key: positionKey({ account: order.account, instrument: order.instrument, side }),
        part: partOf(order.offset, instrument.offsets),
        quantity,
      };
      add(now, quantity);
      held.set(order.id, now);
      return now.key;
    },
    of: (key) => totals.get(key) ?? NOTHING,
  };
}
