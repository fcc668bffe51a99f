/**
 * What is read back is checked like any other input: someone may have edited the database by hand. A row that makes no sense
 * is left out (null) and reported by the caller; it never reaches the core half-read.
 */
import { z } from 'zod';
import type { JournalEntry } from '#electron/store/store.ts';
import { FAULTS, type FaultCode } from '#shared/faults.ts';
import type { Candle } from '#shared/model/candle.ts';
import { BROKER_KINDS } from '#shared/model/connection.ts';
import type { ConnectionProfile } from '#shared/model/connection-profile.ts';
import type { Fill } from '#shared/model/fill.ts';
import type { LogEntry } from '#shared/model/log.ts';
import { OFFSETS, ORDER_HOURS, ORDER_SOURCES, ORDER_STATES, ORDER_TYPES, REQUEST_KINDS, SIDES, TIMES_IN_FORCE, type Order } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import { REMINDER_FREQUENCIES, REMINDER_KINDS, type Reminder } from '#shared/model/reminder.ts';
import type { Watchlist } from '#shared/model/watchlist.ts';

export type Row = Record<string, unknown>;

/** Text of a JSON column; what isn't JSON becomes undefined and fails the check that follows. */
export function parsed(json: unknown): unknown {
  if (typeof json !== 'string') return json === null ? null : undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const text = z.string();
const time = z.number();
const whole = z.int();
const quantity = z.int().min(0);
const flag = z.union([z.literal(0), z.literal(1)]).transform((bit) => bit === 1);

const faultSchema = z.object({
  code: z.enum(Object.keys(FAULTS) as [FaultCode, ...FaultCode[]]),
  params: z.record(z.string(), z.union([z.string(), z.number()])).exactOptional(),
  brokerText: z.string().exactOptional(),
});
/** A reason that can't be read is still a reason: the order or line it explains must not vanish with it. */
const fault = faultSchema.nullable().catch({ code: 'internal' });

const condition = z.object({
  trigger: whole.nullable(),
  trail: z.union([z.object({ amount: whole }), z.object({ ratio: time })]).nullable(),
  limitOffset: whole.nullable(),
});

const pending = z.object({
  kind: z.enum(REQUEST_KINDS),
  since: time,
  price: whole.exactOptional(),
  quantity: quantity.exactOptional(),
  condition: condition.exactOptional(),
});

const orderSchema = z.object({
  id: text.min(1), account: text, instrument: text, side: z.enum(SIDES), offset: z.enum(OFFSETS), legOffset: z.enum(OFFSETS).exactOptional(), type: z.enum(ORDER_TYPES),
  price: whole.nullable(), quantity, timeInForce: z.enum(TIMES_IN_FORCE), hours: z.enum(ORDER_HOURS).exactOptional(), condition: condition.exactOptional(), triggered: flag.exactOptional(),
  triggerPrice: whole.nullable().exactOptional(), source: z.enum(ORDER_SOURCES), script: z.object({ connection: text, remark: text }).exactOptional(), state: z.enum(ORDER_STATES),
  pending: pending.nullable().catch(null), filled: quantity, filledValue: whole, overfilled: flag, brokerOrderId: text.nullable(), external: flag, fault,
  createdAt: time, sentAt: time.nullable(), acknowledgedAt: time.nullable(), updatedAt: time, exchangeTime: time.exactOptional(), tradingDay: text,
});

export function orderOf(row: Row): Order | null {
  const { condition, triggered, script, hours, leg_offset: legOffset, exchange_time: exchangeTime, ...rest } = row;
  return checked(orderSchema, {
    ...rest,
    ...(condition === null ? {} : { condition: parsed(condition) }),
    ...(hours === null ? {} : { hours }),
    ...(legOffset === null ? {} : { legOffset }),
    ...(exchangeTime === null ? {} : { exchangeTime }),
    ...(script === null ? {} : { script: parsed(script) }),
    ...(triggered === null ? {} : { triggered, triggerPrice: row.trigger_price }),
    timeInForce: row.time_in_force,
    pending: parsed(row.pending),
    filledValue: row.filled_value,
    brokerOrderId: row.broker_order_id,
    fault: parsed(row.fault),
    createdAt: row.created_at,
    sentAt: row.sent_at,
    acknowledgedAt: row.acknowledged_at,
    updatedAt: row.updated_at,
    tradingDay: row.trading_day,
  });
}

const fillSchema = z.object({
  id: text, account: text, brokerFillId: text, order: text, instrument: text, side: z.enum(SIDES), offset: z.enum(OFFSETS),
  price: whole, quantity: whole, fee: whole, exchangeTime: time, receivedAt: time, tradingDay: text, inferred: flag,
});

export function fillOf(row: Row): Fill | null {
  return checked(fillSchema, {
    ...row,
    id: `${String(row.account)}/${String(row.broker_fill_id)}`,
    brokerFillId: row.broker_fill_id,
    order: row.order_id,
    exchangeTime: row.exchange_time,
    receivedAt: row.received_at,
    tradingDay: row.trading_day,
  });
}

const positionSchema = z.object({
  account: text, instrument: text, side: z.enum(['long', 'short']), today: whole, yesterday: whole, frozenToday: whole, frozenYesterday: whole,
  openValue: time, dayValue: time, margin: time, realisedToday: time, feesToday: time,
});

export function positionOf(row: Row): Position | null {
  return checked(positionSchema, {
    ...row,
    frozenToday: row.frozen_today,
    frozenYesterday: row.frozen_yesterday,
    openValue: row.open_value,
    dayValue: row.day_value,
    realisedToday: row.realised_today,
    feesToday: row.fees_today,
  });
}

const reminderSchema = z.object({
  id: text.min(1), instrument: text, kind: z.enum(REMINDER_KINDS), threshold: whole, frequency: z.enum(REMINDER_FREQUENCIES), note: text,
  enabled: z.boolean(), createdAt: time, lastFiredAt: time.nullable(), lastFiredDay: text.nullable(), armed: z.boolean().exactOptional(),
});

export const reminderOf = (document: unknown): Reminder | null => checked(reminderSchema, document);

const watchlistSchema = z.object({ id: text.min(1), name: text, instruments: z.array(text), position: whole });

export const watchlistOf = (document: unknown): Watchlist | null => checked(watchlistSchema, document);

const profileSchema = z.object({
  id: text.min(1), kind: z.enum(BROKER_KINDS.filter((kind) => kind !== 'simulated')), name: text.min(1), preset: text.nullable(),
  settings: z.record(z.string(), z.union([text, z.number(), z.boolean()])), secrets: z.array(text),
});

export const profileOf = (document: unknown): ConnectionProfile | null => checked(profileSchema, document);

const logSchema = z.object({ id: whole, time, level: z.enum(['info', 'warning', 'error']), subject: text, fault, text });

export const logEntryOf = (row: Row): LogEntry | null => checked(logSchema, { ...row, fault: parsed(row.fault) });

const detailSchema = z.record(z.string(), z.unknown()).catch({});

/** The journal only shows: an entry is given as it stands. */
export function journalEntryOf(row: Row): JournalEntry & { readonly id: number } {
  return {
    id: Number(row.seq),
    kind: String(row.kind) as JournalEntry['kind'],
    account: String(row.account),
    order: typeof row.order_id === 'string' ? row.order_id : null,
    detail: detailSchema.parse(parsed(row.detail)),
    time: Number(row.time),
  };
}

/** By hand, not by schema: a chart asks for thousands at once. */
export function candleOf(row: Row): Candle | null {
  const { time, open, high, low, close, volume, open_interest: openInterest } = row as Record<string, number>;
  const candle = { time, open, high, low, close, volume, openInterest };
  return Object.values(candle).every(Number.isFinite) ? candle : null;
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T | null {
  const result = schema.safeParse(value);
  return result.success ? result.data : null;
}
