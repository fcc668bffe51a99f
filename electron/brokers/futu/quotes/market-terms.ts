/**
 * What is known of a market without asking OpenD: ticks by price, hours, who may be sold the same day. OpenD tells the lot, the name, the
 * kind and (of futures) the contract; a security's `priceSpread` is that of its present price only and cannot stand for all of them.
 */
import { QOT_MARKET, SECURITY_TYPE, TRD_MARKET, TRD_SEC_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import type { Currency, Exchange, Instrument, InstrumentKind } from '#shared/model/instrument.ts';
import type { TickBand } from '#shared/price.ts';

/** How OpenD's text names a market: `HK.00700` (seeds/003, "股票代码"). */
export const MARKET_PREFIX: Readonly<Record<string, number>> = { HK: QOT_MARKET.hk, US: QOT_MARKET.us, SH: QOT_MARKET.shanghai, SZ: QOT_MARKET.shenzhen };

/** HKEX, Rules of the Exchange, Second Schedule, spread table Part A with phase 1 of the reduction (2025-08-04), in ticks of 0.001. */
const HK_SHARES: readonly TickBand[] = [
  { from: 10, step: 1 }, { from: 250, step: 5 }, { from: 500, step: 10 }, { from: 20_000, step: 20 }, { from: 50_000, step: 50 }, { from: 100_000, step: 100 },
  { from: 200_000, step: 200 }, { from: 500_000, step: 500 }, { from: 1_000_000, step: 1_000 }, { from: 2_000_000, step: 2_000 }, { from: 5_000_000, step: 5_000 },
];
/** The same, Part E: exchange traded products. */
const HK_FUNDS: readonly TickBand[] = [
  { from: 10, step: 1 }, { from: 1_000, step: 2 }, { from: 5_000, step: 5 }, { from: 10_000, step: 10 }, { from: 20_000, step: 20 }, { from: 100_000, step: 50 },
  { from: 200_000, step: 100 }, { from: 500_000, step: 200 }, { from: 1_000_000, step: 500 }, { from: 2_000_000, step: 1_000 },
];
/** SEC Rule 612 (Regulation NMS): 0.01 from 1 USD on, 0.0001 below. */
const US_SHARES: readonly TickBand[] = [{ from: 0, step: 1 }, { from: 10_000, step: 100 }];

type Common = Pick<Instrument, 'currency' | 'sellable' | 'shortable' | 'sessions' | 'timeZone'> & { readonly exchange: Exchange };

interface MarketTerms extends Common {
  readonly market: number;
  /** Trading market of real accounts, and the market of a security in trade messages. */
  readonly trade: number;
  readonly secMarket: number;
  /** Tick, shown decimals and bands by kind of security. */
  readonly ticks: Readonly<Partial<Record<InstrumentKind, Pick<Instrument, 'tickSize' | 'decimals' | 'bands'>>>>;
}

const CN_TICKS: MarketTerms['ticks'] = { stock: { tickSize: 0.01, decimals: 2 }, fund: { tickSize: 0.001, decimals: 3 }, index: { tickSize: 0.01, decimals: 2 } };
const china = { currency: 'CNY', sellable: 'next-day', shortable: false, sessions: 'china-stock', timeZone: 'Asia/Shanghai', trade: TRD_MARKET.hkcc, ticks: CN_TICKS } as const;

/** Shares, funds and indices; futures are told by Qot_GetFutureInfo. */
export const MARKETS: readonly MarketTerms[] = [
  {
    market: QOT_MARKET.hk, exchange: 'HKEX', currency: 'HKD', sellable: 'today', shortable: true, sessions: 'hong-kong', timeZone: 'Asia/Hong_Kong',
    trade: TRD_MARKET.hk, secMarket: TRD_SEC_MARKET.hk,
    ticks: { stock: { tickSize: 0.001, decimals: 2, bands: HK_SHARES }, fund: { tickSize: 0.001, decimals: 2, bands: HK_FUNDS }, index: { tickSize: 0.01, decimals: 2 } },
  },
  {
    market: QOT_MARKET.us, exchange: 'NASDAQ', currency: 'USD', sellable: 'today', shortable: true, sessions: 'us-stock', timeZone: 'America/New_York',
    trade: TRD_MARKET.us, secMarket: TRD_SEC_MARKET.us,
    ticks: { stock: { tickSize: 0.0001, decimals: 2, bands: US_SHARES }, fund: { tickSize: 0.0001, decimals: 2, bands: US_SHARES }, index: { tickSize: 0.01, decimals: 2 } },
  },
  { ...china, market: QOT_MARKET.shanghai, exchange: 'SSE', secMarket: TRD_SEC_MARKET.shanghai },
  { ...china, market: QOT_MARKET.shenzhen, exchange: 'SZSE', secMarket: TRD_SEC_MARKET.shenzhen },
];

export const termsOf = (market: number): MarketTerms | undefined => MARKETS.find((terms) => terms.market === market);

/** Currency of a trading market, for accounts that hold one alone. */
export const CURRENCY_OF_TRADE: ReadonlyMap<number, Currency> = new Map<number, Currency>([
  [TRD_MARKET.hk, 'HKD'], [TRD_MARKET.us, 'USD'], [TRD_MARKET.cn, 'CNY'], [TRD_MARKET.hkcc, 'CNY'], [TRD_MARKET.simulatedHkFutures, 'HKD'], [TRD_MARKET.simulatedUsFutures, 'USD'],
]);

/** Kinds by OpenD's security types; others are not carried. */
export const KIND_OF: ReadonlyMap<number, InstrumentKind> = new Map<number, InstrumentKind>([
  [SECURITY_TYPE.equity, 'stock'], [SECURITY_TYPE.trust, 'fund'], [SECURITY_TYPE.index, 'index'],
]);

/** ExchType of Qot_Common: an American share's own exchange. Those of AMEX (NYSE American, Arca) count as NYSE's. */
export const US_EXCHANGE: ReadonlyMap<number, Exchange> = new Map<number, Exchange>([[4, 'NYSE'], [5, 'NASDAQ'], [7, 'NYSE']]);
