/**
 * Contract terms for a day file of any instrument: the catalogue's own, else those of the same product (futures) or of a like share on
 * the same exchange, else derived from the figures in the file. What was not taken from the catalogue as it stands is said in a note.
 */
import { basename } from 'node:path';
import { EXCHANGES, type Currency, type Exchange, type Instrument } from '#shared/model/instrument.ts';
import { decimalsOf } from '#shared/price.ts';
import { catalogueOn } from '../feed/catalogue.ts';
import { listedOn } from '../feed/contract-months.ts';
import { DAY_COLUMNS, PRICE_COLUMNS } from '../feed/recorded-day.ts';

export interface DayFileName {
  readonly exchange: string;
  readonly code: string;
  readonly tradingDay: string;
}

/** `CFFEX.IF2101-20210104.csv`; null where the name says neither instrument nor day. */
export function readName(path: string): DayFileName | null {
  const named = /^([A-Z][A-Z0-9]*)\.([A-Za-z0-9][A-Za-z0-9-]*)-(\d{4})(\d{2})(\d{2})\.csv$/.exec(basename(path));
  if (!named) return null;
  const [, exchange, code, year, month, day] = named;
  const tradingDay = `${year}-${month}-${day}`;
  return Number.isNaN(Date.parse(tradingDay)) || new Date(tradingDay).toISOString().slice(0, 10) !== tradingDay ? null : { exchange, code, tradingDay };
}

export interface DayTerms {
  readonly instrument: Instrument;
  readonly note: string | null;
}

const RULES = ['fees', 'margin', 'bands', 'priceLimit', 'priceCage'] as const satisfies readonly (keyof Instrument)[];

/** Whether two days' terms of an instrument differ in a rule that the catalogue dates. */
export const rulesDiffer = (one: Instrument, other: Instrument): boolean => RULES.some((rule) => JSON.stringify(one[rule]) !== JSON.stringify(other[rule]));

const SHARE_EXCHANGES: ReadonlySet<string> = new Set(['SSE', 'SZSE', 'BSE', 'HKEX', 'NASDAQ', 'NYSE']);
const CURRENCIES: Readonly<Record<string, Currency>> = { HKEX: 'HKD', NASDAQ: 'USD', NYSE: 'USD', CME: 'USD' };
const ZONES: Readonly<Record<string, string>> = { HKEX: 'Asia/Hong_Kong', NASDAQ: 'America/New_York', NYSE: 'America/New_York', CME: 'America/Chicago' };

/** Letters and month of a future's code (`IF2103`, `TA105`), and what an option's adds (`IO2103-C-5200`). */
const CONTRACT = /^([A-Za-z]{1,4})(\d{3,4})(?:-([CP])-(\d+))?$/;

const productOf = (code: string): string | null => CONTRACT.exec(code)?.[1] ?? null;

/** First day of the month that a code names; of a year with one digit the one from the trading day on. Null where it names none. */
function monthOf(code: string, tradingDay: string): string | null {
  const digits = CONTRACT.exec(code)?.[2];
  if (digits === undefined) return null;
  const month = digits.slice(-2);
  const year = Number(digits.slice(0, -2));
  if (Number(month) < 1 || Number(month) > 12) return null;
  const now = Number(tradingDay.slice(0, 4));
  const whole = digits.length === 4 ? 2000 + year : now - (now % 10) + year + (year < now % 10 ? 10 : 0);
  return `${whole}-${month}-01`;
}

/**
 * Rules are those of the file's trading day, as far as the catalogue dates them.
 * @param text the file's whole text, for what has to be derived
 * @returns terms whose `origin` is `recorded` and whose depth is the one level that a day file has
 */
export function termsFor(name: DayFileName, text: string): DayTerms {
  const id = `${name.exchange}.${name.code}`;
  const recorded = { origin: 'recorded', depth: 1 } as const;
  const found = listedAs(id, name) ?? likeOf(id, name);
  if (found) {
    const { expiry, ...terms } = found.instrument;
    // A day of it was recorded: whatever the catalogue says, that was not after its last one.
    if (expiry === undefined || expiry < name.tradingDay) return { instrument: { ...terms, ...recorded }, note: found.note ?? (expiry === undefined ? null : `${id} traded on ${name.tradingDay}, after the last trading day of the catalogue: it has none here`) };
    return { instrument: { ...terms, expiry, ...recorded }, note: found.note };
  }
  const instrument = derived(name, text);
  const { tickSize, multiplier } = instrument;
  return {
    instrument,
    note: `${id} is not in the catalogue, nor is anything like it: tick ${tickSize} and multiplier ${multiplier} are derived from the file, ${instrument.kind === 'future' ? 'margin is 10 %, ' : ''}fees are none`,
  };
}

/** By its own code, also of another month of a product whose contracts follow a known cycle. */
function listedAs(id: string, { code, tradingDay }: DayFileName): DayTerms | null {
  const catalogue = catalogueOn(tradingDay);
  const listed = catalogue.find(({ instrument }) => instrument.id === id);
  if (listed) return { instrument: listed.instrument, note: null };
  const month = monthOf(code, tradingDay);
  if (month === null) return null;
  const { instrument } = listedOn(catalogue, month, new Set([id])).find((entry) => entry.instrument.id === id) ?? {};
  return instrument ? { instrument, note: `${id} has the terms of ${instrument.product} in the catalogue; its last trading day is ${instrument.expiry}` } : null;
}

