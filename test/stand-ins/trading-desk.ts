/** The trading half of the core, put together as the composition does, over a store and a broker that a test chooses. */
import type { Broker, BrokerContext, BrokerFactory, BrokerSink, BrokerStorage } from '#electron/brokers/broker.ts';
import { createAccounts, type Accounts } from '#electron/core/accounts/accounts.ts';
import type { Publisher } from '#electron/core/core.ts';
import { createOrderManager, type OrderManager } from '#electron/core/orders/order-manager.ts';
import type { TimeLimits } from '#electron/core/orders/order-room.ts';
import { createFundsBook, type FundsBook } from '#electron/core/positions/funds.ts';
import { createPositions, type Positions } from '#electron/core/positions/positions.ts';
import { createRisk, type Risk, type RiskSettings } from '#electron/risk/risk.ts';
import type { Store } from '#electron/store/store.ts';
import type { TopicName, Topics } from '#shared/contract/topics.ts';
import { TOPIC_KEYS } from '#shared/contract/topics.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { emptyQuote, QUOTE_WIDTH } from '#shared/model/quote.ts';
import type { Fault } from '#shared/result.ts';
import type { HandClock } from './hand-clock.ts';
import { createMemoryStorage } from './memory-storage.ts';

export interface TradingDesk {
  readonly broker: Broker;
  readonly accounts: Accounts;
  readonly positions: Positions;
  readonly funds: FundsBook;
  readonly orders: OrderManager;
  readonly risk: Risk;
  /** What a screen would show, by topic and key. */
  readonly shown: { readonly [T in TopicName]: Map<string, Topics[T]> };
  /** Every publication, in order. */
  readonly published: readonly { readonly topic: TopicName; readonly items: readonly unknown[] }[];
  readonly faults: Fault[];
  /** A quote record that a test may write into. */
  quote(instrument: InstrumentId): Float64Array;
  close(): Promise<void>;
}

export interface TradingDeskOptions {
  readonly store: Pick<Store, 'journal' | 'orders' | 'fills' | 'positions' | 'transaction'>;
  readonly broker: BrokerFactory;
  readonly storage?: BrokerStorage;
  readonly instruments: readonly Instrument[];
  readonly clock: Pick<HandClock, 'now' | 'after'>;
  readonly risk?: Partial<RiskSettings>;
  readonly limits?: Partial<TimeLimits>;
}

export const CONNECTION = 'connection-1';

/** Not connected yet: `broker.connect()` is the test's. */
export function createTradingDesk(options: TradingDeskOptions): TradingDesk {
  const { store, clock } = options;
  const instruments = new Map(options.instruments.map((instrument) => [instrument.id, instrument]));
  const quotes = new Map<InstrumentId, Float64Array>();
  const shown = Object.fromEntries(Object.keys(TOPIC_KEYS).map((topic) => [topic, new Map()])) as unknown as TradingDesk['shown'];
  const published: { topic: TopicName; items: readonly unknown[] }[] = [];
  const faults: Fault[] = [];
  const quote = (id: InstrumentId): Float64Array => {
    let record = quotes.get(id);
    if (!record) quotes.set(id, (record = emptyQuote()));
    return record;
  };
  const publisher: Publisher = {
    publish(topic, items, removed = []) {
      published.push({ topic, items });
      const kept: Map<string, unknown> = shown[topic];
      for (const item of items) kept.set(TOPIC_KEYS[topic](item), item);
      for (const key of removed) kept.delete(key);
    },
  };
  const instrumentOf = (id: InstrumentId): Instrument | undefined => instruments.get(id);
  const quoteOf = (id: InstrumentId): Float64Array | undefined => quotes.get(id);
  const { now } = clock;
  const after = (ms: number, task: () => void): (() => void) => clock.after(ms, task);
  const log = (_level: 'info' | 'warning' | 'error', _text: string, fault: Fault | null): void => {
    if (fault) faults.push(fault);
  };
  const risk = createRisk(now, options.risk ?? { ordersPerSecond: 1_000_000 });
  const accounts = createAccounts({ publisher, journal: store.journal, now });
  const positions = createPositions({ store, publisher, instrumentOf, quoteOf, log });
  const funds = createFundsBook({ publisher, positionsOf: (account) => positions.of(account), instrumentOf, quoteOf });
  const orders = createOrderManager({ store, publisher, accounts, positions, funds, risk, instrumentOf, quoteOf, now, after, log, limits: options.limits ?? {} });

  const slots = [...instruments.keys()];
  const sink: BrokerSink = {
    connection: (state) => orders.connectionIs(CONNECTION, state),
    accounts: (offered) => orders.accountsOffered(CONNECTION, offered),
    instruments(offered) {
      for (const instrument of offered) instruments.set(instrument.id, instrument);
    },
    slotOf(instrument) {
      if (!slots.includes(instrument)) slots.push(instrument);
      return slots.indexOf(instrument);
    },
    quote: (slot, record, offset) => quote(slots[slot]).set(record.subarray(offset, offset + QUOTE_WIDTH)),
    book: () => {},
    trade: () => {},
    queue: () => {},
    queueBrokers: () => {},
    timeShare: () => {},
    quotas: () => {},
    feedReset: (jumped) => orders.onFeedReset(jumped),
    order: (report) => orders.onReport(report),
    fill: (report) => orders.onFill(report),
    refusal: (refusal) => orders.onRefusal(refusal),
    position: (position) => orders.onPosition(position),
    funds: (report) => orders.onFunds(report),
    settled: (account) => orders.onSettled(account),
    accountReset: (account) => orders.onAccountReset(account),
    replay: () => {},
    log: (_level, _text, fault) => log('info', '', fault),
  };
  const context: BrokerContext = { sink, storage: options.storage ?? createMemoryStorage(), now, after };
  const broker = options.broker(context);
  accounts.attach(CONNECTION, broker);
  return {
    broker,
    accounts,
    positions,
    funds,
    orders,
    risk,
    shown,
    published,
    faults,
    quote,
    async close() {
      await broker.close();
      orders.close();
    },
  };
}

/** Lets everything that waits for the end of the loop's turn, or for a journal's sync, happen. */
export async function settle(turns = 8): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
