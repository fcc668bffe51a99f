/** When the replay's clock runs on each of its days: the sessions of what was recorded, everything between them skipped. */
import { sessionsOf } from '#shared/calendar/sessions.ts';
import type { RecordedDay } from './recorded-day.ts';

const MINUTE = 60_000;
/** The last update of a session comes up to half a second after its end. */
const LATE = 1000;

/** A span of exchange time, UTC ms, both ends inclusive. One of a single moment holds an update outside the sessions (auction result, settlement). */
export interface Span {
  readonly from: number;
  to: number;
  /** Whether generated instruments trade in it. */
  readonly session: boolean;
}

export interface ReplayDay {
  readonly tradingDay: string;
  readonly recorded: readonly RecordedDay[];
  readonly spans: readonly Span[];
  /** First moment, and the end of the last session. */
  readonly from: number;
  readonly to: number;
  /** Starts of the whole minutes of the sessions. */
  readonly minutes: Float64Array;
}

/**
 * Groups recorded days by trading day, oldest first.
 * @param sessionsKey the session table of an instrument
 */
export function replayDays(days: readonly RecordedDay[], sessionsKey: (instrument: string) => string): ReplayDay[] {
  const byDay = new Map<string, RecordedDay[]>();
  for (const day of days) byDay.set(day.tradingDay, [...(byDay.get(day.tradingDay) ?? []), day]);
  return [...byDay.keys()].sort().map((tradingDay) => replayDay(tradingDay, byDay.get(tradingDay) ?? [], sessionsKey));
}

function replayDay(tradingDay: string, recorded: readonly RecordedDay[], sessionsKey: (instrument: string) => string): ReplayDay {
  const first = Math.min(...recorded.map((day) => day.columns.time[0]));
  const last = Math.max(...recorded.map((day) => day.columns.time[day.rows - 1]));
  const sessions = mergeSpans(recorded.flatMap((day) => openHours(sessionsKey(day.instrument), tradingDay, first, last)));
  const spans = withStrays(sessions.length > 0 ? sessions : [{ from: first, to: last, session: true }], recorded);
  return {
    tradingDay,
    recorded,
    spans,
    from: spans[0].from,
    to: spans.findLast((span) => span.session)?.to ?? spans[spans.length - 1].to,
    minutes: wholeMinutes(spans),
  };
}

/** Continuous sessions of a day, cut to the minutes that the recording covers. */
function openHours(key: string, tradingDay: string, first: number, last: number): Span[] {
  const from = Math.floor(first / MINUTE) * MINUTE;
  const to = Math.ceil(last / MINUTE) * MINUTE;
  return sessionsOf(key, tradingDay)
    .filter((session) => session.phase === 'continuous' && session.to > from && session.from < to)
    .map((session) => ({ from: Math.max(session.from, from), to: Math.min(session.to, to), session: true }));
}

function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const before = merged.at(-1);
    if (before && span.from <= before.to) before.to = Math.max(before.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}

/** Lengthens a session by its late updates and gives every other update outside the sessions a moment of its own. */
function withStrays(sessions: readonly Span[], recorded: readonly RecordedDay[]): Span[] {
  const spans = sessions.map((span) => ({ ...span }));
  const strays = new Set<number>();
  for (const { columns, rows } of recorded) {
    for (let row = 0; row < rows; row++) {
      const time = columns.time[row];
      const near = spans.find((span) => time <= span.to + LATE);
      if (!near || time < near.from) strays.add(time);
      else if (time > near.to) near.to = time;
    }
  }
  for (const time of strays) spans.push({ from: time, to: time, session: false });
  return spans.sort((a, b) => a.from - b.from);
}

function wholeMinutes(spans: readonly Span[]): Float64Array {
  const minutes: number[] = [];
  for (const span of spans) {
    if (!span.session) continue;
    for (let at = Math.ceil(span.from / MINUTE) * MINUTE; at + MINUTE <= span.to; at += MINUTE) minutes.push(at);
  }
  return Float64Array.from(minutes);
}
