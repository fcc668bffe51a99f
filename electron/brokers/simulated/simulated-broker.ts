/**
 * The simulated exchange as a broker. Drives the feed by the injected clock, hands commands to the exchange, and never tells of
 * anything from inside a call of the core: a turn of its own writes and announces what happened (see durable-exchange.ts).
 */
import type { AccountDesk, StatementDesk, Broker, BrokerContext, BrokerFactory, FillReport, OrderIntent, OrderReport } from '#electron/brokers/broker.ts';
import type { Funds } from '#shared/model/account.ts';
import type { AccountAnswer, AccountQuestion } from '#shared/model/account-records.ts';
import type { Candle, Period } from '#shared/model/candle.ts';
import type { MarketCapabilities } from '#shared/model/connection.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { OrderCondition } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import type { ReplayStatus } from '#shared/model/replay.ts';
import type { SimulationTerms } from '#shared/model/simulation.ts';
import type { StatementTransfer } from '#shared/model/statement.ts';
import type { Ticks } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { createAccountDesk } from './account-desk.ts';
import { Announcer } from './announcer.ts';
import { capabilitiesOf } from './capabilities.ts';
import { simulatedRecords } from './cash-flow.ts';
import { DelayLine } from './delay-line.ts';
import { DurableExchange } from './durable-exchange.ts';
import type { Exchange } from './exchange/exchange.ts';
import { announced } from './exchange/account-checks.ts';
import { reportOf } from './exchange/orders.ts';
import type { ClockPosition } from './exchange-log.ts';
import type { Feed } from './feed.ts';
import { ListingFeed } from './listing-feed.ts';
import { LiveFollowing } from './live-following.ts';
import { LiveListing } from './live-listing.ts';
import { MarketRelay } from './market-relay.ts';
import { MarketMemory } from './matching/market-memory.ts';
import { MatchingFeed } from './matching/matching-feed.ts';
import { venueOf } from './matching/matching-venue.ts';
import { DEFAULT_ACCOUNTS, moneyOf, type SimulatedBrokerOptions } from './options.ts';
import { ReplayClock } from './replay-clock.ts';
import { createStatementDesk } from './statement-desk.ts';

const TICK_MS = 20;
const FUNDS_EVERY_MS = 250;
const STATUS_EVERY_MS = 500;
const CLOCK_EVERY_MS = 5_000;
/** How far past its settlement a replay is taken when it starts at the end of a settled day, in open-market ms. */
const TO_NEXT_DAY_MS = 5_000;
const LEAVE_STEP_MS = 100;
const SPEEDS = { least: 1, most: 100 };

const HISTORY_PERIODS = ['1m', 'day'] as const satisfies readonly Period[];

/** @returns a factory for the broker registry; the feed belongs to the one broker that is made */
export function createSimulatedBroker(options: SimulatedBrokerOptions): BrokerFactory {
  return (context) => new SimulatedBroker(options, context);
}

class SimulatedBroker implements Broker {
  readonly kind = 'simulated';
  capabilities: readonly MarketCapabilities[];
  readonly historyPeriods = HISTORY_PERIODS;
  readonly #options: SimulatedBrokerOptions;
  readonly #context: BrokerContext;
  readonly #matching: MatchingFeed;
  readonly #memory: MarketMemory;
  readonly #feed: Feed;
  /** Null where nothing is listed beside the feed's own instruments. */
  readonly #listing: LiveListing | null = null;
  readonly #durable: DurableExchange;
  readonly #relay: MarketRelay;
  readonly #clock: ReplayClock;
  readonly #wayIn: DelayLine;
  readonly #wayOut: DelayLine;
  /** Null where no live connection's quotes are followed. */
  readonly #following: LiveFollowing | null = null;
  #slippageTicks = 0;
  #listening = false;
  /** What the feed says is taken no notice of while it is put where it was. */
  #deaf = false;
  /** A day ended, heard or not. */
  #dayLeft = false;
  #flushAsked = false;
  /** Instruments that jumped inside a call, to be told after it. */
  #jumped: readonly InstrumentId[] = [];
  #statusOwed = false;
  readonly #timers = new Set<() => void>();
  readonly #announcer: Announcer;
  readonly accountDesk: AccountDesk;
  readonly statementDesk: StatementDesk;
  #fundsAt = 0;
  #statusAt = 0;
  #clockAt = 0;

