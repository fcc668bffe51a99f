/** The family's dates and times: `YYYYMMDD`, `HH:MM:SS` on Beijing's clock, with the night's dates put right. */
import { marketDays } from '#shared/calendar/market-days.ts';
import { addDays, previousTradingDay, type DateText } from '#shared/calendar/trading-days.ts';
import type { Exchange } from '#shared/model/instrument.ts';

const DATE = /^(\d{4})(\d{2})(\d{2})$/;
const TIME = /^(\d{1,2}):(\d{2}):(\d{2})$/;

/** `20210104` → `2021-01-04`; null for anything else. */
export function dayOf(text: string): DateText | null {
  const parts = DATE.exec(text);
  return parts ? `${parts[1]}-${parts[2]}-${parts[3]}` : null;
}

/** The calendar's day in Beijing. @param at UTC ms */
export const beijingDay = (at: number): DateText => new Date(at + BEIJING_MS).toISOString().slice(0, 10);

const FUTURES: ReadonlySet<Exchange> = new Set(['CFFEX', 'SHFE', 'INE', 'DCE', 'CZCE', 'GFEX']);
const EVENING_MS = 18 * 3_600_000;
const MORNING_MS = 6 * 3_600_000;
const BEIJING_MS = 8 * 3_600_000;
const days = marketDays('china');
/** Of the trading day asked for last: its midnight, that of the trading day before it, and the one after that. */
let known: { readonly day: DateText; readonly own: number; readonly evening: number; readonly after: number } | null = null;

function midnights(day: DateText): NonNullable<typeof known> {
  if (known?.day === day) return known;
  const before = previousTradingDay(day, days);
  const at = (date: DateText): number => Date.parse(`${date}T00:00:00Z`) - BEIJING_MS;
  return (known = { day, own: at(day), evening: at(before), after: at(addDays(before, 1)) });
}

/** Milliseconds of the day of `HH:MM:SS`, NaN for anything else. */
export function timeOf(text: string): number {
  const parts = TIME.exec(text);
  return parts ? (Number(parts[1]) * 3_600 + Number(parts[2]) * 60 + Number(parts[3])) * 1_000 : NaN;
}

/**
 * UTC ms of a time of a trading day. In the night the family's dates differ by exchange (DCE says the trading day for ActionDay, CZCE the
 * calendar day for TradingDay): an evening belongs to the trading day before, and what comes before 6:00 to the morning after that evening.
 * @param timeMs of the day, NaN for none
 * @returns NaN where there is no time
 */
export function momentOfTradingDay(exchange: Exchange, tradingDay: DateText, timeMs: number): number {
  const { own, evening, after } = midnights(tradingDay);
  if (!FUTURES.has(exchange)) return own + timeMs;
  if (timeMs >= EVENING_MS) return evening + timeMs;
  return (timeMs < MORNING_MS ? after : own) + timeMs;
}
