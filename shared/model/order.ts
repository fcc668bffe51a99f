/** Orders: what is asked, what became of it. Rules: protocols/order-lifecycle, "States" and "Rules". */
import type { Ticks } from '../price.ts';
import type { Fault } from '../result.ts';
import type { InstrumentId } from './instrument.ts';

export type Side = 'buy' | 'sell';
export const SIDES = ['buy', 'sell'] as const satisfies readonly Side[];

/** What an order does to a position. `auto` closes what is there and opens the rest; the order manager turns it into the others. */
export const OFFSETS = ['open', 'close', 'close-today', 'close-yesterday'] as const;
export type Offset = (typeof OFFSETS)[number];

/**
 * What an order asks for. The five of plain trading, then auctions, then those that wait for a price:
 * - `market` takes every displayed level; `best-five-ioc` and `best-five-limit` the best five, the rest cancelled or left as a
 *   limit order at the last price of its own fills (SSE rules 3.3.5); `counter-best` and `own-best` become limit orders at the
 *   best price of the other and of the own side when they arrive (SZSE rules 3.3.5). With IOC or FOK, `market` is SZSE's
 *   immediate-or-cancel and all-or-none order.
 * - `special-limit` takes what it can at its price or better, the rest is cancelled (HKEX special limit order).
 * - `auction` (at-auction, without a price, ahead of all that have one) and `auction-limit` trade in a call auction only (HKEX).
 * - `stop` and `stop-limit` wait for the price to run against them, `touch` and `touch-limit` (if-touched) for it to come to them;
 *   the trailing ones move their trigger with the best price since they were placed (Futu OrderType 10 to 15).
 */
export const ORDER_TYPES = [
  'limit', 'market', 'best-five-ioc', 'best-five-limit', 'counter-best', 'own-best', 'special-limit', 'auction', 'auction-limit',
  'stop', 'stop-limit', 'touch', 'touch-limit', 'trailing-stop', 'trailing-stop-limit',
] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

/** Types whose price the trader gives. */
const PRICED: ReadonlySet<OrderType> = new Set(['limit', 'special-limit', 'auction-limit', 'stop-limit', 'touch-limit']);
export const isPriced = (type: OrderType): boolean => type === 'limit' || PRICED.has(type);

/** Types that wait for the market to reach a trigger before they are an order in the book. */
const CONDITIONAL: ReadonlySet<OrderType> = new Set(['stop', 'stop-limit', 'touch', 'touch-limit', 'trailing-stop', 'trailing-stop-limit']);
export const isConditional = (type: OrderType): boolean => type !== 'limit' && CONDITIONAL.has(type);

/** How far a trailing trigger stays from the best price: ticks, or a part of that price (0.01 is 1 %). */
export type Trail = { readonly amount: Ticks } | { readonly ratio: number };

/** What a conditional order waits for. The reference is the last traded price. */
export interface OrderCondition {
  /** Stop or touch price; null for a trailing order, whose trigger follows the market. */
  readonly trigger: Ticks | null;
  readonly trail: Trail | null;
  /** Trailing stop-limit: how far beyond the trigger its limit is, in ticks, towards the worse price. */
  readonly limitOffset: Ticks | null;
}

