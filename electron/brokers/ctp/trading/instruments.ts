/**
 * The counter's instruments as the house's. Products' hours are from the exchanges' notices; everything else from the counter. A stock
 * extension's classes are openctp's (protocols/ctp-and-xtp, "Trade rules").
 */
import type { Currency, Exchange, Instrument, InstrumentKind } from '#shared/model/instrument.ts';
import { decimalsOf } from '#shared/price.ts';
import type { StructValues } from '../structs/struct-codec.ts';
import { dayOf } from './days.ts';

const COMBINATION = '3';
/** ThostFtdcUserApiDataType.h, ProductClass: futures, options, combinations, spot options; openctp's shares, bonds, funds, indices. Others are left out. */
const KINDS: ReadonlyMap<string, InstrumentKind> = new Map([['1', 'future'], ['2', 'option'], [COMBINATION, 'future'], ['6', 'option'], ['E', 'stock'], ['B', 'stock'], ['D', 'fund'], ['I', 'index']]);

const EXCHANGES: ReadonlyMap<string, Exchange> = new Map<string, Exchange>([
  ...(['CFFEX', 'SHFE', 'INE', 'DCE', 'CZCE', 'GFEX', 'SSE', 'SZSE', 'BSE', 'HKEX', 'NASDAQ', 'NYSE', 'CME'] as const).map((name) => [name, name] as const),
  ['NASD', 'NASDAQ'],
]);

/** Where the house's name is not the counter's. */
export const exchangeOf = (name: string): Exchange | undefined => EXCHANGES.get(name);

interface Place {
  readonly currency: Currency;
  readonly timeZone: string;
  readonly sessions: string;
}
const BEIJING = { currency: 'CNY', timeZone: 'Asia/Shanghai' } as const;
const NEW_YORK: Place = { currency: 'USD', timeZone: 'America/New_York', sessions: 'us-stock' };
const PLACES: Readonly<Partial<Record<Exchange, Place>>> = {
  SSE: { ...BEIJING, sessions: 'china-stock' }, SZSE: { ...BEIJING, sessions: 'china-stock' }, BSE: { ...BEIJING, sessions: 'china-stock' },
  HKEX: { currency: 'HKD', timeZone: 'Asia/Hong_Kong', sessions: 'hong-kong' }, NASDAQ: NEW_YORK, NYSE: NEW_YORK,
  CME: { currency: 'USD', timeZone: 'America/Chicago', sessions: 'cme-globex' },
};

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
/** Products by the end of their night, in lower case. Those of no line trade by day. */
const NIGHTS: readonly (readonly [string, ReadonlySet<string>])[] = [
  ['china-futures-night-0230', words('au ag sc')],
  ['china-futures-night-0100', words('cu al zn pb ni sn ss bc ao ad')],
  ['china-futures-night-2300', words('rb hc bu ru sp fu br nr lu op m y a b p i j jm c cs l v pp eg eb pg rr lg bz ta ma sr cf rm oi fg sa zc cy pf px sh pr')],
];
const BONDS = words('t tf ts tl');

function placeOf(exchange: Exchange, product: string): Place {
  const name = product.toLowerCase();
  if (exchange === 'CFFEX') return { ...BEIJING, sessions: BONDS.has(name) ? 'cffex-bond' : 'cffex-index' };
  return PLACES[exchange] ?? { ...BEIJING, sessions: NIGHTS.find(([, products]) => products.has(name))?.[0] ?? 'china-futures' };
}

/** Letters that a contract's code begins with: `rb2105` → `rb`. */
const lettersOf = (code: string): string => /^[A-Za-z]+/.exec(code)?.[0] ?? '';

const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
/** Positive and finite, or what to take instead. */
const positive = (value: unknown, otherwise: number): number => (number(value) > 0 ? number(value) : otherwise);

/** Whether the family tells today's positions from yesterday's when they are closed. */
const TODAY_YESTERDAY: ReadonlySet<Exchange> = new Set(['SHFE', 'INE']);
const MOST = 1_000_000_000;
const DEPTH = 5;

/** Codes of a combination's legs: `SP m2105&m2109` (DCE), `SPD SR105&SR109`, `IPS SF105&SM105` (CZCE). Null for a code that is put together otherwise. */
export function legCodesOf(code: string): readonly [string, string] | null {
  const parts = /^[A-Z]+ ([^\s&]+)&([^\s&]+)$/.exec(code);
  return parts ? [parts[1], parts[2]] : null;
}

