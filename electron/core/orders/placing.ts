/**
 * The way of an order out: validate → offset → risk → journal, synced → the broker (rules 1, 2, 10). Nothing is awaited but the
 * journal. After that wait the account and the kill switch are looked at once more, as they may have changed meanwhile.
 */
import type { OrderIntent } from '#electron/brokers/broker.ts';
import { marketPriceOf } from '#electron/core/positions/order-maximum.ts';
import type { Closable } from '#electron/core/positions/positions.ts';
import { sideClosedBy } from '#shared/ledger/holding.ts';
import type { PlaceRequest } from '#shared/contract/commands.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { isPriced, type Offset, type Order, type OrderSource, type OrderState, type Side } from '#shared/model/order.ts';
import { reckonedPrice } from '#shared/orders/condition.ts';
import { capabilityFor } from '#shared/orders/offer.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { quantityFault } from '#shared/rules/order-quantity.ts';
import type { Deadlines } from './deadlines.ts';
import { combinationLeg, legsOf, type Leg } from './order-offset.ts';
import { newRecord, type OrderRecord } from './order-registry.ts';
import type { OrderRoom } from './order-room.ts';
import { track } from './order-state.ts';
import { checkCapability, checkCondition, checkPrice, checkReversal } from './order-validation.ts';

export type Placed = Result<{ orders: readonly Order[] }>;

/** Where a price comes from a field and not from what is displayed. */
const TYPED: ReadonlySet<OrderSource> = new Set(['ticket', 'script']);

/** Orders that one intent may become. */
const MOST_LEGS = 3;

/** Ids of the orders of an intent: its own, then `-2`, `-3`. */
const legId = (id: string, index: number): string => (index === 0 ? id : `${id}-${index + 1}`);

/** Random words are drawn by the block: the draw costs more than all else of an id. */
const words = new Uint32Array(256);
let nextWord = words.length;

function randomWord(): string {
  if (nextWord === words.length) {
    crypto.getRandomValues(words);
    nextWord = 0;
  }
  return words[nextWord++].toString(36);
}

/** @param now UTC ms */
export const newOrderId = (now: number): string => `c${Math.floor(now).toString(36)}-${randomWord()}${randomWord()}`;

/** What leaves this machine of an order, and nothing more. */
const intentOf = ({ id, account, instrument, side, offset, legOffset, type, price, quantity, timeInForce, hours, condition }: Order): OrderIntent => ({
  id,
  account,
  instrument,
  side,
  offset,
  ...(legOffset ? { legOffset } : {}),
  type,
  price,
  quantity,
  timeInForce,
  ...(hours ? { hours } : {}),
  ...(condition ? { condition } : {}),
});

export interface Placing {
  place(request: PlaceRequest): Promise<Placed>;
}

