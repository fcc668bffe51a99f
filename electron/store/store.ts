/**
 * The store as the core sees it. SQLite is behind it (electron/store/sqlite) and nowhere else.
 *
 * When the disk refuses a write, the journal and a broker's storage say so at once; any other write waits in memory and is
 * tried again in order (`waitingWrites`), seen by `get`, `open`, `ofOrder`, `add` and `newest` meanwhile, not by pages.
 *
 * Durability: `journal.append` is synced to disk before it resolves; everything else is written in order and survives a kill
 * of the process at once, a power cut up to the last journal sync. All writers share one write-ahead log, so what was written
 * first is never lost while something later survives.
 */
import type { BrokerStorage } from '#electron/brokers/broker.ts';
import type { Page } from '#shared/contract/commands.ts';
import type { Candle, Period } from '#shared/model/candle.ts';
import type { ConnectionProfile } from '#shared/model/connection-profile.ts';
import type { Fill } from '#shared/model/fill.ts';
import type { LogEntry } from '#shared/model/log.ts';
import type { Order } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import type { Reminder } from '#shared/model/reminder.ts';
import type { Settings } from '#shared/model/settings.ts';
import type { Watchlist } from '#shared/model/watchlist.ts';
import type { Money } from '#shared/price.ts';
import type { Result } from '#shared/result.ts';

/** A line of the audit trail: a command that leads to the wire, or a decision about one. */
export interface JournalEntry {
  readonly kind:
    | 'place'
    | 'modify'
    | 'cancel'
    | 'switch'
    | 'cancel-all'
    | 'kill'
    | 'unlock'
    | 'lock'
    | 'reconcile'
    | 'account-open'
    | 'deposit'
    | 'withdraw'
    | 'transfer'
    | 'account-reset'
    | 'declare'
    | 'withdraw-declaration'
    | 'connection-save'
    | 'connection-remove';
  readonly account: string;
  readonly order: string | null;
  /** Plain data, no secrets. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly time: number;
}

export interface Journal {
  /**
   * Writes an entry, and the order as it then stands, in one synced transaction. Calls of one turn of the loop share a sync.
   * @returns a failure `journal-failed` when the disk refuses: nothing was written and nothing may be sent
   */
  append(entry: JournalEntry, order: Order | null): Promise<Result<null>>;
  /** Newest first. */
  page(offset: number, limit: number): readonly (JournalEntry & { readonly id: number })[];
  /** Whether the kill switch was on when it was last touched; false where it never was. */
  leftKilled(): boolean;
  /** Milliseconds that the last sync took. */
  readonly lastSyncMs: number;
}

export interface PageAsk {
  readonly account?: string | undefined;
  readonly instrument?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** Most rows that are read for a stretch of days. */
export const MOST_OF_DAYS = 10_000;

export interface Store {
  readonly folder: string;
  readonly journal: Journal;
  readonly orders: {
    /** Inserts or replaces by id. */
    put(orders: readonly Order[]): void;
    get(id: string): Order | null;
    /** All that are not final. */
    open(): readonly Order[];
    /** Newest first by creation. */
    page(ask: PageAsk): Page<Order>;
    /** Of an account and of trading days from one to another (`YYYY-MM-DD`, inclusive), newest first, at most MOST_OF_DAYS. */
    ofDays(account: string, from: string, to: string): readonly Order[];
  };
  readonly fills: {
    /** Adds one that is not there yet; a known (account, broker fill id) is left as it was and answered with the stored one. */
    add(fill: Fill): { readonly added: boolean; readonly stored: Fill };
    /** A fee that was not known when the fill was added. */
    charge(account: string, brokerFillId: string, fee: Money): void;
    ofOrder(order: string): readonly Fill[];
    page(ask: PageAsk): Page<Fill>;
    /** As that of orders. */
    ofDays(account: string, from: string, to: string): readonly Fill[];
  };
  readonly positions: {
    load(account: string): readonly Position[];
    put(positions: readonly Position[]): void;
  };
  readonly reminders: { all(): readonly Reminder[]; put(reminder: Reminder): void; remove(id: string): void };
  readonly watchlists: { all(): readonly Watchlist[]; put(watchlist: Watchlist): void; remove(id: string): void };
  /** Connections that the user made, without their secrets. */
  readonly profiles: { all(): readonly ConnectionProfile[]; put(profile: ConnectionProfile): void; remove(id: string): void };
  readonly settings: { load(): Settings; save(settings: Settings): void };
  readonly log: { add(entry: Omit<LogEntry, 'id'>): LogEntry; newest(limit: number): readonly LogEntry[] };
  readonly candles: {
    load(instrument: string, period: Period, before: number | null, limit: number): readonly Candle[];
    put(instrument: string, period: Period, candles: readonly Candle[]): void;
  };
  /** Durable space of one connection's broker. */
  broker(connection: string): BrokerStorage;
  /** Runs writes as one transaction: all or, when `work` throws, none. `work` must not be asynchronous; the journal and brokers' storage stay outside. */
  transaction<T>(work: () => T): T;
  /** Writes that the disk has refused so far; 0 when all is well. Until then the journal refuses. */
  readonly waitingWrites: number;
  close(): void;
}
