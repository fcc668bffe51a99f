/**
 * The exchange's whole durable state: accounts, orders, fills, counters. Changed event by event (by `apply`, or by the method of the
 * same event, which the exchange calls as it decides), and by nothing of the market: the same events give the same state, and a snapshot
 * with the events after it gives it again.
 *
 * Ended orders and fills are kept for the brokers' queries until the second settlement after them (so that whoever was away
 * during one settlement still finds how its orders ended), and not many more than the newest of them (kept-orders.ts).
 */
import type { FillReport, OrderIntent } from '#electron/brokers/broker.ts';
import { sideClosedBy } from '#shared/ledger/holding.ts';
import { CURRENCIES, type Currency, type Instrument, type InstrumentId } from '#shared/model/instrument.ts';
import { isPriced, type OrderCondition } from '#shared/model/order.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import { ExchangeAccount } from './account.ts';
import type { DeliveryEvent, ExchangeEvent, SettledEvent } from './events.ts';
import { KeptFills, type DayFill } from './fills.ts';
import { KeptOrders } from './kept-orders.ts';
import { FIGURE, FLAG, waitsBy } from './order-row.ts';
import type { OrderTable } from './order-table.ts';
import { numberIn, type ExchangeOrder, type OrderState } from './orders.ts';
import { RestingOrders } from './resting.ts';
import { TriggerBook } from './triggers.ts';
import { closedBefore, readSnapshot, SNAPSHOT_VERSION, type Counters, type Snapshot } from './snapshot.ts';
import type { StakePair } from './stake.ts';

const DAY_ENDED: Fault = { code: 'day-ended' };

/** An accepted order with what it belongs to. */
export type AcceptedOrder = ExchangeOrder & { readonly account: ExchangeAccount; readonly instrument: Instrument; readonly stakes: StakePair };

export class ExchangeState {
  readonly instruments: readonly Instrument[];
  readonly accounts = new Map<string, ExchangeAccount>();
  /** The same by their places. */
  readonly #accountAt: ExchangeAccount[] = [];
  /** By the instrument's place in the feed. */
  readonly resting: RestingOrders[];
  /** Conditional orders that wait, by the instrument's place in the feed; absent where there never was one. */
  readonly triggers: (TriggerBook | undefined)[];
  readonly #indexOf = new Map<InstrumentId, number>();
  readonly #orders: KeptOrders;
  readonly #fills: KeptFills;
  readonly #counters: Counters = { nextOrder: 1, nextFill: 1, nextPriority: 1, period: 0, tradingDay: null, settledDay: null, closings: {} };