export function createPlacing(room: OrderRoom, submitting: Deadlines): Placing {
  const { registry, turn, events, accounts, positions, risk, store, now, instrumentOf, quoteOf } = room;
  /** Being placed: the same id meanwhile is the same order. */
  const underWay = new Map<string, Promise<Placed>>();

  const rowOf = (request: PlaceRequest, id: string, leg: Leg, instrument: Instrument, state: OrderState, fault: Fault | null, at: number): Order => ({
    id,
    account: request.account,
    instrument: request.instrument,
    side: request.side,
    offset: leg.offset,
    ...(leg.legOffset ? { legOffset: leg.legOffset } : {}),
    type: request.type,
    price: isPriced(request.type) ? request.price : null,
    quantity: leg.quantity,
    timeInForce: request.timeInForce,
    ...(request.hours ? { hours: request.hours } : {}),
    ...(request.condition ? { condition: request.condition } : {}),
    source: request.source,
    ...(request.script ? { script: request.script } : {}),
    state,
    pending: null,
    filled: 0,
    filledValue: 0,
    overfilled: false,
    brokerOrderId: null,
    external: false,
    fault,
    createdAt: at,
    sentAt: null,
    acknowledgedAt: null,
    updatedAt: at,
    tradingDay: room.tradingDayOf(request.account, instrument),
  });

  const keep = (order: Order): OrderRecord => {
    const record = newRecord(track(order), new Map());
    registry.place(record);
    positions.onOrder(order);
    return record;
  };

  /** The orders of an intent that was placed before, also in an earlier run. */
  const placedBefore = (id: string): Placed | null => {
    const first = registry.fetch(id)?.tracked.order;
    if (!first) return null;
    const orders = [first];
    for (let index = 1; index < MOST_LEGS; index++) {
      const next = registry.fetch(legId(id, index))?.tracked.order;
      // Made in the same moment for the same thing: a later order may have been given such an id.
      if (next && next.createdAt === first.createdAt && next.account === first.account && next.instrument === first.instrument) orders.push(next);
    }
    const refused = orders.every((order) => order.state === 'refused') ? first.fault : null;
    return refused ? { ok: false, fault: refused } : ok({ orders });
  };

  /** Everything that can be said before the journal; the fault that stops it, or null. */
  const check = (request: PlaceRequest, instrument: Instrument, legs: readonly Leg[], closable: number): Fault | null => {
    const gate = accounts.gate(request.account);
    if (gate) return gate;
    const broker = accounts.brokerOf(request.account);
    if (!broker) return { code: 'account-offline' };
    if (broker.tradesAt?.(instrument.id) === false) return { code: 'live-elsewhere', params: { instrument: instrument.id } };
    const elsewhere = room.pricedElsewhere?.(request.account, instrument.id) === true;
    if (elsewhere && isPriced(request.type) && !TYPED.has(request.source)) return { code: 'price-not-own', params: { instrument: instrument.id } };
    // Nor are another's price limits the account's.
    const quote = elsewhere ? undefined : quoteOf(request.instrument);
    const own = accounts.get(request.account);
    const capabilities = accounts.capabilitiesOf(request.account);
    const fault =
      checkCapability(capabilities, instrument, request, legs.flatMap(({ offset, legOffset }) => (legOffset ? [offset, legOffset] : [offset])), own?.capabilities ? own.name : undefined) ??
      checkReversal(capabilityFor(capabilities, instrument), instrument, request.quantity, closable) ??
      checkCondition(instrument, request, request.condition, quote) ??
      checkPrice(instrument, request.type, isPriced(request.type) ? request.price : null, quote) ??
      quantityFault(instrument, { side: request.side, offset: legs.every(({ offset }) => offset !== 'open') ? 'close' : 'open', type: request.type }, request.quantity, closable);
    if (fault) return fault;
    const price = reckonedPrice(isPriced(request.type) ? request.price : null, request.condition, null) ?? marketPriceOf(quote, request.side);
    return risk.check({ instrument, price, quantity: request.quantity, orders: legs.length });
  };

  /** The last look before the wire: what stops a journalled order now. */
  const stopped = (record: OrderRecord): Fault | null => {
    const { order } = record.tracked;
    if (risk.killed) return { code: 'kill-switch-on' };
    return accounts.gate(order.account);
  };

  const send = (record: OrderRecord): Fault | null => {
    const { order } = record.tracked;
    const fault = stopped(record);
    const broker = fault ? undefined : accounts.brokerOf(order.account);
    if (!broker) {
      const why: Fault = fault ?? { code: 'account-offline' };
      events.apply(record, { type: 'send-failed', fault: why });
      return why;
    }
    let answer: Result<null>;
    try {
      answer = broker.place(intentOf(order));
    } catch (error) {
      // It may or may not be on the wire: it stays `submitting`, and the time limit asks the broker.
      room.log('error', `order ${order.id}: ${String(error)}`, { code: 'internal' });
      answer = ok(null);
    }
    if (!answer.ok) {
      events.apply(record, { type: 'send-failed', fault: answer.fault });
      return answer.fault;
    }
    events.apply(record, { type: 'sent' });
    submitting.watch(
      () => record.tracked.order.state === 'submitting',
      () => events.apply(record, { type: 'time-limit', of: 'submitting', seconds: submitting.seconds }),
    );
    return null;
  };

  const journal = (record: OrderRecord): Promise<Result<null>> => {
    const { order } = record.tracked;
    const { side, offset, legOffset, type, price, quantity, timeInForce, hours, condition, source, script, instrument } = order;
    const detail = { instrument, side, offset, ...(legOffset ? { legOffset } : {}), type, price, quantity, timeInForce, ...(hours ? { hours } : {}), ...(condition ? { condition } : {}), source, ...(script ? { script } : {}) };
    const appended = store.journal
      .append({ kind: 'place', account: order.account, order: order.id, detail, time: order.createdAt }, order)
      .catch((error: unknown) => fail('journal-failed', { reason: String(error) }));
    record.sending = appended;
    return appended;
  };

  /** All legs are journalled before the first is sent; the first that cannot be sent stops the rest. */
  const sendOut = async (records: readonly OrderRecord[]): Promise<Placed> => {
    const answers = records.length === 1 ? [await journal(records[0])] : await Promise.all(records.map(journal));
    let fault: Fault | null = null;
    for (const answer of answers) if (!answer.ok) fault ??= answer.fault;
    let sent = 0;
    for (const record of records) {
      record.sending = null;
      if (fault) events.apply(record, { type: 'send-failed', fault });
      else fault = send(record);
      if (record.tracked.order.state !== 'refused') sent++;
    }
    return sent === 0 && fault ? { ok: false, fault } : ok({ orders: records.map((record) => record.tracked.order) });
  };

  const partsOf = ({ account, side, offset, legOffset, quantity }: PlaceRequest, instrument: Instrument, closable: Closable): readonly Leg[] => {
    const [first, second] = (instrument.legs ?? []).map((leg) => instrumentOf(leg));
    if (!first || !second) return legsOf(instrument, side, offset, quantity, closable);
    const other: Side = side === 'buy' ? 'sell' : 'buy';
    if (offset !== 'auto') return [{ offset, legOffset: legOffset ?? offset, quantity }];
    return [combinationLeg([first, second], quantity, [positions.closable(account, first, sideClosedBy(side)), positions.closable(account, second, sideClosedBy(other))])];
  };

  const begin = (request: PlaceRequest, id: string): Placed | Promise<Placed> => {
    const instrument = instrumentOf(request.instrument);
    // Without an account or an instrument there is nothing that a row could show.
    if (!accounts.get(request.account)) return fail('account-unknown', { account: request.account });
    if (!instrument) return fail('instrument-unknown', { instrument: request.instrument });
    const closable = positions.closable(request.account, instrument, sideClosedBy(request.side));
    const legs = partsOf(request, instrument, closable);
    const at = now();
    let fault = check(request, instrument, legs, closable.total);
    if (!fault && legs.length > 1 && legs.some((_leg, index) => index > 0 && registry.fetch(legId(id, index)))) {
      fault = { code: 'order-id-taken', params: { id: legId(id, 1) } };
    }
    if (fault) {
      const asked: Offset = request.offset === 'auto' ? (legs[0]?.offset ?? 'open') : (legs[0]?.offset ?? request.offset);
      turn.changed(keep(rowOf(request, id, { offset: asked, quantity: request.quantity }, instrument, 'refused', fault, at)));
      return { ok: false, fault };
    }
    return sendOut(legs.map((leg, index) => keep(rowOf(request, legId(id, index), leg, instrument, 'submitting', null, at))));
  };

  return {
    place(request) {
      const id = request.id ?? newOrderId(now());
      if (request.id !== undefined) {
        const same = underWay.get(id);
        if (same) return same;
        const before = placedBefore(id);
        if (before) return Promise.resolve(before);
      }
      const placed = begin(request, id);
      if (!(placed instanceof Promise)) return Promise.resolve(placed);
      underWay.set(id, placed);
      void placed.finally(() => underWay.delete(id));
      return placed;
    },
  };
}
