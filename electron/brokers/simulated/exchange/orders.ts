/** Orders as the exchange keeps them, and the resting ones of an instrument in price-time priority. */
import type { OrderIntent, OrderReport, ReportedState } from '#electron/brokers/broker.ts';
import type { Side } from '#shared/model/order.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';

/** Plain data: it goes into a snapshot as it is. */
export interface ExchangeOrder {
  /** The exchange's own number, from 1, never used twice. */
  readonly number: number;
  readonly intent: OrderIntent;
  price: Ticks | null;
  quantity: number;
  filled: number;
  /** Sum of price × quantity of the fills; and of that part of them charged at the close-today rate. */
  filledValue: number;
  closeToday: number;
  closeTodayValue: number;
  state: ReportedState;
  fault: Fault | null;
  /** Part of what is left that is held back from the position it closes. */
  closing: number;
  /** Money held back for what is left. */
  frozen: Money;
  /** Smaller came first. */
  priority: number;
  /** Of its last change. */
  time: number;
  readonly tradingDay: string;
  /** Number of settlements before it ended; null while it works. */
  endedIn: number | null;
}

export function createOrder(number: number, intent: OrderIntent, time: number, tradingDay: string): ExchangeOrder {
  return {
    number,
    intent,
    price: intent.price,
    quantity: intent.quantity,
    filled: 0,
    filledValue: 0,
    closeToday: 0,
    closeTodayValue: 0,
    state: 'working',
    fault: null,
    closing: 0,
    frozen: 0,
    priority: 0,
    time,
    tradingDay,
    endedIn: null,
  };
}

/** Ids on the wire: the exchange's numbers, as fixed-width text. */
export const wireId = (number: number): string => String(number).padStart(8, '0');

export const remainingOf = (order: ExchangeOrder): number => order.quantity - order.filled;

/** Whether it stays in the book when it could not be filled at once. */
export const rests = (intent: OrderIntent): boolean => intent.type === 'limit' && (intent.timeInForce === 'day' || intent.timeInForce === 'gtc');

export const clientKey = (account: string, clientOrderId: string): string => `${account}/${clientOrderId}`;

export function reportOf(order: ExchangeOrder): OrderReport {
  const { intent } = order;
  return {
    account: intent.account,
    clientOrderId: intent.id,
    brokerOrderId: wireId(order.number),
    instrument: intent.instrument,
    side: intent.side,
    offset: intent.offset,
    type: intent.type,
    price: order.price,
    quantity: order.quantity,
    timeInForce: intent.timeInForce,
    state: order.state,
    filled: order.filled,
    fault: order.fault,
    exchangeTime: order.time,
    tradingDay: order.tradingDay,
  };
}

/** The resting orders of one instrument. Each side is an array with the next to be filled at its end. */
export class RestingOrders {
  readonly #buys: ExchangeOrder[] = [];
  readonly #sells: ExchangeOrder[] = [];

  get size(): number {
    return this.#buys.length + this.#sells.length;
  }

  #side(side: Side): ExchangeOrder[] {
    return side === 'buy' ? this.#buys : this.#sells;
  }

  /** Place of an order: the first whose turn comes no later than its own. */
  #placeOf(orders: readonly ExchangeOrder[], order: ExchangeOrder): number {
    const better = order.intent.side === 'buy' ? 1 : -1;
    let low = 0;
    let high = orders.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = orders[middle];
      const ahead = ((other.price ?? 0) - (order.price ?? 0)) * better || order.priority - other.priority;
      if (ahead >= 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  insert(order: ExchangeOrder): void {
    const orders = this.#side(order.intent.side);
    orders.splice(this.#placeOf(orders, order), 0, order);
  }

  remove(order: ExchangeOrder): void {
    const orders = this.#side(order.intent.side);
    const at = this.#placeOf(orders, order);
    if (orders[at] !== order) throw new Error(`order ${order.number} is not where its price and time put it`);
    orders.splice(at, 1);
  }

  /** The order whose turn it is. */
  best(side: Side): ExchangeOrder | undefined {
    return this.#side(side).at(-1);
  }
}