/** An instrument of the counter's, or null for one that is not carried: another kind or exchange, or terms that make no sense. */
export function instrumentOf(row: StructValues, tickOf: (code: string) => number | undefined): Instrument | null {
  const exchange = exchangeOf(String(row.ExchangeID ?? ''));
  const kind = KINDS.get(String(row.ProductClass ?? ''));
  const code = String(row.InstrumentID ?? '');
  const tickSize = number(row.PriceTick);
  const multiplier = number(row.VolumeMultiple);
  const legs = row.ProductClass === COMBINATION ? legCodesOf(code) : null;
  if (!exchange || !kind || code === '' || tickSize <= 0 || multiplier <= 0) return null;
  if (row.ProductClass === COMBINATION ? legs === null || legs.some((leg) => tickOf(leg) === undefined) : /\s/.test(code)) return null;
  const isNet = kind === 'stock' || kind === 'fund' || kind === 'index';
  const underlying = String(row.UnderlyingInstrID ?? '');
  const product = isNet ? code : String(row.ProductID ?? '') || lettersOf(code) || code;
  const { currency, timeZone, sessions } = placeOf(exchange, kind === 'option' ? lettersOf(underlying) || product : legs ? lettersOf(legs[0]) : product);
  const isChina = currency === 'CNY';
  const name = String(row.InstrumentName ?? '').trim() || code;
  const expiry = isNet ? null : dayOf(String(row.ExpireDate ?? ''));
  const lot = isNet ? positive(row.MinLimitOrderVolume, 1) : 1;
  const strikeTick = tickOf(underlying) ?? tickSize;
  const right = String(row.OptionsType ?? '');
  if (kind === 'option' && (!(number(row.StrikePrice) > 0) || (right !== '1' && right !== '2'))) return null;
  const [long, short] = [positive(row.LongMarginRatio, 0), positive(row.ShortMarginRatio, 0)];
  return {
    id: `${exchange}.${code}`,
    exchange,
    code,
    name: { zh: name, en: name },
    kind,
    product,
    currency,
    multiplier,
    tickSize,
    decimals: decimalsOf(tickSize),
    lot,
    ...(isNet && isChina ? { oddLotSell: true } : {}),
    maxOrderQuantity: positive(row.MaxLimitOrderVolume, MOST),
    ...(number(row.MaxMarketOrderVolume) > 0 ? { maxMarketQuantity: number(row.MaxMarketOrderVolume) } : {}),
    ...(legs ? { legs: [`${exchange}.${legs[0]}`, `${exchange}.${legs[1]}`] as const } : {}),
    ...(kind === 'future' && !legs && long > 0 ? { margin: { long, short: short > 0 ? short : long } } : {}),
    fees: { open: {} },
    offsets: isNet ? 'net' : TODAY_YESTERDAY.has(exchange) ? 'today-yesterday' : 'open-close',
    sellable: kind === 'stock' && isChina && row.ProductClass !== 'B' ? 'next-day' : kind === 'fund' && isChina ? 'next-day' : 'today',
    shortable: !isNet,
    reference: isNet ? 'pre-close' : 'pre-settlement',
    sessions,
    timeZone,
    ...(expiry ? { expiry } : {}),
    ...(kind === 'option'
      ? {
          option: {
            right: right === '1' ? ('call' as const) : ('put' as const),
            strike: Math.round(number(row.StrikePrice) / strikeTick),
            strikeTick,
            underlying: `${exchange}.${underlying}`,
            style: exchange === 'CFFEX' || exchange === 'SSE' || exchange === 'SZSE' ? ('european' as const) : ('american' as const),
            // CFFEX 股指期权合约: 12 % and half of it; the exchanges of ETFs 12 % and 7 %; the rest as CFFEX. The counter's own margin is what counts.
            margin: exchange === 'SSE' || exchange === 'SZSE' ? { base: 0.12, minimum: 0.07, capped: true } : { base: 0.12, minimum: 0.06 },
            limit: { rule: 'underlying' as const, ratio: 0.1 },
          },
        }
      : {}),
    origin: 'live',
    depth: DEPTH,
  };
}

/** With the margin rates that the counter told of this account (ReqQryInstrumentMarginRate). A margin by volume has no place here: the counter reckons it. */
export function withMarginRate(instrument: Instrument, row: StructValues): Instrument {
  const [long, short] = [number(row.LongMarginRatioByMoney), number(row.ShortMarginRatioByMoney)];
  return long > 0 && short > 0 && instrument.kind === 'future' && !instrument.legs ? { ...instrument, margin: { long, short } } : instrument;
}

/** With the fees that the counter told of this account (ReqQryInstrumentCommissionRate). */
export function withCommission(instrument: Instrument, row: StructValues): Instrument {
  const rate = (of: string): { byValue: number; byQuantity: number } => ({ byValue: number(row[`${of}RatioByMoney`]), byQuantity: number(row[`${of}RatioByVolume`]) });
  return { ...instrument, fees: { open: rate('Open'), close: rate('Close'), closeToday: rate('CloseToday') } };
}
