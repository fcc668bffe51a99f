/**
 * The order manager: every order of every account, on its way out and on its way through its life. Its parts: placing, requests,
 * order-events over order-state, missing-fills, reconcile; turn stores and publishes.
 */
import type { FillReport, OrderReport, RequestRefusal } from '#electron/brokers/broker.ts';
import type { PlaceRequest } from '#shared/contract/commands.ts';
import { TOPIC_FILLS, TOPIC_ORDERS } from '#shared/contract/topics.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Order } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';
import type { Result } from '#shared/result.ts';
import { Deadlines } from './deadlines.ts';
import { createMissingFills } from './missing-fills.ts';
import { createOrderEvents } from './order-events.ts';
import { newRecord, OrderRegistry } from './order-registry.ts';
import { TIME_LIMITS, type OrderManagerOptions, type OrderRoom } from './order-room.ts';
import { track } from './order-state.ts';
import { createPlacing, type Placed } from './placing.ts';
import { createReconciler } from './reconcile.ts';
import { createRequests, type CancelFilter } from './requests.ts';
import { Turn } from './turn.ts';

export interface OrderManager {
  /** Takes up what the store kept and publishes it: open orders, the newest of the rest, the newest fills. Before any broker event. */
  start(): void;

  /** Answered when the order is journalled and handed to the broker, or refused. The same id answers with the first order. */
  place(request: PlaceRequest): Promise<Placed>;
  /** `price` null: as it is. */
  modify(id: string, price: Ticks | null, quantity: number): Promise<Result<Order>>;
  cancel(id: string): Promise<Result<Order>>;
  cancelAll(filter: CancelFilter): Promise<Result<{ asked: number }>>;
  kill(on: boolean): Promise<Result<null>>;

  onReport(report: OrderReport): void;
  onFill(report: FillReport): void;
  onRefusal(refusal: RequestRefusal): void;
  /** Other work of a broker's event (positions, funds), in line with the orders' events. */
  inTurn(work: () => void): void;

  /** An account came online: it is reconciled, and then every few minutes. */
  accountUp(account: string): void;
  /** Its connection was lost: what is on its way is unknown now. */
  accountDown(account: string): void;
  reconcile(account: string): Promise<Result<null>>;

  /** How many orders are in memory. */
  readonly size: { readonly open: number; readonly recent: number };
  /** Stores what is in line; no timer is left. */
  close(): void;
}

/** Calendar day of a time zone, `YYYY-MM-DD`. */
function createDayOf(): (timeZone: string, time: number) => string {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (timeZone, time) => {
    let format = formats.get(timeZone);
    if (!format) formats.set(timeZone, (format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })));
    return format.format(time);
  };
}

export function createOrderManager(options: OrderManagerOptions): OrderManager {
  const { store, publisher, positions, funds, now, after } = options;
  const limits = { ...TIME_LIMITS, ...options.limits };
  const registry = new OrderRegistry(store);
  const turn = new Turn({ store, publisher, positions, funds, registry, after, log: options.log, endOfTurn: options.endOfTurn ?? ((task) => void setImmediate(task)) });
  const dayOf = createDayOf();
  const missing = createMissingFills(() => room);
  const events = createOrderEvents(() => room, { fillsMissing: (record) => missing.note(record) });
  const room: OrderRoom = {
    ...options,
    limits,
    registry,
    turn,
    events,
    askReconcile: (account) => void reconciler.reconcile(account),
    tradingDayOf: (account: string, instrument: Instrument) => events.tradingDay(account) ?? dayOf(instrument.timeZone, now()),
  };
  const submitting = new Deadlines(limits.submittingMs, now, after);
  const requested = new Deadlines(limits.requestMs, now, after);
  const reconciler = createReconciler(room, missing);
  const placing = createPlacing(room, submitting);
  const requests = createRequests(room, requested);
  const periodic = new Map<string, () => void>();

  const repeat = (account: string): void => {
    periodic.get(account)?.();
    periodic.set(
      account,
      after(limits.reconcileMs, () => {
        repeat(account);
        void reconciler.reconcile(account);
      }),
    );
  };

  /** An open order as the store kept it; what it has filled is counted from its fills. */
  const takeUp = (order: Order): Order => {
    const fills = store.fills.ofOrder(order.id);
    const filled = fills.reduce((sum, fill) => sum + fill.quantity, 0);
    const filledValue = fills.reduce((sum, fill) => sum + fill.quantity * fill.price, 0);
    const record = newRecord(track({ ...order, filled, filledValue }), new Map(fills.map((fill) => [fill.brokerFillId, fill])));
    registry.place(record);
    positions.onOrder(record.tracked.order);
    return record.tracked.order;
  };

  return {
    start() {
      const open = store.orders.open();
      const ids = new Set(open.map((order) => order.id));
      const newest = store.orders.page({ offset: 0, limit: TOPIC_ORDERS }).rows.filter((order) => !ids.has(order.id));
      // Oldest first, as they would have come.
      const orders = [...newest.toReversed(), ...open.map(takeUp)].sort((a, b) => a.createdAt - b.createdAt);
      publisher.publish('orders', orders);
      publisher.publish('fills', store.fills.page({ offset: 0, limit: TOPIC_FILLS }).rows.toReversed());
    },

    place: (request) => placing.place(request),
    modify: (id, price, quantity) => requests.modify(id, price, quantity),
    cancel: (id) => requests.cancel(id),
    cancelAll: (filter) => requests.cancelAll(filter),
    kill: (on) => requests.kill(on),

    onReport: (report) => turn.enqueue(() => events.report(report)),
    onFill: (report) => turn.enqueue(() => events.fill(report)),
    onRefusal: (refusal) => turn.enqueue(() => events.refusal(refusal)),
    inTurn: (work) => turn.enqueue(work),

    accountUp(account) {
      repeat(account);
      void reconciler.reconcile(account);
    },

    accountDown(account) {
      periodic.get(account)?.();
      periodic.delete(account);
      reconciler.drop(account);
      turn.enqueue(() => {
        for (const record of registry.openOf(account)) {
          if (record.tracked.order.sentAt !== null) events.apply(record, { type: 'connection-lost' });
        }
      });
    },

    reconcile: (account) => reconciler.reconcile(account),

    get size() {
      return registry.size;
    },

    close() {
      reconciler.close();
      submitting.close();
      requested.close();
      for (const stop of periodic.values()) stop();
      periodic.clear();
      turn.close();
    },
  };
}
