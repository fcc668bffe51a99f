/**
 * What the brokers tell, applied to the orders: each event finds its order (or makes it, rule 7), fills are booked once
 * (rule 4), and what follows is set off.
 */
import type { FillReport, OrderReport, RequestRefusal } from '#electron/brokers/broker.ts';
import type { Fill } from '#shared/model/fill.ts';
import { isFinal, type Order } from '#shared/model/order.ts';
import { advance, trackExternal, type OrderEffect, type OrderEvent, type TrackedOrder } from './order-state.ts';
import { externalId, newRecord, type OrderRecord } from './order-registry.ts';
import { explains } from './inferred-fills.ts';
import type { Money } from '#shared/price.ts';
import type { OrderRoom } from './order-room.ts';

export interface OrderEvents {
  /** Applies an event to an order; stores, publishes and follows up at the end of the turn. */
  apply(record: OrderRecord, event: OrderEvent): void;
  report(report: OrderReport): void;
  fill(report: FillReport): void;
  refusal(refusal: RequestRefusal): void;
  /** Books a fill that belongs to `record` unless it is known. */
  book(record: OrderRecord, report: FillReport, inferred: boolean): void;
  /** The order that a report speaks of, made if it is unknown here. */
  adopt(report: OrderReport): OrderRecord;
  /** Tells where trading days of an account become known. */
  tradingDay(account: string): string | undefined;
  /** Looks again at what waits for an order's id at the broker to become known. */
  release(account: string): void;
}

type Effects = {
  /** A status is ahead of its fills. */
  readonly fillsMissing: (record: OrderRecord) => void;
  /** An order's row or its evidence changed. */
  readonly changed: (record: OrderRecord) => void;
  /** A fill was booked. */
  readonly booked: (account: string) => void;
};

const sameContent = (fill: Fill, report: FillReport, order: string): boolean =>
  fill.order === order &&
  fill.instrument === report.instrument &&
  fill.side === report.side &&
  fill.offset === report.offset &&
  fill.price === report.price &&
  fill.quantity === report.quantity;

type Terms = Pick<OrderReport, 'account' | 'brokerOrderId' | 'instrument' | 'side' | 'offset' | 'price' | 'tradingDay'>;

/** The row of an order placed elsewhere, before its first event. */
function externalOrder(terms: Terms, more: Partial<Pick<OrderReport, 'type' | 'timeInForce' | 'hours' | 'quantity' | 'condition' | 'legOffset'>>, at: number): TrackedOrder {
  const order: Order = {
    id: externalId(terms.account, terms.brokerOrderId),
    account: terms.account,
    instrument: terms.instrument,
    side: terms.side,
    offset: terms.offset,
    ...(more.legOffset ? { legOffset: more.legOffset } : {}),
    type: more.type ?? 'limit',
    price: terms.price,
    quantity: more.quantity ?? 0,
    timeInForce: more.timeInForce ?? 'day',
    ...(more.hours ? { hours: more.hours } : {}),
    ...(more.condition ? { condition: more.condition } : {}),
    source: 'external',
    state: 'unknown',
    pending: null,
    filled: 0,
    filledValue: 0,
    overfilled: false,
    brokerOrderId: terms.brokerOrderId,
    external: true,
    fault: null,
    createdAt: at,
    sentAt: null,
    acknowledgedAt: null,
    updatedAt: at,
    tradingDay: terms.tradingDay,
  };
  return trackExternal(order);
}

