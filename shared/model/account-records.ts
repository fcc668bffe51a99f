/** What a broker's books say of an account beyond what stands now: fees, margin ratios, cash flow, orders and fills of the past, and of what stands its single lots. */
import type { Money, Ticks } from '../price.ts';
import type { InstrumentId } from './instrument.ts';
import type { OrderType, Side } from './order.ts';
import type { PositionSide } from './position.ts';

/** Dates `YYYY-MM-DD` of the market, both inclusive. */
export type AccountQuestion =
  /** Orders by the broker's own numbers. */
  | { readonly about: 'fees'; readonly orders: readonly string[] }
  | { readonly about: 'margin-ratios'; readonly instruments: readonly InstrumentId[] }
  /** Of one clearing date. */
  | { readonly about: 'cash-flow'; readonly date: string }
  /** What the positions are made of. */
  | { readonly about: 'lots' }
  | { readonly about: 'past-orders'; readonly from: string; readonly to: string }
  | { readonly about: 'past-fills'; readonly from: string; readonly to: string };

export interface OrderFees {
  /** The broker's number. */
  readonly order: string;
  /** In all, in the currency of the order's instrument; null where the broker does not say yet. */
  readonly total: Money | null;
  readonly items: readonly { readonly title: string; readonly amount: Money }[];
}

/** Ratios are parts of the value: 0.6 is 60 %. Null: not told. */
export interface MarginRatio {
  readonly instrument: InstrumentId;
  readonly longAllowed: boolean;
  readonly shortAllowed: boolean;
  /** Shares that can still be borrowed. */
  readonly shortPool: number | null;
  /** Of the borrowed value a year. */
  readonly shortFee: number | null;
  readonly long: SideRatios;
  readonly short: SideRatios;
}

export interface SideRatios {
  readonly initial: number | null;
  readonly alert: number | null;
  readonly marginCall: number | null;
  readonly maintenance: number | null;
}

/** What the simulated exchange's entries are, shown in words of the screen. */
export const OWN_FLOWS = ['deposit', 'withdrawal', 'transfer', 'reset'] as const;
export type OwnFlow = (typeof OWN_FLOWS)[number];

export interface CashFlowEntry {
  readonly id: string;
  readonly clearingDate: string;
  readonly settlementDate: string;
  /** ISO 4217; a broker's accounts may hold more currencies than are traded here. */
  readonly currency: string;
  /** The broker's own words, or one of OWN_FLOWS. */
  readonly kind: string;
  readonly remark: string;
  /** Below 0: out of the account. */
  readonly amount: Money;
}

/** What one fill opened and is still held. */
export interface PositionLot {
  readonly instrument: InstrumentId;
  readonly side: PositionSide;
  /** Trading day. */
  readonly opened: string;
  readonly isToday: boolean;
  readonly price: Ticks;
  readonly quantity: number;
  readonly margin: Money;
  /** The combination that it is held in; null: by itself. */
  readonly combination: InstrumentId | null;
  /** The exchange's number of the fill; empty where the broker does not say. */
  readonly fill: string;
}

export interface PastOrder {
  /** The broker's number. */
  readonly order: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly type: OrderType;
  readonly price: Ticks | null;
  readonly quantity: number;
  readonly filled: number;
  readonly state: 'working' | 'disabled' | 'filled' | 'cancelled' | 'rejected' | 'expired';
  /** UTC ms. */
  readonly time: number;
}

export interface PastFill {
  readonly fill: string;
  readonly order: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly price: Ticks;
  readonly quantity: number;
  /** UTC ms. */
  readonly time: number;
}

export interface AccountAnswers {
  readonly fees: readonly OrderFees[];
  readonly 'margin-ratios': readonly MarginRatio[];
  readonly 'cash-flow': readonly CashFlowEntry[];
  /** Oldest first. */
  readonly lots: readonly PositionLot[];
  /** Newest first. */
  readonly 'past-orders': readonly PastOrder[];
  readonly 'past-fills': readonly PastFill[];
}

/** An answer with what it is about. `own`: the broker keeps none, and this is what the terminal kept of its own orders, under its own numbers. */
export type AccountAnswer = { [A in keyof AccountAnswers]: { readonly about: A; readonly rows: AccountAnswers[A]; readonly own?: true } }[keyof AccountAnswers];
