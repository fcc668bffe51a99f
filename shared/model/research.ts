/**
 * What a broker knows beyond quotes and orders: snapshots, trading days, derivatives of a security, plates, money flows, a stock filter, new
 * listings. For reading, not for reckoning: prices and amounts are in currency units as the broker tells them, not in ticks, since most of
 * what is named here is no instrument of the terminal. Ratios are parts (0.05 is 5 %), times UTC ms, dates `YYYY-MM-DD`. Null: not told.
 */
import type { Adjustment, Period } from './candle.ts';
import type { InstrumentId, InstrumentKind } from './instrument.ts';
import type { FilterCondition, FilterRow, FilterSort } from './stock-filter.ts';

export const RESEARCH_MARKETS = ['hong-kong', 'united-states', 'china'] as const;
export type ResearchMarket = (typeof RESEARCH_MARKETS)[number];

export const PLATE_KINDS = ['all', 'industry', 'region', 'concept'] as const;
export type PlateKind = (typeof PLATE_KINDS)[number];

export const FLOW_PERIODS = ['today', 'day', 'week', 'month'] as const;
export type FlowPeriod = (typeof FLOW_PERIODS)[number];

/** A security by the broker's own text (`HK.00700`), and as an instrument where the terminal carries it. */
export interface Named {
  readonly code: string;
  readonly name: string;
  readonly instrument: InstrumentId | null;
}

/** What a search through a broker's whole catalogue finds. */
export interface FoundInstrument extends Named {
  readonly kind: InstrumentKind;
}

/** Where an instrument is asked for, the broker's own code does as well: what is asked about need not be listed. */
export type ResearchQuestion =
  | { readonly about: 'snapshots'; readonly instruments: readonly InstrumentId[] }
  | { readonly about: 'market-states'; readonly instruments: readonly InstrumentId[] }
  /** The book as it is now, with what stands at each level; of an instrument that is looked at. */
  | { readonly about: 'book'; readonly instrument: InstrumentId }
  | { readonly about: 'trading-days'; readonly market: ResearchMarket; readonly from: string; readonly to: string }
  | { readonly about: 'option-expirations'; readonly instrument: InstrumentId }
  | { readonly about: 'option-chain'; readonly instrument: InstrumentId; readonly from: string; readonly to: string }
  /** Of one underlying, or of all; `offset` and `limit` page. */
  | { readonly about: 'warrants'; readonly instrument: InstrumentId | null; readonly offset: number; readonly limit: number }
  | { readonly about: 'related'; readonly instrument: InstrumentId; readonly kind: 'warrants' | 'futures' }
  /** Every future of a market, and the series of them. */
  | { readonly about: 'futures'; readonly market: ResearchMarket }
  /** Contracts by the broker's own text, e.g. `HK.HSImain`. */
  | { readonly about: 'contracts'; readonly codes: readonly string[] }
  | { readonly about: 'plates'; readonly market: ResearchMarket; readonly kind: PlateKind }
  | { readonly about: 'plate-members'; readonly plate: string }
  | { readonly about: 'plates-of'; readonly instruments: readonly InstrumentId[] }
  | { readonly about: 'capital-flow'; readonly instrument: InstrumentId; readonly period: FlowPeriod }
  | { readonly about: 'capital-distribution'; readonly instrument: InstrumentId }
  /** `plate`: within one, by the broker's own text (`HK.BK1911`); null: of the whole market. */
  | { readonly about: 'filter'; readonly market: ResearchMarket; readonly plate: string | null; readonly conditions: readonly FilterCondition[]; readonly sort: FilterSort | null; readonly offset: number; readonly limit: number }
  | { readonly about: 'bars'; readonly instrument: InstrumentId; readonly length: Period; readonly adjustment: Adjustment; readonly from: string; readonly to: string }
  | { readonly about: 'new-listings'; readonly market: ResearchMarket };

export interface Snapshot extends Named {
  readonly time: number | null;
  readonly last: number;
  readonly previousClose: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly volume: number;
  readonly turnover: number;
  readonly suspended: boolean;
  readonly lot: number;
  readonly high52: number | null;
  readonly low52: number | null;
  readonly marketValue: number | null;
  readonly pe: number | null;
  readonly peTtm: number | null;
  readonly pb: number | null;
  readonly dividendYield: number | null;
  readonly option?: OptionFigures;
  readonly warrant?: WarrantFigures;
  readonly future?: FutureFigures;
}

/** Of an option now. Greeks as the broker reckons them; a volatility of 0.3 is 30 %. */
export interface OptionFigures {
  readonly right: 'call' | 'put';
  readonly strike: number;
  readonly expiry: string;
  readonly openInterest: number;
  readonly impliedVolatility: number;
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
  readonly rho: number;
  /** What it costs above what exercise would bring now, as a part of the underlying. */
  readonly premium: number;
  /** Units of the underlying in a contract; null: not told. */
  readonly multiplier: number | null;
  readonly style: 'european' | 'american' | null;
}

