/** Accounts, positions, funds, risk and orders put together: the trading half of the core, for its composition and for tests. */
import type { Broker, BrokerSink } from '#electron/brokers/broker.ts';
import { createAccounts, type Accounts } from '#electron/core/accounts/accounts.ts';
import { createFundsBook } from '#electron/core/positions/funds.ts';
import type { OrderMaximum } from '#electron/core/positions/order-maximum.ts';
import { createPositions, type Positions } from '#electron/core/positions/positions.ts';
import { createRisk, type Risk, type RiskSettings } from '#electron/risk/risk.ts';
import type { Store } from '#electron/store/store.ts';
import type { ConnectionState } from '#shared/model/connection.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import type { Ticks } from '#shared/price.ts';
import type { Result } from '#shared/result.ts';
import { createOrderManager, type OrderManager } from './orders/order-manager.ts';
import type { OrderManagerOptions } from './orders/order-room.ts';

export type TradingOptions = Omit<OrderManagerOptions, 'store' | 'accounts' | 'positions' | 'funds' | 'risk'> & {
  readonly store: Pick<Store, 'journal' | 'orders' | 'fills' | 'positions' | 'transaction'>;
  readonly risk?: Partial<RiskSettings>;
};

/** The part of a broker's events that trading listens to. */
export type TradingSink = Pick<BrokerSink, 'accounts' | 'order' | 'fill' | 'refusal' | 'position' | 'funds' | 'settled'> & {
  connection(state: ConnectionState): void;
};

export interface Trading {
  readonly accounts: Accounts;
  readonly positions: Positions;
  readonly orders: OrderManager;
  readonly risk: Risk;
  /** Makes a broker's accounts tradable. Before its `connect`; it announces its instruments before its accounts. */
  attach(connection: string, broker: Broker): TradingSink;
  /** Publishes what the store kept. Before any `connect`. */
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

  return {
    accounts,
    positions,
    orders,
    risk,
    attach(connection, broker) {
      accounts.attach(connection, broker);
      return {
        accounts: (offered) => orders.accountsOffered(connection, offered),
        connection: (state) => orders.connectionIs(connection, state),
        order: (report) => orders.onReport(report),
        fill: (report) => orders.onFill(report),
        refusal: (refusal) => orders.onRefusal(refusal),
        position: (position) => orders.onPosition(position),
        funds: (report) => orders.onFunds(report),
        settled: (account) => orders.onSettled(account),
      };
    },
    start: () => orders.start(),
    revalue: () => funds.revalue(),
    maximum: (account, instrument, price) => orders.maximum(account, instrument, price),
    close: () => orders.close(),
  };
}