  constructor(options: SimulatedBrokerOptions, context: BrokerContext) {
    this.#options = options;
    this.#context = context;
    this.#matching = new MatchingFeed(options.feed, options.matching ?? [], options.seed ?? 0);
    this.#memory = new MarketMemory(this.#matching, context.storage);
    this.#feed = this.#matching;
    if (context.live && this.#matching.live) {
      const feed = new ListingFeed(this.#matching);
      this.#feed = feed;
      this.#listing = new LiveListing(feed, context.live, context.storage);
      if (feed.live) this.#following = new LiveFollowing(feed, feed.live, context.live);
    }
    const later = (ms: number, task: () => void): void => this.#later(ms, task);
    this.#wayIn = new DelayLine(options.latencyMs ?? 0, context.now, later);
    this.#wayOut = new DelayLine(options.latencyMs ?? 0, context.now, later);
    this.#relay = new MarketRelay(this.#feed, context.sink, context.now);
    this.#clock = new ReplayClock(context.now(), options.speed ?? 1);
    this.#announcer = new Announcer(context.sink, this.#wayOut);
    this.#durable = new DurableExchange(context, this.#feed, this.#announcer, (exchange) => this.#joinMarket(exchange));
    this.accountDesk = createAccountDesk({ durable: this.#durable, prefix: options.accountPrefix ?? 'SIM', wayIn: this.#wayIn, wayOut: this.#wayOut, later });
    this.statementDesk = createStatementDesk({ durable: this.#durable, storage: context.storage, isReplay: !options.feed.live, wayIn: this.#wayIn, wayOut: this.#wayOut, later });
    this.capabilities = capabilitiesOf(this.#feed.instruments);
  }

  get #exchange(): Exchange | null {
    return this.#durable.running;
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
    sink.instruments(this.#feed.instruments);
    sink.accounts([...exchange.state.accounts.values()].map(announced));
    sink.replay(this.#status());
    sink.connection('up', null, this.#wayOut.latency);
    for (const account of exchange.state.accounts.keys()) this.#announcer.funds(exchange.funds(account, this.#context.now()));
    this.#following?.start();
    this.#clock.start(this.#context.now());
    this.#later(TICK_MS, this.#tick);
    return ok(null);
  }

  /** Brings the exchange back to what it had written, and the feed to where it was. */
  #open(): Result<Exchange> {
    try {
      this.#listing?.restore();
    } catch (error) {
      return fail('exchange-log-unreadable', { reason: reasonOf(error) });
    }
    this.#relay.listed();
    this.capabilities = capabilitiesOf(this.#feed.instruments);
    const restored = this.#durable.restore();
    if (!restored.ok) return restored;
    if (!this.#listening) this.#listen();
    const { exchange, clock } = restored.value;
    this.#deaf = true;
    if (clock && this.#options.speed === undefined) this.#clock.set(this.#context.now(), { speed: clock.speed });
    const there = this.#feed.jump(clock?.time ?? this.#feed.time);
    if (!there.ok && clock) this.#context.sink.log('warning', '', there.fault);
    this.#restoreMarkets();
    if (!this.#feed.live && exchange.state.counters.settledDay === this.#feed.tradingDay) {
      this.#leaveDay();
      exchange.onReset();
    }
    this.#deaf = false;
    for (const { id, name, deposits } of this.#options.accounts ?? DEFAULT_ACCOUNTS) exchange.createAccount(id, name, moneyOf(deposits));
    exchange.beginDay();
    const begun = this.#durable.begin(exchange);
    return begun.ok ? ok(exchange) : begun;
  }

  #restoreMarkets(): void {
    try {
      this.#memory.restore();
    } catch (error) {
      this.#context.sink.log('warning', '', { code: 'exchange-log-unreadable', params: { reason: reasonOf(error) } });
    }
  }

  /** The books of the exchange that runs are the market of its matching instruments. */
  #joinMarket(exchange: Exchange): void {
    this.#matching.open = this.#durable.writable;
    exchange.slippageTicks = this.#slippageTicks;
    exchange.listen(this.#matching);
    this.#matching.join(venueOf(exchange));
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
        if (this.#durable.writable) this.#exchange?.onMarket(index);
        this.#relay.quote(index, record);
      },
      book: (index, record) => {
        if (this.#deaf) return;
        if (this.#durable.writable) this.#exchange?.onMarket(index);
        this.#relay.book(index, record);
      },
      trade: (index, exchangeTime, price, quantity, aggressor) => {
        if (this.#deaf) return;
        if (this.#durable.writable) this.#exchange?.onPrint(index, price, quantity, aggressor);
        this.#relay.trade(index, exchangeTime, price, quantity, aggressor);
      },
      auction: (index, price, quantity) => {
        if (!this.#deaf && this.#durable.writable) this.#exchange?.onAuction(index, price, quantity);
      },
      dayEnd: (tradingDay, settlement, scope) => {
        this.#dayLeft = true;
        if (!this.#deaf) this.#durable.settle(tradingDay, settlement, scope);
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
    if (!this.#exchange) return;
    const now = this.#context.now();
    const elapsed = this.#feed.live ? now - this.#feed.time : this.#clock.step(now);
    this.#durable.tryDisk(this.#position());
    this.#matching.open = this.#durable.writable;
    if (!this.#durable.standsStill && elapsed > 0) this.#feed.advance(elapsed);
    if (this.#durable.writable) {
      this.#exchange?.beginDay();
      this.#durable.flush();
    }
    this.#routine(now);
    this.#later(TICK_MS, this.#tick);
  };

  /** What is told and kept at its own pace. */
  #routine(now: number): void {
    const exchange = this.#exchange;
    if (!exchange) return;
    if (now - this.#fundsAt >= FUNDS_EVERY_MS) {
      this.#fundsAt = now;
      this.#following?.need(instrumentsAt(exchange));
      for (const account of exchange.state.accounts.values()) {
        if (!account.exposed) continue;
        this.#announcer.funds(exchange.funds(account.id, now));
        if (account.borrows) this.#announcer.margins(exchange.positions(account.id).filter(({ side }) => side === 'short'));
      }
    }
    if (this.#statusOwed || now - this.#statusAt >= STATUS_EVERY_MS) {
      this.#statusOwed = false;
      this.#statusAt = now;
      this.#context.sink.replay(this.#status());
    }
    if (now - this.#clockAt >= CLOCK_EVERY_MS && this.#durable.writable) {
      this.#clockAt = now;
      this.#durable.keepClock(this.#position(), this.#memory.documents(now));
    }
    this.#durable.shorten(this.#position());
  }

  #position(): ClockPosition {
    return { time: this.#feed.time, speed: this.#clock.speed };
  }

  #status(): ReplayStatus {
    const { time, tradingDay, days } = this.#feed;
    return { clock: this.#feed.live ? 'wall' : 'replay', time, tradingDay, speed: this.#clock.speed, paused: this.#clock.paused, days };
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
      this.#tellAndFlush();
      if (this.#statusOwed) this.#routine(this.#context.now());
    });
  }

  /** Shows what matching brought about, then writes and tells what it meant. */
  #tellAndFlush(): void {
    this.#matching.tell();
    this.#durable.flush();
  }

  /** A command on its way in. */
  #command(command: (exchange: Exchange) => void): Result<null> {
    if (!this.#exchange) return fail('account-offline');
    let called = true;
    this.#wayIn.send(() => {
      if (this.#exchange) command(this.#exchange);
      if (called) this.#askFlush();
      else this.#tellAndFlush();
    });
    called = false;
    return ok(null);
  }

  /** Lists what only a live connection has, in a turn of its own: the first order in it comes right after. */
  #listAndPlace(instrument: Instrument, intent: OrderIntent): Result<null> {
    if (!this.#exchange) return fail('account-offline');
    this.#later(0, () => {
      try {
        if (this.#listing?.offered(instrument.id)) this.#list(instrument);
      } catch (error) {
        // Not listed: the order is refused for an unknown instrument.
        this.#context.sink.log('error', '', { code: 'journal-failed', params: { reason: reasonOf(error) } });
      }
      this.#command((exchange) => exchange.place(intent));
    });
    return ok(null);
  }

  #list(instrument: Instrument): void {
    this.#tellAndFlush();
    this.#listing?.list(instrument);
    this.#relay.listed();
    this.capabilities = capabilitiesOf(this.#feed.instruments);
    this.#durable.relist();
    this.#following?.listed();
    this.#context.sink.instruments(this.#feed.instruments);
  }

  place(intent: OrderIntent): Result<null> {
    const unlisted = this.#listing?.offered(intent.instrument);
    if (unlisted) return this.#listAndPlace(unlisted, intent);
    return this.#command((exchange) => exchange.place(intent));
  }

  cancel(account: string, clientOrderId: string, brokerOrderId: string | null): Result<null> {
    return this.#command((exchange) => exchange.cancel(account, clientOrderId, brokerOrderId));
  }

  modify(account: string, clientOrderId: string, brokerOrderId: string, price: Ticks | null, quantity: number, condition?: OrderCondition): Result<null> {
    return this.#command((exchange) => exchange.modify(account, clientOrderId, brokerOrderId, price, quantity, condition));
  }

  simulate({ latencyMs, slippageTicks }: SimulationTerms): void {
    this.#slippageTicks = slippageTicks;
    if (this.#exchange) this.#exchange.slippageTicks = slippageTicks;
    if (latencyMs === this.#wayIn.latency && latencyMs === this.#wayOut.latency) return;
    this.#wayIn.latency = latencyMs;
    this.#wayOut.latency = latencyMs;
    // Within a call of the core nothing is told; where it is not up yet, `connect` tells.
    this.#later(0, () => {
      if (this.#exchange) this.#context.sink.connection('up', null, this.#wayOut.latency);
    });
  }

  tradesAt(instrument: InstrumentId): boolean {
    return this.#context.live?.carries(instrument) !== true || this.#following?.follows(instrument) === true || (this.#listing?.offered(instrument) ?? null) !== null;
  }

  subscribe(instruments: readonly InstrumentId[]): void {
    this.#relay.want(instruments);
    if (this.#exchange) this.#askFlush();
  }

  setReplay(change: { readonly speed?: number; readonly paused?: boolean; readonly time?: number }): Result<null> {
    if (!this.#exchange) return fail('account-offline');
    if (this.#feed.live) return fail('not-supported', { what: 'replay', offered: '–' });
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
    this.#durable.flush();
    const exchange = this.#exchange;
    if (!exchange) return fail('account-offline');
    if (!exchange.state.accounts.has(account)) return fail('account-unknown', { account });
    return ok(answer(exchange));
  }

  queryOrders(account: string): Promise<Result<readonly OrderReport[]>> {
    return this.#query(account, (exchange) => Array.from(exchange.state.ordersOf(account), reportOf));
  }

  accountRecords(account: string, question: AccountQuestion): Promise<Result<AccountAnswer>> {
    const unsettled = (id: string): readonly StatementTransfer[] | undefined => this.#exchange?.state.accounts.get(id)?.transfers;
    return simulatedRecords({ statements: this.statementDesk, unsettled, tradingDay: () => this.#feed.tradingDay }, account, question);
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
    if (!this.#exchange) return;
    this.#following?.stop();
    this.#durable.flush();
    this.#durable.keepClock(this.#position(), this.#memory.documents(Infinity));
    this.#durable.end(this.#position());
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#flushAsked = false;
    this.#context.sink.connection('off', null, null);
  }
}

/** Instruments in which anything is held or works. */
function* instrumentsAt({ state }: Exchange): Iterable<InstrumentId> {
  for (const account of state.accounts.values()) for (const holding of account.holdings()) yield holding.instrument.id;
  for (const order of state.working()) yield order.instrument.id;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
