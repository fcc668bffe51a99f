/**
 * The connections: each broker with its sink, what it said of itself, and which of them feeds and trades what. Everything that a
 * broker says comes through here into the house.
 */
import type { Broker, BrokerSink } from '#electron/brokers/broker.ts';
import type { Store } from '#electron/store/store.ts';
import type { Accounts } from '#electron/core/accounts/accounts.ts';
import type { Statements } from '#electron/core/accounts/statements.ts';
import type { OrderManager } from '#electron/core/orders/order-manager.ts';
import type { CandleService } from '#electron/candles/candle-service.ts';
import type { Connection } from '#shared/model/connection.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import type { Settings } from '#shared/model/settings.ts';
import { IDEAL } from '#shared/model/simulation.ts';
import type { Fault, Result } from '#shared/result.ts';
import { fail } from '#shared/result.ts';
import type { ConnectionSetup } from './broker-registry.ts';
import type { Publisher } from './core.ts';
import type { InstrumentDirectory } from './instrument-directory.ts';
import type { MarketDataHub } from './market-data/hub.ts';

export interface ConnectionsOptions {
  readonly store: Store;
  readonly publisher: Publisher;
  readonly hub: MarketDataHub;
  readonly directory: InstrumentDirectory;
  readonly accounts: Accounts;
  readonly orders: OrderManager;
  readonly statements: Statements;
  readonly settings: () => Settings;
  readonly candles: CandleService;
  readonly now: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
  readonly log: (level: 'info' | 'warning' | 'error', subject: string, text: string, fault: Fault | null) => void;
  /** The list of instruments grew. */
  readonly onInstruments: () => void;
}

interface Entry {
  readonly broker: Broker;
  connection: Connection;
}

/** Waits before a connection that failed is tried again, ms. */
const BACK_OFF = [1_000, 2_000, 5_000, 10_000, 30_000];

