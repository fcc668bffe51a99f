/** The simulated exchange's clock between two reports of the core, and times as they are typed. Shanghai time throughout. */
import type { ReplayStatus } from '#shared/model/replay.ts';

/** Shanghai keeps UTC+8 all year (tz database, Asia/Shanghai since 1991). */
const SHANGHAI_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** Without a report for this long the clock stands: it never runs ahead of what is known by more. */
const AHEAD_MS = 1_500;

/** Exchange time (UTC ms) `elapsed` ms of our time after the report, inside the day that is replayed. Pure. */
export function replayTime(status: ReplayStatus, elapsed: number): number {
  if (status.paused) return status.time;
  const time = status.time + Math.min(Math.max(elapsed, 0), AHEAD_MS) * status.speed;
  const day = status.days.find(({ day }) => day === status.tradingDay);
  return day ? Math.min(time, Math.max(day.to, status.time)) : time;
}

export interface ClockText {
  /** `2021-01-04`. */
  readonly date: string;
  /** `09:31:05`. */
  readonly time: string;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/** A moment in Shanghai. Pure. */
export function shanghaiClock(time: number): ClockText {
  const at = new Date(time + SHANGHAI_MS);
  const iso = at.toISOString();
  return { date: iso.slice(0, 10), time: iso.slice(11, 19), weekday: at.getUTCDay() };
}

/** Milliseconds into a Shanghai day of a typed `9:31`, `09:31:05` or `093105`; null where it is no time. Pure. */
export function parseTimeOfDay(text: string): number | null {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text.trim()) ?? /^(\d{2})(\d{2})(\d{2})?$/.exec(text.trim());
  if (!match) return null;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** The moment (UTC ms) of a time of day inside a replayed day, which may have begun the evening before. Null outside of it. Pure. */
export function momentOf(day: ReplayStatus['days'][number], timeOfDay: number): number | null {
  const midnight = Math.floor((day.from + SHANGHAI_MS) / DAY_MS) * DAY_MS - SHANGHAI_MS;
  for (let start = midnight; start <= day.to; start += DAY_MS) {
    const moment = start + timeOfDay;
    if (moment >= day.from && moment <= day.to) return moment;
  }
  return null;
}
