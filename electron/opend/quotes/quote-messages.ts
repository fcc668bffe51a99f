/** Quotes, books, prints and bars of the house as OpenD's messages. What our market does not know (turnover rate, amplitude of nothing) is 0 as OpenD sends it. */
import { MARKET_STATE, SECURITY_STATUS, TICKER_DIRECTION } from '#electron/brokers/futu/messages/codes.ts';
import type { BasicQot, FutureBasicQotExData, KLine, OrderBook, Ticker, UpdateOrderBook } from '#electron/brokers/futu/messages/subscribed.ts';
import type { GetSecuritySnapshot } from '#electron/brokers/futu/messages/snapshot.ts';
import type { OptionStaticExData, SecurityStaticInfo } from '#electron/brokers/futu/messages/security.ts';
import type { Encodable } from '#electron/brokers/futu/wire/schema.ts';
import { sessionOf } from '#shared/calendar/sessions.ts';
import type { Language } from '#shared/faults.ts';
import type { Candle } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { emptyQuote, markOf, PHASES, QUOTE, type Phase } from '#shared/model/quote.ts';
import { TRADE } from '#shared/model/trade.ts';
import { priceOf, stepAt } from '#shared/price.ts';
import { dateOf, dateTime } from '#shared/calendar/trading-days.ts';
import { momentOf, wallTime } from '#shared/calendar/zone.ts';
import { numberOf } from '../numbers.ts';
import type { Terminal } from '../terminal.ts';
import { optionFigures, type OptionFigures } from './option-figures.ts';
import { exchangeType, marketOf, preciseTimeText, securityOf, securityType, timeText, type GatewayMarket } from '../securities.ts';

/** A price in currency units; 0 where there is none, as OpenD sends it. */
const price = (instrument: Instrument, ticks: number): number => (Number.isNaN(ticks) ? 0 : priceOf(instrument, ticks));
const rounded = (value: number): number => Number(value.toFixed(6));
const whole = (value: number): number => (Number.isFinite(value) ? Math.round(value) : 0);

const named = (instrument: Instrument): { readonly market: number; readonly code: string } => securityOf(instrument) ?? { market: 0, code: instrument.code };
export const nameOf = (instrument: Instrument, language: Language): string => instrument.name[language];

/** What the day's change refers to. */
const referenceOf = (instrument: Instrument, quote: Float64Array): number => {
  const first = quote[instrument.reference === 'pre-close' ? QUOTE.preClose : QUOTE.preSettlement];
  return Number.isNaN(first) ? quote[QUOTE.preClose] : first;
};

const percentOf = (part: number, whole: number): number => {
  const percent = (part / whole) * 100;
  return Number.isFinite(percent) ? rounded(percent) : NaN;
};

/** High less low, in per cent of the close before; NaN without them. */
export const amplitudeOf = (instrument: Instrument, quote: Float64Array): number => percentOf(quote[QUOTE.high] - quote[QUOTE.low], referenceOf(instrument, quote));

/** The day's change in currency units, and in per cent; NaN where it cannot be told. */
export const changeOf = (instrument: Instrument, quote: Float64Array): number => priceOf(instrument, quote[QUOTE.last] - referenceOf(instrument, quote));
export const changeRateOf = (instrument: Instrument, quote: Float64Array): number => percentOf(quote[QUOTE.last] - referenceOf(instrument, quote), Math.abs(referenceOf(instrument, quote)));

const isHalted = (quote: Float64Array): boolean => PHASES[quote[QUOTE.phase]] === 'halted';

/** The step of the price that stands. */
const spreadOf = (instrument: Instrument, ticks: number): number => priceOf(instrument, stepAt(instrument, Number.isNaN(ticks) ? 0 : ticks));

/** 00:00 of a market's date in seconds since 1970, as OpenD stamps dates. */
export const dateStamp = (timeZone: string, date: string): number => momentOf(timeZone, dateTime(date)) / 1000;

/** Of a future, and of nothing else. */
function futureFigures(instrument: Instrument, quote: Float64Array): { futureExData?: Encodable<typeof FutureBasicQotExData> } {
  if (instrument.kind !== 'future') return {};
  const before = quote[QUOTE.preOpenInterest];
  const held = whole(quote[QUOTE.openInterest]);
  return { futureExData: { lastSettlePrice: price(instrument, quote[QUOTE.preSettlement]), position: held, positionChange: Number.isNaN(before) ? 0 : held - whole(before) } };
}

