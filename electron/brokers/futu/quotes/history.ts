/**
 * Bars from OpenD's history, adjusted forwards unless it is asked for otherwise, so that old prices compare with today's.
 *
 * OpenD stamps a bar of minutes with its end. The document calls the stamp "K 线时间" and says no more (seeds/003, line 3229); what was
 * recorded from OpenD does: HK.00001 on 2019-05-24, 1-minute bars, is stamped 09:30 (the opening auction), 09:31 … 12:00, 13:01 …
 * (github.com/billpwchan/futu_algo, data/HK.00001), with none at 13:00, which a stamp of the beginning would have. Here a bar goes by its
 * beginning; the opening auction, stamped at the opening, is joined to the bar that begins there, whose opening price it is.
 */
import type { PacedRequests } from '#electron/brokers/futu/limits/paced-requests.ts';
import { KL_TYPE, REHAB } from '#electron/brokers/futu/messages/codes.ts';
import { RequestHistoryKL } from '#electron/brokers/futu/messages/history.ts';
import type { Answered } from '#electron/brokers/futu/messages/protocol.ts';
import type { OpendSession } from '#electron/brokers/futu/session/session.ts';
import { spanTime } from '#shared/calendar/spans.ts';
import { sessionStartOf } from '#shared/calendar/sessions.ts';
import { dateOf } from '#shared/calendar/trading-days.ts';
import { momentOf, wallTime } from '#shared/calendar/zone.ts';
import { isDaily, type Adjustment, type Candle, type DailyPeriod, type Period } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { ticksOf } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { HistoryQuota } from './history-quota.ts';
import type { Listing } from './listing.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 86_400_000;

interface Kind {
  readonly type: number;
  /** Of a bar of minutes; null for one of whole days. */
  readonly lengthMs: number | null;
  /** Trading days that one bar takes, at most: the shortest trading day has 240 minutes (the mainland). */
  readonly days: number;
  /** How far back there is any (line 3292). */
  readonly furthestDays: number;
}

const minutes = (type: number, count: number): Kind => ({ type, lengthMs: count * MINUTE_MS, days: count / 240, furthestDays: 8 * 366 });

const KINDS: Readonly<Record<Period, Kind>> = {
  '1m': minutes(KL_TYPE.m1, 1),
  '3m': minutes(KL_TYPE.m3, 3),
  '5m': minutes(KL_TYPE.m5, 5),
  '15m': minutes(KL_TYPE.m15, 15),
  '30m': minutes(KL_TYPE.m30, 30),
  '1h': minutes(KL_TYPE.m60, 60),
  day: { type: KL_TYPE.day, lengthMs: null, days: 1, furthestDays: 20 * 366 },
  week: { type: KL_TYPE.week, lengthMs: null, days: 5, furthestDays: 60 * 366 },
  month: { type: KL_TYPE.month, lengthMs: null, days: 21, furthestDays: 60 * 366 },
  quarter: { type: KL_TYPE.quarter, lengthMs: null, days: 63, furthestDays: 60 * 366 },
  year: { type: KL_TYPE.year, lengthMs: null, days: 250, furthestDays: 60 * 366 },
};

const REHAB_OF: Readonly<Record<Adjustment, number>> = { none: REHAB.none, forward: REHAB.forward, backward: REHAB.backward };

export const HISTORY_PERIODS: readonly Period[] = Object.keys(KINDS) as Period[];

/** Bars in one answer; the rest comes by pages. */
const PAGE = 1_000;
/** Bars that one question of ours may take: what is older is asked for by its own. */
const MOST_BARS = 5_000;
/** More than `MOST_BARS` over the longest holidays can fill. */
const MOST_PAGES = 40;

/** Dates for so many trading days: five in seven, and the longest holidays. */
const datesFor = (tradingDays: number, furthest: number): number => Math.min(furthest, Math.ceil(tradingDays * 1.5) + 20);

type Bar = Answered<typeof RequestHistoryKL>['klList'][number];

export interface HistorySource {
  readonly session: OpendSession;
  readonly paced: PacedRequests;
  readonly quota: HistoryQuota;
  /** UTC ms. */
  readonly now: () => number;
}

/**
 * The last `limit` bars before a moment, oldest first, at most 5,000. Takes a place of the user's history quota for a security that was
 * not asked for in 30 days (line 236).
 * @param before UTC ms, exclusive; null for now
 */