export function createOrderEvents(room: () => OrderRoom, follow: Effects): OrderEvents {
  const days = new Map<string, string>();
  /** Events of orders that may be ours but whose broker order id is not known yet. */
  const waiting = new Map<string, (() => void)[]>();
  /** Fills already complained about. */
  const conflicts = new Set<string>();

  const followUp = (record: OrderRecord, effects: readonly OrderEffect[]): void => {
    for (const effect of effects) {
      if (effect.type === 'ask-fills') {
        if (!record.kept) room().registry.place(record);
        follow.fillsMissing(record);
      } else if (effect.type === 'reconcile') room().askReconcile(record.tracked.order.account);
      else room().log(effect.level, `order ${record.tracked.order.id}`, effect.fault);
    }
  };

  const apply = (record: OrderRecord, event: OrderEvent): void => {
    const { registry, turn, positions, now } = room();
    const before = record.tracked;
    const { tracked, effects } = advance(before, event, now());
    record.tracked = tracked;
    if (tracked.order !== before.order) {
      registry.place(record);
      positions.onOrder(tracked.order);
      turn.changed(record);
      const { account } = tracked.order;
      const identified = before.order.brokerOrderId === null && (tracked.order.brokerOrderId !== null || isFinal(tracked.order.state));
      if (identified && waiting.has(account)) events.release(account);
      follow.changed(record);
    }
    if (effects.length > 0) followUp(record, effects);
  };

  /** Whether an order of ours that the broker has not named yet could be meant. */
  const couldBeOurs = ({ account, instrument, side }: Pick<FillReport, 'account' | 'instrument' | 'side'>): boolean => {
    for (const { tracked } of room().registry.open()) {
      const { order } = tracked;
      if (order.brokerOrderId === null && order.account === account && order.instrument === instrument && order.side === side) return true;
    }
    return false;
  };

  const wait = (account: string, again: () => void): void => {
    const line = waiting.get(account);
    if (line) line.push(again);
    else waiting.set(account, [again]);
  };

  const noteIds = (record: OrderRecord, clientOrderId: string | null): void => {
    if (clientOrderId === null) return;
    if (clientOrderId === record.tracked.order.id) record.named = true;
    else record.clientIdAtBroker = clientOrderId;
  };

  const complain = (fill: FillReport): void => {
    const key = `${fill.account}/${fill.brokerFillId}`;
    if (conflicts.has(key)) return;
    if (conflicts.size > 10_000) conflicts.clear();
    conflicts.add(key);
    room().log('error', `order ${fill.brokerOrderId}`, { code: 'fill-conflict', params: { fill: fill.brokerFillId } });
  };

  /** The broker tells a fee later than the fill, or reckons it anew. One of 0 says that it does not know. */
  const charge = (fills: Map<string, Fill>, known: Fill, fee: Money): void => {
    const { turn, positions } = room();
    const fill: Fill = { ...known, fee };
    fills.set(fill.brokerFillId, fill);
    turn.charge(fill);
    positions.charge(fill, fee - known.fee);
  };

  const events: OrderEvents = {
    apply,
    tradingDay: (account) => days.get(account),

    adopt(report) {
      const known = room().registry.find(report.account, report.clientOrderId, report.brokerOrderId);
      const record = known ?? newRecord(externalOrder(report, report, room().now()), new Map());
      noteIds(record, report.clientOrderId);
      return record;
    },

    report(report) {
      days.set(report.account, report.tradingDay);
      const known = room().registry.find(report.account, report.clientOrderId, report.brokerOrderId);
      if (!known && report.clientOrderId === null && couldBeOurs(report)) return wait(report.account, () => events.report(report));
      apply(events.adopt(report), { type: 'report', report });
    },

    fill(report) {
      days.set(report.account, report.tradingDay);
      const known = room().registry.find(report.account, report.clientOrderId, report.brokerOrderId);
      if (known) {
        noteIds(known, report.clientOrderId);
        return events.book(known, report, false);
      }
      if (report.clientOrderId === null && couldBeOurs(report)) return wait(report.account, () => events.fill(report));
      const record = newRecord(externalOrder(report, {}, room().now()), new Map());
      noteIds(record, report.clientOrderId);
      events.book(record, report, false);
      // Its terms are not known from a fill.
      const { after, limits, askReconcile } = room();
      after(limits.fillsMs, () => {
        if (!record.tracked.evidence.termsKnown) askReconcile(report.account);
      });
    },

    refusal(refusal) {
      const record = room().registry.findByClientId(refusal.account, refusal.clientOrderId);
      // One that has ended shows its end: why it stays on the broker's list is told in the log.
      if (record && refusal.request === 'deleting' && isFinal(record.tracked.order.state)) room().log('warning', record.tracked.order.id, refusal.fault);
      else if (record) apply(record, { type: 'refusal', refusal });
      else room().log('warning', `refusal for an order unknown here: ${refusal.clientOrderId}`, refusal.fault);
    },

    book(record, report, inferred) {
      const { registry, turn, positions, now, log } = room();
      const { order } = record.tracked;
      const fills = registry.fillsOf(record);
      const known = fills.get(report.brokerFillId);
      if (known) {
        if (!sameContent(known, report, order.id)) complain(report);
        else if (report.fee !== 0 && report.fee !== known.fee) charge(fills, known, report.fee);
        return;
      }
      if (record.explained.has(report.brokerFillId)) return;
      if (!inferred && report.instrument === order.instrument && explains(fills.values(), record.explained, report)) {
        record.explained.set(report.brokerFillId, report.quantity);
        log('info', `fill ${report.brokerFillId} of order ${order.id} was booked before as inferred`, null);
        return;
      }
      const fill: Fill = {
        id: `${report.account}/${report.brokerFillId}`,
        account: report.account,
        brokerFillId: report.brokerFillId,
        order: order.id,
        instrument: report.instrument,
        side: report.side,
        offset: report.offset,
        price: report.price,
        quantity: report.quantity,
        fee: report.fee,
        exchangeTime: report.exchangeTime,
        receivedAt: now(),
        tradingDay: report.tradingDay,
        inferred,
      };
      const stored = turn.book(fill);
      if (stored) {
        // Known to the store under another order: the first stays.
        if (!sameContent(stored, report, order.id)) complain(report);
        return;
      }
      fills.set(fill.brokerFillId, fill);
      positions.onFill(fill);
      follow.booked(fill.account);
      // A leg of a combination: its positions are moved, its order by the combination's own fill.
      if (report.instrument === order.instrument) apply(record, { type: 'fill', fill: report });
    },

    release(account) {
      const line = waiting.get(account);
      if (!line) return;
      waiting.delete(account);
      // They find their order now, wait on for another, or are of an order that was placed elsewhere.
      for (const again of line) room().turn.enqueue(again);
    },
  };
  return events;
}