  constructor(instruments: readonly Instrument[]) {
    this.instruments = instruments;
    this.#orders = new KeptOrders(instruments, this.#accountAt);
    this.#fills = new KeptFills(instruments, this.#accountAt);
    this.resting = instruments.map(() => new RestingOrders(this.#orders.table));
    this.triggers = instruments.map(() => undefined);
    instruments.forEach((instrument, index) => this.#indexOf.set(instrument.id, index));
  }

  get counters(): Readonly<Counters> {
    return this.#counters;
  }

  /** In order of their numbers. */
  working(): Iterable<AcceptedOrder> {
    return this.#orders.working() as Iterable<AcceptedOrder>;
  }

  /** Where the orders' rows are. */
  get orderTable(): OrderTable {
    return this.#orders.table;
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

  #accepted(number: number): AcceptedOrder {
    return this.order(number) as AcceptedOrder;
  }

  /** By the exchange's id where it is known, else by the client's. */
  find(account: string, clientOrderId: string, brokerOrderId: string | null): ExchangeOrder | undefined {
    if (brokerOrderId === null) {
      const holder = this.accounts.get(account);
      return holder === undefined ? undefined : this.findByClientId(holder, clientOrderId);
    }
    const order = this.#orders.get(numberIn(brokerOrderId));
    return order?.account?.id === account ? order : undefined;
  }

  findByClientId(account: ExchangeAccount, clientOrderId: string): ExchangeOrder | undefined {
    return this.#orders.find(account, clientOrderId);
  }

  *ordersOf(account: string): Iterable<ExchangeOrder> {
    for (const order of this.#orders.all()) if (order.account?.id === account) yield order;
  }

  fillsOf(account: string): Iterable<FillReport> {
    return this.#fills.of(account);
  }

  /** An account's fills in a currency since its books were last closed, with what they closed. */
  *dayFillsOf(account: string, currency: Currency): Iterable<DayFill> {
    const { closings } = this.#counters;
    for (const fill of this.#fills.since(closings[currency]?.period ?? 0, account, this.accounts.get(account)?.firstFill ?? 0)) {
      if (this.instruments[this.indexOf(fill.report.instrument)]?.currency === currency) yield fill;
    }
  }

  apply(event: ExchangeEvent): void {
    switch (event.type) {
      case 'account': {
        const account = new ExchangeAccount(event.account, event.name, this.#accountAt.length, this.instruments);
        account.deposit(event.deposits, event.time);
        this.#open(account);
        return;
      }
      case 'placed':
        this.place(event.order, event.intent, event.closing, event.price ?? (isPriced(event.intent.type) ? event.intent.price : null), event.time, event.tradingDay);
        return;
      case 'rejected':
        this.reject(event.order, event.intent, event.fault, event.time, event.tradingDay);
        return;
      case 'fill':
        this.fill(this.#accepted(event.order), event.fill, event.price, event.quantity, event.closeToday, event.fee, event.time, event.tradingDay);
        return;
      case 'modified':
        return this.modify(this.#accepted(event.order), event.price, event.quantity, event.closing, event.time, event.condition);
      case 'priced':
        return this.#goLive(this.#accepted(event.order), event.price, event.time);
      case 'triggered': {
        const order = this.#accepted(event.order);
        this.triggers[order.index]?.remove(order.number);
        order.triggered = true;
        return this.#goLive(order, event.price, event.time, event.closing);
      }
      case 'trailed': {
        const order = this.#accepted(event.order);
        order.account.release(order, order.instrument, order.stakes);
        order.best = event.best;
        order.trigger = event.trigger;
        this.triggers[order.index]?.follow(order.number, event.best, event.trigger);
        order.time = event.time;
        order.account.hold(order, order.instrument, order.stakes);
        return;
      }
      case 'ended':
        return this.end(this.#accepted(event.order), event.state, event.fault, event.time);
      case 'cash': {
        const { time, currency, amount } = event;
        this.#account(event.account).transfer({ time, currency, amount, counterpart: null, kind: amount >= 0 ? 'deposit' : 'withdrawal' });
        return;
      }
      case 'transfer': {
        const { from, to, time, currency, amount } = event;
        this.#account(from).transfer({ time, currency, amount: -amount, counterpart: to, kind: 'withdrawal' });
        this.#account(to).transfer({ time, currency, amount, counterpart: from, kind: 'deposit' });
        return;
      }
      case 'reset': {
        const account = this.#account(event.account);
        for (const order of this.working()) if (order.account === account) this.end(order, 'cancelled', null, event.time);
        account.reset(event.deposits, event.time, this.#counters.nextFill);
        return;
      }
      case 'day':
        this.#counters.tradingDay = event.tradingDay;
        this.#counters.settledDay = null;
        return;
      case 'confirmed': {
        const account = this.#account(event.account);
        account.confirmed = Math.max(account.confirmed, event.number);
        return;
      }
      case 'settled':
        return this.settle(event);
    }
  }

  #open(account: ExchangeAccount): void {
    this.#accountAt.push(account);
    this.accounts.set(account.id, account);
  }

  #account(id: string): ExchangeAccount {
    const account = this.accounts.get(id);
    if (!account) throw new Error(`the exchange has no account ${id}`);
    return account;
  }

  #admit(number: number, intent: OrderIntent, price: Ticks | null, time: number, tradingDay: string, account = this.accounts.get(intent.account) ?? null, index = this.indexOf(intent.instrument)): ExchangeOrder {
    this.#counters.nextOrder = number + 1;
    return this.#orders.add(number, intent, account, index, price, time, tradingDay, this.#counters.nextPriority++);
  }

  /**
   * Accepts an order: it holds back what it needs, and rests at its price if it is one that rests. Who knows whose it is, what of, and what
   * it holds back (NaN for unknown) says so.
   */
  place(number: number, intent: OrderIntent, closing: number, price: Ticks | null, time: number, tradingDay: string, account?: ExchangeAccount | null, index?: number, reserve: Money = NaN): AcceptedOrder {
    const order = this.#admit(number, intent, price, time, tradingDay, account, index) as AcceptedOrder;
    if (order.stakes === null) throw new Error(`the catalogue has no ${intent.instrument}, which the exchange's log holds`);
    order.closing = closing;
    order.account.hold(order, order.instrument, order.stakes, reserve);
    if (order.resting) this.resting[order.index].insert(order);
    else if (order.condition !== null) this.#await(order);
    return order;
  }

  /** Has a conditional order wait for its trigger, or goes on waiting where it stood. */
  #await({ number, priority, index, instrument, side, type, condition, trigger, best }: AcceptedOrder): void {
    if (condition === null) return;
    const book = (this.triggers[index] ??= new TriggerBook(instrument));
    book.add(number, priority, { side, type, condition }, trigger ?? NaN, best ?? NaN);
  }

  reject(number: number, intent: OrderIntent, fault: Fault, time: number, tradingDay: string): ExchangeOrder {
    const order = this.#admit(number, intent, intent.price, time, tradingDay);
    order.fault = fault;
    this.#end(order, 'rejected');
    return order;
  }

  modify(order: AcceptedOrder, price: Ticks | null, quantity: number, closing: number, time: number, condition?: OrderCondition): void {
    const { account, instrument, stakes } = order;
    account.release(order, instrument, stakes);
    const resting = order.handle < 0 ? null : this.resting[order.index];
    const stays = price === order.price && quantity <= order.quantity;
    if (resting !== null && stays && quantity < order.quantity) resting.book.reduce(order.handle, order.quantity - quantity);
    if (resting !== null && !stays) resting.remove(order);
    if (!stays) this.#comeLast(order);
    order.price = price;
    order.quantity = quantity;
    order.closing = closing;
    order.time = time;
    if (condition !== undefined) {
      order.condition = condition;
      order.trigger = condition.trigger;
      order.best = null;
    }
    if (order.waiting && (condition !== undefined || !stays)) {
      this.triggers[order.index]?.remove(order.number);
      this.#await(order);
    }
    account.hold(order, instrument, stakes);
    if (resting !== null && !stays) resting.insert(order);
  }

  /** Puts an order behind all others. */
  #comeLast(order: AcceptedOrder): void {
    order.priority = this.#counters.nextPriority++;
    if (order.closes) order.stakes[sideClosedBy(order.side)].delist(order);
  }

  /** An order that waited outside the book comes to it now, as a limit order where it has a price. */
  #goLive(order: AcceptedOrder, price: Ticks | null, time: number, closing = order.closing): void {
    const { account, instrument, stakes, timeInForce } = order;
    account.release(order, instrument, stakes);
    order.closing = closing;
    order.price = price;
    this.#comeLast(order);
    order.time = time;
    order.resting = price !== null && (timeInForce === 'day' || timeInForce === 'gtc');
    account.hold(order, instrument, stakes);
    if (order.resting) this.resting[order.index].insert(order);
  }

  fill(order: AcceptedOrder, fill: number, price: Ticks, quantity: number, closeToday: number, fee: Money, time: number, tradingDay: string): void {
    const { account, instrument, stakes, table, at } = order;
    const { figures } = table;
    account.release(order, instrument, stakes);
    const realised = account.fill(order, instrument, stakes, price, quantity, fee, tradingDay, this.#fills.close);
    if (order.handle >= 0) this.resting[order.index].take(order, quantity);
    const filled = figures[at + FIGURE.filled] + quantity;
    figures[at + FIGURE.filled] = filled;
    figures[at + FIGURE.filledValue] += price * quantity;
    if (closeToday > 0) {
      order.closeToday += closeToday;
      order.closeTodayValue += price * closeToday;
    }
    figures[at + FIGURE.time] = time;
    if (filled < figures[at + FIGURE.quantity]) account.hold(order, instrument, stakes);
    else this.#end(order, 'filled');
    if (instrument.offsets === 'net') this.#giveWay(order);
    this.#counters.nextFill = fill + 1;
    this.#fills.add(this.#counters.period, order, fill, price, quantity, fee, realised, time, tradingDay);
  }

  /** Where a fill closed what other orders of its side meant to close, they open instead, the last to come first. */
  #giveWay({ account, instrument, stakes, side }: AcceptedOrder): void {
    const stake = stakes[sideClosedBy(side)];
    for (let over = stake.overheld; over > 0; over = stake.overheld) {
      const last = stake.newestCloser;
      if (last === null) throw new Error(`${over} of ${instrument.id} are held back by no order`);
      const given = Math.min(over, last.closing);
      account.release(last, instrument, stakes);
      last.closing -= given;
      account.hold(last, instrument, stakes);
    }
  }

  end(order: AcceptedOrder, state: 'cancelled' | 'expired', fault: Fault | null, time: number): void {
    order.time = time;
    order.fault = fault;
    order.account.release(order, order.instrument, order.stakes);
    this.#end(order, state);
  }

  /**
   * Day orders expire, contracts end, accounts are settled, what stays is held again: all of it, or none of it was ever written.
   * @param beforeRoll looks at an account once its expired contracts have ended, before its day is yesterday
   */
  settle(event: SettledEvent, beforeRoll?: (account: ExchangeAccount) => void): void {
    const staying: AcceptedOrder[] = [];
    const expired = new Set(event.deliveries?.map(({ instrument }) => instrument));
    const closes = (currency: Currency): boolean => event.currencies?.includes(currency) ?? true;
    for (const order of this.working()) {
      if (!closes(order.instrument.currency)) continue;
      if (outlivesDay(order, event) && !expired.has(order.instrument.id)) {
        order.account.release(order, order.instrument, order.stakes);
        staying.push(order);
      } else this.end(order, 'expired', DAY_ENDED, event.time);
    }
    for (const delivery of event.deliveries ?? []) this.#deliver(delivery, event);
    const period = this.#counters.period + 1;
    for (const account of this.accounts.values()) {
      beforeRoll?.(account);
      account.settle((instrument): Ticks => event.prices[instrument.id] ?? NaN, closes);
      if (!account.currencies.some(closes)) continue;
      account.statement = { number: period, tradingDay: event.tradingDay };
      if (event.confirmed !== false) account.confirmed = period;
    }
    for (const order of staying) order.account.hold(order, order.instrument, order.stakes);
    this.#counters.period = period;
    this.#counters.settledDay = event.tradingDay;
    for (const currency of event.currencies ?? CURRENCIES) this.#counters.closings[currency] = { tradingDay: event.tradingDay, period };
    this.#forget();
  }

  #deliver(delivery: DeliveryEvent, { prices, tradingDay }: SettledEvent): void {
    const account = this.#account(delivery.account);
    const instrument = this.instrumentOf(delivery.instrument);
    const stakes = account.stakesAt(this.indexOf(instrument.id));
    account.deliver(stakes[delivery.side], delivery, prices[instrument.id] ?? NaN);
    if (!delivery.underlying) return;
    const underlying = this.instrumentOf(delivery.underlying.instrument);
    account.exchangeShares(account.stakesAt(this.indexOf(underlying.id)), delivery.underlying.quantity, delivery.price, tradingDay);
  }

  /** Ends a released order. */
  #end(order: ExchangeOrder, state: ExchangeOrder['state']): void {
    const { flags } = order;
    if (order.handle >= 0) this.resting[order.index].remove(order);
    else if (waitsBy(flags)) this.triggers[order.index]?.remove(order.number);
    if ((flags & FLAG.closes) !== 0) order.stakes?.[sideClosedBy(order.side)].delist(order);
    this.#orders.end(order, state, this.#counters.period);
  }

  /** Drops what ended before the last settlement but one. */
  #forget(): void {
    const oldest = this.#counters.period - 1;
    this.#orders.forget(oldest);
    this.#fills.forget(oldest);
  }