export function basicQuote(instrument: Instrument, quote: Float64Array, language: Language): Encodable<typeof BasicQot> {
  const time = quote[QUOTE.exchangeTime];
  return {
    security: named(instrument),
    name: nameOf(instrument, language),
    isSuspended: isHalted(quote),
    listTime: instrument.listed ?? '',
    priceSpread: spreadOf(instrument, quote[QUOTE.last]),
    updateTime: timeText(instrument.timeZone, time),
    ...(Number.isNaN(time) ? {} : { updateTimestamp: time / 1000 }),
    highPrice: price(instrument, quote[QUOTE.high]),
    openPrice: price(instrument, quote[QUOTE.open]),
    lowPrice: price(instrument, quote[QUOTE.low]),
    curPrice: price(instrument, quote[QUOTE.last]),
    lastClosePrice: price(instrument, referenceOf(instrument, quote)),
    volume: whole(quote[QUOTE.volume]),
    turnover: quote[QUOTE.turnover] || 0,
    // Shares outstanding are not known here.
    turnoverRate: 0,
    amplitude: amplitudeOf(instrument, quote) || 0,
    secStatus: isHalted(quote) ? SECURITY_STATUS.suspended : SECURITY_STATUS.normal,
    ...futureFigures(instrument, quote),
  };
}

type Level = Encodable<typeof OrderBook>;

/** @param levels at most so many of each side */
export function orderBook(instrument: Instrument, book: Float64Array, time: number, levels: number, language: Language): Encodable<(typeof UpdateOrderBook)['s2c']> {
  const asks: Level[] = [];
  const bids: Level[] = [];
  const depth = Math.min(levels, book[0] || 0);
  for (let level = 0; level < depth; level++) {
    const at = levelOffset(level);
    // How many orders make up a level is not known here.
    if (!Number.isNaN(book[at + LEVEL.bid])) bids.push({ price: priceOf(instrument, book[at + LEVEL.bid]), volume: whole(book[at + LEVEL.bidSize]), orederCount: 0 });
    if (!Number.isNaN(book[at + LEVEL.ask])) asks.push({ price: priceOf(instrument, book[at + LEVEL.ask]), volume: whole(book[at + LEVEL.askSize]), orederCount: 0 });
  }
  const text = preciseTimeText(instrument.timeZone, time);
  const stamped = Number.isNaN(time) ? {} : { svrRecvTimeBid: text, svrRecvTimeBidTimestamp: time / 1000, svrRecvTimeAsk: text, svrRecvTimeAskTimestamp: time / 1000 };
  return { security: named(instrument), name: nameOf(instrument, language), orderBookAskList: asks, orderBookBidList: bids, ...stamped };
}

/** @param record a row of shared/model/trade at `at` */
export function ticker(instrument: Instrument, record: ArrayLike<number>, at: number, cached: boolean): Encodable<typeof Ticker> {
  const time = record[at + TRADE.exchangeTime];
  const quantity = record[at + TRADE.quantity];
  const aggressor = record[at + TRADE.aggressor];
  const paid = priceOf(instrument, record[at + TRADE.price]);
  return {
    time: preciseTimeText(instrument.timeZone, time),
    timestamp: time / 1000,
    sequence: String(record[at + TRADE.sequence] + 1),
    dir: aggressor > 0 ? TICKER_DIRECTION.bid : aggressor < 0 ? TICKER_DIRECTION.ask : TICKER_DIRECTION.neutral,
    price: paid,
    volume: whole(quantity),
    turnover: rounded(paid * quantity * instrument.multiplier),
    pushDataType: cached ? 3 : 1,
  };
}

/** @param time the bar's label, UTC ms @param before the bar before it, for what it is compared with */
export function kLine(instrument: Instrument, candle: Candle, time: number, timeZone: string, before: Candle | undefined): Encodable<typeof KLine> {
  return {
    time: timeText(timeZone, time),
    timestamp: time / 1000,
    isBlank: false,
    highPrice: priceOf(instrument, candle.high),
    openPrice: priceOf(instrument, candle.open),
    lowPrice: priceOf(instrument, candle.low),
    closePrice: priceOf(instrument, candle.close),
    ...(before ? { lastClosePrice: priceOf(instrument, before.close) } : {}),
    ...(before && before.close !== 0 ? { changeRate: rounded(((candle.close - before.close) / before.close) * 100) } : {}),
    volume: whole(candle.volume),
  };
}

/** OptionType, ExpirationCycle, OptionStandardType of Qot_Common. */
const RIGHTS = { call: 1, put: 2 } as const;
const MONTHLY = 2;
const STANDARD = 1;

