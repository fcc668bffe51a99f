/**
 * The connections: each broker with its sink, what it said of itself, and which of them feeds and trades what. Everything that a
 * broker says comes through here into the house.
 */
import type { Broker, BrokerAccount, BrokerFactory, BrokerSink } from '#electron/brokers/broker.ts';
import type { Store } from '#electron/store/store.ts';
import type { Accounts } from '#electron/core/accounts/accounts.ts';
import type { Statements } from '#electron/core/accounts/statements.ts';
import type { OrderManager } from '#electron/core/orders/order-manager.ts';
import type { CandleService } from '#electron/candles/candle-service.ts';
import type { TimeShares } from '#electron/candles/time-shares.ts';
import { CONNECTION_SERVICES, type Connection, type ConnectionService, type Quotas } from '#shared/model/connection.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import type { Settings } from '#shared/model/settings.ts';
import { IDEAL } from '#shared/model/simulation.ts';
import type { Fault, Result } from '#shared/result.ts';
import { fail, ok } from '#shared/result.ts';
import type { ConnectionSetup, ProfileSetup } from './broker-registry.ts';
import type { Publisher } from './core.ts';
import type { InstrumentDirectory } from './instrument-directory.ts';
import { MarketFeeds } from './market-feeds.ts';
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
  readonly timeShares: TimeShares;
  readonly now: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
  readonly log: (level: 'info' | 'warning' | 'error', subject: string, text: string, fault: Fault | null) => void;
  /** The list of instruments changed. */
  readonly onInstruments: () => void;
  /** A connection that came with the program was switched on by hand: its instruments are there. */
  readonly onSwitchedOn: (connection: Connection) => void;
  /** Keeps which connections are switched off. */
  readonly keepOff: (connections: readonly string[]) => void;
}

interface Entry {
  readonly setup: ConnectionSetup | ProfileSetup;
  /** Made when it is switched on first; of a connection that the user made, for each attempt. */
  broker: Broker | null;
  connection: Connection;
  /** Why it is down, as it was logged last: the same reason at each attempt is said once. */
  logged: string | null;
  /** Counts attempts and stops: what an earlier attempt has still to do is void. */
  turn: number;
}

/** Where the accounts of a connection are kept, to be told of while it is off. */
const ACCOUNTS_DOCUMENT = 'connection-accounts';

/** Waits before a connection that failed is tried again, ms. */
const BACK_OFF = [1_000, 2_000, 5_000, 10_000, 30_000];

function servicesOf(broker: Broker): readonly ConnectionService[] {
  const has: Readonly<Record<ConnectionService, boolean>> = { research: broker.research !== undefined, groups: broker.watchlistGroups !== undefined, reminders: broker.reminders !== undefined };
  return CONNECTION_SERVICES.filter((service) => has[service]);
}

