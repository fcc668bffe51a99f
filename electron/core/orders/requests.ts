/**
 * Changes and cancellations of orders that are out; one request in flight per order.
 *
 * A change is journalled before the wire, like an order, and a failing journal stops it. A cancellation is journalled too, but a
 * disk that is full must not keep anyone from getting out: it goes to the broker at once, and a journal that failed is logged.
 * For the same reason cancelling needs no unlocked account, and is possible while the account is being checked.
 */
import type { Broker } from '#electron/brokers/broker.ts';
import type { Journal } from '#electron/store/store.ts';
import { sideClosedBy } from '#shared/ledger/holding.ts';
import { isFinal, isPriced, remainingOf, SWITCHING, type Order, type OrderCondition, type OrderSwitch, type Side } from '#shared/model/order.ts';
import { reckonedPrice, sameCondition } from '#shared/orders/condition.ts';
import { capabilityFor } from '#shared/orders/offer.ts';
import type { Ticks } from '#shared/price.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { quantityFault } from '#shared/rules/order-quantity.ts';
import type { Deadlines } from './deadlines.ts';
import { externalId, type OrderRecord } from './order-registry.ts';
import type { OrderRoom } from './order-room.ts';
import type { Replacing } from './replacing.ts';
import type { TrackedOrder } from './order-state.ts';
import { checkCondition, checkPrice } from './order-validation.ts';

export interface CancelFilter {
  readonly account: string;
  readonly instrument?: string | undefined;
  readonly side?: Side | undefined;
}

export interface Requests {
  /** Errors: order-unknown, order-final, order-busy, order-not-acknowledged, order-triggered, the account's gate, not-supported, price, condition and quantity faults, risk, journal-failed. */
  modify(id: string, price: Ticks | null, quantity: number, condition?: OrderCondition): Promise<Result<Order>>;
  /** Errors: order-unknown, order-final, order-busy, account-offline, what the broker says. */
  cancel(id: string): Promise<Result<Order>>;
  /**
   * What a counter does with an order besides. An order that is put back into the market is checked and journalled like a new one. Errors:
   * order-unknown, not-supported, order-busy, order-not-acknowledged, order-not-in-market, order-not-disabled, order-not-deletable, the
   * account's gate, kill-switch-on, risk, journal-failed, what the broker says.
   */
  switch(id: string, what: OrderSwitch): Promise<Result<Order>>;
  /** Everything open at the broker, what is unknown here included (rule 9). */
  cancelAll(filter: CancelFilter): Promise<Result<{ asked: number }>>;
  /** Switching it on cancels everything open everywhere. */
  kill(on: boolean): Promise<Result<null>>;
}

