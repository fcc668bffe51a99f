/** What each command of the contract does: one line a command, the work is done by the part it names. */
import type { CandleService, CandleWatch } from '#electron/candles/candle-service.ts';
import type { TimeShares, TimeShareWatch } from '#electron/candles/time-shares.ts';
import type { ReminderEngine } from '#electron/reminders/reminder-engine.ts';
import type { Gateway } from '#electron/opend/gateway.ts';
import type { Store } from '#electron/store/store.ts';
import type { Answer, CommandName } from '#shared/contract/commands.ts';
import { ok, type Result } from '#shared/result.ts';
import type { AccountKeeping } from './accounts/account-keeping.ts';
import { accountRecords } from './accounts/account-records.ts';
import type { Accounts } from './accounts/accounts.ts';
import type { Statements } from './accounts/statements.ts';
import type { ConnectionProfiles } from './connection-profiles.ts';
import type { Connections } from './connections.ts';
import type { Asked, MarketView } from './core.ts';
import type { Declarations } from './declarations.ts';
import type { InstrumentDirectory } from './instrument-directory.ts';
import { findInstruments, takeInstruments } from './instrument-search.ts';
import type { MarketDataHub } from './market-data/hub.ts';
import type { OrderManager } from './orders/order-manager.ts';
import type { ReminderSync } from './reminder-sync/reminder-sync.ts';
import { askResearch } from './research.ts';
import type { UserSettings } from './user-settings.ts';
import { createWatchlistGroups } from './watchlist-groups.ts';
import type { Watchlists } from './watchlists.ts';

export interface CoreParts {
  readonly store: Store;
  readonly profiles: ConnectionProfiles;
  readonly hub: MarketDataHub;
  readonly directory: InstrumentDirectory;
  readonly connections: Connections;
  readonly accounts: Accounts;
  readonly keeping: AccountKeeping;
  readonly statements: Statements;
  readonly orders: OrderManager;
  readonly declarations: Declarations;
  readonly candles: CandleService;
  readonly timeShares: TimeShares;
  readonly reminders: ReminderEngine;
  readonly reminderSync: ReminderSync;
  readonly watchlists: Watchlists;
  readonly settings: UserSettings;
  readonly gateway: Gateway;
  /** Publishes whether the kill switch is on. */
  readonly tellRisk: () => void;
  readonly status: () => NonNullable<Answer<'core.status'>>;
}

/** What belongs to the asking window alone. */
export interface WindowParts {
  readonly market: MarketView;
  readonly bars: CandleWatch;
  readonly timeShares: TimeShareWatch;
}

export type CommandHandlers = { readonly [C in CommandName]: (ask: Asked<C>, window: WindowParts) => Result<Answer<C>> | Promise<Result<Answer<C>>> };

