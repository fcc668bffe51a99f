/**
 * The exchange's whole durable state: accounts, orders, fills, counters. Changed by `apply` alone, event by event, and by
 * nothing of the market: the same events give the same state, and a snapshot with the events after it gives it again.
 *
 * Ended orders and fills are kept for the brokers' queries until the second settlement after them (so that whoever was away
 * during one settlement still finds how its orders ended), and not many more than the newest `KEPT` of each.
 */
import type { FillReport } from '#electron/brokers/broker.ts';
import { sideClosedBy } from '#shared/ledger/holding.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Side } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import { ExchangeAccount, type AccountState } from './account.ts';
import type { ExchangeEvent } from './events.ts';
import { clientKey, createOrder, RestingOrders, rests, wireId, type ExchangeOrder } from './orders.ts';

export const KEPT = 5_000;
/** How far over it they may grow before the oldest are dropped together. */
const SLACK = 500;

const SNAPSHOT_VERSION = 1;

interface KeptFill {
  readonly period: number;
  readonly report: FillReport;
}

interface Counters {
  nextOrder: number;
  nextFill: number;
  nextPriority: number;
  /** Settlements so far. */
  period: number;
  tradingDay: string | null;
  /** The day that was settled and after which none has begun. */
  settledDay: string | null;
}

interface Snapshot extends Counters {
  readonly version: number;
  readonly accounts: readonly AccountState[];
  readonly orders: readonly ExchangeOrder[];
  readonly ended: readonly number[];
  readonly fills: readonly KeptFill[];
}

const DAY_ENDED: Fault = { code: 'day-ended' };

export class ExchangeState {
  readonly instruments: readonly Instrument[];
  readonly accounts = new Map<string, ExchangeAccount>();
  /** By the instrument's place in the feed. */
  readonly resting: RestingOrders[];
  readonly #indexOf = new Map<InstrumentId, number>();
  /** Working, and ended ones still kept. */
  readonly #orders = new Map<number, ExchangeOrder>();
  readonly #byClient = new Map<string, ExchangeOrder>();
  readonly #working = new Set<ExchangeOrder>();
  /** Numbers of ended orders, first ended first. */
  #ended: number[] = [];
  #fills: KeptFill[] = [];
  readonly #counters: Counters = { nextOrder: 1, nextFill: 1, nextPriority: 1, period: 0, tradingDay: null, settledDay: null };

