/**
 * The order manager: every order of every account, on its way out and on its way through its life. Its parts: placing, requests,
 * order-events over order-state, missing-fills, reconcile; turn stores and publishes.
 */
import type { BrokerAccount, FillReport, OrderReport, RequestRefusal } from '#electron/brokers/broker.ts';
import { combinationMaximum } from '#electron/core/positions/combination-maximum.ts';
import { asTheBrokerSays, openingRoom, orderMaximum, type Meant, type OrderMaximum } from '#electron/core/positions/order-maximum.ts';
import type { PlaceRequest } from '#shared/contract/commands.ts';
import { TOPIC_FILLS, TOPIC_ORDERS } from '#shared/contract/topics.ts';
import type { Funds } from '#shared/model/account.ts';
import type { ConnectionState } from '#shared/model/connection.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Order, OrderCondition, OrderSwitch } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import type { Ticks } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { Deadlines } from './deadlines.ts';
import { createFundsRefresh } from './funds-refresh.ts';
import { createMissingFills } from './missing-fills.ts';
import { createOrderEvents } from './order-events.ts';
import { newRecord, OrderRegistry } from './order-registry.ts';
import { TIME_LIMITS, type OrderManagerOptions, type OrderRoom } from './order-room.ts';
import { track } from './order-state.ts';
import { createPlacing, type Placed } from './placing.ts';
import { createReconciler } from './reconcile.ts';
import { Replacing } from './replacing.ts';
import { createRequests, type CancelFilter } from './requests.ts';
import { Turn } from './turn.ts';

export interface OrderManager {
  /** Answered when the order is journalled and handed to the broker, or refused. The same id answers with the first order. */
  place(request: PlaceRequest): Promise<Placed>;
  /** `price` null: as it is; `condition` absent: as it is. */
  modify(id: string, price: Ticks | null, quantity: number, condition?: OrderCondition): Promise<Result<Order>>;
  cancel(id: string): Promise<Result<Order>>;
  switch(id: string, what: OrderSwitch): Promise<Result<Order>>;
  cancelAll(filter: CancelFilter): Promise<Result<{ asked: number }>>;
  /** On: refuses new orders and cancels everything open, everywhere. */
  kill(on: boolean): Promise<Result<null>>;
  /** The broker's own figures where it has them and can tell them now. Errors: account-unknown, instrument-unknown. */
  maximum(account: string, instrument: InstrumentId, price: Ticks | null, meant?: Meant): Promise<Result<OrderMaximum>>;
  reconcile(account: string): Promise<Result<null>>;

  /** A broker's events, as its sink gets them. They are applied in this order at the end of the loop's turn. */
  connectionIs(connection: string, state: ConnectionState): void;
  /** The instruments of a connection are announced before its accounts. */
  accountsOffered(connection: string, offered: readonly BrokerAccount[]): void;
  onReport(report: OrderReport): void;
  onFill(report: FillReport): void;
  onRefusal(refusal: RequestRefusal): void;
  onPosition(position: Position): void;
  onFunds(funds: Funds): void;
  onSettled(account: string): void;
  /** The broker's account started again (`BrokerSink.accountReset`). */
  onAccountReset(account: string): void;
  /** The clock of these instruments' market jumped (`BrokerSink.feedReset`). */
  onFeedReset(instruments: readonly InstrumentId[]): void;

  /** Resolves when everything that brokers have said so far is applied, stored and published. */
  caughtUp(): Promise<void>;

