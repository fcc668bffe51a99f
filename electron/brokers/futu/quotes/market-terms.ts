/**
 * What is known of a market without asking OpenD: ticks by price, hours, who may be sold the same day. OpenD tells the lot, the name, the
 * kind and (of futures) the contract; a security's `priceSpread` is that of its present price only and cannot stand for all of them.
 */
import hongKong from '../../../../assets/instruments/hong-kong.json' with { type: 'json' };
import unitedStates from '../../../../assets/instruments/united-states.json' with { type: 'json' };
import { EXCH_TYPE, OPTION_TYPE, QOT_MARKET, SECURITY_TYPE, TRD_MARKET, TRD_SEC_MARKET, WARRANT_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import type { Currency, Exchange, Instrument, InstrumentKind, OptionTerms, WarrantTerms } from '#shared/model/instrument.ts';
import type { TickBand } from '#shared/price.ts';

/** How OpenD's text names a market: `HK.00700` (seeds/003, "股票代码"). */
export const MARKET_PREFIX: Readonly<Record<string, number>> = { HK: QOT_MARKET.hk, US: QOT_MARKET.us, SH: QOT_MARKET.shanghai, SZ: QOT_MARKET.shenzhen };

/** OpenD checks what an order may carry; where it tells no limit none is kept here. */
export const MOST_IN_ONE_ORDER = 1_000_000_000;

interface CataloguedGroup {
  readonly exchange: string;
  readonly terms: { readonly kind?: string; readonly bands?: readonly TickBand[] };
  readonly changes?: readonly { readonly from: string; readonly terms: { readonly bands?: readonly TickBand[]; readonly fees?: object } }[];
}

/** The tick table that the instrument catalogue has for a market's kind on a day: spreads change (Hong Kong's on 2025-08-04). */
function bandsOf(groups: readonly CataloguedGroup[], exchange: Exchange, kind: InstrumentKind, day: string): readonly TickBand[] | undefined {
  const group = groups.find((one) => one.exchange === exchange && one.terms.kind === kind);
  return group?.changes?.findLast(({ from, terms }) => from <= day && terms.bands !== undefined)?.terms.bands ?? group?.terms.bands;
}

type Ticks = Pick<Instrument, 'tickSize' | 'decimals' | 'bands'>;

type Common = Pick<Instrument, 'currency' | 'sellable' | 'shortable' | 'sessions' | 'timeZone'> & { readonly exchange: Exchange };

interface MarketTerms extends Common {
  readonly market: number;
  /** Trading market of real accounts, and the market of a security in trade messages. */
  readonly trade: number;
  readonly secMarket: number;
  /** Tick, shown decimals and bands by kind of security on a day (`YYYY-MM-DD`); undefined for a kind that is not carried. */
  readonly ticks: (kind: InstrumentKind, day: string) => Ticks | undefined;
}

const INDEX: Ticks = { tickSize: 0.01, decimals: 2 };
const CN_TICKS: Readonly<Partial<Record<InstrumentKind, Ticks>>> = { stock: { tickSize: 0.01, decimals: 2 }, fund: { tickSize: 0.001, decimals: 3 }, bond: { tickSize: 0.001, decimals: 3 }, index: INDEX };

function hongKongTicks(kind: InstrumentKind, day: string): Ticks | undefined {
  const bands = bandsOf(hongKong.groups, 'HKEX', kind, day);
  return kind === 'index' ? INDEX : bands && { tickSize: 0.001, decimals: 2, bands };
}

/**
 * Hong Kong's warrants, bull/bear contracts and inline warrants keep the spread table from before 2025-08-04 (HKEX, Reduction of Minimum
 * Spreads: applicable securities are without structured products).
 */
export function structuredTicks(): Ticks {
  return { tickSize: 0.001, decimals: 3, bands: bandsOf(hongKong.groups, 'HKEX', 'stock', '')! };
}

/** Funds trade as shares do (Regulation NMS). */
function americanTicks(kind: InstrumentKind, day: string): Ticks | undefined {
  const bands = kind === 'stock' || kind === 'fund' ? bandsOf(unitedStates.groups, 'NASDAQ', 'stock', day) : undefined;
  return kind === 'index' ? INDEX : bands && { tickSize: 0.0001, decimals: 2, bands };
}

const china = { currency: 'CNY', sellable: 'next-day', shortable: false, sessions: 'china-stock', timeZone: 'Asia/Shanghai', trade: TRD_MARKET.hkcc, ticks: (kind: InstrumentKind) => CN_TICKS[kind] } as const;

/** Shares, funds, indices, plates, the mainland's bonds; options, warrants and futures are in quotes/derivatives. */
export const MARKETS: readonly MarketTerms[] = [
  {
    market: QOT_MARKET.hk, exchange: 'HKEX', currency: 'HKD', sellable: 'today', shortable: true, sessions: 'hong-kong', timeZone: 'Asia/Hong_Kong',
    trade: TRD_MARKET.hk, secMarket: TRD_SEC_MARKET.hk,
    ticks: hongKongTicks,
  },
  {
    market: QOT_MARKET.us, exchange: 'NASDAQ', currency: 'USD', sellable: 'today', shortable: true, sessions: 'us-stock', timeZone: 'America/New_York',
    trade: TRD_MARKET.us, secMarket: TRD_SEC_MARKET.us,
    ticks: americanTicks,
  },
  { ...china, market: QOT_MARKET.shanghai, exchange: 'SSE', secMarket: TRD_SEC_MARKET.shanghai },
  { ...china, market: QOT_MARKET.shenzhen, exchange: 'SZSE', secMarket: TRD_SEC_MARKET.shenzhen },
];

export const termsOf = (market: number): MarketTerms | undefined => MARKETS.find((terms) => terms.market === market);

/** Currencies of a trading market that are traded here. */
export const CURRENCIES_OF_TRADE: ReadonlyMap<number, readonly Currency[]> = new Map<number, readonly Currency[]>([
  [TRD_MARKET.hk, ['HKD']], [TRD_MARKET.us, ['USD']], [TRD_MARKET.cn, ['CNY']], [TRD_MARKET.hkcc, ['CNY']], [TRD_MARKET.futures, ['HKD', 'USD']], [TRD_MARKET.simulatedHkFutures, ['HKD']],
  [TRD_MARKET.simulatedUsFutures, ['USD']],
]);

/** Kinds by OpenD's security types, of what static information is enough for. A plate is an index of its members, by OpenD's own reckoning. */
export const KIND_OF: ReadonlyMap<number, InstrumentKind> = new Map<number, InstrumentKind>([
  [SECURITY_TYPE.equity, 'stock'], [SECURITY_TYPE.trust, 'fund'], [SECURITY_TYPE.index, 'index'], [SECURITY_TYPE.plate, 'index'],
  [SECURITY_TYPE.bond, 'bond'],
]);

export const OPTION_RIGHT: ReadonlyMap<number, OptionTerms['right']> = new Map([[OPTION_TYPE.call, 'call'], [OPTION_TYPE.put, 'put']]);
export const WARRANT_RIGHT: ReadonlyMap<number, WarrantTerms['right']> = new Map([
  [WARRANT_TYPE.call, 'call'], [WARRANT_TYPE.put, 'put'], [WARRANT_TYPE.bull, 'bull'], [WARRANT_TYPE.bear, 'bear'], [WARRANT_TYPE.inline, 'inline'],
]);

/** ExchType of Qot_Common: an American share's own exchange. Those of AMEX (NYSE American, Arca) count as NYSE's. */
export const US_EXCHANGE: ReadonlyMap<number, Exchange> = new Map<number, Exchange>([[EXCH_TYPE.nyse, 'NYSE'], [EXCH_TYPE.nasdaq, 'NASDAQ'], [EXCH_TYPE.amex, 'NYSE']]);
