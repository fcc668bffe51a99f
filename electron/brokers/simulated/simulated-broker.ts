/**
 * The simulated exchange as a broker. Drives the feed by the injected clock, lets the exchange decide, writes what it decided and
 * only then tells of it: never from inside a call of the core, and always in order.
 *
 * A turn: whatever commands or quotes brought about is drained once, appended to the log as one batch, then reported. Where the
 * disk refuses, the exchange is put back to what was written: orders of that turn are rejected, changes refused. Until the disk takes
 * writes again the market goes on without fills, and stands still at the end of its day.
 */
import type { Broker, BrokerContext, BrokerFactory, FillReport, OrderIntent, OrderReport } from '#electron/brokers/broker.ts';
import type { Funds } from '#shared/model/account.ts';
import type { Candle, Period } from '#shared/model/candle.ts';
import { CURRENCIES, type Currency, type Instrument, type InstrumentId } from '#shared/model/instrument.ts';
import type { MarketCapabilities } from '#shared/model/connection.ts';
import { TIMES_IN_FORCE } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import type { ReplayStatus } from '#shared/model/replay.ts';
import { MONEY_PER_UNIT, type Ticks } from '#shared/price.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { Announcer } from './announcer.ts';
import type { Deposits } from './exchange/events.ts';
import { Exchange, type Batch } from './exchange/exchange.ts';
import { reportOf } from './exchange/orders.ts';
import { OFFSETS_OFFERED } from './exchange/rules.ts';
import { ExchangeLog } from './exchange-log.ts';
import type { Feed } from './feed.ts';
import { MarketRelay } from './market-relay.ts';
import { ReplayClock } from './replay-clock.ts';
import { reversalsOf } from './reversals.ts';

export interface SimulatedAccount {
  readonly id: string;
  readonly name: string;
  /** What it is opened with, in currency units. */
  readonly deposits: Readonly<Partial<Record<Currency, number>>>;
}

export interface SimulatedBrokerOptions {
  readonly feed: Feed;
  /** Opened once; later runs find them as they were left. */
  readonly accounts?: readonly SimulatedAccount[];
  /** How long a command is on its way to the exchange, and a report on its way back, each. */
  readonly latencyMs?: number;
  /** Speed of the replay from the start; the one it was left at when absent. */
  readonly speed?: number;
}

export const DEFAULT_ACCOUNTS: readonly SimulatedAccount[] = [{ id: 'SIM-1', name: 'SIM-1', deposits: { CNY: 10_000_000, HKD: 2_000_000, USD: 500_000 } }];

const TICK_MS = 20;
const FUNDS_EVERY_MS = 250;
const STATUS_EVERY_MS = 500;
const CLOCK_EVERY_MS = 5_000;
const RETRY_AFTER_MS = 1_000;
/** How far past its settlement a replay is taken when it starts at the end of a settled day, in open-market ms. */
const TO_NEXT_DAY_MS = 5_000;
const LEAVE_STEP_MS = 100;
const SPEEDS = { least: 1, most: 100 };

const HISTORY_PERIODS = ['1m', 'day'] as const satisfies readonly Period[];

/** One row per exchange: what its instruments have in common. */
function capabilitiesOf(instruments: readonly Instrument[]): MarketCapabilities[] {
  const rows: MarketCapabilities[] = [];
  for (const [exchange, listed] of Map.groupBy(instruments, (instrument) => instrument.exchange)) {
    rows.push({
      exchange,
      kinds: [...new Set(listed.map((instrument) => instrument.kind))],
      orderTypes: ['limit', 'market'],
      timesInForce: TIMES_IN_FORCE,
      offsets: [...new Set(listed.flatMap((instrument) => OFFSETS_OFFERED[instrument.offsets]))],
      modify: true,
      depth: Math.max(...listed.map((instrument) => instrument.depth)),
    });
  }
  return rows;
}

/** @returns a factory for the broker registry; the feed belongs to the one broker that is made */
export function createSimulatedBroker(options: SimulatedBrokerOptions): BrokerFactory {
  return (context) => new SimulatedBroker(options, context);
}

