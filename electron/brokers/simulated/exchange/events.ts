/**
 * What happened at the simulated exchange, in order: the only thing that changes its state, and the very lines of its log.
 * An entry holds everything that its application needs beside the contract terms, so that a log replays to the same accounts
 * without the market that caused it. Times are the exchange's, UTC ms; prices ticks; money 1/10,000.
 */
import type { OrderIntent } from '#electron/brokers/broker.ts';
import type { Currency, InstrumentId } from '#shared/model/instrument.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';

export type Deposits = Readonly<Partial<Record<Currency, Money>>>;

export type ExchangeEvent =
  | { readonly type: 'account'; readonly account: string; readonly name: string; readonly deposits: Deposits; readonly time: number }
  /** Accepted. `closing` is the part of the quantity that is held back from the position it closes. */
  | { readonly type: 'placed'; readonly order: number; readonly intent: OrderIntent; readonly closing: number; readonly time: number; readonly tradingDay: string }
  | { readonly type: 'rejected'; readonly order: number; readonly intent: OrderIntent; readonly fault: Fault; readonly time: number; readonly tradingDay: string }
  /** `closeToday`: how much of it was charged at the close-today rate though the order said plain close. */
  | {
      readonly type: 'fill';
      readonly order: number;
      readonly fill: number;
      readonly price: Ticks;
      readonly quantity: number;
      readonly closeToday: number;
      readonly fee: Money;
      readonly time: number;
      readonly tradingDay: string;
    }
  | { readonly type: 'modified'; readonly order: number; readonly price: Ticks | null; readonly quantity: number; readonly closing: number; readonly time: number }
  | { readonly type: 'ended'; readonly order: number; readonly state: 'cancelled' | 'expired'; readonly fault: Fault | null; readonly time: number }
  /** A trading day began (or began again: the replay jumped or looped). */
  | { readonly type: 'day'; readonly tradingDay: string; readonly time: number }
  /** The whole settlement of a day, one entry: it happened or it did not. */
  | { readonly type: 'settled'; readonly tradingDay: string; readonly prices: Readonly<Record<InstrumentId, Ticks>>; readonly time: number };
