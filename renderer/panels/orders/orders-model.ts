/** Working orders: which rows are shown in which order, and what can be done with each. Pure. */
import { ticketCondition, type ConditionTyped } from '#renderer/panels/order-entry/ticket-condition.ts';
import type { RowAction } from '#renderer/workspace/grid/actions-cell.ts';
import type { Language } from '#shared/faults.ts';
import type { MarketCapabilities } from '#shared/model/connection.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { isConditional, isFinal, type Order, type OrderCondition, type OrderSwitch } from '#shared/model/order.ts';
import { conditionFault, sameCondition } from '#shared/orders/condition.ts';
import { isWaiting } from '#shared/orders/waiting.ts';
import { formatPrice, parsePrice, type PriceScale } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { quantityFault } from '#shared/rules/order-quantity.ts';
import type { Pressed } from './order-cells.ts';
import { ordersWords } from './orders-words.ts';

export interface OrderRow {
  readonly id: string;
  readonly order: Order;
  readonly instrument: Instrument | undefined;
  readonly pressed: Pressed | undefined;
  /** Final by now: shown a moment longer so that its end is seen. */
  readonly over: boolean;
}

/** How long an order that ended stays in the list, in ms. */
export const LINGER_MS = 3000;

/**
 * The orders to show: open ones of an account, and those that ended less than LINGER_MS ago. While `holding` (the pointer is
 * over the table) nothing leaves and nothing moves: rows shown before keep their places and new ones come after them.
 * Otherwise newest first.
 * @param shown ids on screen now, in order
 */
export function arrangeOrders(orders: Iterable<Order>, account: string | undefined, shown: readonly string[], holding: boolean, now: number): readonly Order[] {
  const before = new Set(shown);
  const byId = new Map<string, Order>();
  for (const order of orders) {
    if (order.account !== account) continue;
    const open = !isFinal(order.state);
    const lingering = before.has(order.id) && (holding || now - order.updatedAt < LINGER_MS);
    if (open || lingering) byId.set(order.id, order);
  }
  const newestFirst = (a: Order, b: Order): number => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
  if (!holding) return [...byId.values()].sort(newestFirst);
  const kept = shown.flatMap((id) => byId.get(id) ?? []);
  const fresh = [...byId.values()].filter((order) => !before.has(order.id)).sort(newestFirst);
  return [...kept, ...fresh];
}

/** Rows for the table; a row that did not change keeps its identity, so that only changed rows are drawn. */
export function orderRows(
  orders: readonly Order[],
  instruments: ReadonlyMap<string, Instrument>,
  pressed: ReadonlyMap<string, Pressed>,
  previous: ReadonlyMap<string, OrderRow>,
): readonly OrderRow[] {
  return orders.map((order) => {
    const instrument = instruments.get(order.instrument);
    const mark = pressed.get(order.id);
    const old = previous.get(order.id);
    if (old && old.order === order && old.instrument === instrument && old.pressed === mark) return old;
    return { id: order.id, order, instrument, pressed: mark, over: isFinal(order.state) };
  });
}

/** Open orders of other accounts: mentioned, since they are not shown. */
export function openElsewhere(orders: Iterable<Order>, account: string | undefined): number {
  let count = 0;
  for (const order of orders) if (order.account !== account && !isFinal(order.state)) count++;
  return count;
}

/** Whether an order of this kind can be changed: in place, or by cancelling it and placing another. */
export function canModify(row: OrderRow, capabilities: readonly MarketCapabilities[] | undefined): boolean {
  const { instrument } = row;
  return instrument !== undefined && (capabilities?.some((market) => (market.modify || market.replaces) && market.exchange === instrument.exchange && market.kinds.includes(instrument.kind)) ?? false);
}

/** What the broker does with an order of this kind besides. */
export const switchesOf = ({ instrument }: OrderRow, capabilities: readonly MarketCapabilities[] | undefined): readonly OrderSwitch[] =>
  (instrument && capabilities?.find((market) => market.exchange === instrument.exchange && market.kinds.includes(instrument.kind))?.switches) ?? [];

