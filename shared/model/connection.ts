import type { Fault } from '../result.ts';
import type { Environment } from './account.ts';
import type { DeclarationKind } from './declaration.ts';
import type { Exchange, InstrumentKind } from './instrument.ts';
import type { Offset, OrderHours, OrderSwitch, OrderType, TimeInForce } from './order.ts';

export const BROKER_KINDS = ['simulated', 'futu', 'ctp', 'xtp', 'qq', 'sina'] as const;
export type BrokerKind = (typeof BROKER_KINDS)[number];

export type ConnectionState = 'off' | 'connecting' | 'up' | 'down';

/** What a broker can do in one market; the screen offers exactly this. */
export interface MarketCapabilities {
  readonly exchange: Exchange;
  readonly kinds: readonly InstrumentKind[];
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  readonly offsets: readonly Offset[];
  /** Hours besides the regular ones, with the types that trade in them; absent: none. */
  readonly hours?: readonly { readonly hours: OrderHours; readonly orderTypes: readonly OrderType[] }[];
  /** One order cannot both close what is held and open the other way: it is closed by an order of its own first. */
  readonly closesFirst?: true;
  readonly modify: boolean;
  /** A change is a cancellation and, once that is told, a new order, which stands last in its queue. Instead of `modify`. */
  readonly replaces?: true;
  /** What it does with an order besides; absent: nothing. */
  readonly switches?: readonly OrderSwitch[];
  /** What can be declared besides orders; absent: nothing. */
  readonly declarations?: readonly DeclarationKind[];
  readonly depth: number;
}

/** Places that a broker allows for what it keeps up or tells. */
export interface Quota {
  readonly used: number;
  readonly total: number;
}

/** Of subscriptions, and of instruments whose history can be asked for. */
export interface Quotas {
  readonly subscriptions?: Quota;
  readonly history?: Quota;
}

export const CONNECTION_SERVICES = ['research', 'groups', 'reminders'] as const;
export type ConnectionService = (typeof CONNECTION_SERVICES)[number];

export interface Connection {
  readonly id: string;
  readonly kind: BrokerKind;
  readonly environment: Environment | 'quotes-only';
  readonly name: string;
  /** Of connections in one group at most one is on; null: it is on its own. */
  readonly group: string | null;
  readonly state: ConnectionState;
  readonly since: number;
  readonly latencyMs: number | null;
  readonly fault: Fault | null;
  readonly capabilities: readonly MarketCapabilities[];
  /** Another number whenever the list of instruments, or who shows their prices, changed by it. */
  readonly listing?: number;
  /** What its broker keeps or knows for the user beyond quotes and orders. */
  readonly services: readonly ConnectionService[];
  /**
   * What waits for its turn in the broker's rate, as the far side names the request (shared/fault-words), and until when, UTC ms. It is over by
   * then; nobody takes it away.
   */
  readonly pacing?: { readonly what: string; readonly until: number };
  /** As the broker told them last; absent where it keeps none. */
  readonly quotas?: Quotas;
}