  constructor(instruments: readonly Instrument[]) {
    this.instruments = instruments;
    this.resting = instruments.map(() => new RestingOrders());
    instruments.forEach((instrument, index) => this.#indexOf.set(instrument.id, index));
  }

  get counters(): Readonly<Counters> {
    return this.#counters;
  }

  get working(): ReadonlySet<ExchangeOrder> {
    return this.#working;
  }

  /** Place in the feed; -1 where there is no such instrument. */
  indexOf(instrument: InstrumentId): number {
    return this.#indexOf.get(instrument) ?? -1;
  }

  /** Throws where the feed no longer carries it: the caller has a log that this catalogue cannot serve. */
  instrumentOf(id: InstrumentId): Instrument {
    const instrument = this.instruments[this.indexOf(id)];
    if (!instrument) throw new Error(`the catalogue has no ${id}, which the exchange's log holds`);
    return instrument;
  }

  order(number: number): ExchangeOrder {
    const order = this.#orders.get(number);
    if (!order) throw new Error(`the exchange has no order ${number}`);
    return order;
  }

  /** By the exchange's id where it is known, else by the client's. */
  find(account: string, clientOrderId: string, brokerOrderId: string | null): ExchangeOrder | undefined {
    const order = brokerOrderId === null ? this.#byClient.get(clientKey(account, clientOrderId)) : this.#orders.get(Number(brokerOrderId));
    return order?.intent.account === account ? order : undefined;
  }

  *ordersOf(account: string): Iterable<ExchangeOrder> {
    for (const order of this.#orders.values()) if (order.intent.account === account) yield order;
  }

  *fillsOf(account: string): Iterable<FillReport> {
    for (const { report } of this.#fills) if (report.account === account) yield report;
  }

  get lastFill(): FillReport | undefined {
    return this.#fills.at(-1)?.report;
  }

  apply(event: ExchangeEvent): void {
    switch (event.type) {
      case 'account': {
        const account = new ExchangeAccount(event.account, event.name);
        for (const [currency, amount] of Object.entries(event.deposits)) account.deposit(currency as keyof typeof event.deposits, amount);
        this.accounts.set(event.account, account);
        return;
      }
      case 'placed': {
        const order = this.#admit(event.order, event.intent, event.time, event.tradingDay);
        order.closing = event.closing;
        this.#working.add(order);
        this.#accountOf(order).hold(order, this.instrumentOf(event.intent.instrument));
        if (rests(event.intent)) this.#restingOf(order).insert(order);
        return;
      }
      case 'rejected': {
        const order = this.#admit(event.order, event.intent, event.time, event.tradingDay);
        order.fault = event.fault;
        this.#end(order, 'rejected');
        return;
      }
      case 'fill':
        return this.#applyFill(event);
      case 'modified': {
        const order = this.order(event.order);
        const instrument = this.instrumentOf(order.intent.instrument);
        const account = this.#accountOf(order);
        const resting = rests(order.intent) ? this.#restingOf(order) : null;
        resting?.remove(order);
        account.release(order, instrument);
        if (event.price !== order.price || event.quantity > order.quantity) order.priority = this.#counters.nextPriority++;
        order.price = event.price;
        order.quantity = event.quantity;
        order.closing = event.closing;
        order.time = event.time;
        account.hold(order, instrument);
        resting?.insert(order);
        return;
      }
      case 'ended': {
        const order = this.order(event.order);
        order.time = event.time;
        order.fault = event.fault;
        this.#accountOf(order).release(order, this.instrumentOf(order.intent.instrument));
        this.#end(order, event.state);
        return;
      }
      case 'day':
        this.#counters.tradingDay = event.tradingDay;
        this.#counters.settledDay = null;
        return;
      case 'settled':
        return this.#applySettlement(event);
    }
  }

  #admit(number: number, intent: ExchangeOrder['intent'], time: number, tradingDay: string): ExchangeOrder {
    const order = createOrder(number, intent, time, tradingDay);
    order.priority = this.#counters.nextPriority++;
    this.#counters.nextOrder = number + 1;
    this.#orders.set(number, order);
    this.#byClient.set(clientKey(intent.account, intent.id), order);
    return order;
  }

  #accountOf(order: ExchangeOrder): ExchangeAccount {
    const account = this.accounts.get(order.intent.account);
    if (!account) throw new Error(`the exchange has no account ${order.intent.account}`);
    return account;
  }

  #restingOf(order: ExchangeOrder): RestingOrders {
    return this.resting[this.indexOf(order.intent.instrument)];
  }

  #applyFill(event: Extract<ExchangeEvent, { type: 'fill' }>): void {
    const order = this.order(event.order);
    const { intent } = order;
    const instrument = this.instrumentOf(intent.instrument);
    const account = this.#accountOf(order);
    account.release(order, instrument);
    account.fill(order, instrument, event.price, event.quantity, event.fee);
    order.filled += event.quantity;
    order.filledValue += event.price * event.quantity;
    order.closeToday += event.closeToday;
    order.closeTodayValue += event.price * event.closeToday;
    order.time = event.time;
    if (order.filled < order.quantity) account.hold(order, instrument);
    else this.#end(order, 'filled');
    if (instrument.offsets === 'net') this.#giveWay(account, instrument, intent.side);
    this.#counters.nextFill = event.fill + 1;
    const report: FillReport = {
      account: intent.account,
      brokerFillId: wireId(event.fill),
      brokerOrderId: wireId(order.number),
      clientOrderId: intent.id,
      instrument: intent.instrument,
      side: intent.side,
      offset: intent.offset,
      price: event.price,
      quantity: event.quantity,
      fee: event.fee,
      exchangeTime: event.time,
      tradingDay: event.tradingDay,
    };
    this.#fills.push({ period: this.#counters.period, report });
    if (this.#fills.length > KEPT + SLACK) this.#fills = this.#fills.slice(-KEPT);
  }

  /** Where a fill closed what other orders of its side meant to close, they open instead, the last to come first. */
  #giveWay(account: ExchangeAccount, instrument: Instrument, side: Side): void {
    let over = account.overheld(instrument, sideClosedBy(side));
    if (over === 0) return;
    const holders = [...this.#working].filter((order) => order.closing > 0 && order.intent.account === account.id && order.intent.instrument === instrument.id && order.intent.side === side);
    for (const order of holders.sort((a, b) => b.priority - a.priority)) {
      if (over === 0) return;
      const given = Math.min(over, order.closing);
      account.release(order, instrument);
      order.closing -= given;
      account.hold(order, instrument);
      over -= given;
    }
  }

