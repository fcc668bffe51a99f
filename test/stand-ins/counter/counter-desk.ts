/** A CTP broker on the full stand-in counter, with everything that it said written down. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Broker, BrokerAccount, BrokerSink, BrokerStorage, FillReport, OrderIntent, OrderReport, RequestRefusal } from '#electron/brokers/broker.ts';
import { createCtpBroker, type CtpSettings } from '#electron/brokers/ctp/ctp-broker.ts';
import { nodeLauncher } from '#electron/brokers/ctp/process/counter-process.ts';
import type { ConnectionState } from '#shared/model/connection.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Fault } from '#shared/result.ts';
import { createMemoryStorage } from '#test/stand-ins/memory-storage.ts';
import { fullCounter } from './build-counter.ts';
import { CounterFront } from './counter-front.ts';
import { COUNTER_SHAPES } from './counter-headers.ts';

export const launchCounter = nodeLauncher(fileURLToPath(new URL('../../../electron/brokers/ctp/process/node-child.ts', import.meta.url)));

export interface Seen {
  readonly states: { readonly state: ConnectionState; readonly fault: Fault | null }[];
  readonly latencies: number[];
  accounts: readonly BrokerAccount[];
  readonly instruments: Map<InstrumentId, Instrument>;
  readonly slots: InstrumentId[];
  readonly quotes: { readonly instrument: InstrumentId; readonly record: Float64Array }[];
  readonly books: { readonly instrument: InstrumentId; readonly record: Float64Array }[];
  readonly trades: { readonly instrument: InstrumentId; readonly price: number; readonly quantity: number }[];
  readonly orders: OrderReport[];
  readonly fills: FillReport[];
  readonly refusals: RequestRefusal[];
  readonly logs: { readonly text: string; readonly fault: Fault | null }[];
}

function listener(): { readonly seen: Seen; readonly sink: BrokerSink } {
  const seen: Seen = { states: [], latencies: [], accounts: [], instruments: new Map(), slots: [], quotes: [], books: [], trades: [], orders: [], fills: [], refusals: [], logs: [] };
  const nothing = (): void => {};
  const slotOf = (instrument: InstrumentId): number => {
    const at = seen.slots.indexOf(instrument);
    return at >= 0 ? at : seen.slots.push(instrument) - 1;
  };
  return {
    seen,
    sink: {
      connection: (state, fault, latencyMs) => {
        seen.states.push({ state, fault });
        if (latencyMs !== null) seen.latencies.push(latencyMs);
      },
      accounts: (accounts) => void (seen.accounts = accounts),
      instruments: (list) => list.forEach((instrument) => seen.instruments.set(instrument.id, instrument)),
      slotOf,
      quote: (slot, record) => void seen.quotes.push({ instrument: seen.slots[slot], record: Float64Array.from(record) }),
      book: (slot, record) => void seen.books.push({ instrument: seen.slots[slot], record: Float64Array.from(record) }),
      trade: (slot, _time, price, quantity) => void seen.trades.push({ instrument: seen.slots[slot], price, quantity }),
      queue: nothing, queueBrokers: nothing, timeShare: nothing, quotas: nothing, feedReset: nothing, position: nothing, funds: nothing, settled: nothing, accountReset: nothing, replay: nothing,
      order: (report) => void seen.orders.push(report),
      // One that is told again, with its fee say, is the same fill.
      fill: (report) => {
        const at = seen.fills.findIndex(({ account, brokerFillId }) => account === report.account && brokerFillId === report.brokerFillId);
        if (at < 0) seen.fills.push(report);
        else seen.fills[at] = report;
      },
      refusal: (refusal) => void seen.refusals.push(refusal),
      log: (_level, text, fault) => void seen.logs.push({ text, fault }),
    },
  };
}

export const ACCOUNT = 'ctp-9999-10001';
export const WHO: CtpSettings['who'] = { brokerId: '9999', userId: '10001', password: 'secret', newPassword: '', appId: 'simnow_client_test', authCode: '0000000000000000' };

export interface CounterDesk {
  readonly broker: Broker;
  readonly seen: Seen;
  readonly close: () => Promise<void>;
}

/** One counter: its folder and its front; brokers come and go. */
export class CounterSite {
  readonly root = mkdtempSync(join(tmpdir(), 'pankou-ctp-'));
  readonly folder = join(this.root, 'sdk');
  readonly front = new CounterFront();
  readonly #open: CounterDesk[] = [];

  constructor(abi: number = COUNTER_SHAPES['from 6.7.7']) {
    fullCounter(this.folder, abi);
  }

  /** @param apartMs how far apart the counter wants queries, and the broker asks them */
  async begin(apartMs = 30): Promise<this> {
    this.front.greeting.push(`throttle ${apartMs}`);
    await this.front.open();
    return this;
  }

  /** Of a connection to this counter. */
  settings(change: Partial<CtpSettings> = {}): CtpSettings {
    return {
      connection: 'ctp-9999', investorIds: [], launch: launchCounter, folder: this.folder, flow: join(this.root, 'flow'), traderFront: this.front.address, marketFront: this.front.address, who: WHO, environment: 'simulated', preventSelfTrade: true, keepSecrets: () => ({ ok: true, value: null }),
      pace: { apartMs: 40, connectMs: 10_000, answerMs: 10_000 },
      ...change,
    };
  }

  /** A broker that is not connected yet. */
  make(change: Partial<CtpSettings> = {}, storage: BrokerStorage = createMemoryStorage()): CounterDesk {
    const { seen, sink } = listener();
    const after = (ms: number, task: () => void): (() => void) => {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    };
    const broker = createCtpBroker(this.settings(change))({ sink, storage, now: () => performance.timeOrigin + performance.now(), after });
    const desk = { broker, seen, close: () => broker.close() };
    this.#open.push(desk);
    return desk;
  }

  /** A broker that is up, its statement confirmed. */
  async up(change: Partial<CtpSettings> = {}, storage?: BrokerStorage): Promise<CounterDesk> {
    const desk = this.make(change, storage);
    desk.broker.statementDesk?.confirmAutomatically(true);
    const connected = await desk.broker.connect();
    if (!connected.ok) throw new Error(JSON.stringify(connected.fault));
    return desk;
  }

  async close(): Promise<void> {
    for (const { close } of this.#open) await close();
    await this.front.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Whether it was down and is up after that, with nothing amiss. */
export function isUpAgain({ seen: { states } }: CounterDesk): boolean {
  const last = states.at(-1);
  return states.some(({ state }) => state === 'down') && last?.state === 'up' && last.fault === null;
}

let placed = 0;
export const intent = (change: Partial<OrderIntent> = {}): OrderIntent => ({
  id: `order-${++placed}`, account: ACCOUNT, instrument: 'SHFE.rb2105', side: 'buy', offset: 'open', type: 'limit', price: 4290, quantity: 2, timeInForce: 'day', ...change,
});

export async function until(condition: () => boolean, what: string, ms = 20_000): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`timed out: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
