/** Orders: what is asked, what became of it. Rules: protocols/order-lifecycle, "States" and "Rules". */
import type { Ticks } from '../price.ts';
import type { Fault } from '../result.ts';
import type { InstrumentId } from './instrument.ts';

export type Side = 'buy' | 'sell';
export const SIDES = ['buy', 'sell'] as const satisfies readonly Side[];

/** What an order does to a position. `auto` closes what is there and opens the rest; the order manager turns it into the others. */
export const OFFSETS = ['open', 'close', 'close-today', 'close-yesterday'] as const;
export type Offset = (typeof OFFSETS)[number];

export const ORDER_TYPES = ['limit', 'market'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

export const TIMES_IN_FORCE = ['day', 'ioc', 'fok', 'gtc'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

export const ORDER_STATES = [
  'held', 'refused', 'submitting', 'unknown', 'working', 'partly-filled',
  'filled', 'cancelled', 'rejected', 'expired', 'not-received',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

const FINAL: ReadonlySet<OrderState> = new Set(['refused', 'filled', 'cancelled', 'rejected', 'expired', 'not-received']);

/** No further change is expected (a late fill is still applied). */
export const isFinal = (state: OrderState): boolean => FINAL.has(state);

/** Where the user asked for it; shown in the blotter and kept in the journal. */
export const ORDER_SOURCES = ['ticket', 'ladder', 'chart', 'positions', 'hotkey', 'conditional', 'script', 'external'] as const;
export type OrderSource = (typeof ORDER_SOURCES)[number];

/** A request in flight beside the state. `since` UTC ms. */
export interface PendingRequest {
  readonly kind: 'changing' | 'cancelling';
  readonly since: number;
  readonly price?: Ticks;
  readonly quantity?: number;
}

export interface Order {
  /** Client order id: made by the core (or by the screen for idempotency) before anything is sent. Unique for ever. */
  readonly id: string;
  readonly account: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly offset: Offset;
  readonly type: OrderType;
  /** Null for a market order. */
  readonly price: Ticks | null;
  /** Contracts or shares. */
  readonly quantity: number;
  readonly timeInForce: TimeInForce;
  readonly source: OrderSource;
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
  /** `YYYY-MM-DD` of the market's trading day. */
  readonly tradingDay: string;
}

/** What is left to fill; 0 once final. */
export const remainingOf = (order: Pick<Order, 'quantity' | 'filled' | 'state'>): number =>
  isFinal(order.state) ? 0 : Math.max(0, order.quantity - order.filled);
