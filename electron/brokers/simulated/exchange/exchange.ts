/**
 * The simulated exchange: decides what becomes of commands and quotes, and says so as events. Pure and synchronous: it is driven
 * by its caller, has no timers and no clock but the market's, and the same calls over the same market give the same events.
 *
 * An order is checked, accepted (it holds back funds and positions from then on), and then trades at its instrument's venue: with the
 * others' orders where the instrument is a matching one (crossing.ts), against the displayed market else (market-making.ts). What is
 * left rests or is cancelled, as its type says (`#finish`). Conditional orders wait outside the book for the last price to reach their
 * trigger (watching.ts). In a call auction everything rests until `onAuction`. On the wall clock each market's session decides what is taken (phases.ts).
 *
 * When the replay jumps or loops, waiting orders stay and meet the new prices as they would after any gap: at their own price.
 * No settlement happens for a day that was left before its end.
 */
import type { OrderIntent, RequestRefusal } from '#electron/brokers/broker.ts';
import { sideClosedBy } from '#shared/ledger/holding.ts';
import type { Funds } from '#shared/model/account.ts';
import { CURRENCIES, type Currency, type InstrumentId } from '#shared/model/instrument.ts';
import { isPriced, type OrderCondition, type Side } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import { QUOTE } from '#shared/model/quote.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import type { DayEndScope } from '../feed.ts';
import { auctionRuleOf } from '../matching/auction-rules.ts';
import { AccountCommands } from './account-commands.ts';
import { Checking } from './checking.ts';
import { Crossing } from './crossing.ts';
import type { Deposits } from './events.ts';
import type { AcceptedOrder, ExchangeState } from './exchange-state.ts';
import { Journal, type ExchangeMarket } from './journal.ts';
import { MarketMaking } from './market-making.ts';
import { DEPTH, restingPrice } from './order-prices.ts';
import type { MatchingListener, ParticipantDesk, ParticipantOrder } from './participants.ts';
import { lockFault, tradesAtClose } from './phases.ts';
import { fillFee, mixesDays } from './reserve.ts';
import { phaseOf } from './rules.ts';
import { isSettled, settle, settlementOf } from './settlement.ts';
import type { Batch } from './turn.ts';
import type { Booking, Venue } from './venue.ts';
import { Watching } from './watching.ts';

export interface ExchangeOptions {
  /** Ticks that an order without a price is given worse than a displayed market shows; 0 unless given. */
  readonly slippageTicks?: number;
}

const UNSEEN = -1;

export class Exchange implements Booking, ParticipantDesk {
  readonly state: ExchangeState;
  readonly #market: ExchangeMarket;
  readonly #journal: Journal;
  readonly #making: MarketMaking;
  readonly #crossing: Crossing;
  /** By the instrument's place in the feed. */
  readonly #venues: readonly Venue[];
  readonly #checking: Checking;
  readonly #watching: Watching;
  readonly #accounts: AccountCommands;
  /** The phase in which each displayed market was seen last. */
  readonly #phases: Float64Array;
  /** Whether accounts are taken to have confirmed their statements as they are written. */
  confirmsStatements = true;

