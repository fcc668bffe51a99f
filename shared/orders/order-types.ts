/**
 * The order types that each market has, with the times in force of each: data, with the document it is from. What the simulated
 * exchange accepts, what a broker's capabilities are refined by and what the ticket offers is all read from here.
 *
 * Two things are the counter's and not the exchange's, here as elsewhere: it keeps a limit order till cancelled in every market (it
 * enters it again each day), and it runs conditional orders where the market's counters do (Futu's in Hong Kong and the US, CTP for
 * China's futures) though the exchange has none.
 */
import type { Exchange, Instrument, InstrumentKind } from '../model/instrument.ts';
import { isPriced, type OrderType, type TimeInForce } from '../model/order.ts';

/** A type with the times in force that it can have, the usual one first. */
export interface TypeOffer {
  readonly type: OrderType;
  readonly timesInForce: readonly TimeInForce[];
}

export interface MarketOrderTypes {
  /** In the order they are offered. */
  readonly types: readonly TypeOffer[];
  /** Document and section. */
  readonly source: string;
  /** What becomes of a stop whose trigger the last price has passed already, or a touch order whose trigger it has not left: it triggers at once, or is refused. */
  readonly reached: 'triggers' | 'refused';
  /** Whether the limit of a stop-limit or touch-limit order must not lie before its trigger (a buy's not below, a sell's not above). */
  readonly limitBeyondTrigger: boolean;
  /** What is left of a market order for the day: cancelled, or a limit order at the day's price limit. */
  readonly marketRest: 'cancelled' | 'price-limit';
}

const DAY: readonly TimeInForce[] = ['day'];
const IOC: readonly TimeInForce[] = ['ioc'];
const AT_ONCE: readonly TimeInForce[] = ['ioc', 'fok'];
const KEPT: readonly TimeInForce[] = ['day', 'gtc'];
const ANY: readonly TimeInForce[] = ['day', 'gtc', 'ioc', 'fok'];

const offer = (type: OrderType, timesInForce: readonly TimeInForce[]): TypeOffer => ({ type, timesInForce });

/** The six types that wait, as Futu's counter runs them (Futu OpenAPI, Trade definitions, OrderType 10 to 15; FAQ Q9, required parameters by type). */
const CONDITIONAL: readonly TypeOffer[] = (['stop', 'stop-limit', 'touch', 'touch-limit', 'trailing-stop', 'trailing-stop-limit'] as const).map((type) => offer(type, KEPT));

/**
 * The four that CTP's counter runs for China's futures (CTP 6.6.9 ReqOrderInsert, ContingentCondition 5 to 8: the last price against
 * StopPrice; for the day). DCE has them itself.
 */
const CTP_CONDITIONAL: readonly TypeOffer[] = (['stop', 'stop-limit', 'touch', 'touch-limit'] as const).map((type) => offer(type, DAY));

const market = (source: string, types: readonly TypeOffer[], special: Partial<Omit<MarketOrderTypes, 'types' | 'source'>> = {}): MarketOrderTypes => ({
  types,
  source,
  reached: 'triggers',
  limitBeyondTrigger: false,
  marketRest: 'cancelled',
  ...special,
});

const FIVE_AND_BEST: readonly TypeOffer[] = [
  offer('limit', KEPT), offer('best-five-ioc', IOC), offer('best-five-limit', DAY), offer('own-best', DAY), offer('counter-best', DAY),
];
const SHENZHEN: readonly TypeOffer[] = [
  offer('limit', KEPT), offer('counter-best', DAY), offer('own-best', DAY), offer('best-five-ioc', IOC), offer('market', AT_ONCE),
];
const US_SHARES = market('Nasdaq Equity 4, Rules 4702 and 4703 (limit and market orders, time in force); Futu OpenAPI, OrderType and TimeInForce (conditional orders, GTC)', [
  offer('limit', ['day', 'gtc', 'ioc']), offer('market', DAY), ...CONDITIONAL,
]);

const US_OPTIONS = market('Cboe Rule 5.6 (limit and market orders, time in force); Futu OpenAPI, order types by market: American options (conditional orders, GTC)', [
  offer('limit', KEPT), offer('market', DAY), ...CONDITIONAL,
]);

