/** What can be traded or watched, with the contract terms that every rule needs. */
import type { PriceScale, Ticks } from '../price.ts';
import type { OrderType } from './order.ts';

/**
 * `EXCHANGE.CODE`, e.g. `CFFEX.IF2101`, `HKEX.00700`, `NASDAQ.AAPL`. The code keeps the exchange's own letter case. `OPRA` is no exchange but
 * the consolidated tape of America's options, each of which trades at many; `CME` stands for all of CME Group.
 */
export type InstrumentId = string;

export const EXCHANGES = ['CFFEX', 'SHFE', 'INE', 'DCE', 'CZCE', 'GFEX', 'SSE', 'SZSE', 'BSE', 'HKEX', 'NASDAQ', 'NYSE', 'OPRA', 'CME', 'PANKOU'] as const;
export type Exchange = (typeof EXCHANGES)[number];

export type Currency = 'CNY' | 'HKD' | 'USD';
export const CURRENCIES = ['CNY', 'HKD', 'USD'] as const satisfies readonly Currency[];

/** `warrant`: derivative warrants, callable bull/bear contracts and inline warrants of Hong Kong, held like shares. */
export type InstrumentKind = 'future' | 'stock' | 'fund' | 'option' | 'index' | 'warrant' | 'bond';

/** Where an instrument's prices come from. Shown wherever its prices are: a synthetic price is never mistaken for a real one. */
export type PriceOrigin = 'recorded' | 'synthetic' | 'matching' | 'delayed' | 'live';

/**
 * Fee of an order: a part of its value plus an amount a unit (contract or share), at least `minimum` and at most `maximum` in all,
 * then rounded. Rates and amounts in currency units.
 */
