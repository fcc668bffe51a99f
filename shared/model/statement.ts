/**
 * A day's statement of one account: what the settlement did, figure by figure. Structured here; laid out as CTP's text or as CSV by
 * shared/statement. Prices are ticks, money whole 1/10,000 of the currency, days `YYYY-MM-DD` of the market. Per currency, because an
 * account may hold several.
 */
import type { Money, Ticks } from '../price.ts';
import type { Currency, Instrument, InstrumentId } from './instrument.ts';
import type { Offset, Side } from './order.ts';
import type { PositionSide } from './position.ts';

export interface StatementHeading {
  readonly account: string;
  /** Running number of the settlement, from 1. A replayed day is settled as often as it comes round: the number tells its statements apart. */
  readonly number: number;
  readonly tradingDay: string;
  /** UTC ms of the exchange at which the day was settled. */
  readonly settledAt: number;
  readonly confirmed: boolean;
  /** Equity after settlement, by currency. */
  readonly equity: Readonly<Partial<Record<Currency, Money>>>;
}

/** The account summary (资金状况) of one currency. `brought + every change = balance`, to the 1/10,000. */
export interface StatementFunds {
  readonly currency: Currency;
  /** Cash balance after the previous settlement (上日结存). */
  readonly broughtForward: Money;
  readonly deposits: Money;
  readonly withdrawals: Money;
  /** Realised of the day on positions closed (平仓盈亏), and on those that stay, marked to the settlement price (持仓盯市盈亏). Margined instruments. */
  readonly realised: Money;
  readonly markToMarket: Money;
  /** Cash paid for and got from shares, funds and option premium, net (买卖收付). */
  readonly traded: Money;
  /** Exercise, assignment and delivery (行权交割). */
  readonly delivery: Money;
  readonly fees: Money;
  /** Cash balance after this settlement (当日结存). */
  readonly balance: Money;
  /** Of shares, funds and options held, at the settlement price; short options count negative. */
  readonly marketValue: Money;
  /** balance + marketValue (客户权益). */
  readonly equity: Money;
  readonly margin: Money;
  /** equity - marketValue of what is paid in full - margin (可用资金). */
  readonly available: Money;
  /** margin / equity, 0 without equity (风险度). */
  readonly risk: number;
}

/** A deposit or withdrawal (出入金明细). */
export interface StatementTransfer {
  readonly time: number;
  readonly currency: Currency;
  /** Positive into the account, negative out of it. Of a reset: the new balance less the one before it. */
  readonly amount: Money;
  /** The account on the other side of a transfer; null for cash from or to outside. */
  readonly counterpart: string | null;
  readonly kind: 'deposit' | 'withdrawal' | 'reset';
}

/** A fill (成交记录). */
export interface StatementFill {
  readonly fill: string;
  readonly order: string;
  readonly time: number;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly offset: Offset;
  readonly price: Ticks;
  readonly quantity: number;
  /** price × quantity × multiplier, in the currency (成交额). */
  readonly turnover: Money;
  readonly fee: Money;
  /** Of a close, against the day's basis (平仓盈亏); null for an opening. */
  readonly realised: Money | null;
}

/** What a fill closed, lot by lot (平仓明细). */
export interface StatementClose {
  readonly fill: string;
  readonly time: number;
  readonly instrument: InstrumentId;
  readonly side: PositionSide;
  readonly quantity: number;
  readonly openDay: string;
  readonly openPrice: Ticks;
  /** Previous settlement for lots of earlier days, else the open price. */
  readonly basis: Ticks;
  readonly price: Ticks;
  readonly realised: Money;
}

/** A lot that stays (持仓明细). */
export interface StatementLot {
  readonly instrument: InstrumentId;
  readonly side: PositionSide;
  readonly quantity: number;
  readonly openDay: string;
  /** Average where the instrument is held at average cost, then possibly a fraction of a tick. */
  readonly openPrice: number;
  /** Previous settlement, or the open price of a lot of the day. */
  readonly basis: number;
  readonly settlement: Ticks;
  /** Since the basis (盯市盈亏) and since the opening (浮动盈亏). */
  readonly markToMarket: Money;
  readonly floating: Money;
  readonly margin: Money;
  readonly marketValue: Money;
}

/** What expired, was exercised or delivered (行权交割明细). */
export interface StatementDelivery {
  readonly instrument: InstrumentId;
  readonly side: PositionSide;
  readonly quantity: number;
  readonly kind: 'cash-settled' | 'exercised' | 'assigned' | 'abandoned' | 'delivered';
  /** Final settlement price, or the strike of an exercise. */
  readonly price: Ticks;
  readonly amount: Money;
  readonly fee: Money;
}

/** The terms of an instrument as they were: a statement can be read when the catalogue no longer has it. */
export type StatementInstrument = Pick<Instrument, 'id' | 'exchange' | 'code' | 'name' | 'kind' | 'product' | 'currency' | 'multiplier' | 'tickSize' | 'decimals' | 'timeZone'> & {
  /** Settlement (of shares: close) of the day before; null where there was none. */
  readonly preSettlement: Ticks | null;
  /** Of an option: the tick of its underlying, in which strikes are counted. */
  readonly strikeTick?: number;
};

export interface Statement {
  readonly account: string;
  readonly accountName: string;
  readonly number: number;
  readonly tradingDay: string;
  readonly settledAt: number;
  readonly confirmed: boolean;
  /** The counter's own words, where it has no figures to give beside them: the tables are empty then. */
  readonly text?: string;
  readonly funds: readonly StatementFunds[];
  readonly transfers: readonly StatementTransfer[];
  readonly fills: readonly StatementFill[];
  /** How many earlier fills of the day, with what they closed, are not listed (the exchange keeps so many only); the figures hold them. Absent where all are. */
  readonly unlisted?: Readonly<Partial<Record<Currency, number>>>;
  readonly closes: readonly StatementClose[];
  readonly lots: readonly StatementLot[];
  readonly deliveries: readonly StatementDelivery[];
  /** Every instrument that is named above. */
  readonly instruments: readonly StatementInstrument[];
}
