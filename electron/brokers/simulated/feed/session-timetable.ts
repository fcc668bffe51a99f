/** A trading day of one market as a list of moments: when its phase changes, when an auction is shown and when it is matched. */
import { sessionsOf, type Session } from '#shared/calendar/sessions.ts';
import type { DateText } from '#shared/calendar/trading-days.ts';
import type { Phase } from '#shared/model/quote.ts';
import { fraction } from './random.ts';

const MINUTE = 60_000;
/** How often an auction's indicative price is shown. */
const INDICATE_EVERY_MS = 3_000;

export type Moment =
  | { readonly time: number; readonly kind: 'phase'; readonly phase: Phase }
  /** The auction's price so far; `progress` goes from 0 to 1 until it is matched. */
  | { readonly time: number; readonly kind: 'indicate'; readonly progress: number }
  | { readonly time: number; readonly kind: 'uncross' };

export interface Timetable {
  readonly tradingDay: DateText;
  readonly sessions: readonly Session[];
  readonly moments: readonly Moment[];
  /** Starts of the whole minutes of continuous trading, UTC ms. */
  readonly minutes: Float64Array;
}

/** Starts of the whole minutes that a market trades continuously on a trading day. */
export function tradingMinutes(key: string, tradingDay: DateText): Float64Array {
  const minutes: number[] = [];
  for (const { phase, from, to } of sessionsOf(key, tradingDay)) {
    if (phase === 'continuous') for (let at = from; at + MINUTE <= to; at += MINUTE) minutes.push(at);
  }
  return Float64Array.from(minutes);
}

/** @param draw a 32-bit number, for auctions that end at a moment nobody knows beforehand */
export function timetableOf(key: string, tradingDay: DateText, draw: number): Timetable {
  const sessions = sessionsOf(key, tradingDay);
  const moments: Moment[] = [];
  let auctionFrom = NaN;
  for (const [i, session] of sessions.entries()) {
    const { phase, from, to, uncross } = session;
    moments.push({ time: from, kind: 'phase', phase });
    const before = sessions[i - 1];
    const goesOn = before?.phase === 'auction' && before.to === from && before.uncross === null;
    if (phase === 'auction' && !goesOn) auctionFrom = from;
    if (uncross) {
      const at = uncross === 'end' ? to : from + Math.floor(fraction(draw) * (to - from));
      for (let time = auctionFrom + INDICATE_EVERY_MS; time < at; time += INDICATE_EVERY_MS) moments.push({ time, kind: 'indicate', progress: (time - auctionFrom) / (at - auctionFrom) });
      moments.push({ time: at, kind: 'uncross' });
      // Matched before its time was up: nothing is entered until the next session.
      if (at < to) moments.push({ time: at, kind: 'phase', phase: 'break' });
    }
    if (!(sessions[i + 1]?.from === to)) moments.push({ time: to, kind: 'phase', phase: 'closed' });
  }
  // Matching comes before the phase that follows it; what was listed first stays first.
  const rank = { indicate: 0, uncross: 1, phase: 2 };
  moments.sort((a, b) => a.time - b.time || rank[a.kind] - rank[b.kind]);
  return { tradingDay, sessions, moments, minutes: tradingMinutes(key, tradingDay) };
}