/** Of an option, and of nothing else; the market's name is empty, as it is for options on shares. */
function optionTerms({ option, expiry, timeZone }: Instrument, terminal: Pick<Terminal, 'instrument'>): { optionExData?: Encodable<typeof OptionStaticExData> } {
  const underlying = option && terminal.instrument(option.underlying);
  if (!option || !underlying || expiry === undefined) return {};
  return {
    optionExData: {
      type: RIGHTS[option.right],
      owner: named(underlying),
      strikeTime: expiry,
      strikeTimestamp: dateStamp(timeZone, expiry),
      strikePrice: Number((option.strike * option.strikeTick).toFixed(9)),
      suspend: false,
      market: '',
      expirationCycle: MONTHLY,
      optionStandardType: STANDARD,
    },
  };
}

/** What of the terminal a security's description is made from. */
export type Listed = Pick<Terminal, 'instrument' | 'language'>;

/** Of futures and options the lot is what one contract is worth of (lines 4346, 3552). */
export function staticInfo(instrument: Instrument, terminal: Listed): Encodable<typeof SecurityStaticInfo> {
  const { kind, expiry, timeZone } = instrument;
  return {
    basic: {
      security: named(instrument),
      id: numberOf(instrument.id),
      lotSize: lotOf(instrument),
      secType: securityType(instrument),
      name: nameOf(instrument, terminal.language),
      listTime: instrument.listed ?? '',
      exchType: exchangeType(instrument),
    },
    ...optionTerms(instrument, terminal),
    ...(kind === 'future' && expiry !== undefined ? { futureExData: { lastTradeTime: expiry, lastTradeTimestamp: dateStamp(timeZone, expiry), isMainContract: false } } : {}),
  };
}

const lotOf = ({ kind, lot, multiplier }: Instrument): number => (kind === 'future' || kind === 'option' ? Math.round(multiplier) : lot);

type OptionSnapshot = NonNullable<NonNullable<Encodable<(typeof GetSecuritySnapshot)['s2c']>['snapshotList']>[number]['optionExData']>;

const STYLES = { american: 1, european: 2 } as const;
const YEAR_MS = 365 * 86_400_000;
const NO_FIGURES = { impliedVolatility: 0, premium: 0, delta: 0, gamma: 0, vega: 0, theta: 0, rho: 0 };

/** Figures of an option at the prices that stand; null for anything else, and where no volatility explains its price. @param time of the exchange, UTC ms */
export function optionFiguresOf(instrument: Instrument, terminal: Pick<Terminal, 'instrument' | 'quoteOf'>, time: number): OptionFigures | null {
  const { option, expiry, timeZone } = instrument;
  const underlying = option && terminal.instrument(option.underlying);
  const [quote, theirs] = [terminal.quoteOf(instrument.id), underlying && terminal.quoteOf(underlying.id)];
  if (!underlying || expiry === undefined || !quote || !theirs) return null;
  // To the end of its last trading day.
  const years = (momentOf(timeZone, dateTime(expiry) + 86_400_000) - time) / YEAR_MS;
  return optionFigures({ right: option.right, price: markOf(quote) * instrument.tickSize, spot: markOf(theirs) * underlying.tickSize, strike: option.strike * option.strikeTick, years });
}

/** Of an option, and of nothing else. Greeks and volatility are 0 where they cannot be told, as OpenD has them then. */
function optionSnapshot(instrument: Instrument, quote: Float64Array, terminal: Terminal): { optionExData?: OptionSnapshot } {
  const { optionExData: terms } = optionTerms(instrument, terminal);
  const underlying = instrument.option && terminal.instrument(instrument.option.underlying);
  if (!terms || !underlying || instrument.expiry === undefined) return {};
  const time = terminal.exchangeNow();
  const figures = Object.fromEntries(Object.entries(optionFiguresOf(instrument, terminal, time) ?? NO_FIGURES).map(([name, value]) => [name, rounded(value)])) as unknown as OptionFigures;
  const spot = markOf(terminal.quoteOf(underlying.id) ?? emptyQuote()) * underlying.tickSize;
  return {
    optionExData: {
      type: terms.type,
      owner: terms.owner,
      strikeTime: terms.strikeTime,
      strikeTimestamp: terms.strikeTimestamp,
      strikePrice: terms.strikePrice,
      contractSize: Math.round(instrument.multiplier),
      contractSizeFloat: instrument.multiplier,
      contractMultiplier: instrument.multiplier,
      openInterest: whole(quote[QUOTE.openInterest]),
      ...figures,
      expiryDateDistance: Math.round((dateTime(instrument.expiry) - dateTime(dateOf(wallTime(instrument.timeZone, time)))) / 86_400_000),
      ...(Number.isNaN(spot) ? {} : { contractNominalValue: rounded(spot * instrument.multiplier) }),
      ownerLotMultiplier: rounded(instrument.multiplier / underlying.lot),
      ...(instrument.option?.style ? { optionAreaType: STYLES[instrument.option.style] } : {}),
    },
  };
}