export const TIMES_IN_FORCE = ['day', 'ioc', 'fok', 'gtc'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/**
 * Hours besides the regular ones that an order may trade in (America): before the opening and after the close as well, at night alone, all
 * day and night. An order without is for the regular hours.
 */
export const ORDER_HOURS = ['extended', 'overnight', 'all'] as const;
export type OrderHours = (typeof ORDER_HOURS)[number];

export const ORDER_STATES = [
  'held', 'refused', 'submitting', 'unknown', 'working', 'partly-filled', 'disabled',
  'filled', 'cancelled', 'rejected', 'expired', 'not-received',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

const FINAL: ReadonlySet<OrderState> = new Set(['refused', 'filled', 'cancelled', 'rejected', 'expired', 'not-received']);

/** Whether it is, or may be, an order in the market: open, and not kept out of it. */
export const isLive = (state: OrderState): boolean => !FINAL.has(state) && state !== 'held' && state !== 'disabled';

/** No further change is expected (a late fill is still applied). */
export const isFinal = (state: OrderState): boolean => FINAL.has(state);

/** Where the user asked for it; shown in the blotter and kept in the journal. */
export const ORDER_SOURCES = ['ticket', 'ladder', 'chart', 'positions', 'hotkey', 'conditional', 'script', 'external'] as const;
export type OrderSource = (typeof ORDER_SOURCES)[number];

/**
 * What some counters do with an order besides changing and cancelling it: take it out of the market and keep it, put it back, and take one
 * that is out of the market without a fill off their list.
 */
export const ORDER_SWITCHES = ['disable', 'enable', 'delete'] as const;
export type OrderSwitch = (typeof ORDER_SWITCHES)[number];

export const REQUEST_KINDS = ['changing', 'cancelling', 'disabling', 'enabling', 'deleting'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];
export const SWITCHING: Readonly<Record<OrderSwitch, RequestKind>> = { disable: 'disabling', enable: 'enabling', delete: 'deleting' };

/** A request in flight beside the state. `since` UTC ms. */
export interface PendingRequest {
  readonly kind: RequestKind;
  readonly since: number;
  readonly price?: Ticks;
  readonly quantity?: number;
  /** New terms of what a conditional order waits for. */
  readonly condition?: OrderCondition;
}

/** Who placed an order through the gateway: the name of its connection, and what the script wrote beside it. */
export interface ScriptMark {
  readonly connection: string;
  /** At most 64 bytes (seeds/003, line 10553). */
  readonly remark: string;
}

export interface Order {
  /** Client order id: made by the core (or by the screen for idempotency) before anything is sent. Unique for ever. */
  readonly id: string;
  readonly account: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly offset: Offset;
  /** Of a combination's order: what it does to the position of the second leg, `offset` being the first's. Absent: the same. */
  readonly legOffset?: Offset;
  readonly type: OrderType;
  /** Null where the type has none of its own (see `isPriced`). */
  readonly price: Ticks | null;
  /** Contracts or shares. */
  readonly quantity: number;
  readonly timeInForce: TimeInForce;
  /** Absent: the regular hours. */
  readonly hours?: OrderHours;
  /** Of a conditional type only. */
  readonly condition?: OrderCondition;
  /** A conditional order: whether its trigger was reached, and (trailing) where the trigger stands now. */
  readonly triggered?: boolean;
  readonly triggerPrice?: Ticks | null;
  readonly source: OrderSource;
  /** Of an order that a script placed. */
  readonly script?: ScriptMark;
  readonly state: OrderState;
  readonly pending: PendingRequest | null;
  /** From fills alone. */
  readonly filled: number;
  /** Sum of price × quantity over the fills, in ticks: exact; the average price is filledValue / filled. */
  readonly filledValue: number;
  /** Fills came to more than the quantity: booked and flagged. */
  readonly overfilled: boolean;
  readonly brokerOrderId: string | null;
  /** Not placed here: found at the broker. */
  readonly external: boolean;
  /** Why it was refused or rejected, or why its last request was. */
  readonly fault: Fault | null;
  /** UTC ms of this machine: created, handed to the broker, first acknowledged, last changed. */
  readonly createdAt: number;
  readonly sentAt: number | null;
  readonly acknowledgedAt: number | null;
  readonly updatedAt: number;
  /** UTC ms by the exchange's clock, or the broker's: of the newest that it said of the order. Absent: it has said nothing yet. */
  readonly exchangeTime?: number;
  /** `YYYY-MM-DD` of the market's trading day. */
  readonly tradingDay: string;
}

/** What is left to fill; 0 once final. */
export const remainingOf = (order: Pick<Order, 'quantity' | 'filled' | 'state'>): number =>
  isFinal(order.state) ? 0 : Math.max(0, order.quantity - order.filled);
