/**
 * The days on which markets do not trade, or trade for a shorter time, as data per market and year. A year that is missing here is
 * not known: there every weekday counts as a full trading day (see market-days.ts). Dates are `MM-DD` of the exchange's wall clock;
 * `a..b` are all days from a to b, weekends included, as the exchanges' notices write them.
 */

export interface HolidayYear {
  /** No trading. */
  readonly closed: string;
  /** Trading by the short hours of the market's session table (half days, early closes). */
  readonly short?: string;
  /** No trading day, but hours are held that belong to the next one (Globex on US holidays). */
  readonly joined?: string;
}

export interface MarketHolidays {
  /** Documents that the years come from. */
  readonly source: string;
  readonly years: Readonly<Record<number, HolidayYear>>;
  /** Trading days without their night session beside those that follow a holiday, as `YYYY-MM-DD..YYYY-MM-DD`. */
  readonly nightless?: readonly string[];
}

/** Shares, funds and futures of the mainland close on the same days; night sessions are not held on the eve of a holiday. */
const china: MarketHolidays = {
  source:
    'SSE, SZSE, CFFEX, SHFE, DCE and CZCE, yearly notices on holiday closings (2021: 2020-12-24; 2023: SHFE notice of 2022-12-27; 2026: SSE notice of 2025-12-22), after the CSRC circulars; 2020: extension of Spring Festival to 02-02 and suspension of night trading from 2020-02-03, resumed on the evening of 05-06',
  years: {
    2020: { closed: '01-01 01-24..02-02 04-04..04-06 05-01..05-05 06-25..06-27 10-01..10-08' },
    2021: { closed: '01-01..01-03 02-11..02-17 04-03..04-05 05-01..05-05 06-12..06-14 09-19..09-21 10-01..10-07' },
    2022: { closed: '01-01..01-03 01-31..02-06 04-03..04-05 04-30..05-04 06-03..06-05 09-10..09-12 10-01..10-07' },
    2023: { closed: '01-01..01-02 01-21..01-27 04-05 04-29..05-03 06-22..06-24 09-29..10-06' },
    2024: { closed: '01-01 02-09..02-17 04-04..04-06 05-01..05-05 06-10 09-15..09-17 10-01..10-07' },
    2025: { closed: '01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08' },
    2026: { closed: '01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07' },
  },
  nightless: ['2020-02-03..2020-05-06'],
};

/** Half days: the eves of Lunar New Year, Christmas and New Year where they are trading days. */
const hongKong: MarketHolidays = {
  source:
    'HKEX, calendars of the securities market (general holidays of Hong Kong; half-day trading on the three eves). Whole days lost to weather (before severe weather trading began on 2024-09-23): 2021-10-13, 2023-07-17, 2023-09-01, 2023-09-08, 2024-09-06; mornings lost to weather are not listed',
  years: {
    2020: { closed: '01-01 01-27 01-28 04-10 04-13 04-30 05-01 06-25 07-01 10-01 10-02 10-26 12-25', short: '01-24 12-24 12-31' },
    2021: { closed: '01-01 02-12 02-15 04-02 04-05 04-06 05-19 06-14 07-01 09-22 10-01 10-13 10-14 12-27', short: '02-11 12-24 12-31' },
    2022: { closed: '02-01..02-03 04-05 04-15 04-18 05-02 05-09 06-03 07-01 09-12 10-04 12-26 12-27', short: '01-31' },
    2023: { closed: '01-02 01-23..01-25 04-05 04-07 04-10 05-01 05-26 06-22 07-17 09-01 09-08 10-02 10-23 12-25 12-26' },
    2024: { closed: '01-01 02-12 02-13 03-29 04-01 04-04 05-01 05-15 06-10 07-01 09-06 09-18 10-01 10-11 12-25 12-26', short: '02-09 12-24 12-31' },
    2025: { closed: '01-01 01-29..01-31 04-04 04-18 04-21 05-01 05-05 07-01 10-01 10-07 10-29 12-25 12-26', short: '01-28 12-24 12-31' },
    2026: { closed: '01-01 02-17..02-19 04-03 04-06 04-07 05-01 05-25 06-19 07-01 10-01 10-19 12-25', short: '02-16 12-24 12-31' },
  },
};

/** Early closes at 13:00. */
const unitedStates: MarketHolidays = {
  source:
    'NYSE Group, holiday and early closings calendars (2022–2024: 2021-12-27; 2025–2027: 2024-11-08; NYSE Rule 7.2), the same for Nasdaq; 2025-01-09: day of mourning for President Carter',
  years: {
    2020: { closed: '01-01 01-20 02-17 04-10 05-25 07-03 09-07 11-26 12-25', short: '11-27 12-24' },
    2021: { closed: '01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24', short: '11-26' },
    2022: { closed: '01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26', short: '11-25' },
    2023: { closed: '01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25', short: '07-03 11-24' },
    2024: { closed: '01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25', short: '07-03 11-29 12-24' },
    2025: { closed: '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25', short: '07-03 11-28 12-24' },
    2026: { closed: '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25', short: '11-27 12-24' },
    2027: { closed: '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24', short: '11-26' },
  },
};

/**
 * Closed for New Year, Good Friday and Christmas; on the other US holidays the morning is held and counts for the next trading day.
 * The short session that is held on a Good Friday with employment figures is left out.
 */
const cmeEquityIndex: MarketHolidays = {
  source: 'CME Group, Globex holiday calendars, equity index products: halt at 12:00 CT on US holidays, close at 12:15 CT on the eves',
  years: {
    2020: { closed: '01-01 04-10 12-25', short: '11-27 12-24', joined: '01-20 02-17 05-25 07-03 09-07 11-26' },
    2021: { closed: '01-01 04-02 12-24', short: '11-26', joined: '01-18 02-15 05-31 07-05 09-06 11-25' },
    2022: { closed: '04-15 12-26', short: '11-25', joined: '01-17 02-21 05-30 06-20 07-04 09-05 11-24' },
    2023: { closed: '01-02 04-07 12-25', short: '07-03 11-24', joined: '01-16 02-20 05-29 06-19 07-04 09-04 11-23' },
    2024: { closed: '01-01 03-29 12-25', short: '07-03 11-29 12-24', joined: '01-15 02-19 05-27 06-19 07-04 09-02 11-28' },
    2025: { closed: '01-01 04-18 12-25', short: '07-03 11-28 12-24', joined: '01-20 02-17 05-26 06-19 07-04 09-01 11-27' },
    2026: { closed: '01-01 04-03 12-25', short: '11-27 12-24', joined: '01-19 02-16 05-25 06-19 07-03 09-07 11-26' },
  },
};

/** The same days, without the short 3rd of July. */
const cmeEnergyMetals: MarketHolidays = {
  source: 'CME Group, Globex holiday calendars, NYMEX and COMEX products: halt at 13:30 CT on US holidays (since 2022), close at 12:45 CT on the eves',
  years: Object.fromEntries(
    Object.entries(cmeEquityIndex.years).map(([year, { short, ...rest }]) => [year, { ...rest, short: (short ?? '').split(' ').filter((day) => day !== '07-03').join(' ') }]),
  ),
};

export const HOLIDAYS = { china, 'hong-kong': hongKong, 'united-states': unitedStates, 'cme-equity-index': cmeEquityIndex, 'cme-energy-metals': cmeEnergyMetals } as const satisfies Record<string, MarketHolidays>;

/** The calendars there are; `every-day` is that of a market that never closes. */
export type CalendarKey = keyof typeof HOLIDAYS | 'every-day';
