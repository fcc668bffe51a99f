/**
 * The simulated exchange: decides what becomes of commands and quotes, and says so as events. Pure and synchronous: it is driven
 * by its caller, has no timers and no clock but the market's, and the same calls over the same market give the same events.
 *
 * An order is checked, accepted (it holds back funds and positions from then on), and then trades at its instrument's venue: with the
 * others' orders where the instrument is a matching one (crossing.ts), against the displayed market else (market-making.ts). What is
 * left rests or is cancelled, as its type says (`#finish`). Conditional orders wait outside the book for the last price to reach their
 * trigger. In a call auction everything rests until `onAuction`. On the wall clock each market's session decides what is taken (phases.ts).
 *
 * When the replay jumps or loops, waiting orders stay and meet the new prices as they would after any gap: at their own price.
 * No settlement happens for a day that was left before its end.
 */
import type { OrderIntent, RequestRefusal } from '#electron/brokers/broker.ts';
import { sideClosedBy, sideOpenedBy } from '#shared/ledger/holding.ts';
import type { Funds } from '#shared/model/account.ts';
import { CURRENCIES, type Currency, type InstrumentId } from '#shared/model/instrument.ts';
import { isConditional, isPriced, type OrderCondition, type OrderType, type Side } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import type { Statement } from '#shared/model/statement.ts';
import { markOf, QUOTE } from '#shared/model/quote.ts';
import { conditionFault, reachedFault } from '#shared/orders/condition.ts';
import { has, offerFault, offerOf, type Offer } from '#shared/orders/offer.ts';
import { formatPrice, type Money, type Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import type { ExchangeAccount, Marks } from './account.ts';
import { ACCOUNT_RESET, announced, cashFault, SAME_ACCOUNT } from './account-checks.ts';
import type { DayEndScope } from '../feed.ts';
import { Crossing } from './crossing.ts';
import type { Deposits, ExchangeEvent } from './events.ts';
import type { AcceptedOrder, ExchangeState } from './exchange-state.ts';
import type { DisplayedMarket } from './liquidity.ts';
import { auctionRuleOf } from '../matching/auction-rules.ts';
import { MarketMaking } from './market-making.ts';
import { livePrice, restingPrice } from './order-prices.ts';
import type { ExchangeOrder } from './orders.ts';
import type { MatchingListener, ParticipantDesk, ParticipantOrder } from './participants.ts';
import { entryNow, lockFault, tradesAtClose, type Hours } from './phases.ts';
import { fillFee, mixesDays, reserveOf } from './reserve.ts';
import { brokenFunds, brokenPositionLimit, brokenTerm, closingOf, phaseOf, type Ask } from './rules.ts';
import { isSettled, settle, settlementOf } from './settlement.ts';
import type { Stake } from './stake.ts';
import { Batch, Turn } from './turn.ts';
import type { Booking, Venue } from './venue.ts';

/** The market that the exchange trades against: a feed, as far as the exchange looks at it. */
export interface ExchangeMarket extends DisplayedMarket {
  readonly time: number;
  readonly tradingDay: string;
  /** Of a market on the wall clock: each instrument's own hours and trading day. */
  readonly live?: Hours;
}

export interface ExchangeOptions {
  /** Ticks that an order without a price is given worse than a displayed market shows; 0 unless given. */
  readonly slippageTicks?: number;
}

const UNSEEN = -1;

/** Beyond it either way a price is no price: the book counts in 32 bits. */
export const FURTHEST_PRICE = 1_000_000_000;

/** What an order that waits may lack until it triggers. */
const TO_COME: ReadonlySet<Fault['code']> = new Set(['position-insufficient', 'position-not-yet-sellable']);

/** Price levels that an order may take when it arrives: SSE and SZSE trading rules (best five), HKEX (special limit, ten queues). */
const DEPTH: Partial<Record<OrderType, number>> = { 'best-five-ioc': 5, 'best-five-limit': 5, 'special-limit': 10 };

export class Exchange implements Booking, ParticipantDesk {
  readonly state: ExchangeState;
  readonly #market: ExchangeMarket;
  readonly #making: MarketMaking;
  readonly #crossing: Crossing;
  /** By the instrument's place in the feed. */
  readonly #venues: readonly Venue[];
  readonly #offers: readonly Offer[];
  /** The phase in which each displayed market was seen last. */
  readonly #phases: Float64Array;
  readonly #turn = new Turn();
  /** What changed in this turn; an account or stake that is in the list knows it by the list itself. */
  #stakes: Stake[] = [];
  #accounts: ExchangeAccount[] = [];
  /** The market jumped or looped: whatever day it shows now has begun anew. */
  #jumped = false;
  /** Of settlements in this turn. */
  #statements: Statement[] = [];
  /** Whether accounts are taken to have confirmed their statements as they are written. */
  confirmsStatements = true;

  constructor(state: ExchangeState, market: ExchangeMarket, options: ExchangeOptions = {}) {
    this.state = state;
    this.#market = market;
    this.#making = new MarketMaking(state, market, this, options.slippageTicks ?? 0);
    this.#crossing = new Crossing(state, this);
    this.#phases = new Float64Array(state.instruments.length).fill(UNSEEN);
    this.#offers = state.instruments.map(offerOf);
    this.#venues = state.instruments.map(({ origin }) => (origin === 'matching' ? this.#crossing : this.#making));
  }

  readonly #marks: Marks = (index: number): Ticks => markOf(this.#market.quoteOf(index));

  /** Ticks that an order without a price is given worse than a displayed market shows, from now on. */
  set slippageTicks(ticks: number) {
    this.#making.slippage = ticks;
  }

  /** Who shows the market of matching instruments. One. */
  listen(listener: MatchingListener): void {
    this.#crossing.listener = listener;
  }

  /** Opens an account unless it is there. */
  createAccount(account: string, name: string, deposits: Deposits): void {
    if (this.state.accounts.has(account)) return;
    this.#emit({ type: 'account', account, name, deposits, time: this.#market.time });
    this.#tellAccount(account);
  }

  /** Cash in (above zero) or out (below): at most what is available. @returns why not, null where it was done */
  moveCash(account: string, currency: Currency, amount: Money): Fault | null {
    const fault = cashFault(this.state.accounts, account, currency, amount, this.#marks);
    if (fault) return fault;
    this.#emit({ type: 'cash', account, currency, amount, time: this.#market.time });
    this.#tellAccount(account);
    return null;
  }

  /** Cash from one account to another: at most what is available. @returns why not, null where it was done */
  transferCash(from: string, to: string, currency: Currency, amount: Money): Fault | null {
    const { accounts } = this.state;
    const fault = from === to ? SAME_ACCOUNT : (cashFault(accounts, from, currency, -amount, this.#marks) ?? cashFault(accounts, to, currency, amount, this.#marks));
    if (fault) return fault;
    this.#emit({ type: 'transfer', from, to, currency, amount, time: this.#market.time });
    this.#tellAccount(from);
    this.#tellAccount(to);
    return null;
  }

  #tellAccount(account: string): void {
    const holder = this.state.accounts.get(account);
    if (holder) this.#turn.announce({ kind: 'account', account: announced(holder) });
    this.#touchAccount(account);
  }

  /** Has an account start again: orders cancelled, positions dropped, cash as given. @returns why not, null where it was done */
  resetAccount(account: string, deposits: Deposits): Fault | null {
    const holder = this.state.accounts.get(account);
    if (!holder) return { code: 'account-unknown', params: { account } };
    const books = new Set<number>();
    for (const order of this.state.working()) {
      if (order.account !== holder) continue;
      books.add(order.index);
      this.#end(order, 'cancelled', ACCOUNT_RESET);
    }
    for (const stake of holder.knownStakes()) this.#touchStake(stake);
    this.#emit({ type: 'reset', account, deposits, time: this.#market.time });
    this.#turn.announce({ kind: 'account-reset', account });
    this.#tellAccount(account);
    for (const index of books) this.#changed(index);
    return null;
  }

  /** Takes an order in: accepted or rejected, filled as far as the market allows. The same client id twice is one order. */
  place(intent: OrderIntent): void {
    const known = this.state.find(intent.account, intent.id, null);
    if (known) {
      this.#turn.told(known);
      return;
    }
    this.beginDay();
    const { time } = this.#market;
    const number = this.state.counters.nextOrder;
    const index = this.state.indexOf(intent.instrument);
    const tradingDay = this.#dayOf(index);
    const price = index < 0 ? intent.price : this.#arrivalPrice(intent, index);
    const checked = this.#check(intent, index, price, intent.quantity, intent.condition, null);
    if (typeof checked !== 'number') {
      this.#reject(number, intent, checked);
      return;
    }
    const order = this.state.place(number, intent, checked, price, time, tradingDay);
    this.#turn.placed(order);
    this.#touch(order);
    if (order.waiting) this.#watch(index);
    else this.#execute(order);
    this.#changed(index);
  }

  #reject(number: number, intent: OrderIntent, fault: Fault): void {
    const { time } = this.#market;
    const tradingDay = this.#dayOf(this.state.indexOf(intent.instrument));
    this.#turn.event({ type: 'rejected', order: number, intent, fault, time, tradingDay });
    this.#turn.told(this.state.reject(number, intent, fault, time, tradingDay));
  }

  /** The price an order comes with: its own, or the best of a side or the day's limit where its type and market say so; null for none. */
  #arrivalPrice(intent: OrderIntent, index: number): Ticks | null {
    const { type, side, price } = intent;
    if (isPriced(type)) return price;
    if (type !== 'counter-best' && type !== 'own-best') return restingPrice(intent, this.state.instruments[index], this.#market.quoteOf(index));
    const best = this.#venues[index].best(index, (type === 'own-best') === (side === 'buy') ? 'buy' : 'sell');
    return Number.isNaN(best) ? null : best;
  }

  cancel(account: string, clientOrderId: string, brokerOrderId: string | null): void {
    const order = this.#workingOrder(account, clientOrderId, brokerOrderId, 'cancelling');
    if (!order || this.#locked(order, 'cancelling')) return;
    this.#end(order, 'cancelled', null);
    this.#changed(order.index);
  }

  /**
   * Changes price and total quantity. Less quantity at the same price keeps the place in the queue; anything else loses it.
   * @param price null: as it is
   * @param condition what an order that has not triggered waits for from now on
   */
  modify(account: string, clientOrderId: string, brokerOrderId: string, price: Ticks | null, quantity: number, condition?: OrderCondition): void {
    const order = this.#workingOrder(account, clientOrderId, brokerOrderId, 'changing');
    if (!order || this.#locked(order, 'changing')) return;
    if (condition !== undefined && !order.waiting) {
      this.#refuse(account, order.intent.id, 'changing', { code: order.condition === null ? 'condition-odd' : 'order-triggered', params: { what: 'condition', type: order.intent.type } });
      return;
    }
    this.beginDay();
    const newPrice = price ?? order.price;
    const checked = this.#check(order.intent, order.index, newPrice, quantity, condition ?? order.condition ?? undefined, order);
    if (typeof checked !== 'number') {
      this.#refuse(account, order.intent.id, 'changing', checked);
      return;
    }
    const { time } = this.#market;
    this.state.modify(order, newPrice, quantity, checked, time, condition);
    if (condition === undefined) this.#turn.modified(order);
    else {
      this.#turn.event({ type: 'modified', order: order.number, price: newPrice, quantity, closing: checked, condition, time });
      this.#turn.told(order);
    }
    this.#touch(order);
    if (order.waiting) this.#watch(order.index);
    else this.#execute(order);
    this.#changed(order.index);
  }

  /** The market of an instrument changed (its quote or its book). */
  onMarket(index: number): void {
    if (this.#venues[index] === this.#making) {
      this.#making.refresh(index);
      if (this.state.resting[index].size === 0) this.#making.look(index);
      else if (phaseOf(this.#market.quoteOf(index)) === 'continuous') this.#making.meet(index, this.#resumed(index));
      this.#phases[index] = this.#market.quoteOf(index)[QUOTE.phase];
    }
    this.#watch(index);
  }

  /** Whether trading goes on in an instrument that was seen in another phase. */
  #resumed(index: number): boolean {
    const before = this.#phases[index];
    return before !== UNSEEN && before !== this.#market.quoteOf(index)[QUOTE.phase];
  }

  /** A trade of a displayed market. @param aggressor 1: the buyer's, -1: the seller's, 0: unknown */
  onPrint(index: number, price: Ticks, quantity: number, aggressor: number): void {
    if (this.#venues[index] !== this.#making) return;
    if (phaseOf(this.#market.quoteOf(index)) === 'continuous') this.#making.print(index, price, quantity, aggressor);
  }

  /** The market jumped in time or looped. */
  onReset(): void {
    this.#making.clear();
    this.#jumped = true;
  }

  /**
   * A call auction is matched: that of a displayed market at its own price and volume, that of a matching instrument at the price of
   * its orders. Orders without a price come before all others; what is left of them is cancelled, limit orders stay.
   */
  onAuction(index: number, price: Ticks, quantity: number): void {
    this.beginDay();
    const unpriced = [...this.state.working()].filter((order) => order.index === index && order.intent.type === 'auction');
    if (this.#venues[index] === this.#making) {
      for (const order of unpriced) this.fill(order, price, Math.min(order.remaining, quantity));
      this.#making.auction(index, price, quantity);
    } else this.#crossing.uncross(index, auctionRuleOf(this.state.instruments[index]), this.#market.quoteOf(index)[QUOTE.preSettlement]);
    for (const order of unpriced) if (order.state === 'working') this.#end(order, 'cancelled', { code: 'auction-remainder' });
    this.#changed(index);
  }

  participantPlace(index: number, side: Side, price: Ticks, quantity: number): { readonly order: ParticipantOrder; readonly left: number } {
    const placed = this.#crossing.placeParticipant(index, side, price, quantity);
    this.#changed(index);
    return placed;
  }

  participantCancel(order: ParticipantOrder): number {
    const index = this.#crossing.indexOf(order);
    const left = this.#crossing.cancelParticipant(order);
    if (index >= 0) this.#changed(index);
    return left;
  }

  participantLeft(order: ParticipantOrder): number {
    return this.#crossing.participantLeft(order);
  }

  /** Tells of a matching instrument's book, and looks whether its last price triggered anything. */
  #changed(index: number): void {
    if (index < 0 || this.#venues[index] !== this.#crossing) return;
    this.#crossing.listener.onBookChange(index);
    this.#watch(index);
  }

  /** Whether conditional orders are being triggered: what they bring about is looked at by the one who triggers. */
  #watching = false;

  /** Has conditional orders follow the last price, and makes those live whose trigger it reached. */
  #watch(index: number): void {
    const triggers = this.state.triggers[index];
    if (triggers === undefined || triggers.size === 0 || this.#watching) return;
    const quote = this.#market.quoteOf(index);
    if (phaseOf(quote) !== 'continuous') return;
    this.#watching = true;
    for (let entry = triggers.behind(quote[QUOTE.last]); entry; entry = triggers.behind(quote[QUOTE.last])) {
      const order = this.state.order(entry.order) as AcceptedOrder;
      const best = quote[QUOTE.last];
      this.#emit({ type: 'trailed', order: entry.order, best, trigger: triggers.triggerFor(entry, best), time: this.#market.time });
      this.#tell(order);
    }
    for (let entry = triggers.due(quote[QUOTE.last]); entry; entry = triggers.due(quote[QUOTE.last])) {
      this.#trigger(this.state.order(entry.order) as AcceptedOrder, entry.trigger);
    }
    this.#watching = false;
  }

  /** Makes a conditional order live: like one that comes now, it has to have its funds or position; it is cancelled where it has not. */
  #trigger(order: AcceptedOrder, trigger: Ticks): void {
    this.beginDay();
    const price = livePrice(order, trigger, this.#market.quoteOf(order.index));
    const closing = this.#check(order.intent, order.index, price, order.quantity, undefined, order, true);
    if (typeof closing !== 'number') {
      this.#end(order, 'cancelled', closing);
      return;
    }
    this.#emit({ type: 'triggered', order: order.number, price, closing, time: this.#market.time });
    this.#tell(order);
    this.#execute(order);
    if (this.#venues[order.index] === this.#crossing) this.#crossing.listener.onBookChange(order.index);
  }

  /**
   * Settles a trading day, once: again is without effect until another day has begun.
   * @returns whether it was settled now
   */
  settle(tradingDay: string, settlement: ReadonlyMap<InstrumentId, Ticks>, scope?: DayEndScope): boolean {
    // A replay's day comes round again; the world's do not.
    if (isSettled(this.state.counters, tradingDay, scope) && (scope !== undefined || !this.#jumped)) return false;
    this.#making.clear();
    const expiring = [...this.state.working()];
    for (const account of this.state.accounts.values()) {
      for (const stake of account.knownStakes()) this.#touchStake(stake);
    }
    const { time } = this.#market;
    const event = settlementOf(this.state, { tradingDay, scope, prices: settlement, time, confirmed: this.confirmsStatements, quoteOf: (index) => this.#market.quoteOf(index) });
    const statements = settle(this.state, event);
    this.#turn.event(event);
    this.#statements.push(...statements);
    const books = new Set<number>();
    for (const order of expiring) {
      if (order.state === 'expired') {
        this.#turn.told(order);
        books.add(order.index);
      }
      this.#touch(order);
    }
    for (const { account } of statements) {
      this.#turn.announce({ kind: 'settled', account, tradingDay });
      this.#touchAccount(account);
    }
    for (const index of books) this.#changed(index);
    return true;
  }

  /** Confirms an account's statements up to a number: it may place orders again. @returns why not, null where it was done */
  confirmStatements(account: string, number: number): Fault | null {
    const holder = this.state.accounts.get(account);
    if (!holder) return { code: 'account-unknown', params: { account } };
    if (holder.statement === null || number > holder.statement.number) return { code: 'statement-unknown', params: { number } };
    if (number > holder.confirmed) this.#emit({ type: 'confirmed', account, number, time: this.#market.time });
    return null;
  }

  /** What is to be written and announced. */
  drain(): Batch | null {
    if (this.#turn.empty) return null;
    const positions: Position[] = [];
    for (const stake of this.#stakes) {
      const account = this.state.accounts.get(stake.account);
      if (account) positions.push(account.position(stake, this.#marks));
    }
    const batch = new Batch(this.#turn.take(), positions, new Set(this.#accounts.map(({ id }) => id)), this.#statements);
    this.#statements = [];
    this.#stakes = [];
    this.#accounts = [];
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

  /**
   * What of an order closes a position, or why it is refused.
   * @param changed the order that is to become this one; null for a new one
   * @param live whether it waits for no trigger, or no longer. What waits holds nothing back: a stop and a touch order may guard the same position
   */
  #check(
    intent: OrderIntent,
    index: number,
    price: Ticks | null,
    quantity: number,
    condition: OrderCondition | undefined,
    changed: ExchangeOrder | null,
    live = changed === null ? !isConditional(intent.type) : !changed.waiting,
  ): number | Fault {
    const account = this.state.accounts.get(intent.account);
    if (!account) return { code: 'account-unknown', params: { account: intent.account } };
    if (changed === null && account.unconfirmed !== null) return { code: 'statement-unconfirmed', params: { day: account.unconfirmed.tradingDay } };
    if (index < 0) return { code: 'instrument-unknown', params: { instrument: intent.instrument } };
    const instrument = this.state.instruments[index];
    const { type } = intent;
    if (price !== null && !(Math.abs(price) <= FURTHEST_PRICE)) {
      return { code: 'price-outside-limits', params: { price: formatPrice(instrument, price), low: formatPrice(instrument, -FURTHEST_PRICE), high: formatPrice(instrument, FURTHEST_PRICE) } };
    }
    if (price === null && (type === 'counter-best' || type === 'own-best')) return { code: 'best-price-missing' };
    const ask: Ask = {
      instrument,
      intent: condition === intent.condition || condition === undefined ? intent : { ...intent, condition },
      price,
      quantity,
      filled: changed === null ? 0 : changed.filled,
      quote: this.#market.quoteOf(index),
      tradingDay: this.#dayOf(index),
      entry: entryNow(this.#market.live, index, instrument),
    };
    if (changed === null || !live) {
      const odd = conditionFault(instrument, type, price, condition, intent.side) ?? reachedFault(instrument, intent.side, type, condition, ask.quote[QUOTE.last]);
      if (odd) return odd;
    }
    const broken = (changed === null && !has(this.#offers[index], type, intent.timeInForce) ? offerFault(instrument, type, intent.timeInForce) : null) ?? brokenTerm(ask);
    if (broken) return broken;
    const closing = closingOf(ask, account, changed === null ? 0 : changed.closing);
    if (!live) return closing.ok || TO_COME.has(closing.fault.code) ? 0 : closing.fault;
    if (!closing.ok) return closing.fault;
    if (instrument.positionLimit !== undefined) {
      const stake = account.stakes(instrument, index)[sideOpenedBy(intent.side)];
      const tooMuch = brokenPositionLimit(instrument, stake, quantity - ask.filled - closing.value, changed === null ? 0 : changed.opening);
      if (tooMuch) return tooMuch;
    }
    return this.#fundsFault(ask, account, index, closing.value, changed) ?? closing.value;
  }

  /** What an order costs, while it is being checked: one for all, because there is one for every order that comes. */
  readonly #costed = { intent: { side: 'buy', offset: 'open' } as Pick<OrderIntent, 'side' | 'offset'>, closing: 0, filled: 0, filledValue: 0, closeToday: 0, closeTodayValue: 0 };

  /** Only what opens needs funds: whoever is short of them can still close. */
  #fundsFault(ask: Ask, account: ExchangeAccount, index: number, closing: number, changed: ExchangeOrder | null): Fault | null {
    const { instrument, intent } = ask;
    let remaining = ask.quantity - ask.filled;
    if (remaining === closing) return null;
    let { price } = ask;
    if (price === null) {
      const plan = this.#venues[index].plan(index, intent.side, null, remaining, DEPTH[intent.type] ?? Infinity);
      if (plan.quantity <= closing) return null;
      remaining = plan.quantity;
      price = plan.worst;
    }
    // It may fill at a better price and then tie up more: a sale at a bid above its own price, a purchase below zero at a lower ask.
    const touch = this.#venues[index].best(index, intent.side === 'sell' ? 'buy' : 'sell');
    if ((intent.side === 'sell' ? touch > price : touch < price) && Math.abs(touch) > Math.abs(price)) price = touch;
    const costed = this.#costed;
    costed.intent = intent;
    costed.closing = closing;
    costed.filled = changed === null ? 0 : changed.filled;
    costed.filledValue = changed === null ? 0 : changed.filledValue;
    costed.closeToday = changed === null ? 0 : changed.closeToday;
    costed.closeTodayValue = changed === null ? 0 : changed.closeTodayValue;
    const needed = reserveOf(instrument, costed, price, remaining);
    return brokenFunds(instrument, needed, account.available(instrument.currency, this.#marks) + (changed === null ? 0 : changed.frozen));
  }

  /** Lets an order take what there is now, and leaves or cancels the rest. */
  #execute(order: AcceptedOrder): void {
    const { intent, index } = order;
    const quote = this.#market.quoteOf(index);
    if (phaseOf(quote) !== 'continuous') {
      // After the close: at the closing price, as far as what was displayed there last goes.
      const there = tradesAtClose(this.#market.live, index) ? Math.min(order.remaining, quote[intent.side === 'buy' ? QUOTE.askSize : QUOTE.bidSize]) : 0;
      if (there > 0) this.fill(order, quote[QUOTE.last], there);
      return;
    }
    const venue = this.#venues[index];
    const depth = DEPTH[intent.type] ?? Infinity;
    if (intent.timeInForce === 'fok' && venue.plan(index, intent.side, order.price, order.remaining, depth).quantity < order.remaining) {
      this.#end(order, 'cancelled', { code: 'fok-not-filled' });
      return;
    }
    venue.take(order, depth);
    if (order.filled < order.quantity) this.#finish(order);
  }

  /** What becomes of the part of an order that could not be filled at once. */
  #finish(order: AcceptedOrder): void {
    const { intent, index } = order;
    if (intent.type === 'best-five-limit' && !order.resting) {
      // The price of its own last fill, else the best of its own side, else it is cancelled (SSE trading rules 3.3.5).
      const last = order.filled > 0 ? this.#lastPrice : this.#venues[index].best(index, intent.side);
      if (Number.isNaN(last)) this.#end(order, 'cancelled', { code: 'market-remainder' });
      else {
        this.#emit({ type: 'priced', order: order.number, price: last, time: this.#market.time });
        this.#tell(order);
      }
    }
    if (order.state !== 'working') return;
    if (!order.resting) this.#end(order, 'cancelled', { code: order.price === null ? 'market-remainder' : 'ioc-remainder' });
    else if (this.#venues[index] === this.#making) this.#making.rested(order);
  }

  /** Of the fill before. */
  #lastPrice: Ticks = NaN;

  /** Books a fill of an order, with its fee. The venue's word. */
  fill(order: AcceptedOrder, price: Ticks, quantity: number): void {
    this.beginDay();
    const { intent, instrument, stakes } = order;
    const closeToday = mixesDays(instrument, intent.offset) ? Math.max(0, quantity - stakes[sideClosedBy(intent.side)].holding.yesterday) : 0;
    const fee = fillFee(instrument, order, price, quantity, closeToday);
    const { time } = this.#market;
    const tradingDay = this.#dayOf(order.index);
    const fill = this.state.counters.nextFill;
    this.state.fill(order, fill, price, quantity, closeToday, fee, time, tradingDay);
    this.#turn.filled(order, fill, price, quantity, closeToday, fee, tradingDay);
    this.#touch(order);
    this.#lastPrice = price;
  }

  #end(order: AcceptedOrder, state: 'cancelled' | 'expired', fault: Fault | null): void {
    this.state.end(order, state, fault, this.#market.time);
    this.#turn.ended(order);
    this.#touch(order);
  }

  #workingOrder(account: string, clientOrderId: string, brokerOrderId: string | null, request: RequestRefusal['request']): AcceptedOrder | null {
    const order = this.state.find(account, clientOrderId, brokerOrderId);
    if (order?.state === 'working') return order as AcceptedOrder;
    this.#refuse(account, clientOrderId, request, order ? { code: 'order-final' } : { code: 'order-unknown', params: { order: clientOrderId } });
    return null;
  }

  /** Refuses a request where its market lets orders stand as they are. */
  #locked({ intent, index, instrument }: AcceptedOrder, request: RequestRefusal['request']): boolean {
    const fault = lockFault(this.#market.live, index, instrument);
    if (fault) this.#refuse(intent.account, intent.id, request, fault);
    return fault !== null;
  }

  #refuse(account: string, clientOrderId: string, request: RequestRefusal['request'], fault: Fault): void {
    this.#turn.announce({ kind: 'refusal', refusal: { account, clientOrderId, request, fault } });
  }

  #tell(order: AcceptedOrder): void {
    this.#turn.told(order);
    this.#touch(order);
  }

  #touch({ account, stakes }: AcceptedOrder): void {
    if (account.touchedIn !== this.#accounts) {
      account.touchedIn = this.#accounts;
      this.#accounts.push(account);
    }
    if (stakes.long.known) this.#touchStake(stakes.long);
    if (stakes.short.known) this.#touchStake(stakes.short);
  }

  #touchStake(stake: Stake): void {
    if (stake.touchedIn === this.#stakes) return;
    stake.touchedIn = this.#stakes;
    this.#stakes.push(stake);
  }

  #touchAccount(id: string): void {
    const account = this.state.accounts.get(id);
    if (!account || account.touchedIn === this.#accounts) return;
    account.touchedIn = this.#accounts;
    this.#accounts.push(account);
  }

  /** The trading day of an instrument; of the market where there is no such instrument. */
  #dayOf(index: number): string {
    const { live, tradingDay } = this.#market;
    return live === undefined || index < 0 ? tradingDay : live.tradingDayOf(index);
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
    this.#turn.event(event);
  }
}