class SimulatedBroker implements Broker {
  readonly kind = 'simulated';
  readonly capabilities: readonly MarketCapabilities[];
  readonly historyPeriods = HISTORY_PERIODS;
  readonly #options: SimulatedBrokerOptions;
  readonly #context: BrokerContext;
  readonly #feed: Feed;
  readonly #log: ExchangeLog;
  readonly #relay: MarketRelay;
  readonly #clock: ReplayClock;
  readonly #latency: number;
  #exchange: Exchange | null = null;
  #listening = false;
  /** What the feed says is taken no notice of while it is put where it was. */
  #deaf = false;
  /** A day ended, heard or not. */
  #dayLeft = false;
  /** Settlements that have not been written yet; the feed waits for them. */
  #unsettled: { readonly tradingDay: string; readonly prices: ReadonlyMap<InstrumentId, Ticks> }[] = [];
  /** False since the disk refused: the market goes on without fills, and stands still at the end of the day. */
  #writable = true;
  #retryAt = 0;
  #flushAsked = false;
  /** Instruments that jumped inside a call, to be told after it. */
  #jumped: readonly InstrumentId[] = [];
  #statusOwed = false;
  readonly #timers = new Set<() => void>();
  readonly #announcer: Announcer;
  #fundsAt = 0;
  #statusAt = 0;
  #clockAt = 0;

  constructor(options: SimulatedBrokerOptions, context: BrokerContext) {
    this.#options = options;
    this.#context = context;
    this.#feed = options.feed;
    this.#latency = options.latencyMs ?? 0;
    this.#log = new ExchangeLog(context.storage);
    this.#relay = new MarketRelay(options.feed, context.sink, context.now);
    this.#clock = new ReplayClock(context.now(), options.speed ?? 1);
    this.#announcer = new Announcer(context.sink, this.#latency, (ms, task) => this.#later(ms, task));
    this.capabilities = capabilitiesOf(options.feed.instruments);
  }

