/**
 * Our instruments by OpenD's names, as tables: markets, kinds, times. Shares, funds and indices have such names; futures and options of the
 * mainland and the simulated exchange's own contracts have none and are not offered.
 */
import { CURRENCY, QOT_MARKET, SECURITY_TYPE, TRD_MARKET, TRD_SEC_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import type { CalendarKey } from '#shared/calendar/holidays.ts';
import { momentOf, wallTime } from '#shared/calendar/zone.ts';
import type { Currency, Exchange, Instrument, InstrumentKind } from '#shared/model/instrument.ts';

export interface SecurityName {
  readonly market: number;
  readonly code: string;
}

/** One market as Futu divides the world. */
export interface GatewayMarket {
  readonly market: number;
  readonly exchanges: readonly Exchange[];
  readonly secMarket: number;
  /** The market of the simulated account that trades it. */
  readonly trade: number;
  readonly currency: Currency;
  readonly calendar: CalendarKey;
  readonly sessions: string;
  readonly timeZone: string;
  /** TradeDateMarket of Qot_Common. */
  readonly tradeDates: number;
}

export const GATEWAY_MARKETS: readonly GatewayMarket[] = [
  { market: QOT_MARKET.hk, exchanges: ['HKEX'], secMarket: TRD_SEC_MARKET.hk, trade: TRD_MARKET.hk, currency: 'HKD', calendar: 'hong-kong', sessions: 'hong-kong', timeZone: 'Asia/Hong_Kong', tradeDates: 1 },
  { market: QOT_MARKET.us, exchanges: ['NASDAQ', 'NYSE'], secMarket: TRD_SEC_MARKET.us, trade: TRD_MARKET.us, currency: 'USD', calendar: 'united-states', sessions: 'us-stock', timeZone: 'America/New_York', tradeDates: 2 },
  { market: QOT_MARKET.shanghai, exchanges: ['SSE'], secMarket: TRD_SEC_MARKET.shanghai, trade: TRD_MARKET.cn, currency: 'CNY', calendar: 'china', sessions: 'china-stock', timeZone: 'Asia/Shanghai', tradeDates: 3 },
  { market: QOT_MARKET.shenzhen, exchanges: ['SZSE'], secMarket: TRD_SEC_MARKET.shenzhen, trade: TRD_MARKET.cn, currency: 'CNY', calendar: 'china', sessions: 'china-stock', timeZone: 'Asia/Shanghai', tradeDates: 3 },
];

const KINDS: ReadonlyMap<InstrumentKind, number> = new Map<InstrumentKind, number>([
  ['stock', SECURITY_TYPE.equity], ['fund', SECURITY_TYPE.trust], ['index', SECURITY_TYPE.index],
]);

/** ExchType of Qot_Common. */
const EXCHANGE_TYPES: Readonly<Partial<Record<Exchange, number>>> = { HKEX: 3, NYSE: 4, NASDAQ: 5, SSE: 14, SZSE: 15 };

export const CURRENCIES_OUT: Readonly<Record<Currency, number>> = { HKD: CURRENCY.hkd, USD: CURRENCY.usd, CNY: CURRENCY.cnh };

export const marketOf = (instrument: Pick<Instrument, 'exchange' | 'kind'>): GatewayMarket | undefined =>
  KINDS.has(instrument.kind) ? GATEWAY_MARKETS.find(({ exchanges }) => exchanges.includes(instrument.exchange)) : undefined;

/** Undefined for what has no name there. */
export function securityOf(instrument: Pick<Instrument, 'exchange' | 'kind' | 'code'>): SecurityName | undefined {
  const market = marketOf(instrument);
  return market && { market: market.market, code: instrument.code };
}

/** Throws nothing: a kind without a type has no name either. */
export const securityType = (instrument: Pick<Instrument, 'kind'>): number => KINDS.get(instrument.kind) ?? SECURITY_TYPE.unknown;

export const exchangeType = (instrument: Pick<Instrument, 'exchange'>): number => EXCHANGE_TYPES[instrument.exchange] ?? 0;

/** `market/code`: how a security is looked up. */
export const nameKey = ({ market, code }: SecurityName): string => `${market}/${code.toUpperCase()}`;

const two = (n: number): string => String(n).padStart(2, '0');

/** `YYYY-MM-DD HH:MM:SS` on the exchange's clock; empty for no time. */
export function timeText(timeZone: string, time: number): string {
  if (!Number.isFinite(time)) return '';
  const wall = new Date(wallTime(timeZone, time));
  return `${wall.toISOString().slice(0, 10)} ${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}:${two(wall.getUTCSeconds())}`;
}

/** As `timeText`, with milliseconds. */
export const preciseTimeText = (timeZone: string, time: number): string => (Number.isFinite(time) ? `${timeText(timeZone, time)}.${String(Math.floor(time) % 1000).padStart(3, '0')}` : '');

const WALL_TEXT = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(\.\d{1,3})?)?$/;

/**
 * UTC ms of a time on the exchange's clock, `YYYY-MM-DD` with or without `HH:MM:SS`.
 * @param endOfDay a date alone means its last moment instead of its first
 * @returns NaN for what is no time
 */
export function momentOfText(timeZone: string, text: string, endOfDay = false): number {
  const [, date, clock, rest = ''] = WALL_TEXT.exec(text.trim()) ?? [];
  if (date === undefined) return NaN;
  const wall = Date.parse(`${date}T${clock ?? (endOfDay ? '23:59:59' : '00:00:00')}${clock === undefined && endOfDay ? '.999' : rest}Z`);
  return Number.isNaN(wall) ? NaN : momentOf(timeZone, wall);
}