export interface FeeRate {
  readonly byValue?: number;
  readonly byQuantity?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** To multiples of `unit` (Hong Kong's stamp duty: up to the dollar; US regulatory fees: up to the cent); whole 1/10,000 without it. */
  readonly rounding?: { readonly unit: number; readonly mode: 'up' | 'nearest' };
}

/** What is added to a side, each levy reckoned and rounded on its own. */
export type Levies = FeeRate | readonly FeeRate[];

/** Fees by what the trade does. `closeToday` falls back to `close`, `close` to `open`; taxes are added by side (stamp duty, transfer fee, SEC fee). */
export interface FeeSchedule {
  readonly open: FeeRate;
  readonly close?: FeeRate;
  readonly closeToday?: FeeRate;
  readonly sellTax?: Levies;
  readonly buyTax?: Levies;
  /** Of a future that is delivered or settled in cash at its end, on the value at its final settlement. */
  readonly delivery?: FeeRate;
}

/** What an absent term is: the vendor that listed the option does not tell it, and nothing here goes by a guess. */
export interface OptionTerms {
  readonly right: 'call' | 'put';
  /** In ticks of the underlying, and that tick in currency units. */
  readonly strike: Ticks;
  readonly strikeTick: number;
  readonly underlying: InstrumentId;
  readonly style?: 'european' | 'american';
  /**
   * Margin of a short option, per unit: settlement price + max(base × underlying − out-of-the-money amount, minimum × underlying
   * (call) or strike (put)); a put's is at most the strike where `capped`. CFFEX index options: 0.12 and half of it; SSE ETF
   * options: 0.12 and 0.07, capped. Absent: only the broker knows what a short contract ties up.
   */
  readonly margin?: { readonly base: number; readonly minimum: number; readonly capped?: boolean };
  /**
   * How far a day's prices go from the option's previous settlement: by `ratio` of the underlying's previous close (`underlying`), or
   * less for what is out of the money, `floor` of it at least (`moneyness`). See shared/rules/price-limits.
   */
  readonly limit?: { readonly rule: 'underlying' | 'moneyness'; readonly ratio: number; readonly floor?: number };
  /** Charged for a contract exercised, and for one assigned, in currency units. */
  readonly exerciseFee?: number;
  readonly assignmentFee?: number;
}

/** Terms of a warrant as its issuer wrote them: for reading, in currency units. Null: not told. */
export interface WarrantTerms {
  readonly right: 'call' | 'put' | 'bull' | 'bear' | 'inline';
  readonly underlying: InstrumentId;
  readonly strike: number | null;
  /** Warrants for one unit of the underlying. */
  readonly conversion: number | null;
  /** Bull and bear contracts: called when the underlying gets there. */
  readonly recovery: number | null;
}

/** How far from the market a limit order may be priced while trading is continuous: by `ratio` of the best price, `ticks` ticks at least. */
export interface PriceCage {
  readonly ratio: number;
  readonly ticks: number;
}

export interface Instrument extends PriceScale {
  readonly id: InstrumentId;
  readonly exchange: Exchange;
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly kind: InstrumentKind;
  /** Product within the exchange (`IF`, `cu`); the code itself for stocks. */
  readonly product: string;
  readonly currency: Currency;
  /** Currency units a whole price unit is worth for quantity 1: 300 for IF, 1 for a share. */
  readonly multiplier: number;
  /** Quantities are multiples of `lot` (contracts: 1; A-shares 100; HK board lots). `oddLotSell`: a remainder below a lot may be sold. */
  readonly lot: number;
  readonly oddLotSell?: boolean;
  /** Most in one order; `maxMarketQuantity` where a market order may be less. */
  readonly maxOrderQuantity: number;
  readonly maxMarketQuantity?: number;
  /** Least in one opening order or purchase, where that is more than one `lot` (STAR: 200 shares, then single ones). */
  readonly minOrderQuantity?: number;
  /** Most contracts held on one side by one account (限仓); absent where there is no such limit. */
  readonly positionLimit?: number;
  /** Margin as a part of value, by side; absent where the full value is paid (stocks), and where only the broker knows it. */
  readonly margin?: { readonly long: number; readonly short: number };
  /** Least margin of one contract, in currency units, where the price may be zero or negative: a part of such a value would be little or nothing. */
  readonly marginFloor?: number;
  readonly fees: FeeSchedule;
  /** Whether positions are opened and closed by name (futures, options) or netted (stocks). */
  readonly offsets: 'open-close' | 'today-yesterday' | 'net';
  /** Bought today may be sold: `today` (T+0) or the next trading day (T+1, A-shares). */
  readonly sellable: 'today' | 'next-day';
  readonly shortable: boolean;
  /** Price limits as a part of the reference price; absent where the market has none (options: see their terms). */
  readonly priceLimit?: number;
  /** Range of valid limit prices in continuous trading (有效申报价格范围); absent where there is none. */
  readonly priceCage?: PriceCage;
  /** First trading day, `YYYY-MM-DD`, and how many days from it have no price limits (new listings). */
  readonly listed?: string;
  readonly limitFreeDays?: number;
  /** What the day's price limits, change and mark-to-market refer to. */
  readonly reference: 'pre-settlement' | 'pre-close';
  /** Key into shared/calendar's session tables. */
  readonly sessions: string;
  /** IANA zone of the exchange. */
  readonly timeZone: string;
  /** Last trading day, `YYYY-MM-DD`, for what expires. */
  readonly expiry?: string;
  /** How what is left at the end of the last trading day is settled. */
  readonly delivery?: 'cash' | 'physical';
  readonly option?: OptionTerms;
  readonly warrant?: WarrantTerms;
  /**
   * Of an exchange's combination (DCE `SP m2105&m2109`): bought, it buys the first and sells the second. Its price is their difference, so
   * that it may be 0 or below; what is held are the legs.
   */
  readonly legs?: readonly [InstrumentId, InstrumentId];
  /** The order types that the market itself has, in the order they are offered; absent: those of its exchange (see shared/orders). */
  readonly orderTypes?: readonly OrderType[];
  readonly origin: PriceOrigin;
  /** Levels of depth that the feed carries: 1, 5 or 10. */
  readonly depth: number;
  /** The feed carries its broker queue too. */
  readonly queue?: true;
  /** Its history can be had adjusted for splits and dividends, or not. */
  readonly adjustable?: true;
}

/** Value of one tick for quantity 1, in 1/10,000 of the currency unit: whole by construction of the catalogue (checked by a test). */
export function tickMoney(instrument: Pick<Instrument, 'tickSize' | 'multiplier'>): number {
  return Math.round(instrument.tickSize * instrument.multiplier * 10_000);
}

const LIKE_SHARES: ReadonlySet<InstrumentKind> = new Set(['stock', 'fund', 'warrant', 'bond']);

/** Stocks, funds, warrants and option premium are paid in full; futures are margined and marked to market each day. */
export const paidInFull = (instrument: Pick<Instrument, 'kind'>): boolean => instrument.kind !== 'future' && (instrument.kind === 'option' || LIKE_SHARES.has(instrument.kind));

/** Stocks, funds and warrants are held at average cost; futures and options lot by lot. */
export const heldAtAverage = (instrument: Pick<Instrument, 'kind'>): boolean => LIKE_SHARES.has(instrument.kind);

/** Whether what one says of an instrument can be read in another's terms: the same ticks, worth the same. */
export const sameScale = (one: Instrument, other: Instrument): boolean =>
  one.tickSize === other.tickSize && one.multiplier === other.multiplier && one.currency === other.currency && one.kind === other.kind;