  async connect(): Promise<Result<null>> {
    await Promise.resolve();
    if (this.#exchange) return ok(null);
    const { sink } = this.#context;
    sink.connection('connecting', null, null);
    const opened = this.#open();
    if (!opened.ok) {
      sink.connection('down', opened.fault, null);
      return opened;
    }
    const exchange = opened.value;
    this.#exchange = exchange;
    sink.instruments(this.#feed.instruments);
    sink.accounts(
      [...exchange.state.accounts.values()].map(({ id, name, currencies }) => ({ id, environment: 'simulated', name, currencies: CURRENCIES.filter((c) => currencies.includes(c)) })),
    );
    sink.replay(this.#status());
    sink.connection('up', null, this.#latency);
    for (const account of exchange.state.accounts.keys()) this.#announcer.funds(exchange.funds(account, this.#context.now()));
    this.#clock.start(this.#context.now());
    this.#later(TICK_MS, this.#tick);
    return ok(null);
  }

  /** Brings the exchange back to what it had written, and the feed to where it was. */
  #open(): Result<Exchange> {
    let restored;
    try {
      restored = this.#log.restore(this.#feed.instruments);
    } catch (error) {
      return fail('exchange-log-unreadable', { reason: reasonOf(error) });
    }
    if (!this.#listening) this.#listen();
    const exchange = new Exchange(restored.state, this.#feed);
    this.#deaf = true;
    const { clock } = restored;
    if (clock && this.#options.speed === undefined) this.#clock.set(this.#context.now(), { speed: clock.speed });
    const there = this.#feed.jump(clock?.time ?? this.#feed.time);
    if (!there.ok && clock) this.#context.sink.log('warning', '', there.fault);
    if (restored.state.counters.settledDay === this.#feed.tradingDay) {
      this.#leaveDay();
      exchange.onReset();
    }
    this.#deaf = false;
    for (const { id, name, deposits } of this.#options.accounts ?? DEFAULT_ACCOUNTS) exchange.createAccount(id, name, moneyOf(deposits));
    exchange.beginDay();
    try {
      this.#log.append(exchange.drain()?.events ?? []);
    } catch (error) {
      return fail('journal-failed', { reason: reasonOf(error) });
    }
    return ok(exchange);
  }

  /** A day that was settled before the restart is over: its last moments are not traded again. */
  #leaveDay(): void {
    this.#dayLeft = false;
    for (let gone = 0; gone < TO_NEXT_DAY_MS && !this.#dayLeft; gone += LEAVE_STEP_MS) this.#feed.advance(LEAVE_STEP_MS);
  }

  #listen(): void {
    this.#listening = true;
    this.#feed.listen({
      quote: (index, record) => {
        if (this.#deaf) return;
        if (this.#writable) this.#exchange?.onMarket(index);
        this.#relay.quote(index, record);
      },
      book: (index, record) => {
        if (this.#deaf) return;
        if (this.#writable) this.#exchange?.onMarket(index);
        this.#relay.book(index, record);
      },
      trade: (index, exchangeTime, price, quantity, aggressor) => {
        if (!this.#deaf) this.#relay.trade(index, exchangeTime, price, quantity, aggressor);
      },
      dayEnd: (tradingDay, settlement) => {
        this.#dayLeft = true;
        if (this.#deaf || !this.#exchange) return;
        if (this.#exchange.settle(tradingDay, settlement)) this.#unsettled.push({ tradingDay, prices: new Map(settlement) });
      },
      reset: (instruments) => {
        if (this.#deaf || !this.#exchange) return;
        this.#exchange.onReset();
        if (this.#relay.held) this.#jumped = instruments;
        else this.#context.sink.feedReset(instruments);
      },
    });
  }

  readonly #tick = (): void => {
    const exchange = this.#exchange;
    if (!exchange) return;
    const now = this.#context.now();
    const elapsed = this.#clock.step(now);
    if (!this.#writable && now >= this.#retryAt) this.#tryDisk();
    if (this.#unsettled.length === 0 && elapsed > 0) this.#feed.advance(elapsed);
    if (this.#writable) {
      this.#exchange?.beginDay();
      this.#flush();
    }
    this.#routine(now);
    this.#later(TICK_MS, this.#tick);
  };

  /** Asks a disk that refused again: with the settlement that waits for it, else with the clock. */
  #tryDisk(): void {
    if (this.#unsettled.length > 0) this.#flush();
    else this.#keep(() => this.#log.appendClock(this.#position()));
  }

  /** What is told and kept at its own pace. */
  #routine(now: number): void {
    const exchange = this.#exchange;
    if (!exchange) return;
    if (now - this.#fundsAt >= FUNDS_EVERY_MS) {
      this.#fundsAt = now;
      for (const account of exchange.state.accounts.values()) if (account.exposed) this.#announcer.funds(exchange.funds(account.id, now));
    }
    if (this.#statusOwed || now - this.#statusAt >= STATUS_EVERY_MS) {
      this.#statusOwed = false;
      this.#statusAt = now;
      this.#context.sink.replay(this.#status());
    }
    if (now - this.#clockAt >= CLOCK_EVERY_MS && this.#writable) {
      this.#clockAt = now;
      this.#keep(() => this.#log.appendClock(this.#position()));
    }
    if (this.#log.full && this.#writable) this.#keep(() => this.#log.snapshot(exchange.state, this.#position()));
  }

  /** Writes what can wait; a disk that refuses is told of once and asked again later. */
  #keep(write: () => void): void {
    try {
      write();
      this.#writable = true;
    } catch (error) {
      this.#complain(error);
    }
  }

  #complain(error: unknown): void {
    if (this.#writable) this.#context.sink.log('error', '', { code: 'journal-failed', params: { reason: reasonOf(error) } });
    this.#writable = false;
    this.#retryAt = this.#context.now() + RETRY_AFTER_MS;
  }

  #position(): { time: number; speed: number } {
    return { time: this.#feed.time, speed: this.#clock.speed };
  }

  #status(): ReplayStatus {
    const { time, tradingDay, days } = this.#feed;
    return { time, tradingDay, speed: this.#clock.speed, paused: this.#clock.paused, days };
  }

  /** Writes what happened, then tells of it. */
  #flush(): void {
    const exchange = this.#exchange;
    const batch = exchange?.drain();
    if (!exchange || !batch) return;
    try {
      this.#log.append(batch.events);
    } catch (error) {
      this.#takeBack(exchange, batch, error);
      return;
    }
    this.#writable = true;
    this.#unsettled = [];
    const now = this.#context.now();
    const funds = [...batch.accounts].flatMap((account) => exchange.funds(account, now));
    this.#announcer.batch(batch, funds);
  }

  /** Nothing of a batch was written: the exchange goes back to what was, and whoever asked for something is told that it was not done. */
  #takeBack(exchange: Exchange, batch: Batch, error: unknown): void {
    this.#complain(error);
    const { sink } = this.#context;
    const fault: Fault = { code: 'journal-failed', params: { reason: reasonOf(error) } };
    const next = exchange.state.counters.nextOrder;
    const reversals = reversalsOf(exchange.state, batch, fault);
    try {
      const { state } = this.#log.restore(this.#feed.instruments);
      state.skipOrderNumbers(next);
      this.#exchange = new Exchange(state, this.#feed);
      for (const { tradingDay, prices } of this.#unsettled) this.#exchange.settle(tradingDay, prices);
    } catch (unreadable) {
      this.#exchange = null;
      sink.connection('down', { code: 'exchange-log-unreadable', params: { reason: reasonOf(unreadable) } }, null);
    }
    this.#announcer.reversals(reversals);
  }

  #later(ms: number, task: () => void): void {
    const cancel = this.#context.after(ms, () => {
      this.#timers.delete(cancel);
      task();
    });
    this.#timers.add(cancel);
  }

  /** Has what a call brought about written and told in a turn of its own. */
  #askFlush(): void {
    if (this.#flushAsked) return;
    this.#flushAsked = true;
    this.#later(0, () => {
      this.#flushAsked = false;
      this.#relay.held = false;
      if (this.#jumped.length > 0) this.#context.sink.feedReset(this.#jumped);
      this.#jumped = [];
      this.#relay.settleDebts();
      this.#flush();
      if (this.#statusOwed) this.#routine(this.#context.now());
    });
  }

  /** A command on its way in. */
  #command(command: (exchange: Exchange) => void): Result<null> {
    if (!this.#exchange) return fail('account-offline');
    if (this.#latency === 0) {
      command(this.#exchange);
      this.#askFlush();
      return ok(null);
    }
    this.#later(this.#latency, () => {
      if (this.#exchange) command(this.#exchange);
      this.#flush();
    });
    return ok(null);
  }

  place(intent: OrderIntent): Result<null> {
    return this.#command((exchange) => exchange.place(intent));
  }

  cancel(account: string, clientOrderId: string, brokerOrderId: string | null): Result<null> {
    return this.#command((exchange) => exchange.cancel(account, clientOrderId, brokerOrderId));
  }

  modify(account: string, clientOrderId: string, brokerOrderId: string, price: Ticks | null, quantity: number): Result<null> {
    return this.#command((exchange) => exchange.modify(account, clientOrderId, brokerOrderId, price, quantity));
  }

  subscribe(instruments: readonly InstrumentId[]): void {
    this.#relay.want(instruments);
    if (this.#exchange) this.#askFlush();
  }

  setReplay(change: { readonly speed?: number; readonly paused?: boolean; readonly time?: number }): Result<null> {
    if (!this.#exchange) return fail('account-offline');
    const { speed, time } = change;
    if (speed !== undefined && !(speed >= SPEEDS.least && speed <= SPEEDS.most)) {
      return fail('message-invalid', { where: 'speed', reason: `${speed} is not between ${SPEEDS.least} and ${SPEEDS.most}` });
    }
    if (time !== undefined) {
      this.#relay.held = true;
      const jumped = this.#feed.jump(time);
      if (!jumped.ok) {
        this.#relay.held = false;
        return jumped;
      }
      this.#exchange.beginDay();
    }
    this.#clock.set(this.#context.now(), change);
    this.#statusOwed = true;
    this.#clockAt = 0;
    this.#askFlush();
    return ok(null);
  }

  async history(instrument: InstrumentId, period: Period, before: number | null, limit: number): Promise<Result<readonly Candle[]>> {
    await Promise.resolve();
    if (period !== '1m' && period !== 'day') return fail('history-unavailable', { instrument, period });
    return this.#feed.history(instrument, period, before, limit);
  }

  /** Answers from what has been written: nothing is told that a crash could take back. */
  async #query<T>(account: string, answer: (exchange: Exchange) => T): Promise<Result<T>> {
    await Promise.resolve();
    this.#flush();
    const exchange = this.#exchange;
    if (!exchange) return fail('account-offline');
    if (!exchange.state.accounts.has(account)) return fail('account-unknown', { account });
    return ok(answer(exchange));
  }

  queryOrders(account: string): Promise<Result<readonly OrderReport[]>> {
    return this.#query(account, (exchange) => Array.from(exchange.state.ordersOf(account), reportOf));
  }

  queryFills(account: string): Promise<Result<readonly FillReport[]>> {
    return this.#query(account, (exchange) => [...exchange.state.fillsOf(account)]);
  }

  queryPositions(account: string): Promise<Result<readonly Position[]>> {
    return this.#query(account, (exchange) => exchange.positions(account));
  }

  queryFunds(account: string): Promise<Result<readonly Funds[]>> {
    return this.#query(account, (exchange) => exchange.funds(account, this.#context.now()));
  }

  async close(): Promise<void> {
    await Promise.resolve();
    const exchange = this.#exchange;
    if (!exchange) return;
    this.#flush();
    this.#announcer.deliverAll();
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#flushAsked = false;
    if (this.#exchange) {
      const { state } = this.#exchange;
      this.#keep(() => this.#log.snapshot(state, this.#position()));
    }
    this.#exchange = null;
    this.#context.sink.connection('off', null, null);
  }
}

function moneyOf(deposits: SimulatedAccount['deposits']): Deposits {
  const money: Partial<Record<Currency, number>> = {};
  for (const currency of CURRENCIES) if (deposits[currency] !== undefined) money[currency] = Math.round(deposits[currency] * MONEY_PER_UNIT);
  return money;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
