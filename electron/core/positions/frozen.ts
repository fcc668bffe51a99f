/** What working closing orders and declarations hold of a position, kept up one by one. */
import { isOpenDeclaration, type Declaration } from '#shared/model/declaration.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { isConditional, isFinal, remainingOf, type Offset, type Order, type Side } from '#shared/model/order.ts';
import { positionKey } from '#shared/model/position.ts';
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
  /** Takes note of an order as it now stands; a combination's holds its legs. @returns the position keys whose frozen quantity changed */
  onOrder(order: Order, instrument: Instrument): readonly string[];
  /** Likewise of a declaration: options whose exercise is declared or abandoned are not sold. */
  onDeclaration(declaration: Declaration): readonly string[];
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
  /** What each open closing order, or declaration, holds now. */
  const held = new Map<string, readonly Contribution[]>();

  const add = ({ key, part }: Contribution, quantity: number): void => {
    let total = totals.get(key);
    if (!total) totals.set(key, (total = { today: 0, yesterday: 0, any: 0 }));
    total[part] += quantity;
    if (total.today === 0 && total.yesterday === 0 && total.any === 0) totals.delete(key);
  };

  /** What `id` holds from now on. @returns keys whose frozen quantity changed */
  const hold = (id: string, now: readonly Contribution[]): readonly string[] => {
    const before = held.get(id);
    if (!before && now.length === 0) return [];
    if (before?.length === now.length && now.every(({ key, part, quantity }, at) => before[at].key === key && before[at].part === part && before[at].quantity === quantity)) return [];
    for (const one of before ?? []) add(one, -one.quantity);
    for (const one of now) add(one, one.quantity);
    if (now.length === 0) held.delete(id);
    else held.set(id, now);
    return [...new Set([...(before ?? []), ...now].map(({ key }) => key))];
  };

  return {
    onOrder(order, instrument) {
      // What waits for its trigger, or is kept out of the market, holds nothing back: a stop and a touch order may guard the same position.
      const waits = isConditional(order.type) && order.triggered !== true;
      const quantity = !waits && !isFinal(order.state) && order.state !== 'disabled' ? remainingOf(order) : 0;
      const { account, side } = order;
      const of = (id: InstrumentId, offset: Offset, by: Side): readonly Contribution[] =>
        // A net instrument's order closes what it meets, whatever its offset is called.
        quantity > 0 && (offset !== 'open' || instrument.offsets === 'net') ? [{ key: positionKey({ account, instrument: id, side: sideClosedBy(by) }), part: partOf(offset, instrument.offsets), quantity }] : [];
      const { legs } = instrument;
      return hold(order.id, legs ? [...of(legs[0], order.offset, side), ...of(legs[1], order.legOffset ?? order.offset, side === 'buy' ? 'sell' : 'buy')] : of(order.instrument, order.offset, side));
    },
    onDeclaration({ id, account, instrument, kind, quantity, state }) {
      const holds = isOpenDeclaration(state) && (kind === 'exercise' || kind === 'abandon');
      return hold(`declared ${id}`, holds ? [{ key: positionKey({ account, instrument, side: 'long' }), part: 'any', quantity }] : []);
    },
    of: (key) => totals.get(key) ?? NOTHING,
  };
}
