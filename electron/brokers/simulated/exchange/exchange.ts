/**
 * The simulated exchange: decides what becomes of commands and quotes, and says so as events. Pure and synchronous: it is driven
 * by its caller, has no timers and no clock but the market's, and the same calls over the same market give the same events.
 *
 * Matching is market-making, as openctp's TTS and Simnow do it: an order trades against the displayed quote.
 * - A limit order at or through the touch fills at once, level by level at the displayed prices up to its own, as far as the
 *   displayed sizes go; the rest waits (day, gtc) or is cancelled (ioc; fok: all or nothing).
 * - A waiting order fills at its own price when the opposite side reaches it, as far as that side's displayed size goes, in
 *   price-time priority among the waiting orders of all accounts.
 * - A market order takes every displayed level; what is left is cancelled.
 * The market itself is not moved. Matching of participants' own orders is another mode: it would stand beside `#execute` and
 * `#matchResting`, by `instrument.origin`.
 *
 * When the replay jumps or loops, waiting orders stay and meet the new prices as they would after any gap: at their own price.
 * No settlement happens for a day that was left before its end.
 */
import type { FillReport, OrderIntent, OrderReport, RequestRefusal } from '#electron/brokers/broker.ts';
import { sideClosedBy } from '#shared/ledger/holding.ts';
import type { Funds } from '#shared/model/account.ts';
import { CURRENCIES, type Currency, type Instrument, type InstrumentId } from '#shared/model/instrument.ts';
import type { Side } from '#shared/model/order.ts';
import type { Position, PositionSide } from '#shared/model/position.ts';
import { markOf, QUOTE } from '#shared/model/quote.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import type { ExchangeAccount, Marks } from './account.ts';
import type { Deposits, ExchangeEvent } from './events.ts';
import { ExchangeState } from './exchange-state.ts';
import { DisplayedLiquidity, type DisplayedMarket } from './liquidity.ts';
import { remainingOf, reportOf, rests, type ExchangeOrder } from './orders.ts';
import { fillFee, reserveOf } from './reserve.ts';
import { brokenFunds, brokenTerm, closingOf, phaseOf, type Ask } from './rules.ts';

/** The market that the exchange trades against: a feed, as far as the exchange looks at it. */
export interface ExchangeMarket extends DisplayedMarket {
  readonly time: number;
  readonly tradingDay: string;
}

/** What participants are told, in this order. */
export type Announcement =
  | { readonly kind: 'order'; readonly report: OrderReport }
  | { readonly kind: 'fill'; readonly report: FillReport }
  | { readonly kind: 'refusal'; readonly refusal: RequestRefusal }
  | { readonly kind: 'settled'; readonly account: string; readonly tradingDay: string };

/** What happened since the last `drain`: to be written first, then announced. */
export interface Batch {
  readonly events: readonly ExchangeEvent[];
  readonly announcements: readonly Announcement[];
  /** Positions that changed, as they are now. */
  readonly positions: readonly Position[];
  /** Accounts whose funds changed. */
  readonly accounts: ReadonlySet<string>;
}

const BOTH: readonly PositionSide[] = ['long', 'short'];
const TAKERS: readonly Side[] = ['buy', 'sell'];

export class Exchange {
  readonly state: ExchangeState;
  readonly #market: ExchangeMarket;
  readonly #liquidity: DisplayedLiquidity;
  #events: ExchangeEvent[] = [];
  #announcements: Announcement[] = [];
  /** Positions that changed. */
  #touched = new Map<string, { readonly account: ExchangeAccount; readonly index: number; readonly side: PositionSide }>();
  #accounts = new Set<string>();
  /** The market jumped or looped: whatever day it shows now has begun anew. */
  #jumped = false;

  constructor(state: ExchangeState, market: ExchangeMarket) {
    this.state = state;
    this.#market = market;
    this.#liquidity = new DisplayedLiquidity(market);
  }

  readonly #marks: Marks = (instrument: Instrument): Ticks => markOf(this.#market.quoteOf(this.state.indexOf(instrument.id)));

  /** Opens an account unless it is there. */
  createAccount(account: string, name: string, deposits: Deposits): void {
    if (this.state.accounts.has(account)) return;
    this.#emit({ type: 'account', account, name, deposits, time: this.#market.time });
    this.#accounts.add(account);
  }

  /** Takes an order in: accepted or rejected, filled as far as the market allows. The same client id twice is one order. */
  place(intent: OrderIntent): void {
    const known = this.state.find(intent.account, intent.id, null);
    if (known) {
      this.#announcements.push({ kind: 'order', report: reportOf(known) });
      return;
    }
    this.beginDay();
    const { time, tradingDay } = this.#market;
    const number = this.state.counters.nextOrder;
    const checked = this.#check(intent);
    if (typeof checked !== 'number') {
      this.#emit({ type: 'rejected', order: number, intent, fault: checked, time, tradingDay });
      this.#report(this.state.order(number));
      return;
    }
    this.#emit({ type: 'placed', order: number, intent, closing: checked, time, tradingDay });
    const order = this.state.order(number);
    this.#report(order);
    this.#execute(order);
  }