  /** How many orders are in memory. */
  readonly size: { readonly open: number; readonly recent: number };
  /** Stores what is in line; no timer is left, and what comes afterwards is not listened to. */
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

/** Takes up what the store kept and publishes it: open orders, the newest of the rest, the newest fills. */
export function createOrderManager(options: OrderManagerOptions): OrderManager {
  const { store, publisher, accounts, positions, funds, risk, instrumentOf, quoteOf, now, after } = options;
  const limits = { ...TIME_LIMITS, ...options.limits };
  const registry = new OrderRegistry(store);
  const turn = new Turn({ store, publisher, positions, funds, registry, after, log: options.log, endOfTurn: options.endOfTurn ?? ((task) => void setImmediate(task)) });
  const dayOf = createDayOf();
  const missing = createMissingFills(() => room);
  const refresh = createFundsRefresh(() => room);
  const events = createOrderEvents(() => room, { fillsMissing: (record) => missing.note(record), changed: (record) => replacing.look(record), booked: (account) => refresh.wanted(account) });
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
  const replacing = new Replacing({ place: (request) => turn.enqueue(() => void placing.place(request)), now, limitMs: limits.requestMs, log: options.log });
  const requests = createRequests(room, requested, replacing);
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

  const publishStored = (): void => {
    const open = store.orders.open();
    const ids = new Set(open.map((order) => order.id));
    const newest = store.orders.page({ offset: 0, limit: TOPIC_ORDERS }).rows.filter((order) => !ids.has(order.id));
    // Oldest first, as they would have come.
    const orders = [...newest.toReversed(), ...open.map(takeUp)].sort((a, b) => a.createdAt - b.createdAt);
    publisher.publish('orders', orders);
    publisher.publish('fills', store.fills.page({ offset: 0, limit: TOPIC_FILLS }).rows.toReversed());
  };

  /** What the kill switch did not reach while the account was away, it reaches now. */
  const accountUp = async (account: string): Promise<void> => {
    repeat(account);
    const answer = await reconciler.reconcile(account);
    if (answer.ok && risk.killed && registry.openOf(account).length > 0) await requests.cancelAll({ account });
  };

  /** What is on its way is unknown now. */
  const accountDown = (account: string): void => {
    periodic.get(account)?.();
    periodic.delete(account);
    reconciler.drop(account);
    turn.enqueue(() => {
      for (const record of registry.openOf(account)) {
        replacing.drop(record);
        if (record.tracked.order.sentAt !== null) events.apply(record, { type: 'connection-lost' });
      }
    });
  };

  publishStored();
  return {
    place: (request) => placing.place(request),
    modify: (id, price, quantity, condition) => requests.modify(id, price, quantity, condition),
    cancel: (id) => requests.cancel(id),
    switch: (id, what) => requests.switch(id, what),
    cancelAll: (filter) => requests.cancelAll(filter),
    kill: (on) => requests.kill(on),
    reconcile: (account) => reconciler.reconcile(account),

    async maximum(account, id, price, meant) {
      if (!accounts.get(account)) return fail('account-unknown', { account });
      const instrument = instrumentOf(id);
      if (!instrument) return fail('instrument-unknown', { instrument: id });
      const long = positions.closable(account, instrument, 'long');
      const short = positions.closable(account, instrument, 'short');
      const [first, second] = (instrument.legs ?? []).flatMap((leg) => {
        const terms = instrumentOf(leg);
        return terms ? [{ instrument: terms, quote: quoteOf(leg), long: positions.closable(account, terms, 'long'), short: positions.closable(account, terms, 'short') }] : [];
      });
      if (first && second) return ok(combinationMaximum(instrument, [first, second], funds.of(account, instrument.currency), meant?.type ?? 'limit'));
      const room = openingRoom(instrument, positions.of(account), registry.openOf(account).map(({ tracked }) => tracked.order));
      const ours = orderMaximum(instrument, price, funds.of(account, instrument.currency), quoteOf(id), long, short, room, meant);
      const type = meant?.type ?? (price === null ? 'market' : 'limit');
      const theirs = await accounts.brokerOf(account)?.maximum?.(account, id, type, price);
      return ok(theirs?.ok ? asTheBrokerSays(ours, theirs.value, instrument, type, room) : ours);
    },

    connectionIs(connection, state) {
      const wasUp = new Set(accounts.all().flatMap((account) => (account.state === 'offline' ? [] : [account.id])));
      for (const account of accounts.connectionIs(connection, state)) {
        const isUp = account.state !== 'offline';
        if (isUp && !wasUp.has(account.id)) void accountUp(account.id);
        if (!isUp && wasUp.has(account.id)) accountDown(account.id);
      }
    },

    accountsOffered(connection, offered) {
      for (const account of accounts.offered(connection, offered)) {
        positions.load(account.id);
        // Their instruments were not known when the orders were taken up.
        for (const { tracked } of registry.openOf(account.id)) positions.onOrder(tracked.order);
        turn.schedule();
        if (account.state !== 'offline') void accountUp(account.id);
      }
    },

    onReport: (report) => turn.enqueue(() => events.report(report)),
    onFill: (report) => turn.enqueue(() => events.fill(report)),
    onRefusal: (refusal) => turn.enqueue(() => events.refusal(refusal)),
    onPosition: (position) => turn.enqueue(() => positions.onReport(position)),
    onFunds: (report) =>
      turn.enqueue(() => {
        refresh.reported(report.account);
        funds.onReport(report);
      }),
    onSettled(account) {
      turn.enqueue(() => positions.settled(account));
      // Session change (protocols/order-lifecycle, "Reconciliation"): a new day's orders and basis prices.
      void reconciler.reconcile(account);
    },

    onAccountReset(account) {
      turn.enqueue(() => positions.reset(account));
      // Whatever was under way between the reset and here is found by asking.
      void reconciler.reconcile(account);
    },

    onFeedReset(instruments) {
      const jumped = new Set(instruments);
      turn.enqueue(() => {
        for (const record of registry.open()) if (jumped.has(record.tracked.order.instrument)) events.apply(record, { type: 'clock-reset' });
      });
    },

    caughtUp: () => new Promise((resolve) => turn.enqueue(resolve)),

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
