/**
 * Our instruments by OpenD's names, as tables: markets, kinds, times. What Futu has a market for has such a name: shares, funds, indices and
 * their options, and America's futures. Futures of the mainland, Beijing's shares and the simulated exchange's own contracts have none
 * (QotMarket of Qot_Common) and are not offered.
 */
import { CURRENCY, QOT_MARKET, SECURITY_TYPE, TRD_MARKET, TRD_SEC_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import type { CalendarKey } from '#shared/calendar/holidays.ts';
import { momentOf, wallTime } from '#shared/calendar/zone.ts';
import type { Currency, Exchange, Instrument, InstrumentKind } from '#shared/model/instrument.ts';

export interface SecurityName {
  readonly market: number;
  readonly code: string;
}

type Named = Pick<Instrument, 'exchange' | 'kind' | 'code' | 'product' | 'expiry'>;

/** One market as Futu divides the world. */
export interface GatewayMarket {
  readonly market: number;
  readonly exchanges: readonly Exchange[];
  readonly futures: boolean;
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

/** A market of securities lies before that of futures with the same number. */
export const GATEWAY_MARKETS: readonly GatewayMarket[] = [
  { market: QOT_MARKET.hk, exchanges: ['HKEX'], futures: false, secMarket: TRD_SEC_MARKET.hk, trade: TRD_MARKET.hk, currency: 'HKD', calendar: 'hong-kong', sessions: 'hong-kong', timeZone: 'Asia/Hong_Kong', tradeDates: 1 },
  { market: QOT_MARKET.us, exchanges: ['NASDAQ', 'NYSE'], futures: false, secMarket: TRD_SEC_MARKET.us, trade: TRD_MARKET.us, currency: 'USD', calendar: 'united-states', sessions: 'us-stock', timeZone: 'America/New_York', tradeDates: 2 },
  { market: QOT_MARKET.shanghai, exchanges: ['SSE'], futures: false, secMarket: TRD_SEC_MARKET.shanghai, trade: TRD_MARKET.cn, currency: 'CNY', calendar: 'china', sessions: 'china-stock', timeZone: 'Asia/Shanghai', tradeDates: 3 },
  { market: QOT_MARKET.shenzhen, exchanges: ['SZSE'], futures: false, secMarket: TRD_SEC_MARKET.shenzhen, trade: TRD_MARKET.cn, currency: 'CNY', calendar: 'china', sessions: 'china-stock', timeZone: 'Asia/Shanghai', tradeDates: 3 },
  { market: QOT_MARKET.us, exchanges: ['CME'], futures: true, secMarket: TRD_SEC_MARKET.us, trade: TRD_MARKET.simulatedUsFutures, currency: 'USD', calendar: 'united-states', sessions: 'cme-globex', timeZone: 'America/Chicago', tradeDates: 2 },
];

const KINDS: ReadonlyMap<InstrumentKind, number> = new Map<InstrumentKind, number>([
  ['stock', SECURITY_TYPE.equity], ['fund', SECURITY_TYPE.trust], ['index', SECURITY_TYPE.index], ['option', SECURITY_TYPE.option], ['future', SECURITY_TYPE.future],
]);

/** ExchType of Qot_Common. */
const EXCHANGE_TYPES: Readonly<Partial<Record<Exchange, number>>> = { HKEX: 3, NYSE: 4, NASDAQ: 5, CME: 12, SSE: 14, SZSE: 15 };
/** CME Group's other floors, by product. */
const FLOORS: Readonly<Record<string, number>> = { CL: 9, GC: 10 };
const STAR = 16;

export const CURRENCIES_OUT: Readonly<Record<Currency, number>> = { HKD: CURRENCY.hkd, USD: CURRENCY.usd, CNY: CURRENCY.cnh };

export const marketOf = ({ exchange, kind }: Pick<Instrument, 'exchange' | 'kind'>): GatewayMarket | undefined =>
  KINDS.has(kind) ? GATEWAY_MARKETS.find(({ exchanges, futures }) => futures === (kind === 'future') && exchanges.includes(exchange)) : undefined;

/** CME's months, January first. */
const MONTHS = 'FGHJKMNQUVXZ';

/** `ES2103` for CME's ESH1: product, year and month, as Futu writes a contract. Months of the last trading day's year or the next. */
function contractCode({ code, product, expiry = '' }: Named): string {
  const month = code.startsWith(product) ? MONTHS.indexOf(code.charAt(product.length)) + 1 : 0;
  const year = Number(expiry.slice(0, 4));
  if (month === 0 || !year) return code;
  const next = month < Number(expiry.slice(5, 7)) ? 1 : 0;
  return `${product}${String((year + next) % 100).padStart(2, '0')}${String(month).padStart(2, '0')}`;
}

/** Undefined for what has no name there. */
export function securityOf(instrument: Named): SecurityName | undefined {
  const market = marketOf(instrument);
  return market && { market: market.market, code: market.futures ? contractCode(instrument) : instrument.code };
}

/** Throws nothing: a kind without a type has no name either. */
export const securityType = (instrument: Pick<Instrument, 'kind'>): number => KINDS.get(instrument.kind) ?? SECURITY_TYPE.unknown;

/** Shares of Shanghai's STAR market are numbered 688 and 689. */
export const isStar = ({ exchange, kind, code }: Pick<Instrument, 'exchange' | 'kind' | 'code'>): boolean => exchange === 'SSE' && kind === 'stock' && /^68[89]/.test(code);

export const exchangeType = (instrument: Pick<Instrument, 'exchange' | 'kind' | 'code' | 'product'>): number =>
  isStar(instrument) ? STAR : ((instrument.kind === 'future' ? FLOORS[instrument.product] : undefined) ?? EXCHANGE_TYPES[instrument.exchange] ?? 0);

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