  cancel(account: string, clientOrderId: string, brokerOrderId: string | null): void {
    const order = this.#workingOrder(account, clientOrderId, brokerOrderId, 'cancelling');
    if (order) this.#end(order, 'cancelled', null);
  }

  /**
   * Changes price and total quantity. Less quantity at the same price keeps the place in the queue; anything else loses it.
   * @param price null: as it is
   */
  modify(account: string, clientOrderId: string, brokerOrderId: string, price: Ticks | null, quantity: number): void {
    const order = this.#workingOrder(account, clientOrderId, brokerOrderId, 'changing');
    if (!order) return;
    this.beginDay();
    const newPrice = price ?? order.price;
    const checked = this.#check(order.intent, { order, price: newPrice, quantity });
    if (typeof checked !== 'number') {
      this.#refuse(account, order.intent.id, 'changing', checked);
      return;
    }
    this.#emit({ type: 'modified', order: order.number, price: newPrice, quantity, closing: checked, time: this.#market.time });
    this.#report(order);
    this.#execute(order);
  }

  /** The market of an instrument changed (its quote or its book). */
  onMarket(index: number): void {
    this.#liquidity.refresh(index);
    if (this.state.resting[index].size > 0) this.#matchResting(index);
  }

  /** The market jumped in time or looped. */
  onReset(): void {
    this.#liquidity.clear();
    this.#jumped = true;
  }

