/**
 * The one state machine of an order, for every broker. Pure: an order with its evidence and an event in, the same out, and what
 * should follow. Law: protocols/order-lifecycle.
 *
 * Nothing is moved from state to state. Events only add evidence (it was acknowledged, it ended so, these terms are the newest,
 * so much was filled), and the state is worked out from all evidence. That is why every order of the same broker events ends in
 * the same state (rule 6): a fill before its acceptance, a cancellation before it, a fill after the cancellation.
 */
import type { FillReport, OrderReport, ReportedState, RequestRefusal } from '#electron/brokers/broker.ts';
import type { Fill } from '#shared/model/fill.ts';
import { isFinal, type Order, type OrderState, type PendingRequest } from '#shared/model/order.ts';
import { sameCondition } from '#shared/orders/condition.ts';
import type { Fault } from '#shared/result.ts';

type Ended = Extract<ReportedState, 'cancelled' | 'rejected' | 'expired'>;
type Unanswered = Extract<OrderState, 'held' | 'refused' | 'submitting' | 'unknown' | 'not-received'>;

/** What is known of an order beyond its row. Kept in memory; after a restart it is read off the row and reconciliation fills in the rest. */
export interface Evidence {
  /** What it is as long as the broker has not been heard. */
  readonly unanswered: Unanswered;
  readonly unansweredFault: Fault | null;
  /** The broker has been heard: a report or a fill. */
  readonly acknowledged: boolean;
  /** How the broker says it ended; `filled` is never taken from a report (rule 3). */
  readonly ended: Ended | null;
  readonly endedFault: Fault | null;
  /** Reconciliation no longer found it at the broker. Our conclusion, not the broker's word: its next report overrules it. */
  readonly gone: boolean;
  /** The broker keeps it out of the market, as the newest report says that has it in or out of it. */
  readonly disabled: boolean;
  /** Exchange time of that report. */
  readonly disabledAt: number;
  /** The change or cancellation in flight. The row shows it while the order is not final, which may come and go with its quantity. */
  readonly request: PendingRequest | null;
  /** Why the last change or cancellation was refused or is late. */
  readonly requestFault: Fault | null;
  /** False while only fills of an order placed elsewhere are known: its quantity is at least what was filled. */
  readonly termsKnown: boolean;
  /** Exchange time of the report that the price and quantity come from. */
  readonly termsAt: number;
  /** Exchange time of the newest report. */
  readonly toldAt: number;
  /** The most that a report said is filled. */
  readonly claimed: number;
}

export interface TrackedOrder {
  readonly order: Order;
  readonly evidence: Evidence;
}

export type OrderEvent =
  /** Handed to the broker. */
  | { readonly type: 'sent' }
  /** Certainly not sent: the broker's own library or our last look before the wire said no. */
  | { readonly type: 'send-failed'; readonly fault: Fault }
  | { readonly type: 'report'; readonly report: OrderReport }
  /** A fill that is not booked yet; duplicates are sorted out before (rule 4). */
  | { readonly type: 'fill'; readonly fill: Pick<Fill, 'price' | 'quantity'> & Pick<FillReport, 'brokerOrderId'> }
  | { readonly type: 'refusal'; readonly refusal: Pick<RequestRefusal, 'request' | 'fault'> }
  /** A change or cancellation goes out. */
  | { readonly type: 'request'; readonly pending: PendingRequest }
  /** It did not go out after all. */
  | { readonly type: 'request-failed'; readonly fault: Fault }
  /** No answer to the order itself, or to the request in flight, within `seconds` (rule 8). */
  | { readonly type: 'time-limit'; readonly of: 'submitting' | 'request'; readonly seconds: number }
  | { readonly type: 'connection-lost' }
  /** The market's clock was put back or forward (a replay): times from before say nothing about what is newer. */
  | { readonly type: 'clock-reset' }
  /** Reconciliation: the broker's complete list does not have it. */
  | { readonly type: 'not-found' }
  /** Reconciliation: the broker has been asked after a late request, and what it answered does not show it. */
  | { readonly type: 'request-unanswered' };

export type OrderEffect =
  /** The broker says that more is filled than we hold: ask it for its fills. */
  | { readonly type: 'ask-fills'; readonly missing: number }
  /** Ask the broker how the order stands (rule 8). */
  | { readonly type: 'reconcile' }
  | { readonly type: 'alert'; readonly level: 'warning' | 'error'; readonly fault: Fault };