export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #subscribed = new Map<string, string>();
  /** The connection that feeds a slot: another one's quotes of the same instrument are not mixed in. */
  readonly #feeders: (string | undefined)[] = [];
  readonly #retries = new Set<() => void>();
  #closing = false;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    options.hub.onDemand(() => this.#subscribe());
  }

  /** Makes the broker of a connection and connects it. Where that fails it is tried again, less and less often. */
  async open(setup: ConnectionSetup): Promise<void> {
    const { now, after, store, accounts, publisher } = this.#options;
    const sink = this.#sinkOf(setup.id);
    const broker = setup.make({ sink, storage: store.broker(setup.id), now, after });
    const { id, kind, environment, name } = setup;
    const connection: Connection = { id, kind, environment, name, state: 'off', since: now(), latencyMs: null, fault: null, capabilities: broker.capabilities };
    this.#entries.set(id, { broker, connection });
    publisher.publish('connections', [connection]);
    accounts.attach(id, broker);
    this.#options.statements.instruct(broker, this.#options.settings().confirmStatements);
    const simulation = this.#options.settings().simulation[id];
    if (simulation) broker.simulate?.(simulation);
    await this.#connect(id, 0);
  }

  async #connect(id: string, attempt: number): Promise<void> {
    const entry = this.#entries.get(id);
    if (!entry || this.#closing) return;
    const connected = await entry.broker.connect();
    if (connected.ok || this.#closing) return;
    this.#changed(id, { state: 'down', fault: connected.fault });
    const cancel = this.#options.after(BACK_OFF[Math.min(attempt, BACK_OFF.length - 1)], () => {
      this.#retries.delete(cancel);
      void this.#connect(id, attempt + 1);
    });
    this.#retries.add(cancel);
  }

  #sinkOf(id: string): BrokerSink {
    const { hub, directory, orders, statements, candles, publisher, log, onInstruments } = this.#options;
    const feeders = this.#feeders;
    return {
      connection: (state, fault, latencyMs) => {
        this.#changed(id, { state, fault, latencyMs });
        hub.markStale(this.#fedBy(id), state !== 'up');
        orders.connectionIs(id, state);
      },
      accounts: (offered) => {
        orders.accountsOffered(id, offered);
        for (const account of offered) void statements.refresh(account.id);
      },
      instruments: (list) => {
        const environment = this.#entries.get(id)?.connection.environment;
        const taken = directory.add(id, list, environment === 'real' || environment === 'quotes-only');
        for (const instrument of list) feeders[hub.slotOf(instrument.id)] = directory.carrierOf(instrument.id);
        if (taken.length > 0) this.#startAnew(taken);
        this.#subscribed.delete(id);
        onInstruments();
        this.#subscribe();
      },
      slotOf: (instrument) => hub.slotOf(instrument),
      quote: (slot, record, offset) => {
        if (feeders[slot] === id) hub.quote(slot, record, offset);
      },
      book: (slot, record, offset) => {
        if (feeders[slot] === id) hub.book(slot, record, offset);
      },
      trade: (slot, exchangeTime, price, quantity, aggressor) => {
        if (feeders[slot] === id) hub.trade(slot, exchangeTime, price, quantity, aggressor);
      },
      feedReset: (instruments) => {
        const own = instruments.filter((instrument) => directory.carrierOf(instrument) === id);
        hub.forgetTrades(own.map((instrument) => hub.slotOf(instrument)));
        candles.reset(own);
        orders.onFeedReset(own);
      },
      order: (report) => orders.onReport(report),
      fill: (report) => orders.onFill(report),
      refusal: (refusal) => orders.onRefusal(refusal),
      position: (position) => orders.onPosition(position),
      funds: (funds) => orders.onFunds(funds),
      settled: (account) => {
        orders.onSettled(account);
        void statements.refresh(account);
      },
      accountReset: (account) => orders.onAccountReset(account),
      replay: (status) => publisher.publish('replay', [status]),
      log: (level, text, fault) => log(level, 'connection', text, fault),
    };
  }

  /** Slots that a connection feeds. */
  #fedBy(id: string): number[] {
    const slots: number[] = [];
    this.#feeders.forEach((feeder, slot) => {
      if (feeder === id) slots.push(slot);
    });
    return slots;
  }

  /** Another connection carries these now: what the one before said of them is gone. */
  #startAnew(instruments: readonly InstrumentId[]): void {
    const { hub, candles, orders } = this.#options;
    hub.forget(instruments.map((instrument) => hub.slotOf(instrument)));
    candles.reset(instruments);
    orders.onFeedReset(instruments);
  }

  #changed(id: string, change: Partial<Connection>): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    const before = entry.connection;
    const moved = change.state !== undefined && change.state !== before.state;
    entry.connection = { ...before, ...change, since: moved ? this.#options.now() : before.since };
    this.#options.publisher.publish('connections', [entry.connection]);
    if (!moved || change.state === 'connecting') return;
    const up = change.state === 'up';
    // Being switched off is nobody's trouble; falling down is.
    this.#options.log(change.state === 'down' ? 'warning' : 'info', 'connection', '', { code: up ? 'connection-is-up' : 'connection-is-down', params: { name: before.name } });
    if (change.fault) this.#options.log('warning', 'connection', '', change.fault);
  }

  /** Tells each broker which of its instruments somebody needs. */
  #subscribe(): void {
    const wanted = new Map<string, InstrumentId[]>();
    for (const instrument of this.#options.hub.wanted()) {
      const carrier = this.#options.directory.carrierOf(instrument);
      if (carrier === undefined) continue;
      const list = wanted.get(carrier) ?? [];
      list.push(instrument);
      wanted.set(carrier, list);
    }
    for (const [id, { broker }] of this.#entries) {
      const list = (wanted.get(id) ?? []).sort();
      const key = list.join(' ');
      if (this.#subscribed.get(id) === key) continue;
      this.#subscribed.set(id, key);
      broker.subscribe(list);
    }
  }

  /** The setting on statements changed. */
  instructStatements(): void {
    for (const { broker } of this.#entries.values()) this.#options.statements.instruct(broker, this.#options.settings().confirmStatements);
  }

  /** The setting on latency and slippage changed. */
  instructSimulations(): void {
    for (const [id, { broker }] of this.#entries) broker.simulate?.(this.#options.settings().simulation[id] ?? IDEAL);
  }

  brokerOf(id: string): Broker | undefined {
    return this.#entries.get(id)?.broker;
  }

  /** A broker with what its connection is called. */
  named(id: string): { readonly name: string; readonly broker: Broker; readonly up: boolean } | undefined {
    const entry = this.#entries.get(id);
    return entry && { name: entry.connection.name, broker: entry.broker, up: entry.connection.state === 'up' };
  }

  /** The broker that feeds an instrument. */
  carrierOf(instrument: InstrumentId): Broker | undefined {
    const id = this.#options.directory.carrierOf(instrument);
    return id === undefined ? undefined : this.brokerOf(id);
  }

  /** Drives the clock of the connection that has one. */
  setReplay(change: { readonly speed?: number; readonly paused?: boolean; readonly time?: number }): Result<null> {
    for (const { broker } of this.#entries.values()) if (broker.setReplay) return broker.setReplay(change);
    return fail('not-supported', { what: 'replay', offered: '–' });
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const cancel of this.#retries) cancel();
    await Promise.all(Array.from(this.#entries.values(), ({ broker }) => broker.close()));
  }
}
