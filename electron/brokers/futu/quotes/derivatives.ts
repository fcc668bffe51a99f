/**
 * Options, warrants and futures as instruments of the house. Static information names them; their terms are told elsewhere: those of an
 * option or a warrant with its snapshot (optionExData, warrantExData), those of a future by Qot_GetFutureInfo. What is told nowhere stays
 * out of the instrument (an option's margin and limits, a future's margin), and one whose price has no known worth is not listed at all.
 */
import { OPTION_AREA, QOT_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import type { GetFutureInfo } from '#electron/brokers/futu/messages/derivatives.ts';
import type { Answered } from '#electron/brokers/futu/messages/protocol.ts';
import type { GetSecuritySnapshot, GetStaticInfo } from '#electron/brokers/futu/messages/snapshot.ts';
import type { SessionsKey } from '#shared/calendar/session-tables.ts';
import type { Currency, Exchange, Instrument, WarrantTerms } from '#shared/model/instrument.ts';
import type { OrderType } from '#shared/model/order.ts';
import { decimalsOf } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { sessionsOfHours } from './contract-hours.ts';
import { MOST_IN_ONE_ORDER, OPTION_RIGHT, structuredTicks, termsOf, WARRANT_RIGHT } from './market-terms.ts';

export type StaticInfo = Answered<typeof GetStaticInfo>['staticInfoList'][number];
export type SnapshotInfo = Answered<typeof GetSecuritySnapshot>['snapshotList'][number];
export type FutureInfo = Answered<typeof GetFutureInfo>['futureInfoList'][number];

const CENT = 0.01;
/** The finest tick of a class of Hong Kong's stock options. */
const FINEST = 0.001;

const FUTURES_TYPES: readonly OrderType[] = ['limit', 'market', 'stop', 'stop-limit', 'touch', 'touch-limit', 'trailing-stop', 'trailing-stop-limit'];

/** Letters that a contract's code begins with: `TCH210429C350000` → `TCH`, `HSI2012` → `HSI`. */
const productOf = (code: string): string => (/^(.+)\d{6}[CP]\d+$/.exec(code) ?? /^(.+)\d{4}$/.exec(code))?.[1] ?? code;

const dateIn = (text: string): string | null => /^\d{4}-\d{2}-\d{2}/.exec(text.trim())?.[0] ?? null;

const untold = (code: string, what: string): Result<never> => fail('terms-untold', { instrument: code, what });

/** Prices are in multiples of one tick; none of the tables that fit no option here. */
const scaleOf = (tickSize: number): Pick<Instrument, 'tickSize' | 'decimals'> => ({ tickSize, decimals: decimalsOf(tickSize) });

const CONTRACTS = {
  lot: 1, maxOrderQuantity: MOST_IN_ONE_ORDER, fees: { open: {} },
  // Bought and sold like a share sold short: long and short of one contract cannot stand side by side (seeds/003, place_order, notes).
  offsets: 'net', sellable: 'today', shortable: true, origin: 'live',
} as const;

/** Hours of options on shares and on indices. */
const OPTION_SESSIONS = {
  HKEX: { share: 'hong-kong-stock-option', index: 'hong-kong-index-futures' }, OPRA: { share: 'us-option', index: 'us-index-option' },
} as const satisfies Partial<Record<Exchange, Readonly<Record<'share' | 'index', SessionsKey>>>>;

type OptionTold = NonNullable<SnapshotInfo['optionExData']>;

/** Units of the underlying in a contract; null where none of the three fields that may tell it does. */
export const multiplierOf = ({ contractMultiplier, contractSizeFloat, contractSize }: OptionTold): number | null => [contractMultiplier, contractSizeFloat, contractSize].find((size) => size !== undefined && size > 0) ?? null;

/** When it may be exercised; null for what is not told, and for the days between that a Bermudan one has. */
export const styleOf = ({ optionAreaType }: OptionTold): 'american' | 'european' | null => (optionAreaType === OPTION_AREA.american ? 'american' : optionAreaType === OPTION_AREA.european ? 'european' : null);

/**
 * An option.
 * - Worth: the contract multiplier of its snapshot; without a snapshot the shares a contract, which a stock option's static information
 *   tells and an index option's does not (seeds/003, lines 2239 and 7734).
 * - Tick: in Hong Kong one for a class, which the snapshot's spread is (0.01, in some classes 0.001; index options a point); in America it
 *   depends on class and price (FAQ Q14), and the finest is taken: OpenD refuses what is off it.
 * @param owner its underlying, as listed
 * @param snapshot undefined where OpenD gives none
 */
export function optionOf({ basic, optionExData }: StaticInfo, owner: Instrument, snapshot: SnapshotInfo | undefined): Result<Instrument> {
  const { security, lotSize, name } = basic;
  const { market, code } = security;
  const right = OPTION_RIGHT.get(optionExData?.type ?? 0);
  const expiry = dateIn(optionExData?.strikeTime ?? '');
  if (!optionExData || !right || !expiry) return untold(code, 'terms');
  // Futu has options of Hong Kong and America alone; another market's are not known here by its rules.
  if (market !== QOT_MARKET.hk && market !== QOT_MARKET.us) return untold(code, 'market');
  const told = snapshot?.optionExData;
  const isIndex = owner.kind === 'index';
  const multiplier = (told && multiplierOf(told)) ?? (isIndex ? 0 : lotSize);
  if (multiplier <= 0) return untold(code, 'multiplier');
  const isAmerica = market === QOT_MARKET.us;
  const spread = snapshot?.basic.priceSpread ?? 0;
  const tick = isAmerica ? CENT : spread > 0 ? spread : isIndex ? 1 : FINEST;
  const exchange = isAmerica ? 'OPRA' : 'HKEX';
  const style = told && styleOf(told);
  const { currency, timeZone } = owner;
  return ok({
    ...CONTRACTS,
    ...scaleOf(tick),
    id: `${exchange}.${code}`,
    exchange,
    code,
    name: { zh: name, en: name },
    kind: 'option',
    product: productOf(code),
    currency,
    multiplier,
    reference: 'pre-close',
    sessions: OPTION_SESSIONS[exchange][isIndex ? 'index' : 'share'],
    timeZone,
    expiry,
    delivery: isIndex ? 'cash' : 'physical',
    option: { right, strike: Math.round(optionExData.strikePrice / owner.tickSize), strikeTick: owner.tickSize, underlying: owner.id, ...(style ? { style } : {}) },
    // America's options have the touch alone (seeds/003, "各个行情品类的摆盘").
    depth: isAmerica ? 1 : 10,
  });
}

/** A warrant of Hong Kong: bought and sold in board lots like a share, by the spread table of structured products. @param owner its underlying, as listed */
export function warrantOf({ basic, warrantExData }: StaticInfo, owner: Instrument, snapshot: SnapshotInfo | undefined): Result<Instrument> {
  const { security, lotSize, name } = basic;
  const { code } = security;
  const terms = termsOf(security.market);
  const told = snapshot?.warrantExData;
  const right = WARRANT_RIGHT.get(warrantExData?.type ?? told?.warrantType ?? 0);
  if (!terms || !right) return untold(code, 'terms');
  if (lotSize <= 0) return untold(code, 'lot');
  const positive = (value: number | undefined): number | null => (value !== undefined && value > 0 ? value : null);
  const warrant: WarrantTerms = { right, underlying: owner.id, strike: positive(told?.strikePrice), conversion: positive(told?.conversionRate), recovery: positive(told?.recoveryPrice) };
  const expiry = dateIn(told?.endTradeTime ?? '');
  return ok({
    id: `${terms.exchange}.${code}`,
    exchange: terms.exchange,
    code,
    name: { zh: name, en: name },
    kind: 'warrant',
    product: code,
    currency: terms.currency,
    multiplier: 1,
    ...structuredTicks(),
    lot: lotSize,
    maxOrderQuantity: MOST_IN_ONE_ORDER,
    fees: { open: {} },
    offsets: 'net',
    sellable: 'today',
    shortable: false,
    reference: 'pre-close',
    sessions: terms.sessions,
    timeZone: terms.timeZone,
    ...(expiry ? { expiry } : {}),
    warrant,
    origin: 'live',
    depth: 10,
    ...(terms.exchange === 'HKEX' ? { queue: true as const } : {}),
  });
}

/** OpenD writes a contract's currency in words of its own language (seeds/003, get_future_info, price_currency: 港元). */
const CURRENCY_WORDS: readonly (readonly [RegExp, Currency])[] = [
  [/^(港元|港币|港幣|HKD|HK\$|Hong Kong Dollars?)$/i, 'HKD'], [/^(美元|美金|USD|US\$|US Dollars?|U\.S\. Dollars?)$/i, 'USD'], [/^(人民币|人民幣|离岸人民币|離岸人民幣|CNH|CNY|RMB|Renminbi)$/i, 'CNY'],
];

/**
 * A future, or the series of the front, current or next contract (`HSImain`, `HSIcurrent`): the latter has no last trading day and is
 * listed as an index, for its quotes; what it stands for is the contract to trade. Worth: the static information's lot, which is a
 * future's multiplier (seeds/003, line 2239).
 */
export function futureOf({ basic, futureExData }: StaticInfo, info: FutureInfo | undefined): Result<Instrument> {
  const { security, lotSize, name, exchType } = basic;
  const { market, code } = security;
  const terms = termsOf(market);
  if (!info || !terms) return untold(code, 'terms');
  const currency = CURRENCY_WORDS.find(([words]) => words.test(info.quoteCurrency.trim()))?.[1];
  const sessions = sessionsOfHours(market, info.tradeTime, exchType);
  if (!(info.minVar > 0)) return untold(code, 'tick');
  if (!currency) return untold(code, `currency (${info.quoteCurrency})`);
  if (!sessions) return untold(code, 'hours');
  const expiry = dateIn(info.lastTradeTime) ?? dateIn(futureExData?.lastTradeTime ?? '');
  const isSeries = futureExData?.isMainContract === true || expiry === null;
  if (!isSeries && lotSize <= 0) return untold(code, 'multiplier');
  const isAmerica = market === QOT_MARKET.us;
  const exchange = isAmerica ? 'CME' : terms.exchange;
  return ok({
    ...CONTRACTS,
    ...scaleOf(info.minVar),
    id: `${exchange}.${code}`,
    exchange,
    code,
    name: { zh: name, en: name },
    kind: isSeries ? 'index' : 'future',
    product: isSeries ? code : productOf(code),
    currency,
    multiplier: isSeries ? 1 : lotSize,
    shortable: !isSeries,
    reference: 'pre-settlement',
    sessions,
    timeZone: isAmerica ? 'America/Chicago' : terms.timeZone,
    // Besides what Globex has, those that Futu's counter runs (Trading FAQ Q4).
    ...(isAmerica && !isSeries ? { orderTypes: FUTURES_TYPES } : {}),
    ...(isSeries ? {} : { expiry }),
    depth: 10,
  });
}

