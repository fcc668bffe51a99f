/**
 * The commands of the screen, each with the schema of what is asked. The core validates every one: the screen is not
 * trusted. Answers are typed, and always a Result.
 */
import { z } from 'zod';
import { ACCOUNT_NAME_MAX, MOST_AMOUNT, type Account } from '../model/account.ts';
import type { AccountAnswer } from '../model/account-records.ts';
import type { Candle } from '../model/candle.ts';
import { ADJUSTMENTS, PERIODS } from '../model/candle.ts';
import { BROKER_KINDS } from '../model/connection.ts';
import { PROFILE_NAME_MAX, SECRET_MAX, type ConnectionProfile, type ConnectionTestStep, type SystemOffer } from '../model/connection-profile.ts';
import { DECLARATION_KINDS, type Declaration } from '../model/declaration.ts';
import type { Fill } from '../model/fill.ts';
import { CURRENCIES, type Instrument } from '../model/instrument.ts';
import type { Order } from '../model/order.ts';
import { OFFSETS, ORDER_HOURS, ORDER_SOURCES, ORDER_SWITCHES, ORDER_TYPES, SIDES, TIMES_IN_FORCE } from '../model/order.ts';
import type { Reminder } from '../model/reminder.ts';
import { REMINDER_FREQUENCIES, REMINDER_KINDS } from '../model/reminder.ts';
import type { FoundInstrument, ResearchAnswer } from '../model/research.ts';
import { settingsChangeSchema } from '../model/settings.ts';
import type { Statement, StatementHeading } from '../model/statement.ts';
import type { TimeSharePoint } from '../model/time-share.ts';
import type { Watchlist } from '../model/watchlist.ts';
import { accountQuestion } from './records.ts';
import { researchQuestion } from './research.ts';

const id = z.string().min(1).max(128);
const instrument = z.string().min(3).max(64);
const ticks = z.int();
const quantity = z.int().positive().max(1_000_000_000);
const nothing = z.strictObject({});
const text = z.string().max(200);
/** Whole 1/10,000 of a currency unit, above 0. */
const amount = z.int().positive().max(MOST_AMOUNT);
const currency = z.enum(CURRENCIES);
const deposits = z.partialRecord(currency, amount);

/** Marks a command's answer type; carries nothing at run time. */
const command = <S extends z.ZodType, A>(ask: S, _answer?: A): { readonly ask: S; readonly answer?: A } => ({ ask });
// The parameter is the point: it carries a type and no value.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
const as = <A>(): A | undefined => undefined;

/** Of a conditional order type, and only there: what it waits for (shared/model/order). */
const condition = z.strictObject({
  trigger: ticks.nullable(),
  trail: z.union([z.strictObject({ amount: ticks.positive() }), z.strictObject({ ratio: z.number().gt(0).lt(1) })]).nullable(),
  limitOffset: ticks.min(0).nullable(),
});

export const placeSchema = z.strictObject({
  /** Made by the screen so that a repeated command is one order; the core makes one where it is absent. */
  id: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/).optional(),
  account: id,
  instrument,
  side: z.enum(SIDES),
  offset: z.enum([...OFFSETS, 'auto']),
  /** Of a combination, beside an offset that is named: its second leg's; absent: the same. */
  legOffset: z.enum(OFFSETS).optional(),
  type: z.enum(ORDER_TYPES),
  price: ticks.nullable(),
  quantity,
  timeInForce: z.enum(TIMES_IN_FORCE),
  /** Absent: the regular hours. */
  hours: z.enum(ORDER_HOURS).optional(),
  condition: condition.optional(),
  source: z.enum(ORDER_SOURCES),
  /** Only beside the source `script`. */
  script: z.strictObject({ connection: z.string().max(40), remark: z.string().max(64) }).optional(),
});
export type PlaceRequest = z.infer<typeof placeSchema>;

/** What is declared besides an order (shared/model/declaration). */
export const declareSchema = z.strictObject({
  /** As an order's: a repeated command is one declaration. */
  id: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/).optional(),
  account: id,
  kind: z.enum(DECLARATION_KINDS),
  instrument,
  /** Of a combination: which side its first leg is. */
  side: z.enum(['long', 'short']).optional(),
  /** 0 where the kind has none. */
  quantity: z.int().min(0).max(1_000_000_000),
  quote: z.strictObject({ bid: ticks, bidQuantity: quantity, bidOffset: z.enum(OFFSETS), ask: ticks, askQuantity: quantity, askOffset: z.enum(OFFSETS) }).optional(),
});
export type DeclareRequest = z.infer<typeof declareSchema>;