  /** Everything, as plain data, in part still the state's own: to be made text at once. */
  snapshot(): unknown {
    const snapshot: Snapshot = {
      version: SNAPSHOT_VERSION,
      ...this.#counters,
      accounts: [...this.accounts.values()].map((account) => account.state()),
      orders: Array.from(this.#orders.all(), (order) => order.saved()),
      ended: this.#orders.ended,
      fills: this.#fills.saved(),
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
    const snapshot = readSnapshot(saved);
    const { nextOrder, nextFill, nextPriority, period, tradingDay, settledDay } = snapshot;
    Object.assign(state.#counters, { nextOrder, nextFill, nextPriority, period, tradingDay, settledDay, closings: snapshot.closings ?? closedBefore(snapshot) });
    const indexOf = (id: InstrumentId): number => {
      const index = state.indexOf(id);
      if (index < 0) throw new Error(`the catalogue has no ${id}, which the exchange's log holds`);
      return index;
    };
    for (const account of snapshot.accounts) state.#open(ExchangeAccount.from(account, state.#accountAt.length, indexOf, instruments));
    for (const order of snapshot.orders) state.#restore(order);
    const working = [...state.working()].sort((a, b) => a.priority - b.priority);
    for (const order of working) {
      order.account.hold(order, order.instrument, order.stakes);
      if (order.resting) state.resting[order.index].insert(order);
      else if (order.waiting) state.#await(order);
    }
    for (const number of snapshot.ended) state.#orders.remember(state.order(number));
    state.#fills.restore(snapshot.fills);
    return state;
  }

  #restore(saved: OrderState): void {
    const { number, intent, time, tradingDay, ...changed } = saved;
    const { nextOrder, nextPriority } = this.#counters;
    Object.assign(this.#admit(number, intent, saved.price, time, tradingDay), changed);
    Object.assign(this.#counters, { nextOrder, nextPriority });
  }
}

/**
 * Good till cancelled, unless it closes lots of a day that is over; where markets end their days by themselves, also what came for a
 * later day already (it was queued after the close).
 */
const outlivesDay = (order: ExchangeOrder, { currencies, tradingDay }: SettledEvent): boolean =>
  (order.timeInForce === 'gtc' && order.offset !== 'close-today') || (currencies !== undefined && order.tradingDay > tradingDay);
