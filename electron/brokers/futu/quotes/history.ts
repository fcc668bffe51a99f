/**
 * Day bars from OpenD's history, adjusted forwards, so that old prices compare with today's. Whether OpenD stamps a minute bar with its
 * beginning or its end is not documented, so minute bars are not taken from it: a bar that is a minute off is worse than none.
 */
import type { PacedRequests } from '#electron/brokers/futu/limits/paced-requests.ts';
import { KL_TYPE, REHAB } from '#electron/brokers/futu/messages/codes.ts';
import { RequestHistoryKL } from '#electron/brokers/futu/messages/history.ts';
import type { Answered } from '#electron/brokers/futu/messages/protocol.ts';
import type { OpendSession } from '#electron/brokers/futu/session/session.ts';
import { dateOf } from '#shared/calendar/trading-days.ts';
import { wallTime } from '#shared/calendar/zone.ts';
import type { Candle, Period } from '#shared/model/candle.ts';
import { ticksOf } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Listing } from './listing.ts';

export const HISTORY_PERIODS: readonly Period[] = ['day'];

const DAY_MS = 86_400_000;
/** Day bars go back so far (seeds/003, line 3292). */
const FURTHEST_DAYS = 20 * 366;
/** Bars in one answer; the rest comes by pages. */
const PAGE = 1_000;
const MOST_PAGES = 12;
/** Dates for so many trading days: five in seven, and the longest holidays. */
const datesFor = (tradingDays: number): number => Math.min(FURTHEST_DAYS, Math.ceil(tradingDays * 1.5) + 20);

type Bar = Answered<typeof RequestHistoryKL>['klList'][number];

/**
 * The last `limit` day bars before a moment, oldest first. Takes a place of the user's history quota for a security that was not asked for
 * in 30 days (line 236).
 * @param before UTC ms, exclusive; null for now
 */
export async function dayBars(session: OpendSession, paced: PacedRequests, listing: Listing, before: number | null, limit: number, now: number): Promise<Result<readonly Candle[]>> {
  const { instrument, market, code } = listing;
  const end = before === null ? dateOf(wallTime(instrument.timeZone, now)) : dateOf(before - 1);
  const beginTime = dateOf(Date.parse(end) - datesFor(limit) * DAY_MS);
  const asked = { rehabType: REHAB.forward, klType: KL_TYPE.day, security: { market, code }, beginTime, endTime: end, maxAckKLNum: PAGE };
  const bars: Bar[] = [];
  let nextReqKey: Uint8Array | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    // The first page alone counts for the rate (line 3294).
    const answer = nextReqKey ? await session.request(RequestHistoryKL, { ...asked, nextReqKey }) : await paced.ask(RequestHistoryKL, asked);
    if (!answer.ok) {
      return answer.fault.code === 'opend-refused' ? fail('history-unavailable', { instrument: instrument.id, period: 'day' }, answer.fault.brokerText) : answer;
    }
    bars.push(...answer.value.klList);
    nextReqKey = answer.value.nextReqKey;
    if (!nextReqKey || nextReqKey.length === 0 || answer.value.klList.length === 0) break;
  }
  const candles = new Map<number, Candle>();
  for (const bar of bars) {
    const candle = candleOf(bar, listing);
    if (candle && (before === null || candle.time < before)) candles.set(candle.time, candle);
  }
  return ok([...candles.values()].sort((a, b) => a.time - b.time).slice(-limit));
}

/** Null for a bar without trade (isBlank) or without a date. */
function candleOf({ time, isBlank, openPrice, highPrice, lowPrice, closePrice, volume }: Bar, { instrument }: Listing): Candle | null {
  const day = Date.parse(`${time.slice(0, 10)}T00:00:00Z`);
  if (isBlank || Number.isNaN(day) || openPrice === undefined || highPrice === undefined || lowPrice === undefined || closePrice === undefined) return null;
  return {
    time: day,
    open: ticksOf(instrument, openPrice),
    high: ticksOf(instrument, highPrice),
    low: ticksOf(instrument, lowPrice),
    close: ticksOf(instrument, closePrice),
    volume: volume ?? 0,
    openInterest: 0,
  };
}
