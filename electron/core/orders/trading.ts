/**
 * Accounts, positions, funds, risk and orders put together: the trading half of the core. The composition hands each broker's
 * events to `sinkOf(connection)` and the screen's commands to what is returned.
 */
import type { Broker, BrokerSink } from '#electron/brokers/broker.ts';
import { createAccounts, type Accounts } from '#electron/core/accounts/accounts.ts';
import type { Publisher } from '#electron/core/core.ts';
import { createFundsBook } from '#electron/core/positions/funds.ts';
import { orderMaximum, type OrderMaximum } from '#electron/core/positions/order-maximum.ts';
import { createPositions } from '#electron/core/positions/positions.ts';
import { createRisk, type Risk, type RiskSettings } from '#electron/risk/risk.ts';
import type { Store } from '#electron/store/store.ts';
import type { ConnectionState } from '#shared/model/connection.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Ticks } from '#shared/price.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { createOrderManager, type OrderManager } from './order-manager.ts';
import type { TimeLimits } from './order-room.ts';

export interface TradingOptions {
  readonly store: Pick<Store, 'journal' | 'orders' | 'fills' | 'positions' | 'transaction'>;
  readonly publisher: Publisher;
  readonly instrumentOf: (id: InstrumentId) => Instrument | undefined;
  /** A whole quote record (shared/model/quote); may be a view that changes. */
  readonly quoteOf: (id: InstrumentId) => Float64Array | undefined;
  /** UTC ms with fractions. */
  readonly now: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
  readonly log: (level: 'info' | 'warning' | 'error', text: string, fault: Fault | null) => void;
  readonly risk?: Partial<RiskSettings>;
  readonly limits?: Partial<TimeLimits>;
  /** Runs a task at the end of the loop's turn; setImmediate unless told. */
  readonly endOfTurn?: (task: () => void) => void;
}

/** The part of a broker's events that trading listens to. */
export type TradingSink = Pick<BrokerSink, 'accounts' | 'order' | 'fill' | 'refusal' | 'position' | 'funds' | 'settled'> & {
  connection(state: ConnectionState): void;
};

export interface Trading {
  readonly accounts: Accounts;
  readonly orders: OrderManager;
  readonly risk: Risk;
  /** Makes a broker's accounts tradable. Before its `connect`. */
  attach(connection: string, broker: Broker): TradingSink;
  /** Publishes what the store kept. Before any `connect`; instruments that positions are of should be known by the time an account is offered. */
  start(): void;
  /** Live funds, for a timer of at most 4 Hz. */
  revalue(): void;
  /** Errors: account-unknown, instrument-unknown. */
  maximum(account: string, instrument: InstrumentId, price: Ticks | null): Result<OrderMaximum>;
  close(): void;
}

export function createTrading(options: TradingOptions): Trading {
  const { store, publisher, instrumentOf, quoteOf, now, log } = options;
  const accounts = createAccounts({ publisher, journal: store.journal, now });
  const positions = createPositions({ store, publisher, instrumentOf, quoteOf, log });
  const funds = createFundsBook({ publisher, positionsOf: (account) => positions.of(account), instrumentOf, quoteOf });
  const risk = createRisk(now, options.risk);
  const orders = createOrderManager({ ...options, accounts, positions, funds, risk });

  const attach = (connection: string, broker: Broker): TradingSink => {
    accounts.attach(connection, broker);
    return {
      accounts(offered) {
        for (const account of accounts.offered(connection, offered)) {
          positions.load(account.id);
          if (account.state !== 'offline') orders.accountUp(account.id);
        }
      },
      connection(state) {
        const wasUp = new Set(accounts.all().filter((account) => account.state !== 'offline').map((account) => account.id));
        for (const account of accounts.connectionIs(connection, state)) {
          const isUp = account.state !== 'offline';
          if (isUp && !wasUp.has(account.id)) orders.accountUp(account.id);
          if (!isUp && wasUp.has(account.id)) orders.accountDown(account.id);
        }
      },
      order: (report) => orders.onReport(report),
      fill: (report) => orders.onFill(report),
      refusal: (refusal) => orders.onRefusal(refusal),
      position: (position) => orders.inTurn(() => positions.onReport(position)),
      funds: (report) => orders.inTurn(() => funds.onReport(report)),
      settled(account) {
        orders.inTurn(() => positions.settled(account));
        // A new day's order list and basis prices: session change (protocols/order-lifecycle, "Reconciliation").
        void orders.reconcile(account);
      },
    };
  };

  return {
    accounts,
    orders,
    risk,
    attach,
    start: () => orders.start(),
    revalue: () => funds.revalue(),
    maximum(account, id, price) {
      if (!accounts.get(account)) return fail('account-unknown', { account });
      const instrument = instrumentOf(id);
      if (!instrument) return fail('instrument-unknown', { instrument: id });
      const long = positions.closable(account, instrument, 'long');
      const short = positions.closable(account, instrument, 'short');
      return ok(orderMaximum(instrument, price, funds.of(account, instrument.currency), quoteOf(id), long, short));
    },
    close: () => orders.close(),
  };
}