const fieldName = z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,31}$/);

/** A connection as the user wrote it. What a field takes is judged by the broker system's own list of fields. */
const profileFields = {
  kind: z.enum(BROKER_KINDS.filter((kind) => kind !== 'simulated')),
  name: z.string().trim().min(1).max(PROFILE_NAME_MAX),
  preset: z.string().max(64).nullable(),
  settings: z.record(fieldName, z.union([z.string().max(1024), z.number(), z.boolean()])).refine((settings) => Object.keys(settings).length <= 64, 'too many settings'),
  /** Only on the way in. A name that is left out: as it is; an empty text: forgotten. */
  secrets: z.record(fieldName, z.string().max(SECRET_MAX)).refine((secrets) => Object.keys(secrets).length <= 16, 'too many secrets'),
};

/** Filters and pages of the blotter; newest first. */
const pageSchema = z.strictObject({
  account: id.optional(),
  instrument: instrument.optional(),
  offset: z.int().min(0),
  limit: z.int().min(1).max(1000),
});

export interface Page<T> {
  readonly rows: readonly T[];
  readonly total: number;
}

const reminderFields = {
  instrument,
  kind: z.enum(REMINDER_KINDS),
  threshold: ticks,
  frequency: z.enum(REMINDER_FREQUENCIES),
  note: text,
  enabled: z.boolean(),
};