export interface WarrantFigures {
  readonly kind: WarrantRow['kind'];
  readonly owner: string;
  readonly strike: number;
  readonly recovery: number | null;
  readonly lastTrade: string;
  readonly conversionRatio: number;
  readonly premium: number;
  readonly leverage: number | null;
  readonly impliedVolatility: number | null;
  readonly delta: number | null;
  readonly street: number;
}

export interface FutureFigures {
  readonly previousSettlement: number;
  readonly openInterest: number;
  readonly openInterestChange: number;
  /** Null: a series of contracts. */
  readonly lastTrade: string | null;
}

/** A level of a book. */
export interface BookRow {
  readonly side: 'bid' | 'ask';
  /** 1 is the touch. */
  readonly level: number;
  readonly price: number;
  readonly size: number;
  /** How many orders; null where the market does not tell. */
  readonly orders: number | null;
  /** Their sizes in turn, where the user has the right for a book order by order; none without. */
  readonly sizes: readonly number[];
}

export interface TradingDate {
  readonly date: string;
  readonly open: 'whole' | 'morning' | 'afternoon';
}

export interface OptionExpiration {
  readonly date: string;
  /** Days from now; below 0: expired. */
  readonly days: number;
}

export interface OptionRow extends Named {
  readonly right: 'call' | 'put';
  readonly strike: number;
  readonly expiry: string;
  readonly lot: number;
}

export interface FutureRow extends Named {
  /** Null: a series of contracts (front, current, next …), which stands for one of them. */
  readonly lastTrade: string | null;
  /** What a price unit is worth; null: not told. */
  readonly multiplier: number | null;
}

export interface WarrantRow extends Named {
  readonly kind: 'call' | 'put' | 'bull' | 'bear' | 'inline';
  readonly owner: string;
  readonly maturity: string;
  readonly lastTrade: string;
  readonly strike: number;
  /** Bull and bear contracts: called at. */
  readonly recovery: number | null;
  readonly conversionRatio: number;
  readonly last: number;
  readonly change: number;
  readonly volume: number;
  readonly premium: number;
  readonly leverage: number;
  readonly impliedVolatility: number | null;
  readonly delta: number | null;
  /** Of the issue, in the public's hands. */
  readonly street: number;
}

export interface ContractTerms extends Named {
  readonly lastTrade: string;
  readonly exchange: string;
  readonly kind: string;
  readonly size: number;
  readonly sizeUnit: string;
  readonly currency: string;
  readonly tick: number;
  readonly tickUnit: string;
  /** Hours of a trading day, in minutes from midnight of `timeZone`. */
  readonly hours: readonly { readonly from: number; readonly to: number }[];
  readonly timeZone: string;
  /** What a main or continuous contract stands for now. */
  readonly stands: string | null;
}

export interface CapitalFlow {
  readonly time: number | null;
  /** As OpenD writes it, of the market's own time. */
  readonly text: string;
  readonly net: number;
  readonly main: number | null;
  readonly huge: number | null;
  readonly big: number | null;
  readonly middle: number | null;
  readonly small: number | null;
}

export interface CapitalDistribution {
  readonly huge: Both | null;
  readonly big: Both;
  readonly middle: Both;
  readonly small: Both;
}

export interface Both {
  readonly in: number;
  readonly out: number;
}

export interface NewListing extends Named {
  readonly date: string;
  readonly least: number | null;
  readonly most: number | null;
  readonly lot: number | null;
  /** Last moment to apply. */
  readonly applyUntil: string | null;
}

export interface ResearchBar {
  /** Of the market's own clock: a bar of minutes by its end, a longer one by a day of it. */
  readonly text: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly turnover: number;
}

/** A page of a longer list. */
export interface ResearchPage<T> {
  readonly rows: readonly T[];
  readonly total: number;
}

export interface ResearchAnswers {
  readonly snapshots: readonly Snapshot[];
  readonly 'market-states': readonly (Named & { readonly phase: 'auction' | 'continuous' | 'break' | 'closed' })[];
  readonly book: readonly BookRow[];
  readonly 'trading-days': readonly TradingDate[];
  readonly 'option-expirations': readonly OptionExpiration[];
  readonly 'option-chain': readonly OptionRow[];
  readonly warrants: ResearchPage<WarrantRow>;
  readonly related: readonly Named[];
  readonly futures: readonly FutureRow[];
  readonly contracts: readonly ContractTerms[];
  readonly plates: readonly Named[];
  readonly 'plate-members': readonly Named[];
  readonly 'plates-of': readonly (Named & { readonly plates: readonly Named[] })[];
  readonly 'capital-flow': readonly CapitalFlow[];
  readonly 'capital-distribution': CapitalDistribution;
  readonly filter: ResearchPage<FilterRow>;
  /** Oldest first. `complete`: false where there are more than could be asked for at once. */
  readonly bars: { readonly rows: readonly ResearchBar[]; readonly complete: boolean };
  readonly 'new-listings': readonly NewListing[];
}

/** An answer with what it is about. */
export type ResearchAnswer = { [A in keyof ResearchAnswers]: { readonly about: A; readonly answer: ResearchAnswers[A] } }[keyof ResearchAnswers];