  constructor(state: ExchangeState, market: ExchangeMarket, options: ExchangeOptions = {}) {
    this.state = state;
    this.#market = market;
    this.#journal = new Journal(state, market);
    this.#making = new MarketMaking(state, market, this, options.slippageTicks ?? 0);
    this.#crossing = new Crossing(state, this);
    this.#phases = new Float64Array(state.instruments.length).fill(UNSEEN);
    this.#venues = state.instruments.map(({ origin }) => (origin === 'matching' ? this.#crossing : this.#making));
    this.#checking = new Checking(this.#journal, this.#venues);
    this.#watching = new Watching(this.#journal, this.#checking, (order) => {
      this.#execute(order);
      if (this.#venues[order.index] === this.#crossing) this.#crossing.listener.onBookChange(order.index);
    });
    this.#accounts = new AccountCommands(this.#journal, (index) => this.#changed(index));
  }

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
    this.#accounts.create(account, name, deposits);
  }

  /** Cash in (above zero) or out (below): at most what is available. @returns why not, null where it was done */
  moveCash(account: string, currency: Currency, amount: Money): Fault | null {
    return this.#accounts.moveCash(account, currency, amount);
  }

  /** Cash from one account to another: at most what is available. @returns why not, null where it was done */
  transferCash(from: string, to: string, currency: Currency, amount: Money): Fault | null {
    return this.#accounts.transferCash(from, to, currency, amount);
  }

  /** Has an account start again: orders cancelled, positions dropped, cash as given. @returns why not, null where it was done */
  resetAccount(account: string, deposits: Deposits): Fault | null {
    return this.#accounts.reset(account, deposits);
  }

  /** Confirms an account's statements up to a number: it may place orders again. @returns why not, null where it was done */
  confirmStatements(account: string, number: number): Fault | null {
    return this.#accounts.confirmStatements(account, number);
  }

  /** Takes an order in: accepted or rejected, filled as far as the market allows. The same client id twice is one order. */
  place(intent: OrderIntent): void {
    const account = this.state.accounts.get(intent.account) ?? null;
    const known = account === null ? undefined : this.state.findByClientId(account, intent.id);
    if (known) {
      this.#journal.repeat(known);
      return;
    }
    this.#journal.beginDay();
    const { time } = this.#market;
    const number = this.state.counters.nextOrder;
    const index = this.state.indexOf(intent.instrument);
    const tradingDay = this.#journal.dayOf(index);
    const price = index < 0 ? intent.price : this.#arrivalPrice(intent, index);
    const checked = this.#checking.check(intent, account, index, price, intent.quantity, intent.condition, null);
    if (typeof checked !== 'number') {
      this.#journal.rejected(this.state.reject(number, intent, checked, time, tradingDay), checked);
      return;
    }
    const order = this.state.place(number, intent, checked, price, time, tradingDay, account, index, this.#checking.reserve);
    this.#journal.placed(order);
    if (order.waiting) this.#watching.watch(index);
    else this.#execute(order);
    this.#changed(index);
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
    this.#journal.end(order, 'cancelled', null);
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
      this.#journal.refuse(account, order.clientId, 'changing', { code: order.condition === null ? 'condition-odd' : 'order-triggered', params: { what: 'condition', type: order.type } });
      return;
    }
    this.#journal.beginDay();
    const newPrice = price ?? order.price;
    const checked = this.#checking.check(order.intent, order.account, order.index, newPrice, quantity, condition ?? order.condition ?? undefined, order);
    if (typeof checked !== 'number') {
      this.#journal.refuse(account, order.clientId, 'changing', checked);
      return;
    }
    this.#journal.modify(order, newPrice, quantity, checked, condition);
    if (order.waiting) this.#watching.watch(order.index);
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
    this.#watching.watch(index);
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
    this.#journal.jumped = true;
  }

  /**
   * A call auction is matched: that of a displayed market at its own price and volume, that of a matching instrument at the price of
   * its orders. Orders without a price come before all others; what is left of them is cancelled, limit orders stay.
   */
  onAuction(index: number, price: Ticks, quantity: number): void {
    this.#journal.beginDay();
    const unpriced = [...this.state.working()].filter((order) => order.index === index && order.type === 'auction');
    if (this.#venues[index] === this.#making) {
      for (const order of unpriced) this.fill(order, price, Math.min(order.remaining, quantity));
      this.#making.auction(index, price, quantity);
    } else this.#crossing.uncross(index, auctionRuleOf(this.state.instruments[index]), this.#market.quoteOf(index)[QUOTE.preSettlement]);
    for (const order of unpriced) if (order.state === 'working') this.#journal.end(order, 'cancelled', { code: 'auction-remainder' });
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
    this.#watching.watch(index);
  }

  /**
   * Settles a trading day, once: again is without effect until another day has begun.
   * @returns whether it was settled now
   */
  settle(tradingDay: string, settlement: ReadonlyMap<InstrumentId, Ticks>, scope?: DayEndScope): boolean {
    // A replay's day comes round again; the world's do not.
    if (isSettled(this.state.counters, tradingDay, scope) && (scope !== undefined || !this.#journal.jumped)) return false;
    this.#making.clear();
    const expiring = [...this.state.working()];
    for (const account of this.state.accounts.values()) {
      for (const stake of account.knownStakes()) this.#journal.touchStake(stake);
    }
    const { time } = this.#market;
    const event = settlementOf(this.state, { tradingDay, scope, prices: settlement, time, confirmed: this.confirmsStatements, quoteOf: (index) => this.#market.quoteOf(index) });
    const statements = settle(this.state, event);
    this.#journal.settled(event, statements);
    const books = new Set<number>();
    for (const order of expiring) {
      if (order.state === 'expired') {
        this.#journal.tell(order);
        books.add(order.index);
      } else this.#journal.touch(order);
    }
    for (const { account } of statements) {
      this.#journal.announce({ kind: 'settled', account, tradingDay });
      const holder = this.state.accounts.get(account);
      if (holder) this.#journal.touchAccount(holder);
    }
    for (const index of books) this.#changed(index);
    return true;
  }

  /** What is to be written and announced; null where nothing is. */
  drain(): Batch | null {
    return this.#journal.drain();
  }

  positions(account: string): readonly Position[] {
    return this.state.accounts.get(account)?.positions(this.#journal.marks) ?? [];
  }

  /** @param time UTC ms, this machine's */
  funds(account: string, time: number): readonly Funds[] {
    const holder = this.state.accounts.get(account);
    if (!holder) return [];
    return CURRENCIES.filter((currency) => holder.currencies.includes(currency)).map((currency) => holder.funds(currency, this.#journal.marks, time));
  }

  /** Lets an order take what there is now, and leaves or cancels the rest. */
  #execute(order: AcceptedOrder): void {
    const { index } = order;
    const quote = this.#market.quoteOf(index);
    if (phaseOf(quote) !== 'continuous') {
      // After the close: at the closing price, as far as what was displayed there last goes.
      const there = tradesAtClose(this.#market.live, index) ? Math.min(order.remaining, quote[order.side === 'buy' ? QUOTE.askSize : QUOTE.bidSize]) : 0;
      if (there > 0) this.fill(order, quote[QUOTE.last], there);
      return;
    }
    const venue = this.#venues[index];
    const { type } = order;
    const depth = type === 'limit' ? Infinity : (DEPTH[type] ?? Infinity);
    if (order.timeInForce === 'fok' && venue.plan(index, order.side, order.price, order.remaining, depth).quantity < order.remaining) {
      this.#journal.end(order, 'cancelled', { code: 'fok-not-filled' });
      return;
    }
    venue.take(order, depth);
    if (order.filled < order.quantity) this.#finish(order);
  }

  /** What becomes of the part of an order that could not be filled at once. */
  #finish(order: AcceptedOrder): void {
    const { index } = order;
    if (order.type === 'best-five-limit' && !order.resting) {
      // The price of its own last fill, else the best of its own side, else it is cancelled (SSE trading rules 3.3.5).
      const last = order.filled > 0 ? this.#lastPrice : this.#venues[index].best(index, order.side);
      if (Number.isNaN(last)) this.#journal.end(order, 'cancelled', { code: 'market-remainder' });
      else {
        this.#journal.emit({ type: 'priced', order: order.number, price: last, time: this.#market.time });
        this.#journal.tell(order);
      }
    }
    if (order.state !== 'working') return;
    if (!order.resting) this.#journal.end(order, 'cancelled', { code: order.price === null ? 'market-remainder' : 'ioc-remainder' });
    else if (this.#venues[index] === this.#making) this.#making.rested(order);
  }

  /** Of the fill before. */
  #lastPrice: Ticks = NaN;

  /** Books a fill of an order, with its fee. The venue's word. */
  fill(order: AcceptedOrder, price: Ticks, quantity: number): void {
    this.#journal.beginDay();
    const { side, offset, instrument, stakes } = order;
    const closeToday = mixesDays(instrument, offset) ? Math.max(0, quantity - stakes[sideClosedBy(side)].holding.yesterday) : 0;
    const fee = fillFee(instrument, side, offset, price, quantity, closeToday, order.filled === 0 ? null : order);
    this.#journal.fill(order, price, quantity, closeToday, fee);
    this.#lastPrice = price;
  }

  #workingOrder(account: string, clientOrderId: string, brokerOrderId: string | null, request: RequestRefusal['request']): AcceptedOrder | null {
    const order = this.state.find(account, clientOrderId, brokerOrderId);
    if (order?.state === 'working') return order as AcceptedOrder;
    this.#journal.refuse(account, clientOrderId, request, order ? { code: 'order-final' } : { code: 'order-unknown', params: { order: clientOrderId } });
    return null;
  }

  /** Refuses a request where its market lets orders stand as they are. */
  #locked({ account, clientId, index, instrument }: AcceptedOrder, request: RequestRefusal['request']): boolean {
    const fault = lockFault(this.#market.live, index, instrument);
    if (fault) this.#journal.refuse(account.id, clientId, request, fault);
    return fault !== null;
  }

  /** Notes the market's trading day where another is open. */
  beginDay(): void {
    this.#journal.beginDay();
  }
}