export const commands = {
  /** Every instrument that a connection offers. Slots in market frames are positions in `slots`. */
  'instruments.list': command(nothing, as<readonly { slot: number; instrument: Instrument }[]>()),

  /**
   * Searches the whole catalogues of the connections that have one larger than what they list: by the broker's own code (`US.AAPL`) or a part
   * of a code or name, the best of each connection first.
   */
  'instruments.find': command(z.strictObject({ text: z.string().trim().min(1).max(64), limit: z.int().min(1).max(100) }), as<readonly (FoundInstrument & { readonly connection: string })[]>()),
  /** Has a connection list what is named by its broker's own codes, for good. Answers each one's id, null for what cannot be listed. */
  'instruments.take': command(z.strictObject({ connection: id, codes: z.array(z.string().min(3).max(64)).min(1).max(400) }), as<readonly (string | null)[]>()),

  /** What this window looks at. Replaces the previous set; a frame follows with the whole state of what is new. */
  'market.watch': command(
    z.strictObject({
      quotes: z.array(instrument).max(10_000),
      books: z.array(instrument).max(64),
      trades: z.array(instrument).max(64),
      /** Broker queues, of instruments that have one. */
      queues: z.array(instrument).max(16).optional(),
    }),
    as<null>(),
  ),
  /** The last prints of an instrument, oldest first: rows of TRADE_WIDTH. */
  'trades.recent': command(z.strictObject({ instrument, limit: z.int().min(1).max(2000) }), as<readonly number[]>()),

  /** An order (or several, where `auto` closes first and opens the rest). Answered once it is journalled and handed to the broker, or refused. */
  'order.place': command(placeSchema, as<{ orders: readonly Order[] }>()),
  /** `price` null: as it is. `condition`: new terms of what a conditional order waits for; absent: as they are. */
  'order.modify': command(z.strictObject({ order: id, price: ticks.nullable(), quantity, condition: condition.optional() }), as<Order>()),
  'order.cancel': command(z.strictObject({ order: id }), as<Order>()),
  /** What the order's market has besides (capability `switches`): out of the market and kept, back into it, off the counter's list. */
  'order.switch': command(z.strictObject({ order: id, what: z.enum(ORDER_SWITCHES) }), as<Order>()),
  /** Everything open at the broker, external orders included. */
  'order.cancelAll': command(z.strictObject({ account: id, instrument: instrument.optional(), side: z.enum(SIDES).optional() }), as<{ asked: number }>()),
  /** Answered once it is journalled and handed to the broker, or refused; topic `declarations` tells what becomes of it. */
  'declaration.make': command(declareSchema, as<Declaration>()),
  /** Takes one back that is not carried out yet. */
  'declaration.withdraw': command(z.strictObject({ account: id, declaration: id }), as<null>()),
  'orders.page': command(pageSchema, as<Page<Order>>()),
  'fills.page': command(pageSchema, as<Page<Fill>>()),
  /**
   * Largest order that funds and position allow now. `price` null: at the market. `type`: of the order that is meant, where that is not
   * limit with a price and market without; `quantity`: what its fee is reckoned for.
   */
  'order.maximum': command(
    z.strictObject({ account: id, instrument, price: ticks.nullable(), type: z.enum(ORDER_TYPES).optional(), quantity: quantity.optional() }),
    as<{ buyOpen: number; sellOpen: number; sellClose: number; buyClose: number; marginPerUnit: number | null; feePerUnit: number }>(),
  ),

  /** Password of a real account; held in memory only for the call. */
  'account.unlock': command(z.strictObject({ account: id, password: z.string().max(256) }), as<null>()),
  'account.lock': command(z.strictObject({ account: id }), as<null>()),
  'account.reconcile': command(z.strictObject({ account: id }), as<null>()),

  /** What the broker's books say of an account beyond what stands now; refused in words where it keeps none. */
  'account.records': command(z.strictObject({ account: id, question: accountQuestion }), as<AccountAnswer>()),

  /** What a connection's broker knows beyond quotes and orders; refused in words where it keeps no research. */
  'research.ask': command(z.strictObject({ connection: id, question: researchQuestion }), as<ResearchAnswer>()),

  // Accounts at the trader's will: of the simulated exchange alone. Refused in words where the account is real.
  /** Opens an account at a connection, with what it starts from. */
  'account.open': command(z.strictObject({ connection: id, name: z.string().trim().min(1).max(ACCOUNT_NAME_MAX), deposits }), as<Account>()),
  'account.deposit': command(z.strictObject({ account: id, currency, amount }), as<null>()),
  /** At most what is available. */
  'account.withdraw': command(z.strictObject({ account: id, currency, amount }), as<null>()),
  /** Between accounts of one connection. */
  'account.transfer': command(z.strictObject({ from: id, to: id, currency, amount }), as<null>()),
  /** Cancels every order, drops every position, and starts again from `deposits`. */
  'account.reset': command(z.strictObject({ account: id, deposits }), as<null>()),

  /** Daily statements, newest first; none where the broker keeps none. */
  'statement.list': command(z.strictObject({ account: id }), as<readonly StatementHeading[]>()),
  /** One statement, and the same as a text in CTP's layout and as CSV. `number` is the settlement's. */
  'statement.read': command(
    z.strictObject({ account: id, number: z.int().positive(), language: z.enum(['zh', 'en']) }),
    as<{ statement: Statement; text: string; csv: string }>(),
  ),
  /** Confirms a statement and those before it: without, the account places no orders. */
  'statement.confirm': command(z.strictObject({ account: id, number: z.int().positive() }), as<null>()),
  /** Stops all new orders and cancels what is open, everywhere. */
  'risk.kill': command(z.strictObject({ on: z.boolean() }), as<null>()),

  /** Bars before `before` (UTC ms, exclusive; null: up to now), oldest first. `adjustment`: of an instrument that is `adjustable`; absent: forwards. */
  'candles.load': command(
    z.strictObject({ instrument, period: z.enum(PERIODS), before: z.number().nullable(), limit: z.int().min(1).max(5000), adjustment: z.enum(ADJUSTMENTS).optional() }),
    as<{ candles: readonly Candle[]; complete: boolean }>(),
  ),
  /** The bars that this window wants live; replaces the previous set. */
  'candles.watch': command(
    z.strictObject({ series: z.array(z.strictObject({ instrument, period: z.enum(PERIODS), adjustment: z.enum(ADJUSTMENTS).optional() })).max(32) }),
    as<null>(),
  ),

  /** The time-share of the day under way, or of the last one, oldest first. */
  'time-share.load': command(z.strictObject({ instrument }), as<{ points: readonly TimeSharePoint[] }>()),
  /** The time-shares that this window wants live (topic `timeShares`); replaces the previous set. */
  'time-share.watch': command(z.strictObject({ instruments: z.array(instrument).max(16) }), as<null>()),

  'reminder.save': command(z.strictObject({ id: id.optional(), ...reminderFields }), as<Reminder>()),
  'reminder.remove': command(z.strictObject({ id }), as<null>()),

  /**
   * Whether the reminders of a connection's broker and those here are kept in step, for good (topic `reminderSyncs`). Switched on again, each
   * side is given what it lacks: what was removed on one side meanwhile is back.
   */
  'reminder.sync': command(z.strictObject({ connection: id, on: z.boolean() }), as<null>()),

  'watchlist.save': command(
    z.strictObject({ id: id.optional(), name: z.string().min(1).max(40), instruments: z.array(instrument).max(5000), position: z.int().min(0).max(1000) }),
    as<Watchlist>(),
  ),
  'watchlist.remove': command(z.strictObject({ id }), as<null>()),
  /** Groups that a connection's broker keeps for the user; refused in words where it keeps none. */
  'groups.list': command(z.strictObject({ connection: id }), as<readonly { name: string; writable: boolean }[]>()),
  /** The watchlist of the group's name holds what the group does from now on. `others`: what is in it and no instrument here. */
  'groups.take': command(z.strictObject({ connection: id, group: z.string().min(1).max(128) }), as<{ watchlist: Watchlist; others: number }>()),
  /** Puts instruments into a group of the user's at the broker, or takes them out. */
  'groups.change': command(z.strictObject({ connection: id, group: z.string().min(1).max(128), add: z.array(instrument).max(500), remove: z.array(instrument).max(500) }), as<null>()),
  /** The broker's group of the watchlist's name holds what the watchlist does; it must be there and the user's own. */
  'groups.give': command(z.strictObject({ connection: id, watchlist: id }), as<{ added: number; removed: number }>()),

  'settings.set': command(settingsChangeSchema, as<null>()),

  /** Switches a connection on or off, for good; one of a group switches the others of it off. Answered when it was done, or tried. */
  'connection.set': command(z.strictObject({ id, on: z.boolean() }), as<null>()),

  /** The broker systems that a user can connect to, with what each asks for. */
  'connection.systems': command(nothing, as<readonly SystemOffer[]>()),
  /** Makes a connection (no `id`), or changes one: it is made anew with what is new. Answered when it is kept; it connects afterwards. */
  'connection.save': command(z.strictObject({ id: id.optional(), ...profileFields }), as<ConnectionProfile>()),
  /**
   * Closes it and forgets it with its secrets. Orders and fills of the past stay; what works at its broker goes on there, or with
   * `cancelFirst` is cancelled before: where some of it does not end the connection stays.
   */
  'connection.remove': command(z.strictObject({ id, cancelFirst: z.boolean().optional() }), as<null>()),
  /** What a field's value leads to (`probed` fields): `detail` is for the user to recognise. Fails with what is wrong about it. */
  'connection.probe': command(z.strictObject({ kind: profileFields.kind, field: fieldName, value: z.string().max(1024) }), as<{ detail: string }>()),
  /**
   * Tries a connection without keeping it. `id`: a connection whose kept secrets stand in for those left out. `test`: made by the screen;
   * topic `tests` tells each step under it as it ends. Answers all of them.
   */
  'connection.test': command(z.strictObject({ test: id, id: id.optional(), ...profileFields }), as<readonly ConnectionTestStep[]>()),

  /**
   * Switches the gateway for scripts on or off, for good. `host` and `keyFile` (an RSA key in PEM, needed for a host that other machines
   * reach) stay as they are when absent. Answered once it listens, or cannot: then it is tried again at the next start.
   */
  'opend.set': command(
    z.strictObject({ on: z.boolean(), port: z.int().min(1).max(65_535), host: z.string().min(1).max(255).optional(), keyFile: z.string().max(4096).nullable().optional() }),
    as<null>(),
  ),

  /** The simulated exchange's clock. `time` UTC ms inside a recorded day. */
  'replay.set': command(
    z.strictObject({ speed: z.number().min(1).max(100).optional(), paused: z.boolean().optional(), time: z.number().optional() }),
    as<null>(),
  ),

  /** Opens the passphrase vault, or begins one where there is none (topic `vault` tells); connections that wait for it connect. */
  'vault.open': command(z.strictObject({ passphrase: z.string().min(8).max(256) }), as<null>()),

  /** Figures for the status bar. */
  'core.status': command(nothing, as<{ updatesPerSecond: number; windows: number; uptimeMs: number; journalMs: number; version: string }>()),
} as const;

export type Commands = typeof commands;
export type CommandName = keyof Commands;
export type Ask<C extends CommandName> = z.input<Commands[C]['ask']>;
export type Answer<C extends CommandName> = NonNullable<Commands[C]['answer']> | Extract<Commands[C]['answer'], null>;
