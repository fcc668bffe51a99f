/** Which bar of days, weeks, months, quarters or years a day belongs to. Pure, on dates alone. */
import type { DailyPeriod } from '../model/candle.ts';

const DAY = 86_400_000;

/** Monday of a day's week. @param day 00:00 UTC of its date */
export const weekTime = (day: number): number => day - ((new Date(day).getUTCDay() + 6) % 7) * DAY;

/** Start of the bar of days that a day belongs to: itself, its week's Monday, the first of its month, quarter or year. @param day 00:00 UTC of its date */
export function spanTime(day: number, period: DailyPeriod): number {
  const date = new Date(day);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (period) {
    case 'day': return day;
    case 'week': return weekTime(day);
    case 'month': return Date.UTC(year, month);
    case 'quarter': return Date.UTC(year, month - (month % 3));
    case 'year': return Date.UTC(year, 0);
  }
}
