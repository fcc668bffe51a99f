/** Bars by OpenD's K-line types: how each is found in our periods, and how a bar is labelled. */
import { KL_TYPE, SUB_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import { sessionOf } from '#shared/calendar/sessions.ts';
import { momentOf } from '#shared/calendar/zone.ts';
import type { Candle, Period } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Terminal } from '../terminal.ts';

/** What day bars are gathered into; our own periods end at the week. */
type Span = 'month' | 'quarter' | 'year';

export interface BarType {
  readonly klType: number;
  readonly subType: number;
  readonly period: Period;
  /** Bars of `period` are joined to these; null where the period is the type's own. */
  readonly span: Span | null;
  /** Length of an intraday bar, ms; 0 for a day and more. */
  readonly length: number;
}

const MINUTE = 60_000;
const intraday = (klType: number, subType: number, period: Period, minutes: number): BarType => ({ klType, subType, period, span: null, length: minutes * MINUTE });
const daily = (klType: number, subType: number, period: Period, span: Span | null): BarType => ({ klType, subType, period, span, length: 0 });

export const BAR_TYPES: readonly BarType[] = [
  intraday(KL_TYPE.m1, SUB_TYPE.kl1, '1m', 1), intraday(KL_TYPE.m3, SUB_TYPE.kl3, '3m', 3), intraday(KL_TYPE.m5, SUB_TYPE.kl5, '5m', 5),
  intraday(KL_TYPE.m15, SUB_TYPE.kl15, '15m', 15), intraday(KL_TYPE.m30, SUB_TYPE.kl30, '30m', 30), intraday(KL_TYPE.m60, SUB_TYPE.kl60, '1h', 60),
  daily(KL_TYPE.day, SUB_TYPE.klDay, 'day', null), daily(KL_TYPE.week, SUB_TYPE.klWeek, 'week', null), daily(KL_TYPE.month, SUB_TYPE.klMonth, 'day', 'month'),
  daily(KL_TYPE.quarter, SUB_TYPE.klQuarter, 'day', 'quarter'), daily(KL_TYPE.year, SUB_TYPE.klYear, 'day', 'year'),
];

export const barTypeOf = (klType: number): BarType | undefined => BAR_TYPES.find((type) => type.klType === klType);

/** 00:00 UTC of the first date of the span that a day bar's time lies in. */
export function spanStart(time: number, span: Span): number {
  const date = new Date(time);
  const month = span === 'year' ? 0 : span === 'quarter' ? Math.floor(date.getUTCMonth() / 3) * 3 : date.getUTCMonth();
  return Date.UTC(date.getUTCFullYear(), month, 1);
}

/** Day bars, oldest first, as bars of a span. */
export function gather(days: readonly Candle[], span: Span): Candle[] {
  const bars: Candle[] = [];
  for (const day of days) {
    const time = spanStart(day.time, span);
    const last = bars.at(-1);
    if (last?.time !== time) bars.push({ ...day, time });
    else bars[bars.length - 1] = { ...last, high: Math.max(last.high, day.high), low: Math.min(last.low, day.low), close: day.close, volume: last.volume + day.volume, openInterest: day.openInterest };
  }
  return bars;
}

/**
 * The moment that a bar is told by, UTC ms: a minute bar's end, as Futu's terminals label it (the document is silent on it), cut off at the
 * session's end; midnight of the market for days and longer.
 */
export function labelOf(instrument: Pick<Instrument, 'sessions' | 'timeZone'>, type: Pick<BarType, 'length'>, time: number): number {
  if (type.length === 0) return momentOf(instrument.timeZone, time);
  const session = sessionOf(instrument.sessions, time);
  return Math.min(time + type.length, session?.to ?? Infinity);
}

/** Dates for one bar of a span, generously. */
const DAYS: Readonly<Record<Span, number>> = { month: 23, quarter: 66, year: 262 };
/** Bars asked of the core at once, and in all for one request. */
const PAGE = 5_000;
const MOST_BARS = 200_000;

/** The last `count` bars, oldest first; fewer where there are no more. */
export async function lastBars(terminal: Terminal, instrument: Instrument, type: BarType, count: number): Promise<Result<readonly Candle[]>> {
  const loaded = await load(terminal, instrument, type.period, type.span ? (count + 1) * DAYS[type.span] : count, () => false);
  if (!loaded.ok || type.span === null) return loaded;
  return ok(gather(loaded.value, type.span).slice(-count));
}

/** Bars whose labels lie from `from` to `to` (UTC ms, both inclusive), with the one before them where there is one. */
export async function barsBetween(terminal: Terminal, instrument: Instrument, type: BarType, from: number, to: number): Promise<Result<{ bars: readonly Candle[]; before: Candle | undefined }>> {
  const label = (bar: Candle): number => labelOf(instrument, type, bar.time);
  const start = type.span ? spanStart(from, type.span) - 366 * 86_400_000 : from;
  const loaded = await load(terminal, instrument, type.period, MOST_BARS, (bar) => (type.span ? bar.time < start : label(bar) < from));
  if (!loaded.ok) return loaded;
  const all = type.span ? gather(loaded.value, type.span) : loaded.value;
  const first = all.findIndex((bar) => label(bar) >= from);
  if (first < 0) return ok({ bars: [], before: undefined });
  return ok({ bars: all.slice(first).filter((bar) => label(bar) <= to), before: all[first - 1] });
}

/** Goes back until `enough` or `count` bars are there. */
async function load(terminal: Terminal, instrument: Instrument, period: Period, count: number, enough: (oldest: Candle) => boolean): Promise<Result<readonly Candle[]>> {
  const pages: (readonly Candle[])[] = [];
  let held = 0;
  let before: number | null = null;
  while (held < count) {
    const limit: number = Math.min(PAGE, count - held);
    const answer: Result<{ candles: readonly Candle[]; complete: boolean }> = await terminal.ask('candles.load', { instrument: instrument.id, period, before, limit });
    if (!answer.ok) return held > 0 ? ok(pages.reverse().flat()) : answer;
    const candles: readonly Candle[] = answer.value.candles;
    const { complete } = answer.value;
    if (candles.length === 0) break;
    pages.push(candles);
    held += candles.length;
    if (complete || enough(candles[0]) || (before !== null && candles[0].time >= before)) break;
    before = candles[0].time;
  }
  if (held === 0) return fail('history-unavailable', { instrument: instrument.id, period });
  return ok(pages.reverse().flat());
}