  /**
   * Settles a trading day, once: again is without effect until another day has begun.
   * @returns whether it was settled now
   */
  settle(tradingDay: string, settlement: ReadonlyMap<InstrumentId, Ticks>): boolean {
    if (this.state.counters.settledDay === tradingDay && !this.#jumped) return false;
    this.#liquidity.clear();
    const expiring = [...this.state.working];
    for (const account of this.state.accounts.values()) {
      for (const position of account.positions(this.#marks)) this.#touch(account.id, position.instrument);
    }
    const prices: Record<InstrumentId, Ticks> = {};
    for (const [id, price] of settlement) if (!Number.isNaN(price)) prices[id] = price;
    this.#emit({ type: 'settled', tradingDay, prices, time: this.#market.time });
    for (const order of expiring) {
      if (order.state === 'expired') this.#announcements.push({ kind: 'order', report: reportOf(order) });
      this.#touch(order.intent.account, order.intent.instrument);
    }
    for (const account of this.state.accounts.keys()) {
      this.#announcements.push({ kind: 'settled', account, tradingDay });
      this.#accounts.add(account);
    }
    return true;
  }

  /** What is to be written and announced. */
  drain(): Batch | null {
    if (this.#events.length === 0 && this.#announcements.length === 0) return null;
    const positions: Position[] = [];
    for (const { account, index, side } of this.#touched.values()) positions.push(account.position(this.state.instruments[index], side, this.#marks));
    const batch: Batch = { events: this.#events, announcements: this.#announcements, positions, accounts: this.#accounts };
    this.#events = [];
    this.#announcements = [];
    this.#touched = new Map();
    this.#accounts = new Set();
    return batch;
  }

  positions(account: string): readonly Position[] {
    return this.state.accounts.get(account)?.positions(this.#marks) ?? [];
  }

  /** @param time UTC ms, this machine's */
  funds(account: string, time: number): readonly Funds[] {
    const holder = this.state.accounts.get(account);
    if (!holder) return [];
    return CURRENCIES.filter((currency) => holder.currencies.includes(currency)).map((currency) => holder.funds(currency, this.#marks, time));
  }

  #available(account: ExchangeAccount, currency: Currency): Money {
    return account.available(currency, this.#marks);
  }

  /** What of an order closes a position, or why it is refused. With `change`, of the order as it is to become. */
  #check(intent: OrderIntent, change?: { readonly order: ExchangeOrder; readonly price: Ticks | null; readonly quantity: number }): number | Fault {
    const account = this.state.accounts.get(intent.account);
    if (!account) return { code: 'account-unknown', params: { account: intent.account } };
    const index = this.state.indexOf(intent.instrument);
    if (index < 0) return { code: 'instrument-unknown', params: { instrument: intent.instrument } };
    const instrument = this.state.instruments[index];
    const ask: Ask = {
      instrument,
      intent,
      price: intent.type === 'market' ? null : change ? change.price : intent.price,
      quantity: change?.quantity ?? intent.quantity,
      filled: change?.order.filled ?? 0,
      quote: this.#market.quoteOf(index),
      tradingDay: this.#market.tradingDay,
    };
    const broken = brokenTerm(ask);
    if (broken) return broken;
    const closing = closingOf(ask, account, change?.order.closing ?? 0);
    if (!closing.ok) return closing.fault;
    return this.#brokenFunds(ask, account, index, closing.value, change?.order) ?? closing.value;
  }

  /** Only what opens needs funds: whoever is short of them can still close. */
  #brokenFunds(ask: Ask, account: ExchangeAccount, index: number, closing: number, order: ExchangeOrder | undefined): Fault | null {
    const { instrument, intent } = ask;
    let remaining = ask.quantity - ask.filled;
    if (remaining === closing) return null;
    let price = ask.price;
    if (price === null) {
      const plan = this.#liquidity.plan(index, intent.side, null, remaining);
      if (plan.quantity <= closing) return null;
      remaining = plan.quantity;
      price = plan.worst;
    } else if (intent.side === 'sell') {
      // It may fill at the bid, above its own price, and then ties up more.
      const bid = this.#market.quoteOf(index)[QUOTE.bid];
      if (bid > price) price = bid;
    }
    const costed = { intent, closing, filled: 0, filledValue: 0, closeToday: 0, closeTodayValue: 0 };
    if (order) Object.assign(costed, { filled: order.filled, filledValue: order.filledValue, closeToday: order.closeToday, closeTodayValue: order.closeTodayValue });
    const needed = reserveOf(instrument, costed, price, remaining);
    return brokenFunds(instrument, needed, this.#available(account, instrument.currency) + (order?.frozen ?? 0));
  }

  /** Lets an order take what is displayed now. */
  #execute(order: ExchangeOrder): void {
    const { intent, price } = order;
    const index = this.state.indexOf(intent.instrument);
    if (phaseOf(this.#market.quoteOf(index)) !== 'continuous') return;
    if (intent.timeInForce === 'fok' && this.#liquidity.plan(index, intent.side, price, order.quantity).quantity < order.quantity) {
      this.#end(order, 'cancelled', { code: 'fok-not-filled' });
      return;
    }
    while (remainingOf(order) > 0 && this.#liquidity.next(index, intent.side, price) >= 0) this.#fill(order, index, this.#liquidity.price);
    if (remainingOf(order) > 0 && !rests(intent)) {
      this.#end(order, 'cancelled', { code: intent.type === 'market' ? 'market-remainder' : 'ioc-remainder' });
    }
  }

  /** Lets waiting orders take what the market brought to them. */
  #matchResting(index: number): void {
    if (phaseOf(this.#market.quoteOf(index)) !== 'continuous') return;
    const resting = this.state.resting[index];
    for (const side of TAKERS) {
      for (let order = resting.best(side); order && order.price !== null; order = resting.best(side)) {
        if (this.#liquidity.next(index, side, order.price) < 0) break;
        this.#fill(order, index, order.price);
      }
    }
  }

  /** Fills an order at `price` from the level that the liquidity found. */
  #fill(order: ExchangeOrder, index: number, price: Ticks): void {
    this.beginDay();
    const { intent } = order;
    const instrument = this.state.instruments[index];
    const quantity = Math.min(this.#liquidity.left, remainingOf(order));
    this.#liquidity.take(index, intent.side, quantity);
    const account = this.state.accounts.get(intent.account);
    const mixed = account && instrument.offsets === 'open-close' && intent.offset === 'close';
    const closeToday = mixed ? account.ofToday(instrument, sideClosedBy(intent.side), quantity) : 0;
    const fee = fillFee(instrument, order, price, quantity, closeToday);
    const { time, tradingDay } = this.#market;
    this.#emit({ type: 'fill', order: order.number, fill: this.state.counters.nextFill, price, quantity, closeToday, fee, time, tradingDay });
    const report = this.state.lastFill;
    if (report) this.#announcements.push({ kind: 'fill', report });
    this.#report(order);
  }

  #end(order: ExchangeOrder, state: 'cancelled' | 'expired', fault: Fault | null): void {
    this.#emit({ type: 'ended', order: order.number, state, fault, time: this.#market.time });
    this.#report(order);
  }

  #workingOrder(account: string, clientOrderId: string, brokerOrderId: string | null, request: RequestRefusal['request']): ExchangeOrder | null {
    const order = this.state.find(account, clientOrderId, brokerOrderId);
    if (order?.state === 'working') return order;
    this.#refuse(account, clientOrderId, request, order ? { code: 'order-final' } : { code: 'order-unknown', params: { order: clientOrderId } });
    return null;
  }

  #refuse(account: string, clientOrderId: string, request: RequestRefusal['request'], fault: Fault): void {
    this.#announcements.push({ kind: 'refusal', refusal: { account, clientOrderId, request, fault } });
  }

  /** Announces an order as it is now. */
  #report(order: ExchangeOrder): void {
    this.#announcements.push({ kind: 'order', report: reportOf(order) });
    if (order.state !== 'rejected') this.#touch(order.intent.account, order.intent.instrument);
  }

  #touch(account: string, instrument: InstrumentId): void {
    this.#accounts.add(account);
    const holder = this.state.accounts.get(account);
    const index = this.state.indexOf(instrument);
    for (const side of BOTH) {
      if (holder?.knows(this.state.instruments[index], side)) this.#touched.set(`${account}/${instrument}/${side}`, { account: holder, index, side });
    }
  }

  /** Notes the market's trading day where another is open. */
  beginDay(): void {
    if (this.state.counters.tradingDay === this.#market.tradingDay && !this.#jumped) return;
    this.#jumped = false;
    const { time, tradingDay } = this.#market;
    this.#emit({ type: 'day', tradingDay, time });
  }

  #emit(event: ExchangeEvent): void {
    this.state.apply(event);
    this.#events.push(event);
  }
}