export function createRequests(room: OrderRoom, limit: Deadlines, replacing: Replacing): Requests {
  const { registry, turn, events, accounts, positions, risk, store, now, log, instrumentOf, quoteOf } = room;

  const note = async (...entry: Parameters<Journal['append']>): Promise<void> => {
    const noted = await store.journal.append(...entry).catch((error: unknown) => fail('journal-failed', { reason: String(error) }));
    if (!noted.ok) log('error', `the journal lacks a ${entry[0].kind}`, noted.fault);
  };

  const watch = (record: OrderRecord): void => {
    const asked = record.tracked.order.pending;
    limit.watch(
      () => asked !== null && record.tracked.order.pending === asked,
      () => events.apply(record, { type: 'time-limit', of: 'request', seconds: limit.seconds }),
    );
  };

  const open = (id: string): Result<OrderRecord> => {
    const record = registry.fetch(id);
    if (!record) return fail('order-unknown', { order: id });
    return isFinal(record.tracked.order.state) ? fail('order-final') : ok(record);
  };

  /** Hands a cancellation to the broker. `force`: on top of a request that is under way. */
  const cancelNow = (record: OrderRecord, force: boolean): Result<Order> => {
    const { order } = record.tracked;
    if (isFinal(order.state)) return fail('order-final');
    // Its cancellation is under way already; all that is left to do is not to follow it.
    if (replacing.forget(record)) return ok(order);
    if (order.pending !== null && !(force && order.pending.kind !== 'cancelling')) return fail('order-busy');
    const broker = accounts.brokerOf(order.account);
    if (!broker || accounts.get(order.account)?.state === 'offline') return fail('account-offline');
    events.apply(record, { type: 'request', pending: { kind: 'cancelling', since: now() } });
    void note({ kind: 'cancel', account: order.account, order: order.id, detail: { brokerOrderId: order.brokerOrderId }, time: now() }, null);
    const answer = broker.cancel(order.account, record.clientIdAtBroker ?? order.id, order.brokerOrderId);
    if (!answer.ok) {
      events.apply(record, { type: 'request-failed', fault: answer.fault });
      return answer;
    }
    watch(record);
    return ok(record.tracked.order);
  };

  /** What is wrong with new terms, or null. */
  const checkChange = ({ order, evidence }: TrackedOrder, price: Ticks | null, quantity: number, condition: OrderCondition | undefined): Fault | null => {
    const gate = accounts.gate(order.account);
    if (gate) return gate;
    if (risk.killed) return { code: 'kill-switch-on' };
    const instrument = instrumentOf(order.instrument);
    if (!instrument) return { code: 'instrument-unknown', params: { instrument: order.instrument } };
    const offered = capabilityFor(accounts.capabilitiesOf(order.account), instrument);
    if (!offered?.modify && !offered?.replaces) return { code: 'not-supported', params: { what: 'modify', offered: 'cancel' } };
    if (order.pending !== null) return { code: 'order-busy' };
    if (order.brokerOrderId === null || !evidence.acknowledged) return { code: 'order-not-acknowledged' };
    if (quantity <= order.filled) return { code: 'quantity-below-filled', params: { quantity, filled: order.filled } };
    const closable = positions.closable(order.account, instrument, sideClosedBy(order.side)).total + (order.quantity - order.filled);
    const waits = condition ?? order.condition;
    const newTerms = !sameCondition(waits, order.condition);
    if (newTerms && order.triggered === true) return { code: 'order-triggered' };
    const quote = room.pricedElsewhere?.(order.account, order.instrument) === true ? undefined : quoteOf(order.instrument);
    const fault =
      checkPrice(instrument, order.type, price, quote) ??
      (order.triggered === true ? null : checkCondition(instrument, { side: order.side, type: order.type, price }, waits, newTerms ? quote : undefined)) ??
      quantityFault(instrument, order, quantity, closable);
    return fault ?? risk.check({ instrument, price: reckonedPrice(price, waits, order.triggerPrice) ?? NaN, quantity, orders: offered.modify ? 0 : 1 });
  };

  /** Whether the counter changes an order as it stands. */
  const changesInPlace = ({ account, instrument: id }: Order): boolean => {
    const instrument = instrumentOf(id);
    return instrument !== undefined && capabilityFor(accounts.capabilitiesOf(account), instrument)?.modify === true;
  };

  /** Cancels, and has what is left follow at the new terms. The order that follows is journalled like any other. */
  const replace = async (target: OrderRecord, price: Ticks | null, quantity: number, condition: OrderCondition | undefined): Promise<Result<Order>> => {
    const { order } = target.tracked;
    const cancelled = cancelNow(target, false);
    if (cancelled.ok) replacing.expect(target, { price, quantity, condition: condition ?? (order.triggered === true ? undefined : order.condition) });
    return cancelled;
  };

  const modify: Requests['modify'] = async (id, price, quantity, condition) => {
    const found = open(id);
    if (!found.ok) return found;
    const target = found.value;
    const { order } = target.tracked;
    // What became a limit order (a triggered one, the rest of a market order) has a price that its type does not tell of.
    const asked = isPriced(order.type) || order.price !== null ? (price ?? order.price) : null;
    const fault = checkChange(target.tracked, asked, quantity, condition);
    if (fault) return { ok: false, fault };
    const waitsFor = condition === undefined || sameCondition(condition, order.condition) ? undefined : condition;
    if (asked === order.price && quantity === order.quantity && !waitsFor) return ok(order);
    if (!changesInPlace(order)) return replace(target, asked, quantity, condition);
    const terms = { ...(asked === null ? {} : { price: asked }), quantity, ...(waitsFor ? { condition: waitsFor } : {}) };
    events.apply(target, { type: 'request', pending: { kind: 'changing', since: now(), ...terms } });
    const { pending } = target.tracked.order;
    const failed = (why: Fault): Result<Order> => {
      if (target.tracked.order.pending === pending) events.apply(target, { type: 'request-failed', fault: why });
      return { ok: false, fault: why };
    };
    const detail = {
      from: { price: order.price, quantity: order.quantity, ...(waitsFor ? { condition: order.condition } : {}) },
      to: { price: asked, quantity, ...(waitsFor ? { condition: waitsFor } : {}) },
    };
    const noted = await store.journal
      .append({ kind: 'modify', account: order.account, order: order.id, detail, time: now() }, null)
      .catch((error: unknown) => fail('journal-failed', { reason: String(error) }));
    if (!noted.ok) return failed(noted.fault);
    // What may have happened during the wait: it ended, was cancelled, the account went.
    const now2 = target.tracked.order;
    if (isFinal(now2.state)) return fail('order-final');
    if (now2.pending !== pending) return fail('order-busy');
    if (waitsFor && now2.triggered === true) return failed({ code: 'order-triggered' });
    if (quantity <= now2.filled) return failed({ code: 'quantity-below-filled', params: { quantity, filled: now2.filled } });
    const gate: Fault | null = risk.killed ? { code: 'kill-switch-on' } : accounts.gate(order.account);
    const broker = accounts.brokerOf(order.account);
    if (gate || !broker) return failed(gate ?? { code: 'account-offline' });
    const answer = broker.modify(order.account, target.clientIdAtBroker ?? order.id, now2.brokerOrderId ?? '', asked, quantity, waitsFor);
    if (!answer.ok) return failed(answer.fault);
    watch(target);
    return ok(target.tracked.order);
  };

  const cancel: Requests['cancel'] = async (id) => {
    const found = open(id);
    if (!found.ok) return found;
    // Not on the wire yet: it is cancelled right after.
    if (found.value.sending) await found.value.sending;
    return cancelNow(found.value, false);
  };

  /** What is wrong with a switch, or null. */
  const checkSwitch = ({ order, evidence }: TrackedOrder, what: OrderSwitch): Fault | null => {
    const gate = accounts.gate(order.account);
    if (gate) return gate;
    const instrument = instrumentOf(order.instrument);
    if (!instrument) return { code: 'instrument-unknown', params: { instrument: order.instrument } };
    const offered = capabilityFor(accounts.capabilitiesOf(order.account), instrument)?.switches ?? [];
    if (!offered.includes(what)) return { code: 'not-supported', params: { what, offered: ['cancel', ...offered].join(', ') } };
    if (order.pending !== null) return { code: 'order-busy' };
    if (order.brokerOrderId === null || !evidence.acknowledged) return { code: 'order-not-acknowledged' };
    if (what === 'disable') return order.state === 'working' || order.state === 'partly-filled' ? null : { code: 'order-not-in-market' };
    if (what === 'delete') return order.filled === 0 && (order.state === 'disabled' || isFinal(order.state)) ? null : { code: 'order-not-deletable' };
    if (order.state !== 'disabled') return { code: 'order-not-disabled' };
    if (risk.killed) return { code: 'kill-switch-on' };
    return risk.check({ instrument, price: reckonedPrice(order.price, order.condition, order.triggerPrice) ?? NaN, quantity: remainingOf(order), orders: 1 });
  };

  const switchOrder: Requests['switch'] = async (id, what) => {
    const target = registry.fetch(id);
    if (!target) return fail('order-unknown', { order: id });
    const fault = checkSwitch(target.tracked, what);
    if (fault) return { ok: false, fault };
    const { order } = target.tracked;
    const ended = isFinal(order.state);
    if (!ended) events.apply(target, { type: 'request', pending: { kind: SWITCHING[what], since: now() } });
    const { pending } = target.tracked.order;
    const failed = (why: Fault): Result<Order> => {
      if (!ended && target.tracked.order.pending === pending) events.apply(target, { type: 'request-failed', fault: why });
      return { ok: false, fault: why };
    };
    const entry = { kind: 'switch', account: order.account, order: order.id, detail: { what, brokerOrderId: order.brokerOrderId }, time: now() } as const;
    if (what === 'enable') {
      const noted = await store.journal.append(entry, null).catch((error: unknown) => fail('journal-failed', { reason: String(error) }));
      if (!noted.ok) return failed(noted.fault);
      if (target.tracked.order.pending !== pending) return fail('order-busy');
      const gate: Fault | null = risk.killed ? { code: 'kill-switch-on' } : accounts.gate(order.account);
      if (gate) return failed(gate);
    } else void note(entry, null);
    const broker = accounts.brokerOf(order.account);
    const answer = broker?.switchOrder?.(order.account, target.clientIdAtBroker ?? order.id, order.brokerOrderId ?? '', what) ?? fail('account-offline');
    if (!answer.ok) return failed(answer.fault);
    if (!ended) watch(target);
    return ok(target.tracked.order);
  };

  const matches = (order: Pick<Order, 'account' | 'instrument' | 'side'>, { account, instrument, side }: CancelFilter): boolean =>
    order.account === account && (instrument === undefined || order.instrument === instrument) && (side === undefined || order.side === side);

  /**
   * Everything of an account by one request, at the exchanges where the broker has that: its pace does not make the last order wait.
   * @returns what was asked for so; none where the request failed, and each is to be cancelled by itself
   */
  const cancelAtOnce = async (account: string, broker: Broker): Promise<readonly OrderRecord[]> => {
    const exchanges = broker.cancelAllAt?.(account) ?? [];
    if (!broker.cancelAll || exchanges.length === 0) return [];
    const targets = registry.openOf(account).filter(({ sending, tracked: { order } }) => {
      const exchange = instrumentOf(order.instrument)?.exchange;
      return !sending && order.state !== 'disabled' && order.pending?.kind !== 'cancelling' && order.brokerOrderId !== null && exchange !== undefined && exchanges.includes(exchange);
    });
    if (targets.length < 2) return [];
    const asked = targets.map((target) => {
      events.apply(target, { type: 'request', pending: { kind: 'cancelling', since: now() } });
      watch(target);
      return { target, pending: target.tracked.order.pending };
    });
    const answer = await broker.cancelAll(account);
    if (answer.ok) return targets;
    log('warning', account, answer.fault);
    for (const { target, pending } of asked) if (target.tracked.order.pending === pending && !isFinal(target.tracked.order.state)) events.apply(target, { type: 'request-failed', fault: answer.fault });
    return [];
  };

  /** Cancels what is known here at once, then what the broker still lists and we did not know. */
  const cancelEverything = async (filter: CancelFilter): Promise<Result<{ asked: number }>> => {
    const { account } = filter;
    const broker = accounts.brokerOf(account);
    if (!broker) return fail('account-unknown', { account });
    if (accounts.get(account)?.state === 'offline') return fail('account-offline');
    const tried = new Set<OrderRecord>();
    let asked = 0;
    const sweep = (): void => {
      for (const target of registry.openOf(account)) {
        // What is still being journalled has its last look before the wire ahead; it is cancelled in the second sweep.
        // One that is kept out of the market is none of it.
        if (tried.has(target) || target.sending || target.tracked.order.state === 'disabled' || !matches(target.tracked.order, filter)) continue;
        tried.add(target);
        const { pending } = target.tracked.order;
        replacing.forget(target);
        if (pending?.kind === 'cancelling' || cancelNow(target, true).ok) asked++;
      }
    };
    const journalling = registry.openOf(account).flatMap((target) => (target.sending ? [target.sending] : []));
    if (filter.instrument === undefined && filter.side === undefined) for (const target of await cancelAtOnce(account, broker)) tried.add(target);
    asked = tried.size;
    sweep();
    const answer = await broker.queryOrders(account);
    await Promise.all(journalling);
    if (answer.ok) {
      turn.enqueue(() => {
        for (const report of answer.value) if (report.state === 'working') events.report(report);
      });
      turn.flush();
      // One that waits to be told apart from ours is cancelled all the same.
      for (const report of answer.value) {
        if (report.state !== 'working' || !matches(report, filter) || registry.find(account, report.clientOrderId, report.brokerOrderId)) continue;
        if (broker.cancel(account, externalId(account, report.brokerOrderId), report.brokerOrderId).ok) asked++;
      }
    } else log('warning', `${account}: orders placed elsewhere could not be asked for`, answer.fault);
    sweep();
    return ok({ asked });
  };

  return {
    modify,
    cancel,
    switch: switchOrder,

    async cancelAll(filter) {
      const journalled = note({ kind: 'cancel-all', account: filter.account, order: null, detail: { instrument: filter.instrument ?? null, side: filter.side ?? null }, time: now() }, null);
      const answer = await cancelEverything(filter);
      await journalled;
      return answer;
    },

    async kill(on) {
      risk.kill(on);
      const journalled = note({ kind: 'kill', account: '', order: null, detail: { on }, time: now() }, null);
      if (on) {
        const answers = await Promise.all(accounts.all().map(({ id }) => cancelEverything({ account: id })));
        for (const answer of answers) if (!answer.ok && answer.fault.code !== 'account-offline') log('error', 'kill switch', answer.fault);
      }
      await journalled;
      return ok(null);
    },
  };
}
