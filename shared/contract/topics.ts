/**
 * The streams from core to screen that are never conflated, dropped or reordered. On connecting, a window is sent every
 * topic's snapshot; after that, changes. Items replace those of the same key.
 */
import type { Account, Funds } from '../model/account.ts';
import { fundsKey } from '../model/account.ts';
import type { QueueBroker } from '../model/broker-queue.ts';
import type { Adjustment, Candle, Period } from '../model/candle.ts';
import type { Connection } from '../model/connection.ts';
import type { ConnectionProfile, ConnectionTestStep } from '../model/connection-profile.ts';
import type { Declaration } from '../model/declaration.ts';
import type { Fill } from '../model/fill.ts';
import type { GatewayStatus } from '../model/gateway.ts';
import type { LogEntry } from '../model/log.ts';
import type { Order } from '../model/order.ts';
import type { Position } from '../model/position.ts';
import { positionKey } from '../model/position.ts';
import type { OwnReminderFiring, Reminder, ReminderFiring, ReminderSync } from '../model/reminder.ts';
import type { ReplayStatus } from '../model/replay.ts';
import type { RiskStatus } from '../model/risk.ts';
import type { Settings } from '../model/settings.ts';
import type { StatementHeading } from '../model/statement.ts';
import type { TimeSharePoint } from '../model/time-share.ts';
import type { Watchlist } from '../model/watchlist.ts';

/** A live bar; `reset` tells that the series jumped (replay) and must be loaded again. */
export interface CandleUpdate {
  readonly instrument: string;
  readonly period: Period;
  /** Absent: forwards. */
  readonly adjustment?: Adjustment | undefined;
  readonly candle: Candle | null;
  readonly reset: boolean;
}

/** Minutes of a time-share that are new or have changed, oldest first; `reset`: they are all that there are. */
export interface TimeShareUpdate {
  readonly instrument: string;
  readonly points: readonly TimeSharePoint[];
  readonly reset: boolean;
}

/** A step of a connection test that has just ended. */
export interface TestProgress {
  /** As the screen named the test. */
  readonly test: string;
  readonly step: ConnectionTestStep;
}

/** Where secrets are kept. `none`: nothing was ever kept. `keychain`: there is no passphrase to ask for. */
export interface VaultStatus {
  readonly state: 'open' | 'closed' | 'none';
  readonly keeper: 'passphrase' | 'keychain';
}

export interface Topics {
  connections: Connection;
  /** The connections that the user made, without their secrets. */
  profiles: ConnectionProfile;
  vault: VaultStatus;
  accounts: Account;
  /** All that are not final, and the newest of the rest (TOPIC_ORDERS in all). */
  orders: Order;
  /** The newest TOPIC_FILLS. */
  fills: Fill;
  positions: Position;
  /** The day's, of all accounts. */
  declarations: Declaration;
  funds: Funds;
  reminders: Reminder;
  /** Events: no snapshot. */
  firings: ReminderFiring;
  /** Connections whose broker keeps reminders, and how these are kept in step with those here. */
  reminderSyncs: ReminderSync;
  /** Events: no snapshot. */
  ownFirings: OwnReminderFiring;
  watchlists: Watchlist;
  settings: Settings;
  replay: ReplayStatus;
  risk: RiskStatus;
  /** The gateway for scripts, and who is connected to it. */
  gateway: GatewayStatus;
  /** The newest statement of each account that has one. */
  statements: StatementHeading;
  /** Whom the numbers in broker queues stand for, as far as they were met. */
  queueBrokers: QueueBroker;
  log: LogEntry;
  /** Events, only for the series this window watches. */
  candles: CandleUpdate;
  /** Events, only for what this window watches. */
  timeShares: TimeShareUpdate;
  /** Events: no snapshot. */
  tests: TestProgress;
}

export type TopicName = keyof Topics;

/** How the items of a topic are told apart. */
export const TOPIC_KEYS: { readonly [T in TopicName]: (item: Topics[T]) => string } = {
  connections: (c) => c.id,
  profiles: (p) => p.id,
  vault: () => 'vault',
  accounts: (a) => a.id,
  orders: (o) => o.id,
  fills: (f) => f.id,
  positions: positionKey,
  declarations: (d) => d.id,
  funds: fundsKey,
  reminders: (r) => r.id,
  firings: (f) => f.id,
  reminderSyncs: (s) => s.connection,
  ownFirings: (f) => f.id,
  watchlists: (w) => w.id,
  settings: () => 'settings',
  replay: () => 'replay',
  risk: () => 'risk',
  gateway: () => 'gateway',
  statements: (s) => s.account,
  queueBrokers: (b) => String(b.number),
  log: (l) => String(l.id),
  candles: (c) => `${c.instrument}/${c.period}/${c.adjustment ?? 'forward'}`,
  timeShares: (t) => t.instrument,
  tests: (t) => `${t.test}/${t.step.step}`,
};

export const TOPIC_NAMES = Object.keys(TOPIC_KEYS) as TopicName[];

export const TOPIC_ORDERS = 500;
export const TOPIC_FILLS = 500;
export const TOPIC_LOG = 300;

/** A change of one topic. `snapshot`: these items are all there are. */
export interface TopicChange<T extends TopicName = TopicName> {
  readonly topic: T;
  readonly snapshot: boolean;
  readonly items: readonly Topics[T][];
  readonly removed: readonly string[];
}

export const isOf = <T extends TopicName>(change: TopicChange, topic: T): change is TopicChange<T> => change.topic === topic;
