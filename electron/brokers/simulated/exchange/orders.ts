/** Orders as the exchange keeps them, and what the rest of the house is told of them. */
import type { OrderIntent, OrderReport, ReportedState } from '#electron/brokers/broker.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { isConditional, type Offset, type OrderCondition, type OrderType, type Side } from '#shared/model/order.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import type { ExchangeAccount } from './account.ts';
import type { StakePair } from './stake.ts';

/** An order as it goes into a snapshot. */
export type OrderState = Omit<ExchangeOrder, 'clientId' | 'side' | 'offset' | 'opening' | 'account' | 'instrument' | 'index' | 'stakes' | 'handle' | 'ahead' | 'closes' | 'conditional' | 'hash' | 'olderCloser' | 'newerCloser' | 'saved' | 'remaining' | 'waiting'>;

export class ExchangeOrder {
  // In the order of how often they are asked for together: an order that has rested for long is cold memory, line by line.
  /** The exchange's own number, from 1, never used twice. */
  readonly number: number;
  /** The id that its account gave it. */
  readonly clientId: string;
  state: ReportedState = 'working';
  /** Row in the book of its instrument; -1 outside it. */
  handle = -1;
  /** Whose it is, and what of; null and -1 of one that was rejected because there is no such account or instrument. */
  readonly account: ExchangeAccount | null;
  readonly instrument: Instrument | null;
  readonly index: number;
  /** What its account holds of its instrument; null of a rejected order. */
  readonly stakes: StakePair | null;
  readonly side: Side;
  readonly offset: Offset;
  price: Ticks | null;
  quantity: number;
  filled = 0;
  /** Part of what is left that is held back from the position it closes. */
  closing = 0;
  /** Part of what is left that opens a position, as its account counts it; 0 while it waits for a trigger. */
  opening = 0;
  /** Money held back for what is left. */
  frozen: Money = 0;
  /** Whether it is among the orders that close its account's position (and then its neighbours there, below). */
  closes = false;
  readonly conditional: boolean;
  triggered = false;
  /** Of its last change. */
  time: number;
  fault: Fault | null = null;
  readonly tradingDay: string;
  /** Of a conditional order: what it waits for, whether it is live, where its trigger stands, and a trailing one's best price since it came. */
  condition: OrderCondition | null;
  readonly intent: OrderIntent;
  /** Number of settlements before it ended; null while it works. */
  endedIn: number | null = null;
  /** What its client id hashes to. */
  hash = 0;
  /** Smaller came first. */
  priority = 0;
  /** Whether what cannot be filled at once stays in the book. */
  resting: boolean;
  /** Sum of price × quantity of the fills; and of that part of them charged at the close-today rate. */
  filledValue = 0;
  closeToday = 0;
  closeTodayValue = 0;
  trigger: Ticks | null;
  best: Ticks | null = null;
  /** Against a displayed market: lots displayed at its price that come before it; null where its price has not been displayed. */
  ahead: number | null = null;
  /** Of the orders that close its account's position, its neighbours by priority. */
  olderCloser: ExchangeOrder | null = null;
  newerCloser: ExchangeOrder | null = null;

  constructor(number: number, intent: OrderIntent, account: ExchangeAccount | null, instrument: Instrument | null, index: number, stakes: StakePair | null, price: Ticks | null, time: number, tradingDay: string) {
    this.number = number;
    this.clientId = intent.id;
    this.account = account;
    this.instrument = instrument;
    this.index = index;
    this.stakes = stakes;
    this.side = intent.side;
    this.offset = intent.offset;
    this.price = price;
    this.quantity = intent.quantity;
    this.conditional = isConditional(intent.type);
    this.time = time;
    this.tradingDay = tradingDay;
    this.condition = intent.condition ?? null;
    this.intent = intent;
    // A market order comes with a price only where its market turns it into a limit order at that price (DCE).
    this.resting = rests(intent) || (intent.type === 'market' && price !== null);
    this.trigger = intent.condition?.trigger ?? null;
  }

  get remaining(): number {
    return this.quantity - this.filled;
  }

  /** Whether it waits outside the book for its trigger. */
  get waiting(): boolean {
    return this.conditional && !this.triggered;
  }

  saved(): OrderState {
    const { number, intent, price, quantity, filled, filledValue, closeToday, closeTodayValue, state, fault, closing, frozen, priority, resting, condition, triggered, trigger, best, time, tradingDay, endedIn } = this;
    return { number, intent, price, quantity, filled, filledValue, closeToday, closeTodayValue, state, fault, closing, frozen, priority, resting, condition, triggered, trigger, best, time, tradingDay, endedIn };
  }
}

/** Ids on the wire: the exchange's numbers, as fixed-width text. */
export const wireId = (number: number): string => String(number).padStart(8, '0');

/** Types that stay in the book at a price from their arrival on. */
const RESTING: ReadonlySet<OrderType> = new Set(['limit', 'counter-best', 'own-best', 'auction-limit']);

/** Whether it stays in the book when it could not be filled at once. */
export const rests = (intent: OrderIntent): boolean => (intent.timeInForce === 'day' || intent.timeInForce === 'gtc') && (intent.type === 'limit' || RESTING.has(intent.type));

/** What changes of an order while it works, as a report tells it. */
export interface OrderMoment {
  readonly state: ReportedState;
  readonly price: Ticks | null;
  readonly quantity: number;
  readonly filled: number;
  readonly fault: Fault | null;
  readonly time: number;
}

/** The report of an order without a condition at a moment. */
export function reportFrom(intent: OrderIntent, number: number, tradingDay: string, moment: OrderMoment): OrderReport {
  return {
    account: intent.account,
    clientOrderId: intent.id,
    brokerOrderId: wireId(number),
    instrument: intent.instrument,
    side: intent.side,
    offset: intent.offset,
    type: intent.type,
    price: moment.price,
    quantity: moment.quantity,
    timeInForce: intent.timeInForce,
    state: moment.state,
    filled: moment.filled,
    fault: moment.fault,
    exchangeTime: moment.time,
    tradingDay,
  };
}

/** An order as it is now. */
export function reportOf(order: ExchangeOrder): OrderReport {
  const report = reportFrom(order.intent, order.number, order.tradingDay, order);
  return order.condition === null ? report : { ...report, condition: order.condition, triggered: order.triggered, triggerPrice: order.trigger };
}
