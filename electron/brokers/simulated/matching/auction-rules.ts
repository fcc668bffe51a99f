/**
 * How each exchange finds the price of a call auction, as data. All of them take the price at which most is traded; they differ in
 * which prices come into question and in what decides between several.
 */
import type { Exchange } from '#shared/model/instrument.ts';

/**
 * - `imbalance`: the smallest difference between what is bought at or above a price and sold at or below it.
 * - `pressure`: the highest price where at all of them more is bought than sold, the lowest where at all of them less is.
 * - `middle`: half way between the lowest and the highest, on the tick.
 * - `nearest`: nearest to the reference price; of two equally near ones the higher.
 */
export type TieRule = 'imbalance' | 'pressure' | 'middle' | 'nearest';

export interface AuctionRule {
  /** Prices in question: those that orders name, or every valid price. */
  readonly prices: 'of-orders' | 'any';
  /** Whether orders better than the price must all be filled, and those at it on one side at least. */
  readonly betterFilled: boolean;
  /** In this order, until one price is left. */
  readonly ties: readonly TieRule[];
  /** Price at which orders without one and those that reach it trade where buyers and sellers do not meet. */
  readonly unmet: 'none' | 'reference';
  readonly source: string;
}

/** What "reference" is: the last price of the day before, the previous settlement, or what the trading that the auction ends left. */
export type AuctionReference = 'previous-close' | 'previous-settlement' | 'last-price';

export interface AuctionTerms {
  readonly opening: AuctionRule & { readonly reference: AuctionReference };
  readonly closing?: AuctionRule & { readonly reference: AuctionReference };
}

const sse = {
  prices: 'of-orders',
  betterFilled: true,
  ties: ['imbalance', 'middle'],
  unmet: 'none',
  source: 'SSE trading rules (2023), 3.6.2: most volume; better orders filled, one side at the price filled; least unfilled; the middle of those prices',
} as const satisfies AuctionRule;

const szse = {
  prices: 'any',
  betterFilled: true,
  ties: ['imbalance', 'nearest'],
  unmet: 'none',
  source:
    'SZSE trading rules (2023), 3.6.2: as the SSE; smallest difference of cumulated buys and sells; at the opening nearest to the previous close, at the close nearest to the latest price',
} as const satisfies AuctionRule;

const futures = (source: string): AuctionRule => ({ prices: 'any', betterFilled: true, ties: ['nearest'], unmet: 'none', source });

const hkex = (unmet: AuctionRule['unmet'], source: string): AuctionRule => ({ prices: 'of-orders', betterFilled: false, ties: ['imbalance', 'pressure', 'nearest'], unmet, source });

const OWN = futures('Our own: as the futures exchanges');

const futuresTerms = (source: string): AuctionTerms => ({ opening: { ...futures(source), reference: 'previous-settlement' } });

/** Of an exchange whose rule is not here (our own matching instruments): as the futures exchanges. */
export const auctionRuleOf = ({ exchange }: { readonly exchange: Exchange }): AuctionRule => AUCTION_TERMS[exchange]?.opening ?? OWN;

/** By exchange; absent where the market opens without an auction. */
export const AUCTION_TERMS: Readonly<Partial<Record<Exchange, AuctionTerms>>> = {
  SSE: { opening: { ...sse, reference: 'previous-close' }, closing: { ...sse, reference: 'last-price' } },
  SZSE: { opening: { ...szse, reference: 'previous-close' }, closing: { ...szse, reference: 'last-price' } },
  CFFEX: futuresTerms('CFFEX trading rules, call auction: most volume; of several prices the one nearest to the previous settlement'),
  SHFE: futuresTerms('SHFE trading rules, opening auction: most volume; of several prices the one nearest to the previous settlement'),
  INE: futuresTerms('INE trading rules, opening auction: as SHFE'),
  DCE: futuresTerms('DCE, questions on bidding and call auctions (1): most volume; of several prices the one nearest to the previous settlement'),
  CZCE: futuresTerms('CZCE trading rules, opening auction: most volume; of several prices the one nearest to the previous settlement'),
  GFEX: futuresTerms('GFEX trading rules, opening auction: as DCE'),
  HKEX: {
    opening: {
      ...hkex('none', 'HKEX, pre-opening session: an order price between best bid and best ask with most volume; least normal order imbalance; highest or lowest by the imbalance’s side; nearest to the previous close'),
      reference: 'previous-close',
    },
    closing: {
      ...hkex('reference', 'HKEX, closing auction session: as the pre-opening session with the reference price; where no equilibrium price is found, at the reference price'),
      reference: 'last-price',
    },
  },
  CME: {
    opening: {
      prices: 'any',
      betterFilled: false,
      ties: ['imbalance', 'pressure', 'nearest'],
      unmet: 'none',
      reference: 'previous-settlement',
      source: 'CME Group, Globex indicative opening price: most volume; least left over; by the side of what is left; nearest to the previous settlement',
    },
  },
};
