/** The composition root: opens the store, makes the parts of the core, joins them, and brings the connections up. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { BrokerSystem } from '#electron/brokers/broker.ts';
import { CandleService } from '#electron/candles/candle-service.ts';
import { TimeShares } from '#electron/candles/time-shares.ts';
import { createGateway, type GatewayAddress } from '#electron/opend/gateway.ts';
import { createReminderEngine } from '#electron/reminders/reminder-engine.ts';
import { createRisk, type RiskSettings } from '#electron/risk/risk.ts';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import { passphraseVault, type Vault } from '#electron/store/vault.ts';
import { sessionStartOf, tradingDayOf } from '#shared/calendar/sessions.ts';
import { isOf } from '#shared/contract/topics.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import { positionKey, type Position } from '#shared/model/position.ts';
import { QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { ok, type Fault, type Result } from '#shared/result.ts';
import { createAccountKeeping } from './accounts/account-keeping.ts';
import { createAccounts } from './accounts/accounts.ts';
import { createStatements } from './accounts/statements.ts';
import { isOwnGateway, SESSION_NAME, sessionTrueExchange, simulatedExchange, SYSTEMS, type ConnectionSetup } from './broker-registry.ts';
import { commandHandlers } from './commands.ts';
import { ConnectionProfiles } from './connection-profiles.ts';
import { Connections } from './connections.ts';
import type { Core } from './core.ts';
import { createDeclarations } from './declarations.ts';
import { groupToShow, instrumentToShow } from './desk-of-world.ts';
import { InstrumentDirectory } from './instrument-directory.ts';
import { MarketDataHub, type QuoteListener } from './market-data/hub.ts';
import { createOrderManager } from './orders/order-manager.ts';
import { createWithdrawal } from './orders/withdrawal.ts';
import { createFundsBook } from './positions/funds.ts';
import { createPositions } from './positions/positions.ts';
import { createReminderSync } from './reminder-sync/reminder-sync.ts';
import { openScreenSession } from './screen-session.ts';
import { TopicBoard } from './topic-board.ts';
import { UserSettings } from './user-settings.ts';
import { Watchlists } from './watchlists.ts';

export const VERSION = '0.1.0';

/** Live results and funds are worked out anew this often, ms. */
const REVALUE_MS = 250;

export interface CoreOptions {
  readonly dataFolder: string;
  /** Speed of the simulated exchange's replay; as it was left when absent. */
  readonly speed?: number;
  /** The simulated exchange in the box when absent. */
  readonly connections?: readonly ConnectionSetup[];
  /** What users can connect to; every system that there is when absent. */
  readonly systems?: readonly BrokerSystem[];
  /** A passphrase vault in the data folder when absent. */
  readonly vault?: Vault;
  readonly risk?: Partial<RiskSettings>;
  /** Where scripts are listened to in this run, whatever the settings say. */
  readonly opend?: GatewayAddress;
}

/** UTC ms with fractions. */
const now = (): number => performance.timeOrigin + performance.now();

const after = (ms: number, task: () => void): (() => void) => {
  if (ms <= 0) {
    // A timer of 0 ms takes one: too long for what is only to leave the caller's turn.
    const immediate = setImmediate(task);
    return () => clearImmediate(immediate);
  }
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
};

/**
 * Brings the terminal up on a data folder.
 * @returns a fault of the store (store-in-use, store-corrupt, store-too-new, store-unwritable) or of the recorded days, or of the gateway where `opend` asks
 * for it; nothing is left open then
 */