export async function historyBars(
  { session, paced, quota, now }: HistorySource, listing: Listing, period: Period, before: number | null, limit: number, adjustment: Adjustment,
): Promise<Result<readonly Candle[]>> {
  const { instrument, market, code } = listing;
  const admitted = await quota.admits(listing);
  if (!admitted.ok) return admitted;
  const kind = KINDS[period];
  const bars = Math.min(limit, MOST_BARS);
  // Bars of days go by 00:00 UTC of their date, bars of minutes by their moment.
  const end = before !== null && kind.lengthMs === null ? dateOf(before - 1) : dateOf(wallTime(instrument.timeZone, (before ?? now()) - 1));
  const beginTime = dateOf(Date.parse(end) - datesFor(bars * kind.days, kind.furthestDays) * DAY_MS);
  const asked = { rehabType: REHAB_OF[adjustment], klType: kind.type, security: { market, code }, beginTime, endTime: end, maxAckKLNum: PAGE };
  const candles = new Map<number, Candle>();
  let nextReqKey: Uint8Array | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    // The first page alone counts for the rate (line 3294).
    const answer = nextReqKey ? await session.request(RequestHistoryKL, { ...asked, nextReqKey }) : await paced.ask(RequestHistoryKL, asked);
    if (!answer.ok) {
      return answer.fault.code === 'opend-refused' ? fail('history-unavailable', { instrument: instrument.id, period }, answer.fault.brokerText) : answer;
    }
    quota.took(listing);
    for (const bar of answer.value.klList) {
      const candle = candleOf(bar, instrument, kind, period);
      if (!candle || (before !== null && candle.time >= before)) continue;
      const earlier = candles.get(candle.time);
      candles.set(candle.time, earlier ? joined(earlier, candle) : candle);
    }
    nextReqKey = answer.value.nextReqKey;
    if (!nextReqKey || nextReqKey.length === 0 || answer.value.klList.length === 0) break;
  }
  return ok([...candles.values()].sort((a, b) => a.time - b.time).slice(-bars));
}

/** Null for a bar without trade (isBlank) or without a time. */
function candleOf(bar: Bar, instrument: Instrument, kind: Kind, period: Period): Candle | null {
  const { isBlank, openPrice, highPrice, lowPrice, closePrice, volume } = bar;
  const time = isDaily(period) ? dayOf(bar, period) : beginningOf(stampOf(bar, instrument), instrument, kind.lengthMs ?? MINUTE_MS);
  if (isBlank || Number.isNaN(time) || openPrice === undefined || highPrice === undefined || lowPrice === undefined || closePrice === undefined) return null;
  return {
    time,
    open: ticksOf(instrument, openPrice),
    high: ticksOf(instrument, highPrice),
    low: ticksOf(instrument, lowPrice),
    close: ticksOf(instrument, closePrice),
    volume: volume ?? 0,
    openInterest: 0,
  };
}

/** 00:00 UTC of the date that a bar of days begins with, whichever of its days it is stamped with. */
const dayOf = ({ time }: Bar, period: DailyPeriod): number => spanTime(Date.parse(`${time.slice(0, 10)}T00:00:00Z`), period);

type Stamp = Pick<Bar, 'time' | 'timestamp'>;

/** Start of the minute that a stamp of OpenD's ends, UTC ms; NaN where it is none. */
export const minuteOf = (stamp: Stamp, instrument: Instrument): number => beginningOf(stampOf(stamp, instrument), instrument, MINUTE_MS);

function stampOf({ time, timestamp }: Stamp, { timeZone }: Instrument): number {
  if (timestamp !== undefined && timestamp > 0) return Math.round(timestamp * 1_000);
  const wall = Date.parse(`${time.trim().replace(' ', 'T')}Z`);
  return Number.isNaN(wall) ? NaN : momentOf(timeZone, wall);
}

/** Where the bar that ends at `stamp` begins: counted from its session's opening, outside sessions (auctions) from the hour. */
function beginningOf(stamp: number, { sessions }: Instrument, lengthMs: number): number {
  const last = stamp - 1;
  const opening = sessionStartOf(sessions, last);
  if (opening === null && sessionStartOf(sessions, stamp) === stamp) return stamp;
  const anchor = opening ?? Math.floor(last / HOUR_MS) * HOUR_MS;
  return anchor + Math.floor((last - anchor) / lengthMs) * lengthMs;
}

const joined = (earlier: Candle, later: Candle): Candle => ({
  ...later, open: earlier.open, high: Math.max(earlier.high, later.high), low: Math.min(earlier.low, later.low), volume: earlier.volume + later.volume,
});
