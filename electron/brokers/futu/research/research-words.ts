/** Words of research, theirs and ours. Source: the public definitions of Futu's API 10.x (Qot_Common, Qot_StockFilter, Qot_GetCapitalFlow). */
import { KL_TYPE, QOT_MARKET, REHAB } from '#electron/brokers/futu/messages/codes.ts';
import { MARKET_PREFIX } from '#electron/brokers/futu/quotes/market-terms.ts';
import type { Adjustment, Period } from '#shared/model/candle.ts';
import type { FlowPeriod, PlateKind, ResearchMarket, TradingDate } from '#shared/model/research.ts';

/** QotMarket; of the mainland OpenD takes either exchange for both where it asks for a market's stocks, and each for its own plates. */
export const MARKETS_OF: Readonly<Record<ResearchMarket, readonly number[]>> = { 'hong-kong': [QOT_MARKET.hk], 'united-states': [QOT_MARKET.us], china: [QOT_MARKET.shanghai, QOT_MARKET.shenzhen] };
export const BAR_TYPE: Readonly<Record<Period, number>> = {
  '1m': KL_TYPE.m1, '3m': KL_TYPE.m3, '5m': KL_TYPE.m5, '15m': KL_TYPE.m15, '30m': KL_TYPE.m30, '1h': KL_TYPE.m60, day: KL_TYPE.day, week: KL_TYPE.week, month: KL_TYPE.month, quarter: KL_TYPE.quarter, year: KL_TYPE.year,
};
export const ADJUSTMENT: Readonly<Record<Adjustment, number>> = { none: REHAB.none, forward: REHAB.forward, backward: REHAB.backward };
export const TRADE_DATE_MARKET: Readonly<Record<ResearchMarket, number>> = { 'hong-kong': 1, 'united-states': 2, china: 3 };
export const TRADE_DATE: ReadonlyMap<number, TradingDate['open']> = new Map([[0, 'whole'], [1, 'morning'], [2, 'afternoon']]);
export const PLATE_SET: Readonly<Record<PlateKind, number>> = { all: 0, industry: 1, region: 2, concept: 3 };
export const REFERENCE = { warrants: 1, futures: 2 } as const;
export const FLOW_PERIOD: Readonly<Record<FlowPeriod, number>> = { today: 1, day: 2, week: 3, month: 4 };
/** SortField: by code, so that pages do not move under the reader. */
export const SORT_BY_CODE = 1;

const PREFIX_OF: ReadonlyMap<number, string> = new Map(Object.entries(MARKET_PREFIX).map(([prefix, market]) => [market, prefix]));
/** `HK.00700`; Singapore's and Japan's futures keep their market's own prefix. */
export const textOf = ({ market, code }: { readonly market: number; readonly code: string }): string =>
  `${PREFIX_OF.get(market) ?? (market === QOT_MARKET.singapore ? 'SG' : market === QOT_MARKET.japan ? 'JP' : String(market))}.${code}`;
