/**
 * The day's orders of a login's accounts as the counter tells of them. An order is known by the front, the session and the reference that it was
 * placed with (its key here, and the broker's order id to the house), and by its exchange's number once it has one. Which of ours it is, is
 * noted durably before it is sent, so that it is found again after a restart, a new session or a crash.
 */
import type { BrokerStorage, OrderReport } from '#electron/brokers/broker.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { isConditional, type Side } from '#shared/model/order.ts';
import { ticksOf } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import type { StructValues } from '../structs/struct-codec.ts';
import { dayOf, momentOfTradingDay, timeOf } from './days.ts';
import type { Investors } from './investors.ts';
import type { Listings } from './listings.ts';
import { isUnderway, offsetIn, sideIn, stateIn, timeIn, typeIn } from './order-words.ts';

/** What a cancellation names. */
export interface CounterOrder {
  readonly key: string;
  readonly report: OrderReport;
  readonly instrument: Instrument;
  readonly frontId: number;
  readonly sessionId: number;
  readonly orderRef: string;
  /** As it came, blanks and all; empty before the exchange has it. */
  readonly orderSysId: string;
  readonly exchangeId: string;
}

interface Note {
  readonly key: string;
  readonly client: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Trading day, front, session and reference: unique for ever. What a counter placed by itself has none of these but its exchange's number. */
export function keyOf(tradingDay: string, frontId: unknown, sessionId: unknown, orderRef: unknown): string {
  return `${tradingDay}:${Number(frontId)}:${Number(sessionId)}:${text(orderRef).trim()}`;
}

export class OrderBook {
  readonly #investors: Investors;
  readonly #storage: BrokerStorage;
  readonly #listings: Listings;
  readonly #orders = new Map<string, CounterOrder>();
  readonly #bySysId = new Map<string, string>();
  readonly #clientOf = new Map<string, string>();
  readonly #keyOfClient = new Map<string, string>();

  constructor(investors: Investors, storage: BrokerStorage, listings: Listings) {
    this.#investors = investors;
    this.#storage = storage;
    this.#listings = listings;
    for (const entry of [...(JSON.parse(storage.readSnapshot() ?? '[]') as Note[]), ...storage.readEntries().map((line) => JSON.parse(line) as Note)]) this.#remember(entry);
  }

  #remember({ key, client }: Note): void {
    this.#clientOf.set(key, client);
    this.#keyOfClient.set(client, key);
  }

