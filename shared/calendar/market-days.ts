/** Trading days of each market, from the holiday tables. */
import { HOLIDAYS, type CalendarKey, type MarketHolidays } from './holidays.ts';
import { addDays, EVERY_DAY, previousTradingDay, WEEKDAYS, type DateText, type TradingDays } from './trading-days.ts';

/** The dates that a text such as `01-01 02-11..02-17` names. */
function datesOf(year: string, text: string | undefined): DateText[] {
  const dates: DateText[] = [];
  for (const part of (text ?? '').split(' ').filter((each) => each !== '')) {
    const [first, last = first] = part.split('..');
    for (let date = `${year}-${first}`; date <= `${year}-${last}`; date = addDays(date, 1)) dates.push(date);
  }
  return dates;
}

/** Answers from a market's table inside its years, as plain weekdays outside them. */
export function tradingDaysOf(holidays: MarketHolidays): TradingDays {
  const closed = new Set<DateText>();
  const short = new Set<DateText>();
  const joined = new Set<DateText>();
  for (const [year, table] of Object.entries(holidays.years)) {
    for (const date of datesOf(year, table.closed)) closed.add(date);
    for (const date of datesOf(year, table.short)) short.add(date);
    for (const date of datesOf(year, table.joined)) joined.add(date);
  }
  const years = Object.keys(holidays.years).sort();
  const nightless = (holidays.nightless ?? []).map((range) => range.split('..'));
  const isTradingDay = (date: DateText): boolean => WEEKDAYS.isTradingDay(date) && !closed.has(date) && !joined.has(date);
  const days: TradingDays = {
    isTradingDay,
    // A night is not held on the eve of a holiday: a weekday between its evening and the trading day it would belong to is closed.
    hasNight: (date) => {
      if (nightless.some(([from, to]) => date >= from && date <= to)) return false;
      for (let between = addDays(previousTradingDay(date, days), 1); between < date; between = addDays(between, 1)) if (WEEKDAYS.isTradingDay(between)) return false;
      return true;
    },
    isShort: (date) => short.has(date),
    isJoined: (date) => joined.has(date),
    known: { from: `${years[0]}-01-01`, until: `${years[years.length - 1]}-12-31` },
  };
  return days;
}

const markets: Readonly<Record<CalendarKey, TradingDays>> = {
  china: tradingDaysOf(HOLIDAYS.china),
  'hong-kong': tradingDaysOf(HOLIDAYS['hong-kong']),
  'united-states': tradingDaysOf(HOLIDAYS['united-states']),
  'cme-equity-index': tradingDaysOf(HOLIDAYS['cme-equity-index']),
  'cme-energy-metals': tradingDaysOf(HOLIDAYS['cme-energy-metals']),
  'every-day': EVERY_DAY,
};

/** The trading days of a calendar. */
export const marketDays = (calendar: CalendarKey): TradingDays => markets[calendar];

/** Whether a market's holidays are known for a date; where not, each weekday is taken for a trading day. */
export const isKnown = ({ known }: TradingDays, date: DateText): boolean => known === null || (date >= known.from && date <= known.until);