/** What comes nearest: a contract of the same product, or the share whose code begins most alike. */
function likeOf(id: string, { exchange, code, tradingDay }: DayFileName): DayTerms | null {
  const there = catalogueOn(tradingDay).map(({ instrument }) => instrument).filter((instrument) => instrument.exchange === exchange);
  const [, product, , right, strike] = CONTRACT.exec(code) ?? [];
  const contract = there.find((instrument) => instrument.kind === (right === undefined ? 'future' : 'option') && instrument.product === product);
  const like = contract ?? shareLike(there, exchange, code);
  if (!like) return null;
  const { expiry: _expiry, listed: _listed, limitFreeDays: _days, option, ...terms } = like;
  const instrument: Instrument = {
    ...terms,
    id,
    code,
    name: { zh: renamed(like, code), en: code },
    product: contract ? like.product : code,
    ...(option && strike ? { option: { ...option, right: right === 'C' ? 'call' : 'put', strike: Math.round(Number(strike) / option.strikeTick) } } : {}),
  };
  return { instrument, note: `${id} is not in the catalogue: its terms are those of ${like.id}${contract ? ', without a last trading day' : ''}` };
}

function shareLike(there: readonly Instrument[], exchange: string, code: string): Instrument | undefined {
  if (!SHARE_EXCHANGES.has(exchange)) return undefined;
  const alike = (instrument: Instrument): number => {
    let at = 0;
    while (at < code.length && instrument.code[at] === code[at]) at++;
    return at;
  };
  // In China the first two digits are the board, and so the rules; elsewhere they say nothing.
  const least = CURRENCIES[exchange] ? 0 : 2;
  return there.filter((instrument) => instrument.kind === 'stock' && alike(instrument) >= least).sort((a, b) => alike(b) - alike(a)).at(0);
}

function renamed({ name, code, kind }: Instrument, own: string): string {
  if (kind !== 'future') return own;
  const month = /\d+$/.exec(code)?.[0] ?? '';
  return name.zh.endsWith(month) ? name.zh.slice(0, name.zh.length - month.length) + (/\d+$/.exec(own)?.[0] ?? '') : own;
}

function derived({ exchange, code }: DayFileName, text: string): Instrument {
  const figures = text.split('\n').slice(1).map((line) => line.replace(/\r$/, '').split(','));
  const isShare = SHARE_EXCHANGES.has(exchange);
  const currency = CURRENCIES[exchange] ?? 'CNY';
  const tickSize = tickOf(figures);
  return {
    id: `${exchange}.${code}`,
    exchange: (EXCHANGES as readonly string[]).includes(exchange) ? (exchange as Exchange) : 'PANKOU',
    code,
    name: { zh: code, en: code },
    kind: isShare ? 'stock' : 'future',
    product: isShare ? code : (productOf(code) ?? code),
    currency,
    tickSize,
    decimals: decimalsOf(tickSize),
    multiplier: isShare ? 1 : multiplierOf(figures),
    lot: isShare && currency === 'CNY' ? 100 : 1,
    ...(isShare && currency === 'CNY' ? { oddLotSell: true } : {}),
    maxOrderQuantity: 1_000_000,
    ...(isShare ? {} : { margin: { long: 0.1, short: 0.1 } }),
    fees: { open: {} },
    offsets: isShare ? 'net' : 'open-close',
    sellable: isShare && currency === 'CNY' ? 'next-day' : 'today',
    shortable: !isShare,
    reference: isShare ? 'pre-close' : 'pre-settlement',
    sessions: 'around-the-clock',
    timeZone: ZONES[exchange] ?? 'Asia/Shanghai',
    origin: 'recorded',
    depth: 1,
  };
}

const greatestDivisor = (a: number, b: number): number => {
  let [larger, smaller] = [a, b];
  while (smaller !== 0) [larger, smaller] = [smaller, larger % smaller];
  return larger;
};

const PRICES = DAY_COLUMNS.flatMap((name, at) => (PRICE_COLUMNS.has(name) ? [at] : []));
const MOST_DECIMALS = 8;

/** The largest step that every price in the file is a multiple of. */
function tickOf(figures: readonly (readonly string[])[]): number {
  const prices = figures.flatMap((fields) => PRICES.flatMap((at) => (/^-?\d+(\.\d+)?$/.test(fields[at] ?? '') ? [fields[at]] : [])));
  const decimals = Math.min(MOST_DECIMALS, prices.reduce((most, price) => Math.max(most, price.split('.')[1]?.replace(/0+$/, '').length ?? 0), 0));
  const scale = 10 ** decimals;
  const step = prices.reduce((divisor, price) => greatestDivisor(divisor, Math.abs(Math.round(Number(price) * scale))), 0);
  return step === 0 ? 1 : Number((step / scale).toFixed(decimals));
}

/** Multipliers that contracts have. */
const MULTIPLIERS = [1, 2, 3, 4, 5, 6, 8, 10, 15, 16, 20, 25, 30, 40, 50, 60, 80, 100, 125, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 2000, 2500, 5000, 10_000, 20_000, 50_000, 100_000];

/** What one contract traded is worth a price unit: turnover ÷ volume ÷ price, to the nearest usual one. */
function multiplierOf(figures: readonly (readonly string[])[]): number {
  const at = (name: (typeof DAY_COLUMNS)[number]): number => DAY_COLUMNS.indexOf(name);
  let turnover = 0;
  let value = 0;
  let [lastVolume, lastTurnover] = [0, 0];
  for (const fields of figures) {
    const volume = Number(fields[at('volume')]);
    const money = Number(fields[at('turnover')]);
    const price = Number(fields[at('last')]);
    if (!(volume > lastVolume) || !(money > lastTurnover) || !(price > 0)) continue;
    turnover += money - lastTurnover;
    value += (volume - lastVolume) * price;
    [lastVolume, lastTurnover] = [volume, money];
  }
  if (value === 0) return 1;
  const ratio = turnover / value;
  return MULTIPLIERS.reduce((best, one) => (Math.abs(Math.log(one / ratio)) < Math.abs(Math.log(best / ratio)) ? one : best), 1);
}