/** What can be done with a row now. A change is offered where the broker can carry it; nothing while the link is down (`fault`). */
export function orderActions(row: OrderRow, canModify: boolean, language: Language, fault: string | null = null, switches: readonly OrderSwitch[] = []): readonly RowAction[] {
  if (row.over) return [];
  const { order, pressed } = row;
  const words = ordersWords[language];
  const busy = order.pending !== null || pressed !== undefined || fault !== null;
  const acknowledged = order.state === 'working' || order.state === 'partly-filled' || order.state === 'held';
  const offer = (what: OrderSwitch, enabled: boolean): RowAction[] =>
    switches.includes(what) ? [{ id: what, label: words.switches[what], enabled: !busy && enabled, title: fault ?? words.switchTitles[what], ...(what === 'delete' ? { kind: 'danger' as const } : {}) }] : [];
  if (order.state === 'disabled') return [...offer('enable', true), ...offer('delete', order.filled === 0)];
  const cancel: RowAction = { id: 'cancel', label: words.cancel, kind: 'danger', enabled: !busy, title: fault ?? words.cancelTitle };
  // What takes the other side at once has nothing left to change, unless its rest became a limit order.
  const change: RowAction[] = !canModify || (order.price === null && !isConditional(order.type)) ? [] : [{ id: 'modify', label: words.modify, enabled: !busy && acknowledged, title: fault ?? words.modifyTitle }];
  return [...change, ...offer('disable', acknowledged), cancel];
}

/** The terms of a change; `condition` only where that of a waiting order is another one. */
export interface OrderChange {
  readonly price: number | null;
  readonly quantity: number;
  readonly condition?: OrderCondition;
}

/** What a waiting order waits for, as its fields in the change window show it. */
export function conditionTyped({ condition }: Pick<Order, 'condition'>, scale: PriceScale): ConditionTyped {
  const trail = condition?.trail ?? null;
  const trigger = condition?.trigger ?? null;
  const limitOffset = condition?.limitOffset ?? null;
  return {
    triggerText: trigger === null ? '' : formatPrice(scale, trigger),
    trailText: trail === null ? '' : 'amount' in trail ? formatPrice(scale, trail.amount) : String(Number((trail.ratio * 100).toFixed(4))),
    trailUnit: trail !== null && 'ratio' in trail ? 'ratio' : 'amount',
    offsetText: limitOffset === null ? '' : formatPrice(scale, limitOffset),
  };
}

/** What the fields of the change window ask for; refused with the sentence for the field. */
export function changeOf(order: Order, instrument: Instrument, priceText: string, quantityText: string, typed?: ConditionTyped): Result<OrderChange> {
  let price = order.price;
  if (price !== null) {
    const parsed = parsePrice(instrument, priceText);
    if (!parsed.ok) return parsed;
    price = parsed.value;
  }
  const quantity = wholeQuantity(quantityText);
  if (quantity === null) return fail('quantity-invalid', { quantity: quantityText.trim().slice(0, 20) });
  const unfit = quantity === order.quantity ? null : quantityFault(instrument, order, quantity, order.quantity);
  if (unfit) return { ok: false, fault: unfit };
  if (quantity <= order.filled) return fail('quantity-below-filled', { quantity, filled: order.filled });
  if (!typed || !isWaiting(order)) return ok({ price, quantity });
  const condition = ticketCondition(order.type, typed, instrument);
  if (!condition.ok) return condition;
  const odd = conditionFault(instrument, order.type, price, condition.value, order.side);
  if (odd) return { ok: false, fault: odd };
  return ok({ price, quantity, ...(condition.value && !sameCondition(condition.value, order.condition) ? { condition: condition.value } : {}) });
}

/** A typed positive whole number, thousands separators allowed; null otherwise. */
export function wholeQuantity(text: string): number | null {
  const plain = text.trim().replaceAll(',', '');
  if (!/^\d{1,10}$/.test(plain)) return null;
  const value = Number(plain);
  return value > 0 && value <= 1_000_000_000 ? value : null;
}