  /** Day orders expire, accounts are settled, what stays is held again: all of it, or none of it was ever written. */
  #applySettlement(event: Extract<ExchangeEvent, { type: 'settled' }>): void {
    const staying: ExchangeOrder[] = [];
    for (const order of this.#working) {
      this.#accountOf(order).release(order, this.instrumentOf(order.intent.instrument));
      if (outlivesDay(order)) {
        staying.push(order);
        continue;
      }
      order.time = event.time;
      order.fault = DAY_ENDED;
      this.#end(order, 'expired');
    }
    for (const account of this.accounts.values()) account.settle((instrument): Ticks => event.prices[instrument.id] ?? NaN);
    for (const order of staying) this.#accountOf(order).hold(order, this.instrumentOf(order.intent.instrument));
    this.#counters.period += 1;
    this.#counters.settledDay = event.tradingDay;
    this.#forget();
  }

  /** Ends a released order. */
  #end(order: ExchangeOrder, state: ExchangeOrder['state']): void {
    if (this.#working.delete(order) && rests(order.intent)) this.#restingOf(order).remove(order);
    order.state = state;
    order.closing = 0;
    order.endedIn = this.#counters.period;
    this.#ended.push(order.number);
    if (this.#ended.length > KEPT + SLACK) this.#drop(this.#ended.length - KEPT);
  }

  /** Drops what ended before the last settlement but one. */
  #forget(): void {
    const oldest = this.#counters.period - 1;
    const firstKept = this.#ended.findIndex((number) => (this.#orders.get(number)?.endedIn ?? oldest) >= oldest);
    this.#drop(firstKept < 0 ? this.#ended.length : firstKept);
    this.#fills = this.#fills.filter((fill) => fill.period >= oldest);
  }

  #drop(count: number): void {
    for (const number of this.#ended.splice(0, count)) {
      const order = this.#orders.get(number);
      this.#orders.delete(number);
      if (!order) continue;
      const key = clientKey(order.intent.account, order.intent.id);
      if (this.#byClient.get(key) === order) this.#byClient.delete(key);
    }
  }

  /** Everything, as plain data that is still the state's own: to be made text at once. */
  snapshot(): unknown {
    const snapshot: Snapshot = {
      version: SNAPSHOT_VERSION,
      ...this.#counters,
      accounts: [...this.accounts.values()].map((account) => account.state()),
      orders: [...this.#orders.values()],
      ended: this.#ended,
      fills: this.#fills,
    };
    return snapshot;
  }

  /** Leaves out order numbers below `next`: they were told to someone though nothing of them could be written. */
  skipOrderNumbers(next: number): void {
    this.#counters.nextOrder = Math.max(this.#counters.nextOrder, next);
  }

  /** From what `snapshot` gave, read back. Throws where it is of another version or names instruments that are no longer there. */
  static from(saved: unknown, instruments: readonly Instrument[]): ExchangeState {
    const state = new ExchangeState(instruments);
    const snapshot = saved as Snapshot;
    if (snapshot.version !== SNAPSHOT_VERSION) throw new Error(`snapshot of version ${String(snapshot.version)}, this program knows ${SNAPSHOT_VERSION}`);
    const { nextOrder, nextFill, nextPriority, period, tradingDay, settledDay } = snapshot;
    Object.assign(state.#counters, { nextOrder, nextFill, nextPriority, period, tradingDay, settledDay });
    for (const account of snapshot.accounts) state.accounts.set(account.id, ExchangeAccount.from(account, (id) => state.instrumentOf(id)));
    for (const order of snapshot.orders) {
      state.#orders.set(order.number, order);
      state.#byClient.set(clientKey(order.intent.account, order.intent.id), order);
      if (order.state !== 'working') continue;
      state.#working.add(order);
      state.#accountOf(order).hold(order, state.instrumentOf(order.intent.instrument));
      if (rests(order.intent)) state.#restingOf(order).insert(order);
    }
    state.#ended = [...snapshot.ended];
    state.#fills = [...snapshot.fills];
    return state;
  }
}

/** Good till cancelled, unless it closes lots of a day that is over. */
const outlivesDay = (order: ExchangeOrder): boolean => order.intent.timeInForce === 'gtc' && order.intent.offset !== 'close-today';