export interface Advanced {
  readonly tracked: TrackedOrder;
  readonly effects: readonly OrderEffect[];
}

const NO_EFFECTS: readonly OrderEffect[] = [];

/** Where brokers contradict themselves the stronger claim holds, so that arrival order does not matter. */
const ENDED_RANK: Readonly<Record<Ended, number>> = { rejected: 1, expired: 2, cancelled: 3 };

const GONE: Fault = { code: 'order-gone' };

const FRESH: Evidence = {
  unanswered: 'submitting',
  unansweredFault: null,
  acknowledged: false,
  ended: null,
  endedFault: null,
  gone: false,
  disabled: false,
  disabledAt: -Infinity,
  request: null,
  requestFault: null,
  termsKnown: true,
  termsAt: -Infinity,
  toldAt: -Infinity,
  claimed: 0,
};

const isEnded = (state: OrderState): state is Ended => state === 'cancelled' || state === 'rejected' || state === 'expired';

const isUnanswered = (state: OrderState): state is Unanswered =>
  state === 'held' || state === 'refused' || state === 'submitting' || state === 'unknown' || state === 'not-received';

/** Takes up an order from its row: a new one, or one that the store kept. */
export function track(order: Order): TrackedOrder {
  const { state, fault } = order;
  if (isUnanswered(state)) return { order, evidence: { ...FRESH, unanswered: state, unansweredFault: fault, request: order.pending, claimed: order.filled } };
  const gone = state === 'expired' && fault?.code === GONE.code;
  return {
    order,
    evidence: {
      ...FRESH,
      unanswered: 'unknown',
      acknowledged: true,
      ended: isEnded(state) && !gone ? state : null,
      endedFault: isEnded(state) && !gone ? fault : null,
      gone,
      disabled: state === 'disabled',
      request: order.pending,
      requestFault: isEnded(state) ? null : fault,
      // An order known from its fills alone is kept with the quantity that was filled, and not as filled.
      termsKnown: !(order.external && state === 'partly-filled' && order.filled >= order.quantity),
      claimed: order.filled,
    },
  };
}

/** An order placed elsewhere, before its first event is applied (rule 7). Its terms come from the report, or step by step from its fills. */
export function trackExternal(row: Order): TrackedOrder {
  return { order: row, evidence: { ...FRESH, unanswered: 'unknown', termsKnown: false } };
}

function stateOf(order: Pick<Order, 'filled' | 'quantity'>, evidence: Evidence): OrderState {
  if (evidence.termsKnown && order.filled >= order.quantity) return 'filled';
  if (evidence.ended) return evidence.ended;
  if (evidence.gone) return 'expired';
  if (!evidence.acknowledged) return evidence.unanswered;
  if (evidence.disabled) return 'disabled';
  return order.filled > 0 ? 'partly-filled' : 'working';
}

function faultOf(state: OrderState, evidence: Evidence): Fault | null {
  if (state === 'filled') return null;
  if (isEnded(state)) return evidence.gone && evidence.ended === null ? GONE : evidence.endedFault;
  return evidence.acknowledged ? evidence.requestFault : (evidence.unansweredFault ?? evidence.requestFault);
}

const sameFault = (a: Fault | null, b: Fault | null): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Whether the row still says the same, so that a repeated report leaves it (and its `updatedAt`) alone. */
function sameRow(a: Order, b: Order): boolean {
  return (
    a.state === b.state &&
    a.filled === b.filled &&
    a.filledValue === b.filledValue &&
    a.price === b.price &&
    a.quantity === b.quantity &&
    a.pending === b.pending &&
    a.brokerOrderId === b.brokerOrderId &&
    a.acknowledgedAt === b.acknowledgedAt &&
    a.sentAt === b.sentAt &&
    a.exchangeTime === b.exchangeTime &&
    a.tradingDay === b.tradingDay &&
    a.type === b.type &&
    a.timeInForce === b.timeInForce &&
    a.overfilled === b.overfilled &&
    a.triggered === b.triggered &&
    a.triggerPrice === b.triggerPrice &&
    sameCondition(a.condition, b.condition) &&
    sameFault(a.fault, b.fault)
  );
}

