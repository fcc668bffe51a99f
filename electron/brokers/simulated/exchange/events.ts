/**
 * What happened at the simulated exchange, in order: the only thing that changes its state, and the very lines of its log.
 * An entry holds everything that its application needs beside the contract terms, so that a log replays to the same accounts
 * without the market that caused it. Times are the exchange's, UTC ms; prices ticks; money 1/10,000.
 */
import type { OrderIntent } from '#electron/brokers/broker.ts';
import type { Currency, InstrumentId } from '#shared/model/instrument.ts';
import type { OrderCondition } from '#shared/model/order.ts';
import type { StatementDelivery } from '#shared/model/statement.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';

export type Deposits = Readonly<Partial<Record<Currency, Money>>>;

export interface PlacedEvent {
  readonly type: 'placed';
  readonly order: number;
  readonly intent: OrderIntent;
  /** The part of the quantity that is held back from the position it closes. */
  readonly closing: number;
  /** The price it got on arrival where the type has none of its own (counter-side best, own-side best). */
  readonly price?: Ticks;
  readonly time: number;
  readonly tradingDay: string;
}

export interface FillEvent {
  readonly type: 'fill';
  readonly order: number;
  readonly fill: number;
  readonly price: Ticks;
  readonly quantity: number;
  /** How much of it was charged at the close-today rate though the order said plain close. */
  readonly closeToday: number;
  readonly fee: Money;
  readonly time: number;
  readonly tradingDay: string;
}

/** The whole settlement of a day, one entry: it happened or it did not. */
export interface SettledEvent {
  readonly type: 'settled';
  readonly tradingDay: string;
  /** Settlement prices; an instrument that is not in it keeps its basis. */
  readonly prices: Readonly<Record<InstrumentId, Ticks>>;
  /** Settlement prices (of shares: closes) of the day before, of what is held or was traded: for statements. */
  readonly previous?: Readonly<Record<InstrumentId, Ticks>>;
  /** Money whose books are closed, with the instruments traded in it; all where absent. */
  readonly currencies?: readonly Currency[];
  /** What expired. */
  readonly deliveries?: readonly DeliveryEvent[];
  /** False where accounts place no orders until they have confirmed its statement. */
  readonly confirmed?: boolean;
  readonly time: number;
}

/** A holding that ends with its contract. Cash changes by `amount` less `fee`, after a future's last mark-to-market. */
export interface DeliveryEvent extends Omit<StatementDelivery, 'amount'> {
  readonly account: string;
  readonly amount: Money;
  /** What changes hands of an option's underlying, at the strike: received (positive) or handed over. */
  readonly underlying?: { readonly instrument: InstrumentId; readonly quantity: number };
}

export type ExchangeEvent =
  | { readonly type: 'account'; readonly account: string; readonly name: string; readonly deposits: Deposits; readonly time: number }
  /** Accepted. A conditional order waits outside the book until it is triggered. */
  | PlacedEvent
  | { readonly type: 'rejected'; readonly order: number; readonly intent: OrderIntent; readonly fault: Fault; readonly time: number; readonly tradingDay: string }
  | FillEvent
  /** `condition`: what it waits for now, where that changed. */
  | {
      readonly type: 'modified';
      readonly order: number;
      readonly price: Ticks | null;
      readonly quantity: number;
      readonly closing: number;
      readonly condition?: OrderCondition;
      readonly time: number;
    }
  /** What is left of a best-five-then-limit order rests at a price from now on. */
  | { readonly type: 'priced'; readonly order: number; readonly price: Ticks; readonly time: number }
  /** A conditional order becomes a live one, last in its queue. `price`: its limit; null for a market order. `closing`: the part that is held back from the position it closes. */
  | { readonly type: 'triggered'; readonly order: number; readonly price: Ticks | null; readonly closing: number; readonly time: number }
  /** A trailing order's trigger moved with the best price since it was placed. */
  | { readonly type: 'trailed'; readonly order: number; readonly best: Ticks; readonly trigger: Ticks; readonly time: number }
  | { readonly type: 'ended'; readonly order: number; readonly state: 'cancelled' | 'expired'; readonly fault: Fault | null; readonly time: number }
  /** Cash in (above zero) or out (below). */
  | { readonly type: 'cash'; readonly account: string; readonly currency: Currency; readonly amount: Money; readonly time: number }
  /** Cash from one account to another. `amount` above zero. */
  | { readonly type: 'transfer'; readonly from: string; readonly to: string; readonly currency: Currency; readonly amount: Money; readonly time: number }
  /** An account starts again: working orders cancelled, positions dropped, cash as given. */
  | { readonly type: 'reset'; readonly account: string; readonly deposits: Deposits; readonly time: number }
  /** An account confirmed its statements up to a settlement's number. */
  | { readonly type: 'confirmed'; readonly account: string; readonly number: number; readonly time: number }
  /** A trading day began (or began again: the replay jumped or looped). */
  | { readonly type: 'day'; readonly tradingDay: string; readonly time: number }
  | SettledEvent;
