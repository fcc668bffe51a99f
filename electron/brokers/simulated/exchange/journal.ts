/**
 * The exchange's hand on its state: what is decided is applied here, and noted, with whatever it changed, for whoever asks next
 * (`drain`). The frequent events have methods of their own, which make no object; all others go through `emit`.
 */
import type { RequestRefusal } from '#electron/brokers/broker.ts';
import type { OrderCondition } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import type { Statement } from '#shared/model/statement.ts';
import { markOf } from '#shared/model/quote.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import type { ExchangeAccount, Marks } from './account.ts';
import { announced } from './account-checks.ts';
import type { ExchangeEvent } from './events.ts';
import type { AcceptedOrder, ExchangeState } from './exchange-state.ts';
import type { DisplayedMarket } from './liquidity.ts';
import type { ExchangeOrder } from './orders.ts';
import type { Hours } from './phases.ts';
import type { Stake } from './stake.ts';
import { Batch, Turn, type Announcement } from './turn.ts';

/** The market that the exchange trades against: a feed, as far as the exchange looks at it. */
export interface ExchangeMarket extends DisplayedMarket {
  readonly time: number;
  readonly tradingDay: string;
  /** Of a market on the wall clock: each instrument's own hours and trading day. */
  readonly live?: Hours;
}

export class Journal {
  readonly state: ExchangeState;
  readonly market: ExchangeMarket;
  readonly #turn: Turn;
  /** What changed in this turn; an account or stake that is in the list knows it by the list itself. */
  #stakes: Stake[] = [];
  #accounts: ExchangeAccount[] = [];
  /** Of settlements in this turn. */
  #statements: Statement[] = [];
  /** The market jumped or looped: whatever day it shows now has begun anew. */
  jumped = false;

  constructor(state: ExchangeState, market: ExchangeMarket) {
    this.state = state;
    this.market = market;
    this.#turn = new Turn(state.orderTable);
  }

  readonly marks: Marks = (index: number): Ticks => markOf(this.market.quoteOf(index));

  /** The trading day of an instrument; of the market where there is no such instrument. */
  dayOf(index: number): string {
    const { live, tradingDay } = this.market;
    return live === undefined || index < 0 ? tradingDay : live.tradingDayOf(index);
  }

  /** Notes the market's trading day where another is open. */
  beginDay(): void {
    if (this.state.counters.tradingDay === this.market.tradingDay && !this.jumped) return;
    this.jumped = false;
    const { time, tradingDay } = this.market;
    this.emit({ type: 'day', tradingDay, time });
  }

  emit(event: ExchangeEvent): void {
    this.state.apply(event);
    this.#turn.event(event);
  }

  /** Notes an event that the state knows already, with the statements it brought. */
  settled(event: ExchangeEvent, statements: readonly Statement[]): void {
    this.#turn.event(event);
    this.#statements.push(...statements);
  }

  placed(order: AcceptedOrder): void {
    this.#turn.placed(order);
    this.touch(order);
  }

  /** @param order the rejected one, as the state keeps it */
  rejected(order: ExchangeOrder, fault: Fault): void {
    const { number, intent, time, tradingDay } = order;
    this.#turn.event({ type: 'rejected', order: number, intent, fault, time, tradingDay });
    this.#turn.told(order);
  }

  fill(order: AcceptedOrder, price: Ticks, quantity: number, closeToday: number, fee: Money): void {
    const { state } = this;
    const tradingDay = this.dayOf(order.index);
    const fill = state.counters.nextFill;
    state.fill(order, fill, price, quantity, closeToday, fee, this.market.time, tradingDay);
    this.#turn.filled(order, fill, price, quantity, closeToday, fee, tradingDay);
    this.touch(order);
  }

  modify(order: AcceptedOrder, price: Ticks | null, quantity: number, closing: number, condition: OrderCondition | undefined): void {
    const { time } = this.market;
    this.state.modify(order, price, quantity, closing, time, condition);
    if (condition === undefined) this.#turn.modified(order);
    else {
      this.#turn.event({ type: 'modified', order: order.number, price, quantity, closing, condition, time });
      this.#turn.told(order);
    }
    this.touch(order);
  }

  end(order: AcceptedOrder, state: 'cancelled' | 'expired', fault: Fault | null): void {
    this.state.end(order, state, fault, this.market.time);
    this.#turn.ended(order);
    this.touch(order);
  }

  /** Tells of an order that an event changed. */
  tell(order: AcceptedOrder): void {
    this.#turn.told(order);
    this.touch(order);
  }

  /** Tells again of an order that nothing happened to. */
  repeat(order: ExchangeOrder): void {
    this.#turn.told(order);
  }

  tellAccount(id: string): void {
    const account = this.state.accounts.get(id);
    if (!account) return;
    this.announce({ kind: 'account', account: announced(account) });
    this.touchAccount(account);
  }

  refuse(account: string, clientOrderId: string, request: RequestRefusal['request'], fault: Fault): void {
    this.announce({ kind: 'refusal', refusal: { account, clientOrderId, request, fault } });
  }

  announce(announcement: Announcement): void {
    this.#turn.announce(announcement);
  }

  /** Notes that an order's account and what it holds of the instrument changed. */
  touch({ account, stakes }: AcceptedOrder): void {
    this.touchAccount(account);
    if (stakes.long.known) this.touchStake(stakes.long);
    if (stakes.short.known) this.touchStake(stakes.short);
  }

  touchStake(stake: Stake): void {
    if (stake.touchedIn === this.#stakes) return;
    stake.touchedIn = this.#stakes;
    this.#stakes.push(stake);
  }

  touchAccount(account: ExchangeAccount): void {
    if (account.touchedIn === this.#accounts) return;
    account.touchedIn = this.#accounts;
    this.#accounts.push(account);
  }

  /** What is to be written and announced; null where nothing is. */
  drain(): Batch | null {
    if (this.#turn.empty) return null;
    const positions: Position[] = [];
    for (const stake of this.#stakes) {
      const account = this.state.accounts.get(stake.account);
      if (account) positions.push(account.position(stake, this.marks));
    }
    const batch = new Batch(this.#turn.take(), positions, new Set(this.#accounts.map(({ id }) => id)), this.#statements);
    this.#statements = [];
    this.#stakes = [];
    this.#accounts = [];
    return batch;
  }
}
