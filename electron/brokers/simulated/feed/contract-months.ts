/**
 * Which contract of each futures product is the one to trade on a date: the catalogue's contracts fit the recorded days of January
 * 2021, and every other day has contracts of its own. Code, name and last trading day are worked out; all other terms stay.
 */
import { daysOf } from '#shared/calendar/sessions.ts';
import { addDays, dateTime, nextTradingDay, previousTradingDay, tradingDayFrom, type DateText, type TradingDays } from '#shared/calendar/trading-days.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { CatalogueEntry } from './catalogue.ts';

type LastDay = (year: number, month: number, days: TradingDays) => DateText;

const pad = (value: number): string => String(value).padStart(2, '0');
const dateIn = (year: number, month: number, day: number): DateText => `${year}-${pad(month)}-${pad(day)}`;
const firstOf = (year: number, month: number): DateText => dateIn(year, month, 1);
const nextMonth = (year: number, month: number): readonly [number, number] => (month === 12 ? [year + 1, 1] : [year, month + 1]);

/** The `count`-th Friday of the delivery month, the next trading day where it is none. */
const friday = (count: number): LastDay => (year, month, days) => {
  const weekday = new Date(dateTime(firstOf(year, month))).getUTCDay();
  return tradingDayFrom(addDays(firstOf(year, month), ((5 - weekday + 7) % 7) + (count - 1) * 7), days);
};

/** The 15th of the delivery month, the next trading day where it is none (SHFE). */
const fifteenth: LastDay = (year, month, days) => tradingDayFrom(dateIn(year, month, 15), days);

/** The tenth trading day of the delivery month (DCE, CZCE, GFEX). */
const tenthTradingDay: LastDay = (year, month, days) => {
  let day = tradingDayFrom(firstOf(year, month), days);
  for (let i = 1; i < 10; i++) day = nextTradingDay(day, days);
  return day;
};

/** The last trading day of the month before delivery (INE crude). */
const monthBefore: LastDay = (year, month, days) => previousTradingDay(firstOf(year, month), days);

/** Three trading days before the 25th of the month before delivery, or before the trading day that precedes it (NYMEX crude). */
const nymexCrude: LastDay = (year, month, days) => {
  const [beforeYear, beforeMonth] = month === 1 ? [year - 1, 12] : [year, month - 1];
  let day = addDays(dateIn(beforeYear, beforeMonth, 25), 1);
  for (let i = 0; i < 4; i++) day = previousTradingDay(day, days);
  return day;
};

/** The third last trading day of the delivery month (COMEX gold). */
const thirdLast: LastDay = (year, month, days) => {
  let day = firstOf(...nextMonth(year, month));
  for (let i = 0; i < 3; i++) day = previousTradingDay(day, days);
  return day;
};

interface Cycle {
  /** Delivery months that carry most of the trading. */
  readonly months: readonly number[];
  /** A contract is left for the next one this many days before it ends. */
  readonly lead: number;
  readonly lastDay: LastDay;
}

const EVERY = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const QUARTERS = [3, 6, 9, 12];
const EVEN = [2, 4, 6, 8, 10, 12];
const HARVEST: Cycle = { months: [1, 5, 9], lead: 30, lastDay: tenthTradingDay };
const INDEX: Cycle = { months: EVERY, lead: 0, lastDay: friday(3) };

/** By `EXCHANGE.product`; last trading days as in the exchanges' contract specifications. */
const CYCLES: Readonly<Record<string, Cycle>> = {
  'CFFEX.IF': INDEX,
  'CFFEX.IH': INDEX,
  'CFFEX.IC': INDEX,
  'CFFEX.T': { months: QUARTERS, lead: 30, lastDay: friday(2) },
  'SHFE.cu': { months: EVERY, lead: 60, lastDay: fifteenth },
  'SHFE.au': { months: EVEN, lead: 60, lastDay: fifteenth },
  'SHFE.rb': { months: [1, 5, 10], lead: 30, lastDay: fifteenth },
  'SHFE.ag': { months: [6, 12], lead: 30, lastDay: fifteenth },
  'INE.sc': { months: EVERY, lead: 30, lastDay: monthBefore },
  'DCE.m': HARVEST,
  'DCE.i': HARVEST,
  'CZCE.TA': HARVEST,
  'CZCE.MA': HARVEST,
  'CZCE.SR': HARVEST,
  'GFEX.si': HARVEST,
  'CME.ES': { months: QUARTERS, lead: 7, lastDay: friday(3) },
  'CME.CL': { months: EVERY, lead: 7, lastDay: nymexCrude },
  'CME.GC': { months: EVEN, lead: 30, lastDay: thirdLast },
};

const CME_MONTHS = 'FGHJKMNQUVXZ';
const SHORT_MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function codeOf({ exchange, product }: Instrument, year: number, month: number): string {
  if (exchange === 'CME') return `${product}${CME_MONTHS[month - 1]}${year % 10}`;
  if (exchange === 'CZCE') return `${product}${year % 10}${pad(month)}`;
  return `${product}${pad(year % 100)}${pad(month)}`;
}

const cycleOf = ({ exchange, product, kind, expiry }: Instrument): Cycle | undefined => (kind === 'future' && expiry !== undefined ? CYCLES[`${exchange}.${product}`] : undefined);

function contractIn(entry: CatalogueEntry, cycle: Cycle, year: number, month: number): CatalogueEntry {
  const { instrument } = entry;
  const code = codeOf(instrument, year, month);
  const name = {
    zh: instrument.name.zh.replace(/\d{4}$/u, `${pad(year % 100)}${pad(month)}`),
    en: instrument.name.en.replace(/[A-Z][a-z]{2} \d\d$/u, `${SHORT_MONTHS[month - 1]} ${pad(year % 100)}`),
  };
  const expiry = cycle.lastDay(year, month, daysOf(instrument.sessions));
  return { ...entry, instrument: { ...instrument, id: `${instrument.exchange}.${code}`, code, name, expiry } };
}

/** Contracts of a cycle from the month before `date` on. */
function* contractsFrom(entry: CatalogueEntry, cycle: Cycle, date: DateText, months: number): Generator<CatalogueEntry> {
  let [year, month] = date.split('-').map(Number);
  for (let i = 0; i < months; i++) {
    if (cycle.months.includes(month)) yield contractIn(entry, cycle, year, month);
    [year, month] = nextMonth(year, month);
  }
}

/**
 * The catalogue as it stands on a date: each expiring futures product by its contract of that time, everything else as it is.
 * Options are left out: their series are of January 2021.
 * @param alsoListed contracts of other months that somebody holds or held: listed beside, also when they have ended
 */
export function listedOn(catalogue: readonly CatalogueEntry[], date: DateText, alsoListed: ReadonlySet<InstrumentId> = new Set()): CatalogueEntry[] {
  const listed = new Map<InstrumentId, CatalogueEntry>();
  for (const entry of catalogue) {
    const { instrument } = entry;
    const cycle = cycleOf(instrument);
    if (!cycle) {
      if (instrument.kind !== 'option' && instrument.expiry === undefined) listed.set(instrument.id, entry);
      continue;
    }
    // CZCE and CME write one digit of the year: of contracts with the same code, the one nearest to the date is meant.
    for (const contract of contractsFrom(entry, cycle, `${Number(date.slice(0, 4)) - 4}-01-01`, 9 * 12)) {
      const { id, expiry = '' } = contract.instrument;
      const front = expiry >= addDays(date, cycle.lead);
      if (front || (alsoListed.has(id) && expiry >= addDays(date, -366 * 4))) listed.set(id, contract);
      if (front) break;
    }
  }
  return [...listed.values()];
}