  /** A trading day begins: notes of days before are of no more use, the counter lists the day's orders alone. */
  startDay(tradingDay: string): void {
    const kept = [...this.#clientOf].filter(([key]) => key.startsWith(`${tradingDay}:`));
    if (kept.length !== this.#clientOf.size) {
      this.#storage.writeSnapshot(JSON.stringify(kept.map(([key, client]) => ({ key, client }))));
      this.#clientOf.clear();
      this.#keyOfClient.clear();
      for (const [key, client] of kept) this.#remember({ key, client });
    }
    for (const key of this.#orders.keys()) if (!key.startsWith(`${tradingDay}:`)) this.#orders.delete(key);
  }

  /** The largest reference that was given out in a session. */
  largestRef(tradingDay: string, frontId: number, sessionId: number): number {
    const prefix = `${tradingDay}:${frontId}:${sessionId}:`;
    let largest = 0;
    for (const key of this.#clientOf.keys()) if (key.startsWith(prefix)) largest = Math.max(largest, Number(/\d+$/.exec(key)?.[0] ?? 0));
    return largest;
  }

  /** Notes durably that a key is an order of ours, before it is sent. Throws what the disk says. */
  note(key: string, client: string): void {
    this.#storage.append([JSON.stringify({ key, client } satisfies Note)]);
    this.#remember({ key, client });
  }

  clientOf(key: string): string | null {
    return this.#clientOf.get(key) ?? null;
  }

  /** An order by our id or the counter's. */
  find(clientOrderId: string, brokerOrderId: string | null): { readonly key: string; readonly order: CounterOrder | undefined } | null {
    const key = brokerOrderId ?? this.#keyOfClient.get(clientOrderId);
    return key === undefined ? null : { key, order: this.#orders.get(key) };
  }

  /** One that was just handed over: known before the counter tells of it. */
  put(order: CounterOrder): void {
    this.#orders.set(order.key, order);
    if (order.orderSysId !== '') this.#bySysId.set(`${order.exchangeId}:${order.orderSysId.trim()}`, order.key);
  }

  /**
   * Takes a row of OnRtnOrder or OnRspQryOrder.
   * @param now UTC ms, for a row without a time
   * @returns null for an instrument or investor that is not carried, or a row without sense
   */
  take(row: StructValues, faultOf: (text: string, instrument: Instrument) => Fault, now: number): CounterOrder | null {
    const instrument = this.#listings.find(text(row.ExchangeID), text(row.InstrumentID));
    const day = dayOf(text(row.TradingDay)) ?? dayOf(text(row.InsertDate));
    const quantity = Number(row.VolumeTotalOriginal);
    const investor = this.#investors.of(row.InvestorID);
    if (!investor || !instrument || !day || !Number.isInteger(quantity) || quantity <= 0) return null;
    const placedByCounter = Number(row.SessionID) === 0 && Number(row.FrontID) === 0;
    const key = placedByCounter ? `${day}:${text(row.ExchangeID)}:${text(row.OrderSysID).trim()}` : keyOf(day, row.FrontID, row.SessionID, row.OrderRef);
    const side = sideIn(text(row.Direction));
    const condition = text(row.ContingentCondition);
    const type = typeIn(text(row.OrderPriceType), condition, side, text(row.TimeCondition));
    const state = stateIn(text(row.OrderStatus), text(row.OrderSubmitStatus));
    const at = [row.CancelTime, row.UpdateTime, row.InsertTime].map((time) => timeOf(text(time))).find((time) => !Number.isNaN(time));
    const trigger = ticksOf(instrument, Number(row.StopPrice));
    const report: OrderReport = {
      account: investor.account,
      clientOrderId: this.clientOf(key),
      brokerOrderId: key,
      instrument: instrument.id,
      side,
      offset: offsetIn(text(row.CombOffsetFlag)),
      ...(instrument.legs ? { legOffset: offsetIn(text(row.CombOffsetFlag).slice(1)) } : {}),
      type,
      price: text(row.OrderPriceType) === '2' ? ticksOf(instrument, Number(row.LimitPrice)) : null,
      quantity,
      timeInForce: timeIn(text(row.TimeCondition), text(row.VolumeCondition)),
      ...(isConditional(type) ? { condition: { trigger, trail: null, limitOffset: null }, triggered: text(row.OrderStatus) !== 'b', triggerPrice: trigger } : {}),
      state,
      filled: Math.max(0, Number(row.VolumeTraded) || 0),
      fault: state === 'rejected' ? faultOf(text(row.StatusMsg), instrument) : null,
      exchangeTime: at === undefined ? now : momentOfTradingDay(instrument.exchange, day, at),
      tradingDay: day,
    };
    const order: CounterOrder = {
      key,
      report,
      instrument,
      frontId: Number(row.FrontID),
      sessionId: Number(row.SessionID),
      orderRef: text(row.OrderRef),
      orderSysId: text(row.OrderSysID),
      exchangeId: text(row.ExchangeID),
    };
    this.put(order);
    return order;
  }

  /** Whether the exchange has been heard of it. */
  isUnderway(row: StructValues): boolean {
    return isUnderway(text(row.OrderStatus));
  }

  /** Key of the order that a trade is of; null while the order is unknown here. */
  keyOfTrade(row: StructValues): string | null {
    return this.#bySysId.get(`${text(row.ExchangeID)}:${text(row.OrderSysID).trim()}`) ?? null;
  }

  order(key: string): CounterOrder | undefined {
    return this.#orders.get(key);
  }

  /** An order of ours that would trade with a new one: it waits in the book at a price that the new one reaches. */
  meeting(instrument: InstrumentId, side: Side, price: number | null): CounterOrder | null {
    for (const order of this.#orders.values()) {
      const { report } = order;
      if (report.instrument !== instrument || report.state !== 'working' || report.side === side || report.price === null || report.triggered === false) continue;
      if (price === null || (side === 'buy' ? price >= report.price : price <= report.price)) return order;
    }
    return null;
  }
}