export async function createCore(options: CoreOptions): Promise<Result<Core>> {
  let setups = options.connections;
  if (!setups) {
    const exchange = simulatedExchange(options.speed);
    if (!exchange.ok) return exchange;
    setups = [exchange.value, sessionTrueExchange()];
  }
  const opened = openStore({ folder: options.dataFolder });
  if (!opened.ok) return opened;
  const store = opened.value;
  const begun = now();

  const board = new TopicBoard();
  const hub = new MarketDataHub();
  const directory = new InstrumentDirectory();
  const instrumentOf = (id: InstrumentId) => directory.get(id);
  const quoteOf = (id: InstrumentId): Float64Array | undefined => {
    const slot = hub.knownSlot(id);
    return slot === undefined ? undefined : hub.quotes.subarray(slot * QUOTE_WIDTH, (slot + 1) * QUOTE_WIDTH);
  };
  const log = (level: 'info' | 'warning' | 'error', subject: string, text: string, fault: Fault | null): void => {
    board.publish('log', [store.log.add({ time: now(), level, subject, text, fault })]);
  };
  board.publish('log', [...store.log.newest(300)].sort((a, b) => a.id - b.id));

  const settings = new UserSettings(store, board);
  const watchlists = new Watchlists(store, board);
  const accounts = createAccounts({ publisher: board, journal: store.journal, now });
  const logOrders = (level: 'info' | 'warning' | 'error', text: string, fault: Fault | null): void => log(level, 'orders', text, fault);
  const positions = createPositions({ store, publisher: board, instrumentOf, quoteOf, log: logOrders });
  const funds = createFundsBook({ publisher: board, positionsOf: (account) => positions.of(account), instrumentOf, quoteOf });
  const risk = createRisk(now, options.risk);
  if (store.journal.leftKilled()) {
    risk.kill(true);
    log('warning', 'risk', '', { code: 'kill-switch-kept' });
  }
  const tellRisk = (): void => board.publish('risk', [{ killed: risk.killed }]);
  tellRisk();
  const pricedElsewhere = (account: string, instrument: string): boolean => directory.isSilent(accounts.get(account)?.connection ?? '', instrument);
  const orders = createOrderManager({ store, publisher: board, accounts, positions, funds, risk, instrumentOf, quoteOf, pricedElsewhere, now, after, log: logOrders });
  const declarations = createDeclarations({
    accounts, positions, journal: store.journal, publisher: board, isKilled: () => risk.killed, instrumentOf, now, after,
    log: (level, fault) => log(level, 'declarations', '', fault),
  });
  board.listen((change) => {
    if (isOf(change, 'accounts')) for (const account of change.items) declarations.accountChanged(account);
  });
  const reminders = createReminderEngine({ store, publisher: board, instrumentOf, now });
  board.publish('reminders', reminders.all());

  const hoursOf = (id: InstrumentId) => {
    const sessions = directory.get(id)?.sessions ?? '';
    return { sessionStart: (time: number) => sessionStartOf(sessions, time), tradingDay: (time: number) => tradingDayOf(sessions, time) };
  };
  const candles = new CandleService({
    hub,
    hoursOf,
    after,
    sourceOf: (id) => {
      const broker = connections.carrierOf(id);
      if (!broker?.history || !broker.historyPeriods) return null;
      return { periods: broker.historyPeriods, load: (period, before, limit, adjustment) => broker.history!(id, period, before, limit, adjustment) };
    },
  });
  const timeShares: TimeShares = new TimeShares({
    hub,
    candles,
    hoursOf,
    after,
    ownOf: (id) => {
      const broker = connections.carrierOf(id);
      return broker?.timeShare ? () => broker.timeShare!(id) : null;
    },
  });
  const statements = createStatements({ publisher: board, accounts, log: (level, fault) => log(level, 'statements', '', fault) });
  const connections: Connections = new Connections({
    store,
    publisher: board,
    hub,
    directory,
    accounts,
    orders,
    statements,
    settings: () => settings.current,
    candles,
    timeShares,
    now,
    after,
    log,
    onSwitchedOn: ({ id, name }) => {
      const offered = directory.all();
      const chosen = accounts.get(settings.current.account ?? '');
      // A real account stays the one that is traded, and its lock as it is.
      const account = chosen?.connection === id || chosen?.environment === 'real' ? undefined : accounts.all().find((each) => each.connection === id);
      const { instrument: current, watchlist, language } = settings.current;
      const instrument = instrumentToShow(current, undefined, offered);
      const group = groupToShow(watchlist, store.watchlists.all(), offered) ?? watchlists.add(name === SESSION_NAME && language === 'zh' ? '仿真' : name, offered.map(({ id }) => id));
      settings.set({ watchlist: group, ...(instrument === null ? {} : { instrument }), ...(account ? { account: account.id } : {}) });
    },
    keepOff: (connectionsOff) => settings.set({ connectionsOff: [...connectionsOff] }),
    onInstruments: () => watchlists.begin(directory.all(), settings.current.language),
  });

  // What must be kept up whether a window looks at it or not: reminders, and the marks of open positions.
  const reminded = new Map<number, () => void>();
  const watchReminders = (wanted: ReadonlySet<InstrumentId>): void => {
    hub.want('reminders', [...wanted]);
    for (const [slot, end] of reminded) {
      if (wanted.has(hub.idOf(slot))) continue;
      end();
      reminded.delete(slot);
    }
    for (const id of wanted) {
      const slot = hub.slotOf(id);
      if (reminded.has(slot)) continue;
      const hours = hoursOf(id);
      const onQuote: QuoteListener = (_slot, quotes, offset) => {
        const time = quotes[offset + QUOTE.exchangeTime];
        // Before its first quote an instrument has no time: nothing can have been reached.
        if (!Number.isNaN(time)) reminders.onQuote(id, quotes, offset, hours.tradingDay(time));
      };
      reminded.set(slot, hub.listen(slot, onQuote));
    }
  };
  reminders.onInstrumentsChange(watchReminders);
  watchReminders(reminders.instruments());
  const reminderSync = createReminderSync({
    named: (connection) => connections.named(connection),
    reminders,
    storage: (connection) => store.broker(connection),
    publisher: board,
    apart: () => settings.current.remindersApart,
    keepApart: (remindersApart) => settings.set({ remindersApart: [...remindersApart] }),
    tradingDayOf: (id) => hoursOf(id).tradingDay(now()),
    now,
    after,
    log: (level, fault) => log(level, 'reminders', '', fault),
  });
  board.listen((change) => {
    if (isOf(change, 'reminders')) reminderSync.remindersChanged(change.items, change.removed);
    if (!isOf(change, 'connections')) return;
    for (const { id } of change.items) reminderSync.connectionChanged(id);
    for (const id of change.removed) reminderSync.connectionRemoved(id);
  });
  const held = new Map<string, InstrumentId>();
  board.listen((change) => {
    if (change.topic !== 'positions') return;
    const before = held.size;
    for (const position of change.items as readonly Position[]) held.set(positionKey(position), position.instrument);
    for (const key of change.removed) held.delete(key);
    if (held.size !== before) hub.want('positions', [...new Set(held.values())]);
  });
  const revaluing = setInterval(() => funds.revalue(), REVALUE_MS);

  let updates = 0;
  let updatesPerSecond = 0;
  const rating = setInterval(() => {
    updatesPerSecond = hub.updates - updates;
    updates = hub.updates;
  }, 1000);
  let windows = 0;
  const gateway = createGateway({
    open: () => openScreenSession({ id: randomUUID(), board, hub, candles, timeShares, handlers, now, log, onClose: () => {} }),
    now,
    log: (level, text) => log(level, 'opend', text, null),
    onStatus: (next) => {
      board.publish('gateway', [next]);
      // A connection that was barred from it may be tried.
      if (next.state !== 'listening') connections.wake();
    },
  });
  board.publish('gateway', [gateway.status]);
  const profiles = new ConnectionProfiles({
    store,
    vault: options.vault ?? passphraseVault(join(options.dataFolder, 'vault.json')),
    systems: options.systems ?? SYSTEMS,
    barred: (profile) => (isOwnGateway(profile, gateway.status) ? { code: 'opend-own-gateway', params: { port: gateway.status.port, field: 'port' } } : null),
    connections,
    withdraw: createWithdrawal({ accounts, orders, open: () => store.orders.open(), after }),
    publisher: board,
    now,
    log: (level, fault) => log(level, 'connection', '', fault),
  });
  const handlers = commandHandlers({
    store,
    profiles,
    hub,
    directory,
    connections,
    accounts,
    keeping: createAccountKeeping({ accounts, journal: store.journal, now, caughtUp: () => orders.caughtUp(), connectionOf: (id) => connections.named(id) }),
    statements,
    orders,
    declarations,
    candles,
    timeShares,
    reminders,
    reminderSync,
    watchlists,
    settings,
    gateway,
    tellRisk,
    status: () => ({ updatesPerSecond, windows, uptimeMs: now() - begun, journalMs: store.journal.lastSyncMs, version: VERSION }),
  });

  for (const setup of setups) await connections.open(setup);
  profiles.open();
  log('info', 'core', '', { code: 'core-started', params: { version: VERSION } });

  const wanted = options.opend ?? (settings.current.opend.on ? settings.current.opend : null);
  const listening = wanted ? await gateway.listen(wanted) : ok(null);
  if (!listening.ok) log('error', 'opend', '', listening.fault);

  let closed: Promise<void> | null = null;
  const core: Core = {
    open: () => {
      windows++;
      return openScreenSession({ id: randomUUID(), board, hub, candles, timeShares, handlers, now, log, onClose: () => windows-- });
    },
    close: () => {
      closed ??= (async () => {
        clearInterval(revaluing);
        clearInterval(rating);
        reminderSync.close();
        await gateway.stop();
        await connections.close();
        orders.close();
        store.close();
      })();
      return closed;
    },
  };
  if (!listening.ok && options.opend) {
    await core.close();
    return listening;
  }
  return ok(core);
}
