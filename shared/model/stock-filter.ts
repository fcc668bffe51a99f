/**
 * A filter of a market's stocks by figures, as OpenD has it (seeds/003, get_stock_filter): of now, of some days, of a company's reports, by
 * patterns and by indicators. Amounts in currency units; ratios are parts (0.05 is 5 %), see RATIO_FIELDS.
 */
import type { Period } from './candle.ts';
import type { Named } from './research.ts';

/** Figures of now. */
export const FILTER_FIELDS = [
  'price', 'to-52-week-high', 'to-52-week-low', 'high-to-52-week-high', 'low-to-52-week-low', 'volume-ratio', 'bid-ask-ratio', 'lot-price', 'market-value', 'pe', 'pe-ttm', 'pb',
  'change-5-minutes', 'change-this-year', 'ps-ttm', 'pcf-ttm', 'shares', 'free-shares', 'free-market-value',
] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];

/** Figures of the last so many trading days. */
export const ACCUMULATED_FIELDS = ['change', 'amplitude', 'mean-volume', 'mean-turnover', 'turnover-rate'] as const;
export type AccumulatedField = (typeof ACCUMULATED_FIELDS)[number];

/** Figures of a company's report. */
export const FINANCIAL_FIELDS = [
  'net-profit', 'net-profit-growth', 'revenue', 'revenue-growth', 'net-margin', 'gross-margin', 'debt-to-assets', 'return-on-equity', 'return-on-capital', 'return-on-assets-ttm', 'ebit-ttm', 'ebitda',
  'operating-margin-ttm', 'ebit-margin', 'ebitda-margin', 'finance-cost-rate', 'operating-profit-ttm', 'shareholder-profit-ttm', 'profit-in-cash-ttm', 'current-ratio', 'quick-ratio', 'current-assets-share',
  'current-debt-share', 'equity-multiplier', 'debt-to-equity', 'cash', 'asset-turnover', 'fixed-asset-turnover', 'inventory-turnover', 'operating-cash-ttm', 'receivables', 'ebit-growth',
  'operating-profit-growth', 'assets-growth', 'shareholder-profit-growth', 'pretax-profit-growth', 'eps-growth', 'return-on-equity-growth', 'return-on-capital-growth', 'operating-cash-growth',
  'operating-cash-per-share-growth', 'revenue-in-cash', 'operating-profit-share', 'eps', 'eps-diluted', 'operating-cash-per-share',
] as const;
export type FinancialField = (typeof FINANCIAL_FIELDS)[number];

export const REPORTS = ['annual', 'first-quarter', 'interim', 'third-quarter', 'latest-quarter'] as const;
export type Report = (typeof REPORTS)[number];

export const PATTERNS = [
  'ma-rising', 'ma-falling', 'ema-rising', 'ema-falling', 'rsi-low-golden-cross', 'rsi-high-death-cross', 'rsi-top-divergence', 'rsi-bottom-divergence', 'kdj-low-golden-cross', 'kdj-high-death-cross',
  'kdj-top-divergence', 'kdj-bottom-divergence', 'macd-low-golden-cross', 'macd-high-death-cross', 'macd-top-divergence', 'macd-bottom-divergence', 'boll-breaks-upper', 'boll-breaks-lower',
  'boll-crosses-middle-up', 'boll-crosses-middle-down',
] as const;
export type Pattern = (typeof PATTERNS)[number];

export const INDICATORS = ['price', 'ma', 'ema', 'rsi', 'kdj-k', 'kdj-d', 'kdj-j', 'macd-diff', 'macd-dea', 'macd', 'boll-upper', 'boll-middle', 'boll-lower'] as const;
export type Indicator = (typeof INDICATORS)[number];

export const RELATIONS = ['above', 'below', 'crosses-up', 'crosses-down'] as const;
/** Of an indicator to another, or to a figure. */
export type Relation = (typeof RELATIONS)[number];

/** Bars that patterns and indicators are reckoned from. */
export const FILTER_PERIODS = ['1h', 'day', 'week', 'month'] as const satisfies readonly Period[];
export type FilterPeriod = (typeof FILTER_PERIODS)[number];