export function snapshot(instrument: Instrument, quote: Float64Array, terminal: Terminal): NonNullable<Encodable<(typeof GetSecuritySnapshot)['s2c']>['snapshotList']>[number] {
  const { language } = terminal;
  const basic = basicQuote(instrument, quote, language);
  const time = quote[QUOTE.exchangeTime];
  const average = quote[QUOTE.volume] > 0 ? quote[QUOTE.turnover] / quote[QUOTE.volume] / instrument.multiplier : 0;
  return {
    basic: {
      security: basic.security,
      name: nameOf(instrument, language),
      type: securityType(instrument),
      isSuspend: basic.isSuspended,
      listTime: basic.listTime,
      lotSize: lotOf(instrument),
      priceSpread: basic.priceSpread,
      updateTime: basic.updateTime,
      ...(Number.isNaN(time) ? {} : { updateTimestamp: time / 1000 }),
      highPrice: basic.highPrice,
      openPrice: basic.openPrice,
      lowPrice: basic.lowPrice,
      lastClosePrice: basic.lastClosePrice,
      curPrice: basic.curPrice,
      volume: basic.volume,
      turnover: basic.turnover,
      turnoverRate: 0,
      askPrice: price(instrument, quote[QUOTE.ask]),
      bidPrice: price(instrument, quote[QUOTE.bid]),
      askVol: whole(quote[QUOTE.askSize]),
      bidVol: whole(quote[QUOTE.bidSize]),
      enableShortSell: instrument.shortable,
      amplitude: basic.amplitude,
      avgPrice: rounded(average),
      secStatus: basic.secStatus,
    },
    ...(basic.futureExData && instrument.expiry !== undefined
      ? { futureExData: { ...basic.futureExData, lastTradeTime: instrument.expiry, lastTradeTimestamp: dateStamp(instrument.timeZone, instrument.expiry), isMainContract: false } }
      : {}),
    ...optionSnapshot(instrument, quote, terminal),
  };
}

const STATES: Readonly<Record<string, number>> = {
  'opening-auction': MARKET_STATE.auction, pause: MARKET_STATE.waitingOpen, lunch: MARKET_STATE.rest, 'closing-auction': MARKET_STATE.closingAuction,
};

/** America's futures (lines 6519 to 6537). */
const FUTURE_STATES: Readonly<Record<Phase, number>> = {
  closed: MARKET_STATE.futureClose, auction: MARKET_STATE.futureSwitchDate, continuous: MARKET_STATE.futureOpen, break: MARKET_STATE.futureBreak, halted: MARKET_STATE.none,
};

/** QotMarketState of a market by its session table; morning and afternoon are told apart by noon. Source: seeds/003, "MarketState". */
export function marketState({ sessions, timeZone, market, futures }: GatewayMarket, time: number): number {
  const session = sessionOf(sessions, time);
  if (futures) return FUTURE_STATES[session?.phase ?? 'closed'];
  if (!session) return MARKET_STATE.closed;
  if (session.phase === 'closed') {
    const wall = timeText(timeZone, time).slice(11);
    if (market !== 11) return MARKET_STATE.closed;
    return wall < '12' ? MARKET_STATE.preMarketBegin : wall < '20' ? MARKET_STATE.afterHoursBegin : MARKET_STATE.closed;
  }
  const known = STATES[session.name];
  if (known !== undefined) return known === MARKET_STATE.closingAuction && market === 1 ? MARKET_STATE.hkClosingAuction : known;
  if (session.phase !== 'continuous') return session.phase === 'auction' ? MARKET_STATE.auction : MARKET_STATE.waitingOpen;
  return timeText(timeZone, time).slice(11) < '12' ? MARKET_STATE.morning : MARKET_STATE.afternoon;
}

/** As above, of one instrument: a halt is its own. */
export function stateOf(instrument: Instrument, time: number, quote: Float64Array | undefined): number {
  const market = marketOf(instrument);
  if (!market || (quote && isHalted(quote))) return MARKET_STATE.none;
  return marketState({ ...market, sessions: instrument.sessions }, time);
}