export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #retries = new Map<string, () => void>();
  readonly #feeds: MarketFeeds;
  #listing = 0;
  #closing = false;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#feeds = new MarketFeeds({
      ...options,
      connections: () => this.#entries.values(),
      onChanged: (id) => {
        options.onInstruments();
        this.#changed(id, { listing: ++this.#listing });
      },
      onSilent: (id, instruments) => {
        const name = this.#entries.get(id)?.connection.name ?? id;
        options.log('warning', 'connection', instruments.slice(0, 20).join(' '), { code: 'quotes-silent', params: { name, count: instruments.length, instrument: instruments[0] } });
      },
    });
  }

  /** Takes a connection in. One that is not switched off is connected; where that fails it is tried again, less and less often. */
  async open(setup: ConnectionSetup | ProfileSetup): Promise<void> {
    const { now, publisher, settings } = this.#options;
    const { id, kind, environment, name } = setup;
    const group = 'group' in setup ? (setup.group ?? null) : null;
    const connection: Connection = { id, kind, environment, name, group, state: 'off', since: now(), latencyMs: null, fault: null, capabilities: [], services: [] };
    const entry: Entry = { setup, broker: null, connection, logged: null, turn: 0 };
    this.#entries.set(id, entry);
    publisher.publish('connections', [connection]);
    if (settings().connectionsOff.includes(id)) this.#tellKnownAccounts(entry);
    else await this.#start(entry);
  }

  /** Takes in a connection of the user's, or one that was changed: the one before is closed. Resolves before it has connected. */
  replace(setup: ProfileSetup): Promise<void> {
    return this.#inTurn(setup.id, async () => {
      const before = this.#entries.get(setup.id);
      if (before) await this.#stop(before);
      if (!this.#closing) void this.open(setup);
    });
  }

  /** Closes a connection of the user's and forgets it. Errors: connection-unknown. */
  remove(id: string): Promise<Result<null>> {
    return this.#inTurn(id, async () => {
      const entry = this.#entries.get(id);
      if (!entry || !('makeAnew' in entry.setup)) return fail('connection-unknown', { connection: id });
      await this.#stop(entry);
      this.#entries.delete(id);
      const { publisher, accounts, settings, keepOff } = this.#options;
      keepOff(settings().connectionsOff.filter((other) => other !== id));
      accounts.forget(id);
      publisher.publish('connections', [], [id]);
      return ok(null);
    });
  }

  /** What kept connections from being tried may be there now: those that wait are tried. */
  wake(): void {
    for (const entry of this.#entries.values()) if (entry.connection.state === 'down' && !entry.broker) void this.#start(entry);
  }

  async #start(entry: Entry): Promise<void> {
    if ('make' in entry.setup) this.#brokerFor(entry, entry.setup.make);
    await this.#connect(entry, 0);
  }

  #brokerFor(entry: Entry, make: BrokerFactory): Broker {
    if (entry.broker) return entry.broker;
    const { now, after, store, accounts, publisher, statements, settings } = this.#options;
    const { id } = entry.setup;
    let made: Broker | null = null;
    // What a broker that was replaced still says of its state is no longer about this connection. While it is being made it has said nothing.
    const broker = make({ sink: this.#sinkOf(entry, () => made !== null && entry.broker === made), storage: store.broker(id), live: this.#feeds.liveFor(id), now, after });
    made = broker;
    entry.broker = broker;
    entry.connection = { ...entry.connection, capabilities: broker.capabilities, services: servicesOf(broker) };
    publisher.publish('connections', [entry.connection]);
    accounts.attach(id, broker);
    statements.instruct(broker, settings().confirmStatements);
    const simulation = settings().simulation[id];
    if (simulation) broker.simulate?.(simulation);
    return broker;
  }

  /** Accounts that a connection had when it was on last, or is set up with: they are there, and offline. */
  #tellKnownAccounts({ setup }: Entry): void {
    const { store, orders, log } = this.#options;
    const kept = store.broker(setup.id).readDocument(ACCOUNTS_DOCUMENT);
    try {
      const known = kept !== null ? (JSON.parse(kept) as readonly BrokerAccount[]) : 'accounts' in setup ? setup.accounts : undefined;
      if (known) orders.accountsOffered(setup.id, known);
    } catch (error) {
      log('warning', 'connection', error instanceof Error ? error.message : String(error), null);
    }
  }

  #keepAccounts(id: string, accounts: readonly BrokerAccount[]): void {
    const { store, log } = this.#options;
    try {
      store.broker(id).append([], [{ key: ACCOUNTS_DOCUMENT, text: JSON.stringify(accounts) }]);
    } catch (error) {
      // The list is a convenience: the broker tells it again when it is on.
      log('warning', 'connection', error instanceof Error ? error.message : String(error), null);
    }
  }

  /** One switch after another: a world is left before the next one is entered. */
  #switching: Promise<unknown> = Promise.resolve();

  /**
   * Switches a connection on or off and keeps it so; one of a group switches the others of it off. Errors: connection-unknown, and why
   * it could not connect (it is on nevertheless, and tried again).
   */
  async set(id: string, on: boolean): Promise<Result<null>> {
    const set = await this.#inTurn(id, () => this.#set(id, on));
    if (!('trying' in set)) return set;
    await set.trying;
    return this.#outcome(set.entry);
  }

  /** Whatever keeps it from being up is said where it is; it is tried again. */
  #outcome({ connection: { fault } }: Entry): Result<null> {
    return fault === null ? ok(null) : { ok: false, fault };
  }

  /** Whatever is being tried of a user's connection is given up at once: another word about it has come. */
  #inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const entry = this.#entries.get(id);
    if (entry?.broker && 'makeAnew' in entry.setup && entry.connection.state === 'connecting') void this.#close(entry.broker);
    const done = this.#switching.then(work);
    this.#switching = done.catch(() => null);
    return done;
  }

  /** A broker that cannot even be closed is a bug: told, and nobody is kept waiting. */
  async #close(broker: Broker | null): Promise<void> {
    try {
      await broker?.close();
    } catch (error) {
      this.#internal(error);
    }
  }

  #internal(error: unknown): Fault {
    const fault: Fault = { code: 'internal' };
    this.#options.log('error', 'connection', error instanceof Error ? error.message : String(error), fault);
    return fault;
  }

  /** Others do not wait for a connection of the user's that is being tried. */
  async #set(id: string, on: boolean): Promise<Result<null> | { readonly entry: Entry; readonly trying: Promise<void> }> {
    const entry = this.#entries.get(id);
    if (!entry) return fail('connection-unknown', { connection: id });
    const { group } = entry.connection;
    const others = on && group !== null ? [...this.#entries.values()].filter((other) => other !== entry && other.connection.group === group) : [];
    const off = new Set(this.#options.settings().connectionsOff);
    for (const other of others) off.add(other.setup.id);
    if (on) off.delete(id);
    else off.add(id);
    this.#options.keepOff([...off]);
    for (const other of others) await this.#stop(other);
    if (!on) {
      await this.#stop(entry);
      return ok(null);
    }
    if (entry.connection.state === 'up') return ok(null);
    if ('makeAnew' in entry.setup) return { entry, trying: this.#start(entry) };
    await this.#start(entry);
    this.#options.onSwitchedOn(entry.connection);
    return this.#outcome(entry);
  }

  /** Ends a connection: its accounts are offline, and nothing of its market is left. */
  async #stop(entry: Entry): Promise<void> {
    const { id } = entry.setup;
    this.#retries.get(id)?.();
    this.#retries.delete(id);
    entry.turn++;
    const { broker } = entry;
    const isAnew = 'makeAnew' in entry.setup;
    // A broker that is made but has said nothing yet is to be closed all the same.
    if (entry.connection.state === 'off' && !(isAnew && broker)) return;
    // A user's connection is made anew when it is on again; until then nothing that is left of it is listened to.
    if (isAnew) entry.broker = null;
    await this.#close(broker);
    this.#changed(id, { state: 'off', fault: null, latencyMs: null });
    this.#options.orders.connectionIs(id, 'off');
    if (broker?.setReplay) this.#options.publisher.publish('replay', [], ['replay']);
    this.#feeds.gone(id);
  }

  async #connect(entry: Entry, attempt: number): Promise<void> {
    const { id } = entry.setup;
    const turn = ++entry.turn;
    const isOver = (): boolean => this.#closing || entry.turn !== turn || this.#options.settings().connectionsOff.includes(id);
    this.#retries.get(id)?.();
    this.#retries.delete(id);
    if (isOver()) return;
    if ('makeAnew' in entry.setup) {
      const before = entry.broker;
      entry.broker = null;
      await this.#close(before);
      if (isOver()) return;
      const made = this.#makeAnew(entry, entry.setup);
      // Nothing to try it with: it waits to be woken.
      if (!made.ok) return this.#changed(id, { state: 'down', fault: made.fault });
      // Said here for those that say nothing of themselves until they are up.
      this.#changed(id, { state: 'connecting', fault: null });
    }
    const { broker } = entry;
    const connected = await broker?.connect().catch((error: unknown) => ({ ok: false, fault: this.#internal(error) }) as const);
    if (!connected || connected.ok || isOver()) return;
    this.#changed(id, { state: 'down', fault: connected.fault });
    const cancel = this.#options.after(BACK_OFF[Math.min(attempt, BACK_OFF.length - 1)], () => {
      this.#retries.delete(id);
      void this.#connect(entry, attempt + 1);
    });
    this.#retries.set(id, cancel);
  }

  #makeAnew(entry: Entry, setup: ProfileSetup): Result<null> {
    try {
      const made = setup.makeAnew();
      if (made.ok) this.#brokerFor(entry, made.value);
      return made.ok ? ok(null) : made;
    } catch (error) {
      return { ok: false, fault: this.#internal(error) };
    }
  }

  /** @param current whether the broker that speaks is still the connection's */
  #sinkOf(entry: Entry, current: () => boolean): BrokerSink {
    const { id } = entry.setup;
    const { accounts, orders, statements, publisher, log } = this.#options;
    return {
      ...this.#feeds.sinkOf(entry.connection),
      connection: (state, fault, latencyMs) => {
        if (!current()) return;
        const moved = entry.connection.state !== state;
        this.#changed(id, { state, fault, latencyMs });
        // The same state again tells of its latency or its reason alone.
        if (!moved) return;
        this.#feeds.stateIs(entry.connection, state);
        orders.connectionIs(id, state);
      },
      accounts: (told) => {
        if (!current()) return;
        const offered = told.filter((account) => !this.#isElsewhere(id, account));
        orders.accountsOffered(id, offered);
        this.#keepAccounts(id, accounts.all().flatMap((account) => (account.connection === id ? [{ id: account.id, environment: account.environment, name: account.name, currencies: account.currencies }] : [])));
        for (const account of offered) void statements.offered(account.id);
      },
      instruments: (list) => {
        if (!current()) return;
        this.#feeds.listed(entry.connection, list);
      },
      queueBrokers: (brokers) => publisher.publish('queueBrokers', brokers),
      quotas: (quotas) => {
        const before = entry.connection.quotas;
        const isSame = (kind: keyof Quotas): boolean => quotas[kind] === undefined || (quotas[kind].used === before?.[kind]?.used && quotas[kind].total === before[kind].total);
        if (current() && !(isSame('subscriptions') && isSame('history'))) this.#changed(id, { quotas: { ...before, ...quotas } });
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
      pacing: (what, until) => {
        if (current() && until > (entry.connection.pacing?.until ?? 0)) this.#changed(id, { pacing: { what, until } });
      },
    };
  }

  /** Whether another connection that is on carries the account: one account has one way to trade. */
  #isElsewhere(id: string, { id: account, name }: BrokerAccount): boolean {
    const known = this.#options.accounts.get(account);
    const other = known && known.connection !== id ? this.#entries.get(known.connection)?.connection : undefined;
    if (!other || other.state === 'off') return false;
    this.#options.log('warning', 'connection', '', { code: 'account-elsewhere', params: { account: name, name: other.name } });
    return true;
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
    const reason = change.state === 'down' ? (change.fault?.code ?? '') : null;
    if (reason !== null && reason === entry.logged) return;
    entry.logged = reason;
    // Being switched off is nobody's trouble; falling down is.
    this.#options.log(change.state === 'down' ? 'warning' : 'info', 'connection', '', { code: up ? 'connection-is-up' : 'connection-is-down', params: { name: before.name } });
    if (change.fault) this.#options.log('warning', 'connection', '', change.fault);
  }

  /** The setting on statements changed. */
  instructStatements(): void {
    for (const { broker } of this.#entries.values()) if (broker) this.#options.statements.instruct(broker, this.#options.settings().confirmStatements);
  }

  /** The setting on latency and slippage changed. */
  instructSimulations(): void {
    for (const [id, { broker }] of this.#entries) broker?.simulate?.(this.#options.settings().simulation[id] ?? IDEAL);
  }

  brokerOf(id: string): Broker | undefined {
    return this.#entries.get(id)?.broker ?? undefined;
  }

  /** A broker with what its connection is called. */
  /** Those that are up now. */
  standing(): readonly { readonly id: string; readonly broker: Broker }[] {
    return [...this.#entries.values()].flatMap(({ connection, broker }) => (connection.state === 'up' && broker ? [{ id: connection.id, broker }] : []));
  }

  named(id: string): { readonly name: string; readonly broker: Broker; readonly up: boolean } | undefined {
    const entry = this.#entries.get(id);
    return entry?.broker ? { name: entry.connection.name, broker: entry.broker, up: entry.connection.state === 'up' } : undefined;
  }

  /** The broker that feeds an instrument. */
  carrierOf(instrument: InstrumentId): Broker | undefined {
    const id = this.#options.directory.carrierOf(instrument);
    return id === undefined ? undefined : this.brokerOf(id);
  }

  /** Drives the clock of the connection that has one. */
  setReplay(change: { readonly speed?: number; readonly paused?: boolean; readonly time?: number }): Result<null> {
    for (const { broker, connection } of this.#entries.values()) if (broker?.setReplay && connection.state !== 'off') return broker.setReplay(change);
    return fail('not-supported', { what: 'replay', offered: '–' });
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#feeds.close();
    for (const { setup, broker, connection } of this.#entries.values()) if ('makeAnew' in setup && connection.state === 'connecting') void this.#close(broker);
    await this.#switching;
    for (const cancel of this.#retries.values()) cancel();
    await Promise.all(Array.from(this.#entries.values(), ({ broker }) => this.#close(broker)));
  }
}