export function commandHandlers(core: CoreParts): CommandHandlers {
  const { store, profiles, hub, directory, connections, accounts, keeping, statements, orders, declarations, candles, timeShares, reminders, reminderSync, watchlists, settings, gateway } = core;
  const groups = createWatchlistGroups({ named: (connection) => connections.named(connection), watchlists });
  return {
    'instruments.list': () => ok(directory.all().map((instrument) => ({ slot: hub.slotOf(instrument.id), instrument }))),

    'instruments.find': (ask) => findInstruments(connections.standing(), ask.text, ask.limit),
    'instruments.take': (ask) => takeInstruments(connections.named(ask.connection), ask.connection, ask.codes),

    'market.watch': (ask, window) => {
      window.market.watch(ask.quotes, ask.books, ask.trades, ask.queues);
      return ok(null);
    },
    'trades.recent': (ask) => {
      const slot = hub.knownSlot(ask.instrument);
      return ok(slot === undefined ? [] : (hub.tapes[slot]?.recent(ask.limit) ?? []));
    },

    'order.place': (ask) => orders.place(ask),
    'order.modify': (ask) => orders.modify(ask.order, ask.price, ask.quantity, ask.condition),
    'order.cancel': (ask) => orders.cancel(ask.order),
    'order.switch': (ask) => orders.switch(ask.order, ask.what),
    'order.cancelAll': (ask) => orders.cancelAll(ask),
    'declaration.make': (ask) => declarations.declare(ask),
    'declaration.withdraw': (ask) => declarations.withdraw(ask.account, ask.declaration),
    'orders.page': (ask) => ok(store.orders.page(ask)),
    'fills.page': (ask) => ok(store.fills.page(ask)),
    'order.maximum': ({ account, instrument, price, type, quantity }) => orders.maximum(account, instrument, price, { ...(type ? { type } : {}), ...(quantity ? { quantity } : {}) }),

    'account.unlock': (ask) => accounts.unlock(ask.account, ask.password),
    'account.lock': (ask) => accounts.lock(ask.account),
    'account.reconcile': (ask) => orders.reconcile(ask.account),
    'account.records': (ask) => accountRecords(accounts, store, ask.account, ask.question),
    'research.ask': (ask) => askResearch((connection) => connections.named(connection), ask.connection, ask.question),
    'account.open': (ask) => keeping.open(ask.connection, ask.name, ask.deposits),
    'account.deposit': (ask) => keeping.deposit(ask.account, ask.currency, ask.amount),
    'account.withdraw': (ask) => keeping.withdraw(ask.account, ask.currency, ask.amount),
    'account.transfer': (ask) => keeping.transfer(ask.from, ask.to, ask.currency, ask.amount),
    'account.reset': (ask) => keeping.reset(ask.account, ask.deposits),
    'statement.list': (ask) => statements.list(ask.account),
    'statement.read': (ask) => statements.read(ask.account, ask.number, ask.language),
    'statement.confirm': (ask) => statements.confirm(ask.account, ask.number),
    'risk.kill': async (ask) => {
      const answer = await orders.kill(ask.on);
      core.tellRisk();
      return answer;
    },

    'candles.load': (ask) => candles.load(ask.instrument, ask.period, ask.before, ask.limit, ask.adjustment),
    'candles.watch': (ask, window) => {
      window.bars.watch(ask.series);
      return ok(null);
    },

    'time-share.load': (ask) => timeShares.load(ask.instrument),
    'time-share.watch': (ask, window) => {
      window.timeShares.watch(ask.instruments);
      return ok(null);
    },

    'reminder.save': (ask) => reminders.save(ask),
    'reminder.remove': (ask) => reminders.remove(ask.id),
    'reminder.sync': (ask) => reminderSync.set(ask.connection, ask.on),

    'watchlist.save': (ask) => watchlists.save(ask),
    'watchlist.remove': (ask) => watchlists.remove(ask.id),
    'groups.list': (ask) => groups.list(ask.connection),
    'groups.take': (ask) => groups.take(ask.connection, ask.group),
    'groups.change': (ask) => groups.change(ask.connection, ask.group, ask.add, ask.remove),
    'groups.give': (ask) => groups.give(ask.connection, ask.watchlist),

    'settings.set': (ask) => {
      settings.set(ask);
      if (ask.confirmStatements !== undefined) connections.instructStatements();
      if (ask.simulation !== undefined) connections.instructSimulations();
      return ok(null);
    },

    'connection.set': (ask) => connections.set(ask.id, ask.on),
    'connection.systems': () => ok(profiles.systems()),
    'connection.save': (ask) => profiles.save(ask),
    'connection.remove': (ask) => profiles.remove(ask.id, ask.cancelFirst),
    'connection.probe': (ask) => profiles.probe(ask),
    'connection.test': (ask) => profiles.test(ask),

    'opend.set': async ({ on, port, host, keyFile }) => {
      const before = settings.current.opend;
      const next = { on, port, host: host ?? before.host, keyFile: keyFile === undefined ? before.keyFile : keyFile };
      settings.set({ opend: next });
      if (on) return gateway.listen(next);
      await gateway.stop();
      return ok(null);
    },

    'replay.set': ({ speed, paused, time }) =>
      connections.setReplay({ ...(speed === undefined ? {} : { speed }), ...(paused === undefined ? {} : { paused }), ...(time === undefined ? {} : { time }) }),

    'vault.open': (ask) => profiles.openVault(ask.passphrase),

    'core.status': () => ok(core.status()),
  };
}