/** The changes of an event on top of a tracked order, and the state that follows from all of it. */
function settle(before: TrackedOrder, change: Partial<Order>, evidence: Evidence, at: number): TrackedOrder {
  const order = { ...before.order, ...change };
  const state = stateOf(order, evidence);
  const row: Order = {
    ...order,
    state,
    overfilled: evidence.termsKnown && order.filled > order.quantity,
    fault: faultOf(state, evidence),
    pending: isFinal(state) ? null : evidence.request,
    acknowledgedAt: order.acknowledgedAt ?? (evidence.acknowledged ? at : null),
    updatedAt: at,
  };
  return { evidence, order: sameRow(before.order, row) ? before.order : row };
}

function followUp(before: TrackedOrder, tracked: TrackedOrder): readonly OrderEffect[] {
  const effects: OrderEffect[] = [];
  if (tracked.order.overfilled && !before.order.overfilled) {
    effects.push({ type: 'alert', level: 'error', fault: { code: 'fill-overfill', params: { order: tracked.order.id } } });
  }
  const missing = tracked.evidence.claimed - tracked.order.filled;
  if (missing > 0) effects.push({ type: 'ask-fills', missing });
  return effects.length === 0 ? NO_EFFECTS : effects;
}

/** What a report says of an order that waits, or waited, for its trigger. */
const waitingTerms = ({ condition, triggered, triggerPrice }: OrderReport): Partial<Order> => ({
  ...(condition === undefined ? {} : { condition }),
  ...(triggered === undefined ? {} : { triggered }),
  ...(triggerPrice === undefined ? {} : { triggerPrice }),
});

/** Whether the report carries what the request in flight asked for; a cancellation's is its end. */
function confirms({ order, evidence: { request: asked } }: TrackedOrder, report: OrderReport): boolean {
  if (asked?.kind === 'disabling') return report.state === 'disabled';
  if (asked?.kind === 'enabling') return report.state === 'working';
  if (asked?.kind !== 'changing') return false;
  if (asked.condition && !sameCondition(asked.condition, report.condition)) return false;
  return report.price === (asked.price ?? order.price) && report.quantity === (asked.quantity ?? order.quantity);
}

/** A report. Price and quantity follow the newest by exchange time; of two of the same time the later to arrive. */
function onReport(before: TrackedOrder, report: OrderReport, at: number): Advanced {
  const { order, evidence } = before;
  const confirmed = confirms(before, report);
  const newer = !evidence.termsKnown || report.exchangeTime >= evidence.termsAt;
  const placed = (report.state === 'working' || report.state === 'disabled') && report.exchangeTime >= evidence.disabledAt;
  const newest = report.exchangeTime >= evidence.toldAt;
  const ended = isEnded(report.state) ? report.state : null;
  const wasLate = confirmed && evidence.requestFault?.code === 'order-no-answer';
  const stronger = ended !== null && (evidence.ended === null || ENDED_RANK[ended] > ENDED_RANK[evidence.ended]);
  const same = ended !== null && ended === evidence.ended;
  const says = report.state === 'filled' ? Math.max(report.filled, report.quantity) : report.filled;
  const next: Evidence = {
    ...evidence,
    acknowledged: true,
    gone: false,
    disabled: placed ? report.state === 'disabled' : evidence.disabled,
    disabledAt: placed ? report.exchangeTime : evidence.disabledAt,
    ended: stronger ? ended : evidence.ended,
    endedFault: stronger ? report.fault : same ? (evidence.endedFault ?? report.fault) : evidence.endedFault,
    request: confirmed ? null : evidence.request,
    requestFault: wasLate ? null : ended === null && report.fault !== null && evidence.request === null ? report.fault : evidence.requestFault,
    termsKnown: true,
    termsAt: newer ? report.exchangeTime : evidence.termsAt,
    toldAt: newest ? report.exchangeTime : evidence.toldAt,
    claimed: Math.max(evidence.claimed, says),
  };
  const change: Partial<Order> = {
    brokerOrderId: newer || order.brokerOrderId === null ? report.brokerOrderId : order.brokerOrderId,
    // Not every counter states one.
    ...(newest && report.exchangeTime > 0 ? { exchangeTime: report.exchangeTime } : {}),
    ...(newer ? { price: report.price, quantity: report.quantity, tradingDay: report.tradingDay, ...waitingTerms(report) } : {}),
    ...(newer && order.external ? { type: report.type, timeInForce: report.timeInForce } : {}),
  };
  const tracked = settle(before, change, next, at);
  return { tracked, effects: followUp(before, tracked) };
}

