/** When the trading days of the markets are settled on the wall clock: after the last session, before the first of the next day. */
import { marketDays } from '#shared/calendar/market-days.ts';
import { sessionTable } from '#shared/calendar/session-tables.ts';
import { addDays, dateOf, dateTime, type DateText } from '#shared/calendar/trading-days.ts';
import { momentOf, wallTime } from '#shared/calendar/zone.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { DayEndScope } from '../feed.ts';

export interface DayEnd {
  readonly time: number;
  readonly scope: DayEndScope;
  readonly tradingDay: DateText;
}

const MINUTE = 60_000;

interface Desk {
  readonly scope: DayEnd['scope'];
  readonly timeZone: string;
  /** Minutes from the trading day's midnight. */
  readonly at: number;
  readonly calendars: readonly Parameters<typeof marketDays>[0][];
}

/**
 * Our own choice. China's last session ends at 15:30 and Hong Kong's at 16:10, the night begins at 20:55; New York's core session ends
 * at 15:00 and Globex at 16:00 Chicago time, Globex opens again at 16:45.
 */
const DESKS: readonly Desk[] = [
  { scope: 'asia', timeZone: 'Asia/Shanghai', at: 17 * 60, calendars: ['china', 'hong-kong'] },
  { scope: 'america', timeZone: 'America/Chicago', at: 16 * 60 + 20, calendars: ['united-states', 'cme-equity-index', 'cme-energy-metals'] },
];

/** Which settlement an instrument goes with: that of its market, of Asia where it never closes. */
export function scopeOf(instrument: Pick<Instrument, 'sessions'>): DayEnd['scope'] {
  const days = sessionTable(instrument.sessions)?.days;
  return DESKS.find(({ calendars }) => calendars.some((calendar) => calendar === days))?.scope ?? 'asia';
}

/** The first settlement after a moment (UTC ms). */
export function nextDayEnd(time: number): DayEnd {
  const found = DESKS.map(({ scope, timeZone, at, calendars }): DayEnd => {
    for (let tradingDay = addDays(dateOf(wallTime(timeZone, time)), -1); ; tradingDay = addDays(tradingDay, 1)) {
      if (!calendars.some((calendar) => marketDays(calendar).isTradingDay(tradingDay))) continue;
      const end = momentOf(timeZone, dateTime(tradingDay) + at * MINUTE);
      if (end > time) return { time: end, scope, tradingDay };
    }
  });
  return found.reduce((first, each) => (each.time < first.time ? each : first));
}
