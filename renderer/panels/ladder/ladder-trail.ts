/** What became of each click: sent, acknowledged, filled or refused, as marks on the row that was clicked. Pure. */
import type { Order, Side } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';

export type Stage = 'sent' | 'acknowledged' | 'filled' | 'refused';

/** One click. `price` is the row that shows it: the limit, or the touch of a market order. Times in ms of this screen's clock. */
export interface Mark {
  readonly id: string;
  readonly side: Side;
  readonly price: Ticks;
  readonly quantity: number;
  readonly stage: Stage;
  /** Order ids that the click became. */
  readonly orders: readonly string[];
  readonly fault: Fault | null;
  /** When this stage began. */
  readonly since: number;
}

/** How long a stage stays on the row after it began; a click in flight stays until it is answered. */
export const SHOWN_MS: Readonly<Record<Stage, number>> = { sent: Infinity, acknowledged: 700, filled: 1500, refused: 4000 };

const REFUSED: ReadonlySet<Order['state']> = new Set(['refused', 'rejected', 'not-received']);

/** The stage that the orders of a click have reached together. */
export function stageOf(orders: readonly Order[]): Stage {
  if (orders.length > 0 && orders.every((o) => REFUSED.has(o.state))) return 'refused';
  if (orders.some((o) => o.filled > 0)) return 'filled';
  if (orders.length > 0 && orders.every((o) => o.state !== 'submitting' && o.state !== 'unknown')) return 'acknowledged';
  return 'sent';
}

/** The mark as the orders now are; the same object when nothing changed. */
export function advance(mark: Mark, byKey: ReadonlyMap<string, Order>, now: number): Mark {
  const orders = mark.orders.map((id) => byKey.get(id)).filter((o) => o !== undefined);
  if (orders.length === 0) return mark;
  const stage = stageOf(orders);
  if (stage === mark.stage) return mark;
  return { ...mark, stage, since: now, fault: orders.find((o) => o.fault)?.fault ?? null };
}

export const isShown = (mark: Mark, now: number): boolean => now - mark.since < SHOWN_MS[mark.stage];