function onFill(before: TrackedOrder, fill: Extract<OrderEvent, { type: 'fill' }>['fill'], at: number): Advanced {
  const { order, evidence } = before;
  const filled = order.filled + fill.quantity;
  const change: Partial<Order> = {
    filled,
    filledValue: order.filledValue + fill.price * fill.quantity,
    brokerOrderId: order.brokerOrderId ?? fill.brokerOrderId,
    ...(evidence.termsKnown ? {} : { quantity: Math.max(order.quantity, filled) }),
  };
  const tracked = settle(before, change, { ...evidence, acknowledged: true }, at);
  return { tracked, effects: followUp(before, tracked) };
}

function onRefusal(before: TrackedOrder, refusal: Pick<RequestRefusal, 'request' | 'fault'>, at: number): Advanced {
  const { evidence } = before;
  const request = evidence.request?.kind === refusal.request ? null : evidence.request;
  return { tracked: settle(before, {}, { ...evidence, request, requestFault: refusal.fault }, at), effects: NO_EFFECTS };
}

function onTimeLimit(before: TrackedOrder, of: 'submitting' | 'request', seconds: number, at: number): Advanced {
  const fault: Fault = { code: 'order-no-answer', params: { seconds } };
  const { order, evidence } = before;
  if (of === 'submitting') {
    if (order.state !== 'submitting') return { tracked: before, effects: NO_EFFECTS };
    return { tracked: settle(before, {}, { ...evidence, unanswered: 'unknown', unansweredFault: fault }, at), effects: [{ type: 'reconcile' }] };
  }
  if (order.pending === null) return { tracked: before, effects: NO_EFFECTS };
  const late: Evidence = evidence.acknowledged ? { ...evidence, requestFault: fault } : { ...evidence, unansweredFault: fault };
  return { tracked: settle(before, {}, late, at), effects: [{ type: 'reconcile' }] };
}

function onNotFound(before: TrackedOrder, at: number): Advanced {
  const { order, evidence } = before;
  if (isFinal(order.state) || order.state === 'held') return { tracked: before, effects: NO_EFFECTS };
  if (evidence.acknowledged) {
    return { tracked: settle(before, {}, { ...evidence, termsKnown: true, gone: true }, at), effects: [{ type: 'alert', level: 'warning', fault: GONE }] };
  }
  const fault: Fault = { code: 'order-not-received' };
  return {
    tracked: settle(before, {}, { ...evidence, unanswered: 'not-received', unansweredFault: fault }, at),
    effects: [{ type: 'alert', level: 'warning', fault }],
  };
}

/**
 * Applies an event.
 * @param at this machine's time, UTC ms
 * @returns the order afterwards and what should follow. An event that means nothing (any more) gives the same object back
 */
export function advance(before: TrackedOrder, event: OrderEvent, at: number): Advanced {
  const { order, evidence } = before;
  switch (event.type) {
    case 'sent':
      return { tracked: settle(before, { sentAt: at }, evidence, at), effects: NO_EFFECTS };
    case 'send-failed':
      return { tracked: settle(before, {}, { ...evidence, unanswered: 'refused', unansweredFault: event.fault }, at), effects: NO_EFFECTS };
    case 'report':
      return onReport(before, event.report, at);
    case 'fill':
      return onFill(before, event.fill, at);
    case 'refusal':
      return onRefusal(before, event.refusal, at);
    case 'request':
      return { tracked: settle(before, {}, { ...evidence, request: event.pending, requestFault: null }, at), effects: NO_EFFECTS };
    case 'request-failed':
      return { tracked: settle(before, {}, { ...evidence, request: null, requestFault: event.fault }, at), effects: NO_EFFECTS };
    case 'time-limit':
      return onTimeLimit(before, event.of, event.seconds, at);
    case 'connection-lost': {
      if (order.state !== 'submitting') return { tracked: before, effects: NO_EFFECTS };
      const fault: Fault = { code: 'broker-down' };
      return { tracked: settle(before, {}, { ...evidence, unanswered: 'unknown', unansweredFault: fault }, at), effects: NO_EFFECTS };
    }
    case 'clock-reset':
      return { tracked: { order, evidence: { ...evidence, termsAt: -Infinity, disabledAt: -Infinity, toldAt: -Infinity } }, effects: NO_EFFECTS };
    case 'not-found':
      return onNotFound(before, at);
    case 'request-unanswered':
      if (evidence.request === null) return { tracked: before, effects: NO_EFFECTS };
      return { tracked: settle(before, {}, { ...evidence, request: null }, at), effects: NO_EFFECTS };
  }
}
