/**
 * Which dates a market trades on. The session rules ask through `TradingDays` only; market-days.ts makes one from each market's
 * holiday table (data per market and year).
 */

/** A date as `YYYY-MM-DD`, without time or zone. */
export type DateText = string;

const DAY = 86_400_000;

export interface TradingDays {
  isTradingDay(date: DateText): boolean;
  /** Whether the night session that belongs to trading day `date` is held: China cancels it on the eve of a holiday. */
  hasNight(date: DateText): boolean;
  /** Whether the market keeps its short hours on trading day `date` (half day, early close). */
  isShort(date: DateText): boolean;
  /** Whether hours are held on `date`, no trading day, that belong to the next one (Globex on US holidays). */
  isJoined(date: DateText): boolean;
  /** First and last date whose holidays are known; outside of it each weekday is a full trading day. Null: there are none to know. */
  readonly known: { readonly from: DateText; readonly until: DateText } | null;
}

/** 00:00 UTC of a date, which is also its wall-time midnight (see zone.ts). */
export const dateTime = (date: DateText): number => Date.parse(`${date}T00:00:00Z`);

/** The date of a wall time. */
export const dateOf = (wall: number): DateText => new Date(wall).toISOString().slice(0, 10);

/** `days` calendar days later (earlier when negative). */
export const addDays = (date: DateText, days: number): DateText => dateOf(dateTime(date) + days * DAY);

const never = (): boolean => false;

/** Monday to Friday, every night held: what holds where a market's holidays are not known. */
export const WEEKDAYS: TradingDays = {
  isTradingDay: (date) => {
    const day = new Date(dateTime(date)).getUTCDay();
    return day !== 0 && day !== 6;
  },
  hasNight: () => true,
  isShort: never,
  isJoined: never,
  known: null,
};

/** A market that never closes. */
export const EVERY_DAY: TradingDays = { ...WEEKDAYS, isTradingDay: () => true };

/** The first trading day on or after `date`. Looks at most a year ahead, then answers `date` itself (a market without trading days is a bug in its table). */
export function tradingDayFrom(date: DateText, days: TradingDays = WEEKDAYS): DateText {
  return seek(date, 1, days);
}

/** The trading day after `date`. */
export const nextTradingDay = (date: DateText, days: TradingDays = WEEKDAYS): DateText => seek(addDays(date, 1), 1, days);

/** The trading day before `date`. */
export const previousTradingDay = (date: DateText, days: TradingDays = WEEKDAYS): DateText => seek(addDays(date, -1), -1, days);

function seek(date: DateText, direction: 1 | -1, days: TradingDays): DateText {
  let at = date;
  for (let i = 0; i < 366; i++) {
    if (days.isTradingDay(at)) return at;
    at = addDays(at, direction);
  }
  return date;
}
