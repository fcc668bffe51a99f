/**
 * Conditional orders of one instrument by their triggers. A question about a price costs one comparison a side while nothing is
 * due: what is reached from below and from above stands sorted with the next to trigger at the end, and trailing orders a second
 * time by their best price. It decides nothing: it says which order is due or has to follow, and changes when it is told that an
 * event said so. Prices in ticks; the reference is the last traded price (shared/orders/condition).
 */
import { isReached, isTrailing, trailingTrigger, triggersUpward } from '#shared/orders/condition.ts';
import type { OrderCondition, OrderType, Side } from '#shared/model/order.ts';
import type { PriceScale, Ticks } from '#shared/price.ts';

/** What the book needs to know of an order. */
export interface Conditional {
  readonly side: Side;
  readonly type: OrderType;
  readonly condition: OrderCondition;
}

/** An order that waits. Made and changed by the book alone. */
export interface Waiting {
  readonly order: number;
  readonly upward: boolean;
  /** Smaller came first: of equal triggers the first to come is the first to trigger. */
  readonly priority: number;
  /** NaN while a trailing order has not seen a price. */
  trigger: Ticks;
  /** Best price since a trailing order was placed: the lowest for a buy, the highest for a sell; NaN for all others, and before the first price. */
  best: Ticks;
  readonly side: Side;
  readonly condition: OrderCondition;
  readonly trailing: boolean;
}

/** Sorted by `key`, the first in turn at the end; equal keys by priority. */
class Line {
  readonly #waiting: Waiting[] = [];
  /** Negative where `a` comes after `b`. */
  readonly #order: (a: Waiting, b: Waiting) => number;

  constructor(key: (entry: Waiting) => number, ascending: boolean) {
    this.#order = (a, b) => (ascending ? key(b) - key(a) : key(a) - key(b)) || b.priority - a.priority;
  }

  get first(): Waiting | undefined {
    return this.#waiting.at(-1);
  }

  #placeOf(entry: Waiting): number {
    let low = 0;
    let high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#order(this.#waiting[middle], entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  insert(entry: Waiting): void {
    this.#waiting.splice(this.#placeOf(entry), 0, entry);
  }

  remove(entry: Waiting): void {
    const at = this.#placeOf(entry);
    if (this.#waiting[at] !== entry) throw new Error(`conditional order ${entry.order} is not where its trigger puts it`);
    this.#waiting.splice(at, 1);
  }
}

export class TriggerBook {
  readonly #scale: PriceScale;
  readonly #all = new Map<number, Waiting>();
  readonly #upward = new Line((entry) => entry.trigger, true);
  readonly #downward = new Line((entry) => entry.trigger, false);
  /** Trailing sells by their best price, the lowest first: a higher price concerns those at the front only. Buys the other way round. */
  readonly #trailingSells = new Line((entry) => entry.best, true);
  readonly #trailingBuys = new Line((entry) => entry.best, false);
  /** Trailing orders that have not seen a price, in the order they came. */
  readonly #blind = new Set<Waiting>();

  constructor(scale: PriceScale) {
    this.#scale = scale;
  }

  get size(): number {
    return this.#all.size;
  }

  /** @param trigger of a trailing order that has one already, with its best price: it goes on from there */
  add(order: number, priority: number, { side, type, condition }: Conditional, trigger: Ticks = condition.trigger ?? NaN, best: Ticks = NaN): void {
    const entry: Waiting = { order, upward: triggersUpward(type, side), priority, trigger, best, side, condition, trailing: isTrailing(type) };
    this.#all.set(order, entry);
    this.#enter(entry);
  }

  #enter(entry: Waiting): void {
    if (entry.trailing && Number.isNaN(entry.best)) {
      this.#blind.add(entry);
      return;
    }
    if (entry.trailing) (entry.side === 'sell' ? this.#trailingSells : this.#trailingBuys).insert(entry);
    (entry.upward ? this.#upward : this.#downward).insert(entry);
  }

  #leave(entry: Waiting): void {
    if (this.#blind.delete(entry)) return;
    if (entry.trailing) (entry.side === 'sell' ? this.#trailingSells : this.#trailingBuys).remove(entry);
    (entry.upward ? this.#upward : this.#downward).remove(entry);
  }

  /** Takes an order out: triggered, cancelled or expired. One that is not there is no matter. */
  remove(order: number): void {
    const entry = this.#all.get(order);
    if (!entry) return;
    this.#all.delete(order);
    this.#leave(entry);
  }

  /** Takes over where a trailing order stands now. */
  follow(order: number, best: Ticks, trigger: Ticks): void {
    const entry = this.#all.get(order);
    if (!entry) return;
    this.#leave(entry);
    entry.best = best;
    entry.trigger = trigger;
    this.#enter(entry);
  }

  /**
   * The next order that a last price triggers, in turn: what is reached from below, lowest trigger first, then what is reached from
   * above, highest first; of equal triggers the first to come. Undefined where none is. To be asked again once it is removed.
   */
  due(last: Ticks): Waiting | undefined {
    const up = this.#upward.first;
    if (up && isReached(true, up.trigger, last)) return up;
    const down = this.#downward.first;
    return down && isReached(false, down.trigger, last) ? down : undefined;
  }

  /** The next trailing order whose best price a last price betters. Undefined where none is. To be asked again once it has followed. */
  behind(last: Ticks): Waiting | undefined {
    if (Number.isNaN(last)) return undefined;
    for (const entry of this.#blind) return entry;
    const sell = this.#trailingSells.first;
    if (sell && last > sell.best) return sell;
    const buy = this.#trailingBuys.first;
    return buy && last < buy.best ? buy : undefined;
  }

  /** Where a trailing order's trigger stands once its best price is `best`: never further from the market than it was. */
  triggerFor(entry: Waiting, best: Ticks): Ticks {
    const { side, condition, trigger } = entry;
    if (!condition.trail) return trigger;
    const next = trailingTrigger(this.#scale, side, condition.trail, best);
    if (Number.isNaN(trigger)) return next;
    return side === 'sell' ? Math.max(trigger, next) : Math.min(trigger, next);
  }

  get(order: number): Readonly<Waiting> | undefined {
    return this.#all.get(order);
  }
}
