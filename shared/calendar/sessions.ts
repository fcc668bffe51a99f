/** What a market is doing at a moment, and which trading day it belongs to. Pure: the same key, time and trading days give the same answer. */
import type { Phase } from '../model/quote.ts';
import { marketDays } from './market-days.ts';
import { sessionTable, type OrderEntry, type SessionName, type SessionRow, type SessionTable } from './session-tables.ts';
import { addDays, dateOf, dateTime, nextTradingDay, previousTradingDay, tradingDayFrom, WEEKDAYS, type DateText, type TradingDays } from './trading-days.ts';
import { momentOf, wallTime } from './zone.ts';

const MINUTE = 60_000;

/** One session of one trading day. `from` inclusive, `to` exclusive, UTC ms. */
export interface Session {
  readonly name: SessionName;
  readonly phase: Phase;
  readonly tradingDay: DateText;
  readonly from: number;
  readonly to: number;
  /** What becomes of a new order, and whether standing ones may be changed and cancelled. */
  readonly orders: OrderEntry;
  readonly cancels: boolean;
  /** Whether and how an auction is matched in it (see SessionRow). */
  readonly uncross: 'end' | 'random' | null;
}

/** Trading days of a session table: its market's holidays; plain weekdays for an unknown key. */
export function daysOf(key: string): TradingDays {
  const table = sessionTable(key);
  return table ? marketDays(table.days) : WEEKDAYS;
}

function place(table: SessionTable, row: SessionRow, base: DateText, tradingDay: DateText): Session {
  const midnight = dateTime(base);
  return {
    name: row.name,
    phase: row.phase,
    tradingDay,
    from: momentOf(table.timeZone, midnight + row.from * MINUTE),
    to: momentOf(table.timeZone, midnight + row.to * MINUTE),
    orders: row.orders,
    cancels: row.cancels,
    uncross: row.uncross ?? null,
  };
}

/** The dates from whose midnights a row's minutes are counted: one, none where it is not held, several where holidays are joined. */
function basesOf(row: SessionRow, tradingDay: DateText, days: TradingDays): readonly DateText[] {
  if (row.withoutNight && days.hasNight(tradingDay)) return [];
  if (row.anchor === 'day') return [tradingDay];
  if (row.anchor === 'eve') return [addDays(tradingDay, -1)];
  const previous = previousTradingDay(tradingDay, days);
  if (row.anchor === 'previous') return days.hasNight(tradingDay) ? [previous] : [];
  const joined: DateText[] = [];
  for (let date = addDays(previous, 1); date < tradingDay; date = addDays(date, 1)) if (days.isJoined(date)) joined.push(date);
  return joined;
}

/** All sessions of a trading day in order, breaks included; none for an unknown key or a day without trading. A night that is not held is left out. */
export function sessionsOf(key: string, tradingDay: DateText, days: TradingDays = daysOf(key)): readonly Session[] {
  const table = sessionTable(key);
  if (!table || !days.isTradingDay(tradingDay)) return [];
  const rows = (days.isShort(tradingDay) ? table.short : undefined) ?? table.rows;
  return rows.flatMap((row) => basesOf(row, tradingDay, days).map((base) => place(table, row, base, tradingDay))).sort((a, b) => a.from - b.from);
}

/** The trading days that a moment can belong to: that of its date (or the next one), and the one after, whose evening may have begun. */
function candidates(table: SessionTable, time: number, days: TradingDays): readonly [DateText, DateText] {
  const first = tradingDayFrom(dateOf(wallTime(table.timeZone, time)), days);
  return [first, nextTradingDay(first, days)];
}

/** A moment's surroundings: the session that holds it (null: closed) and the trading day, the same from `from` until `to`. */
interface Surroundings {
  readonly from: number;
  readonly to: number;
  readonly session: Session | null;
  readonly tradingDay: DateText;
}

/** The last answer per key on its market's own days: a feed asks for one moment after another. */
const recent = new Map<string, Surroundings>();

function surroundingsOf(key: string, time: number, days: TradingDays): Surroundings | null {
  const usual = days === daysOf(key);
  const known = usual ? recent.get(key) : undefined;
  if (known && time >= known.from && time < known.to) return known;
  const table = sessionTable(key);
  if (!table || !Number.isFinite(time)) return null;
  const [first, second] = candidates(table, time, days);
  const ofFirst = sessionsOf(key, first, days);
  const sessions = [...ofFirst, ...sessionsOf(key, second, days)];
  const session = sessions.find(({ from, to }) => time >= from && time < to) ?? null;
  const lastOfFirst = ofFirst.at(-1);
  const tradingDay = session?.tradingDay ?? (lastOfFirst && time < lastOfFirst.to ? first : second);
  const next = sessions.reduce((nearest, { from }) => (from > time && from < nearest ? from : nearest), Infinity);
  const found = { from: session?.from ?? time, to: session?.to ?? (next === Infinity ? time + 1 : next), session, tradingDay };
  if (usual) recent.set(key, found);
  return found;
}

/**
 * The session that holds a moment.
 * @param time UTC ms
 * @returns null between sessions (closed) and for an unknown key
 */
export function sessionOf(key: string, time: number, days: TradingDays = daysOf(key)): Session | null {
  return surroundingsOf(key, time, days)?.session ?? null;
}

/** What may be done in a market at a moment (UTC ms): `closed` outside its sessions. */
export function phaseAt(key: string, time: number, days: TradingDays = daysOf(key)): Phase {
  return sessionOf(key, time, days)?.phase ?? 'closed';
}

/** UTC ms at which the trading session that holds `time` opened, the anchor of its bars; null in auctions, breaks and closed hours. */
export function sessionStartOf(key: string, time: number, days: TradingDays = daysOf(key)): number | null {
  const session = sessionOf(key, time, days);
  return session?.phase === 'continuous' ? session.from : null;
}

/**
 * The trading day that a moment (UTC ms) belongs to: the first one whose last session has not ended. A Friday night in China is
 * Monday's; after the close it is already the next day's. An unknown key reads the date in UTC.
 */
export function tradingDayOf(key: string, time: number, days: TradingDays = daysOf(key)): DateText {
  return surroundingsOf(key, time, days)?.tradingDay ?? tradingDayFrom(dateOf(time), days);
}

/**
 * The next session after a moment (UTC ms) in which orders trade: continuous trading, or the auction that opens it.
 * @returns null for an unknown key
 */
export function nextOpening(key: string, time: number, days: TradingDays = daysOf(key)): Session | null {
  let tradingDay = tradingDayOf(key, time, days);
  // Two trading days always hold one: the day under way may have none left.
  for (let i = 0; i < 3; i++) {
    const next = sessionsOf(key, tradingDay, days).find(({ from, phase }) => from > time && (phase === 'auction' || phase === 'continuous'));
    if (next) return next;
    tradingDay = nextTradingDay(tradingDay, days);
  }
  return null;
}

/**
 * The trading day that an order belongs to which comes at a moment (UTC ms): that of the session under way, breaks included, else that
 * of the next one in which it can trade. Extended hours, in which it waits for the core session, are already the next day's.
 */
export function orderDayOf(key: string, time: number, days: TradingDays = daysOf(key)): DateText {
  const session = sessionOf(key, time, days);
  return (session && (session.phase !== 'closed' || session.orders === 'taken') ? session : nextOpening(key, time, days))?.tradingDay ?? tradingDayOf(key, time, days);
}