/** Fields whose figures are parts of a whole. */
export const RATIO_FIELDS: ReadonlySet<string> = new Set<FilterField | AccumulatedField | FinancialField>([
  'to-52-week-high', 'to-52-week-low', 'high-to-52-week-high', 'low-to-52-week-low', 'bid-ask-ratio', 'change-5-minutes', 'change-this-year', 'ps-ttm', 'pcf-ttm',
  'change', 'amplitude', 'turnover-rate',
  'net-profit-growth', 'revenue-growth', 'net-margin', 'gross-margin', 'debt-to-assets', 'return-on-equity', 'return-on-capital', 'return-on-assets-ttm', 'operating-margin-ttm', 'ebit-margin', 'ebitda-margin',
  'finance-cost-rate', 'profit-in-cash-ttm', 'current-ratio', 'quick-ratio', 'current-assets-share', 'current-debt-share', 'debt-to-equity', 'asset-turnover', 'fixed-asset-turnover', 'inventory-turnover',
  'ebit-growth', 'operating-profit-growth', 'assets-growth', 'shareholder-profit-growth', 'pretax-profit-growth', 'eps-growth', 'return-on-equity-growth', 'return-on-capital-growth', 'operating-cash-growth',
  'operating-cash-per-share-growth', 'revenue-in-cash', 'operating-profit-share',
]);

/** What each indicator is reckoned with, in order; none for the price. */
export const INDICATOR_PARAMETERS: Readonly<Record<Indicator, readonly number[]>> = {
  price: [], ma: [5], ema: [5], rsi: [12], 'kdj-k': [9, 3, 3], 'kdj-d': [9, 3, 3], 'kdj-j': [9, 3, 3], 'macd-diff': [12, 26, 9], 'macd-dea': [12, 26, 9], macd: [12, 26, 9], 'boll-upper': [20, 2],
  'boll-middle': [20, 2], 'boll-lower': [20, 2],
};

/** What may be compared: indicators of one family (OpenD refuses others), and the price with those that are prices. */
const FAMILIES: readonly (readonly Indicator[])[] = [['price', 'ma'], ['price', 'ema'], ['rsi'], ['kdj-k', 'kdj-d', 'kdj-j'], ['macd-diff', 'macd-dea', 'macd'], ['price', 'boll-upper', 'boll-middle', 'boll-lower']];
export const areComparable = (a: Indicator, b: Indicator): boolean => FAMILIES.some((family) => family.includes(a) && family.includes(b));

/** A closed range; null: open on that side. */
interface Range {
  readonly least: number | null;
  readonly most: number | null;
}

export interface FilterIndicator {
  readonly indicator: Indicator;
  /** As many as INDICATOR_PARAMETERS has, or none for those. */
  readonly parameters: readonly number[];
}

export type FilterCondition =
  | (Range & { readonly kind: 'figure'; readonly field: FilterField })
  | (Range & { readonly kind: 'accumulated'; readonly field: AccumulatedField; readonly lastDays: number })
  | (Range & { readonly kind: 'financial'; readonly field: FinancialField; readonly report: Report })
  /** `bars`: in so many bars one after the other; null: in the last one. */
  | { readonly kind: 'pattern'; readonly pattern: Pattern; readonly period: FilterPeriod; readonly bars: number | null }
  | {
      readonly kind: 'indicator';
      readonly first: FilterIndicator;
      readonly relation: Relation;
      readonly second: FilterIndicator | { readonly value: number };
      readonly period: FilterPeriod;
      readonly bars: number | null;
    };

export type FilterSort =
  | { readonly kind: 'figure'; readonly field: FilterField; readonly ascending: boolean }
  | { readonly kind: 'accumulated'; readonly field: AccumulatedField; readonly lastDays: number; readonly ascending: boolean }
  | { readonly kind: 'financial'; readonly field: FinancialField; readonly report: Report; readonly ascending: boolean };

export interface FilterRow extends Named {
  /** What was asked of it, by `figureKey` and `indicatorKey`. */
  readonly values: Readonly<Record<string, number>>;
}

/** `pe`, `change/5` (days), `eps/annual`. */
export const figureKey = (field: FilterField | AccumulatedField | FinancialField, span?: number | Report): string => (span === undefined ? field : `${field}/${span}`);

/** `ma(5)/day`, `price/week`. */
export const indicatorKey = (indicator: Indicator, parameters: readonly number[], period: FilterPeriod): string =>
  `${indicator}${parameters.length > 0 ? `(${parameters.join(',')})` : ''}/${period}`;