/** By exchange; a kind of its own only where it differs from the rest. */
const MARKETS: Readonly<Record<Exchange, MarketOrderTypes>> = {
  SSE: market('上海证券交易所交易规则(2023年修订) 3.3.3 (限价申报), 3.3.5 (市价申报); 科创板 5.1.4', FIVE_AND_BEST),
  SZSE: market('深圳证券交易所交易规则(2023年修订) 3.3.3, 3.3.5 (市价申报五种)', SHENZHEN),
  BSE: market('北京证券交易所交易规则(试行) 3.3.3, 3.3.5', FIVE_AND_BEST),
  CFFEX: market('中国金融期货交易所交易细则 第四章 交易指令 (市价指令, 限价指令, FOK 与 FAK); CTP 6.6.9 接口说明, 各交易所特殊指令 1.3 (最优价, 五档价)', [
    offer('limit', ANY), offer('market', AT_ONCE), offer('best-five-ioc', IOC), offer('best-five-limit', DAY), offer('counter-best', ['day', 'ioc']),
    ...CTP_CONDITIONAL,
  ]),
  SHFE: market('上海期货交易所交易细则 第四章 交易指令 (限价, FOK, FAK); CTP 6.6.9 各交易所特殊指令 1.1', [offer('limit', ANY), ...CTP_CONDITIONAL]),
  INE: market('上海国际能源交易中心交易细则 第四章 交易指令 (限价, FOK, FAK); CTP 6.6.9 各交易所特殊指令 1.1', [offer('limit', ANY), ...CTP_CONDITIONAL]),
  DCE: market(
    '大连商品交易所交易细则 第三十八、三十九条; 大商所市价、止损等基本交易指令使用说明 一 (市价指令), 二 (止损/止盈指令)',
    [offer('limit', ANY), offer('market', ['day', 'ioc', 'fok']), ...CTP_CONDITIONAL],
    { limitBeyondTrigger: true, marketRest: 'price-limit' },
  ),
  CZCE: market('郑州商品交易所期货交易细则 交易指令 (限价, 市价: 未成交部分自动撤销); 郑商函〔2014〕333号 (FAK); CTP 6.6.9 各交易所特殊指令 1.4. FOK 仅用于期权', [
    offer('limit', ['day', 'gtc', 'ioc']), offer('market', IOC), ...CTP_CONDITIONAL,
  ]),
  GFEX: market('广州期货交易所交易管理办法 交易指令 (限价, 市价, FOK, FAK): taken to be as DCE’s, the document itself was not at hand', [offer('limit', ANY), offer('market', ['day', 'ioc', 'fok']), ...CTP_CONDITIONAL], { marketRest: 'price-limit' }),
  HKEX: market(
    'HKEX, Operational Trading Procedures 3 and FAQ “Securities Market Operations” (limit stands for the enhanced limit order); Futu OpenAPI, OrderType (market and conditional orders)',
    [offer('limit', KEPT), offer('market', DAY), offer('special-limit', IOC), offer('auction', DAY), offer('auction-limit', DAY), ...CONDITIONAL],
  ),
  NASDAQ: US_SHARES,
  NYSE: US_SHARES,
  OPRA: US_OPTIONS,
  CME: market(
    'CME Globex, Order Types for Futures and Options (limit, market with protection, stop with protection, stop-limit); Order Type Qualifiers (day, GTC, FAK, FOK)',
    [offer('limit', ANY), offer('market', IOC), offer('stop', KEPT), offer('stop-limit', KEPT)],
    { reached: 'refused', limitBeyondTrigger: true },
  ),
  PANKOU: market('Pankou’s own matching instruments', [offer('limit', ANY), offer('market', AT_ONCE), ...CONDITIONAL]),
};

/** Options that take other types than the rest of their exchange. */
const OPTIONS: Readonly<Partial<Record<Exchange, MarketOrderTypes>>> = {
  HKEX: market('HKEX, Operational Trading Procedures for Options Trading Exchange Participants (limit orders); Futu OpenAPI, order types by market: Hong Kong options (no market order; conditional orders with a limit)', [
    offer('limit', KEPT), ...CONDITIONAL.filter(({ type }) => isPriced(type) || type === 'trailing-stop-limit'),
  ]),
  SSE: market('上海证券交易所股票期权试点交易规则 第五章 委托与申报 (限价, 市价剩余撤销, 全额即时限价, 全额即时市价)', [offer('limit', ['day', 'gtc', 'fok']), offer('market', AT_ONCE)]),
  SZSE: market('深圳证券交易所股票期权试点交易规则 委托与申报', [offer('limit', ['day', 'gtc', 'fok']), ...SHENZHEN.slice(1)]),
  DCE: market('大连商品交易所期权交易管理办法 交易指令 (限价, FOK, FAK)', [offer('limit', ANY)]),
  CZCE: market('郑州商品交易所期权交易管理办法 交易指令 (限价, 市价, FOK, FAK)', [offer('limit', ANY), offer('market', AT_ONCE)]),
  GFEX: market('广州期货交易所期权交易管理办法 交易指令 (限价, FOK, FAK)', [offer('limit', ANY)]),
};

/** Futures that do so. */
const FUTURES: Readonly<Partial<Record<Exchange, MarketOrderTypes>>> = {
  HKEX: market('HKFE Rules, chapter VIII (limit and auction orders); Futu OpenAPI, order types by market: Hong Kong futures (market and conditional orders)', [
    offer('limit', KEPT), offer('market', DAY), offer('auction', DAY), ...CONDITIONAL,
  ]),
};

const BY_KIND: Readonly<Partial<Record<InstrumentKind, Readonly<Partial<Record<Exchange, MarketOrderTypes>>>>>> = { option: OPTIONS, future: FUTURES };

/** The rules of an instrument's market, before what the instrument itself says (`Instrument.orderTypes`). */
export const marketOrderTypes = (instrument: Pick<Instrument, 'exchange' | 'kind'>): MarketOrderTypes =>
  BY_KIND[instrument.kind]?.[instrument.exchange] ?? MARKETS[instrument.exchange];
