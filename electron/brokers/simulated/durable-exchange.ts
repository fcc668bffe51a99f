/**
 * The exchange together with its log: what it decided is written, and only then told, always in order.
 *
 * Whatever commands or quotes brought about is drained once, appended to the log as one batch, then announced. Where the disk
 * refuses, the exchange is put back to what was written: orders of that batch are rejected, changes refused. Until the disk takes
 * writes again the market goes on without fills, and stands still at the end of its day.
 */
import type { BrokerContext, BrokerDocument } from '#electron/brokers/broker.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import type { Ticks } from '#shared/price.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import type { Announcer } from './announcer.ts';
import { Exchange } from './exchange/exchange.ts';
import { documentsOf } from './exchange/settlement.ts';
import type { Batch } from './exchange/turn.ts';
import { ExchangeState } from './exchange/exchange-state.ts';
import { ExchangeLog, type ClockPosition } from './exchange-log.ts';
import type { DayEndScope, Feed } from './feed.ts';
import { reversalsOf } from './reversals.ts';

const RETRY_AFTER_MS = 1_000;

export class DurableExchange {
  readonly #context: BrokerContext;
  readonly #feed: Feed;
  readonly #announcer: Announcer;
  readonly #log: ExchangeLog;
  #exchange: Exchange | null = null;
  /** Settlements that have not been written yet; the feed waits for them. */
  #unsettled: { readonly tradingDay: string; readonly prices: ReadonlyMap<InstrumentId, Ticks>; readonly scope: DayEndScope | undefined }[] = [];
  #confirmsStatements = true;
  #writable = true;
  #retryAt = 0;

  readonly #onRunning: (exchange: Exchange) => void;

  /** @param onRunning told of the exchange that runs from now on: when it begins, and when it was put back to what was written */
  constructor(context: BrokerContext, feed: Feed, announcer: Announcer, onRunning: (exchange: Exchange) => void) {
    this.#onRunning = onRunning;
    this.#context = context;
    this.#feed = feed;
    this.#announcer = announcer;
    this.#log = new ExchangeLog(context.storage);
  }

  /** Null before `begin`, after `end`, and where the log can no longer be read. */
  get running(): Exchange | null {
    return this.#exchange;
  }

  /** False since the disk refused: the market goes on without fills, and stands still at the end of the day. */
  get writable(): boolean {
    return this.#writable;
  }

  /** A day's settlement waits for the disk. */
  get standsStill(): boolean {
    return this.#unsettled.length > 0;
  }

  /** The exchange as it was written last, not running yet, and where its replay stood. Error: exchange-log-unreadable. */
  restore(): Result<{ readonly exchange: Exchange; readonly clock: ClockPosition | null }> {
    try {
      const { state, clock } = this.#log.restore([...this.#feed.instruments]);
      return ok({ exchange: new Exchange(state, this.#feed), clock });
    } catch (error) {
      return fail('exchange-log-unreadable', { reason: reasonOf(error) });
    }
  }

  /** Goes on with the instruments that the feed lists now, some of them new. Everything that happened must have been flushed. */
  relist(): void {
    if (!this.#exchange) return;
    const state = ExchangeState.from(JSON.parse(JSON.stringify(this.#exchange.state.snapshot())), [...this.#feed.instruments]);
    this.#exchange = new Exchange(state, this.#feed);
    this.#exchange.confirmsStatements = this.#confirmsStatements;
    this.#onRunning(this.#exchange);
  }

  /** Writes what bringing it up brought about, and lets it run. Error: journal-failed. */
  begin(exchange: Exchange): Result<null> {
    try {
      this.#log.append(exchange.drain()?.events ?? []);
    } catch (error) {
      return fail('journal-failed', { reason: reasonOf(error) });
    }
    exchange.confirmsStatements = this.#confirmsStatements;
    this.#exchange = exchange;
    this.#onRunning(exchange);
    return ok(null);
  }

  settle(tradingDay: string, prices: ReadonlyMap<InstrumentId, Ticks>, scope: DayEndScope | undefined): void {
    if (this.#exchange?.settle(tradingDay, prices, scope)) this.#unsettled.push({ tradingDay, prices: new Map(prices), scope });
  }

  /** Whether accounts are taken to have confirmed their statements as they are written. */
  confirmStatements(automatically: boolean): void {
    this.#confirmsStatements = automatically;
    if (this.#exchange) this.#exchange.confirmsStatements = automatically;
  }

  /** Writes what happened, then tells of it. @returns why nothing of it was written, and all of it undone; null where it was */
  flush(): Fault | null {
    const exchange = this.#exchange;
    const batch = exchange?.drain();
    if (!exchange || !batch) return null;
    try {
      this.#log.append(batch.events, batch.statements.flatMap(documentsOf));
    } catch (error) {
      return this.#takeBack(exchange, batch, error);
    }
    this.#writable = true;
    this.#unsettled = [];
    const now = this.#context.now();
    const funds = [...batch.accounts].flatMap((account) => exchange.funds(account, now));
    this.#announcer.batch(batch, funds);
    return null;
  }

  /** Nothing of a batch was written: the exchange goes back to what was, and whoever asked for something is told that it was not done. */
  #takeBack(exchange: Exchange, batch: Batch, error: unknown): Fault {
    this.#complain(error);
    const fault: Fault = { code: 'journal-failed', params: { reason: reasonOf(error) } };
    const next = exchange.state.counters.nextOrder;
    const reversals = reversalsOf(exchange.state, batch, fault);
    try {
      const { state } = this.#log.restore([...this.#feed.instruments]);
      state.skipOrderNumbers(next);
      this.#exchange = new Exchange(state, this.#feed);
      this.#exchange.confirmsStatements = this.#confirmsStatements;
      for (const { tradingDay, prices, scope } of this.#unsettled) this.#exchange.settle(tradingDay, prices, scope);
      this.#onRunning(this.#exchange);
    } catch (unreadable) {
      this.#exchange = null;
      this.#context.sink.connection('down', { code: 'exchange-log-unreadable', params: { reason: reasonOf(unreadable) } }, null);
    }
    this.#announcer.reversals(reversals);
    return fault;
  }

  /** Asks a disk that refused again, now and then: with the settlement that waits for it, else with the clock. */
  tryDisk(clock: ClockPosition): void {
    if (this.#writable || this.#context.now() < this.#retryAt) return;
    if (this.standsStill) this.flush();
    else this.#keep(() => this.#log.appendClock(clock));
  }

  /** Keeps where the replay stands, and documents with it; what can wait is not tried where the disk refused. */
  keepClock(clock: ClockPosition, documents: readonly BrokerDocument[]): void {
    if (this.#writable) this.#keep(() => this.#log.appendClock(clock, documents));
  }

  /** Shortens a log that has grown long. */
  shorten(clock: ClockPosition): void {
    const exchange = this.#exchange;
    if (exchange && this.#log.full && this.#writable) this.#keep(() => this.#log.snapshot(exchange.state, clock));
  }

  /** Writes all and stops. */
  end(clock: ClockPosition): void {
    this.flush();
    this.#announcer.deliverAll();
    const exchange = this.#exchange;
    if (exchange) this.#keep(() => this.#log.snapshot(exchange.state, clock));
    this.#exchange = null;
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
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
