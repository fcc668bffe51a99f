/**
 * What happened since somebody last asked: events to be written, and what participants are told of them, in one order. Kept as rows of
 * figures while orders come in; made into objects when they are read.
 */
import type { BrokerAccount, FillReport, OrderIntent, OrderReport, ReportedState, RequestRefusal } from '#electron/brokers/broker.ts';
import { isPriced } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import type { Statement } from '#shared/model/statement.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import type { ExchangeEvent } from './events.ts';
import { FIGURE, FLAG, intentFrom, orNull, ROW_WIDTH, STATE_MASK, STATES, typeIn, WHOLE as ORDER } from './order-row.ts';
import type { OrderTable } from './order-table.ts';
import { reportFrom, reportOf, wireId, type ExchangeOrder } from './orders.ts';

/** What participants are told, in this order. */
export type Announcement =
  | { readonly kind: 'order'; readonly report: OrderReport }
  | { readonly kind: 'fill'; readonly report: FillReport }
  | { readonly kind: 'refusal'; readonly refusal: RequestRefusal }
  | { readonly kind: 'settled'; readonly account: string; readonly tradingDay: string }
  /** An account was opened, or holds another currency. */
  | { readonly kind: 'account'; readonly account: BrokerAccount }
  /** An account started again: what is reported of it afterwards is all there is. */
  | { readonly kind: 'account-reset'; readonly account: string };

const ROW = { placed: 0, fill: 1, ended: 2, modified: 3, told: 4, event: 5, announcement: 6 } as const;
type RowKind = (typeof ROW)[keyof typeof ROW];

/**
 * A row begins with whole numbers of 32 bits: its head, and of an order its number, account, instrument, flags (order-row.ts) and a fill's
 * number. Figures follow: price (NaN for none), quantity, filled, time; then what the event adds. The head is the row's kind, above it the
 * place of its order's trading day, above that the fill's.
 */
const WHOLE = { head: 0, order: 1, account: 2, index: 3, flags: 4, fill: 5 } as const;
const AT = { price: 3, quantity: 4, filled: 5, time: 6, closing: 7, fillPrice: 7, fillQuantity: 8, closeToday: 9, fee: 10 } as const;
/** Figures of a row, by its kind: two whole numbers count as one. */
const WIDTH: Readonly<Record<RowKind, number>> = { [ROW.placed]: 8, [ROW.fill]: 11, [ROW.ended]: 7, [ROW.modified]: 8, [ROW.told]: 7, [ROW.event]: 1, [ROW.announcement]: 1 };
const WIDEST = 11;
/** Figures of a chunk of memory; rows of many turns lie in one. */
const CHUNK = 16_384;

/** What rows name by place. */
type Names = Pick<OrderTable, 'accounts' | 'instruments'>;

/** Flags of what a row can't say. */
const RARE = FLAG.condition | FLAG.fault;

/** A turn's rows as they stood when they were taken: what a batch reads. They tell of an order without it: that goes its own way. */
interface Rows {
  readonly figures: Float64Array;
  /** Over the same memory. */
  readonly wholes: Int32Array;
  /** Where the first row begins. */
  readonly from: number;
  /** By row: the client id of its order, or the order's intent where the row can't say it; its event or announcement. */
  readonly subjects: readonly unknown[];
  /** Why orders ended, by row, where there is a why. */
  readonly faults: ReadonlyMap<number, Fault>;
  readonly days: readonly string[];
  /** Reports of conditional orders, by row: they have more to tell. */
  readonly conditional: ReadonlyMap<number, OrderReport>;
  readonly names: Names;
}

const KIND_BITS = 3;
const DAY_BITS = 14;
const DAY_MASK = 2 ** DAY_BITS - 1;

const kindAt = ({ wholes }: Rows, at: number): RowKind => (wholes[at * 2 + WHOLE.head] & (2 ** KIND_BITS - 1)) as RowKind;
/** Trading day of a row's order, and of its fill. */
const dayAt = ({ wholes, days }: Rows, at: number): string => days[(wholes[at * 2 + WHOLE.head] >> KIND_BITS) & DAY_MASK];
const fillDayAt = ({ wholes, days }: Rows, at: number): string => days[(wholes[at * 2 + WHOLE.head] >> (KIND_BITS + DAY_BITS)) & DAY_MASK];

/** What the order of a row was placed with. Its price and quantity are those of the row. */
function intentOf({ figures, wholes, subjects, names }: Rows, row: number, at: number): OrderIntent {
  const subject = subjects[row];
  if (typeof subject !== 'string') return subject as OrderIntent;
  const flags = wholes[at * 2 + WHOLE.flags];
  const price = isPriced(typeIn(flags)) ? orNull(figures[at + AT.price]) : null;
  return intentFrom(subject, names.accounts[wholes[at * 2 + WHOLE.account]].id, names.instruments[wholes[at * 2 + WHOLE.index]].id, flags, price, figures[at + AT.quantity]);
}

/** @param at where the row's figures begin */
function eventOf(rows: Rows, row: number, at: number): ExchangeEvent | null {
  const kind = kindAt(rows, at);
  const { figures, wholes, subjects, faults } = rows;
  if (kind === ROW.event) return subjects[row] as ExchangeEvent;
  if (kind === ROW.told || kind === ROW.announcement) return null;
  const order = wholes[at * 2 + WHOLE.order];
  const time = figures[at + AT.time];
  const price = orNull(figures[at + AT.price]);
  switch (kind) {
    case ROW.placed: {
      const intent = intentOf(rows, row, at);
      const closing = figures[at + AT.closing];
      const tradingDay = dayAt(rows, at);
      return price === null || isPriced(intent.type) ? { type: 'placed', order, intent, closing, time, tradingDay } : { type: 'placed', order, intent, closing, price, time, tradingDay };
    }
    case ROW.fill:
      return {
        type: 'fill',
        order,
        fill: wholes[at * 2 + WHOLE.fill],
        price: figures[at + AT.fillPrice],
        quantity: figures[at + AT.fillQuantity],
        closeToday: figures[at + AT.closeToday],
        fee: figures[at + AT.fee],
        time,
        tradingDay: fillDayAt(rows, at),
      };
    case ROW.ended:
      return { type: 'ended', order, state: stateAt(rows, at) === 'expired' ? 'expired' : 'cancelled', fault: faults.get(row) ?? null, time };
    case ROW.modified:
      return { type: 'modified', order, price, quantity: figures[at + AT.quantity], closing: figures[at + AT.closing], time };
  }
}

const stateAt = ({ wholes }: Rows, at: number): ReportedState => STATES[wholes[at * 2 + WHOLE.flags] & STATE_MASK];

function orderReportOf(rows: Rows, row: number, at: number): OrderReport {
  const { figures, wholes, faults, conditional } = rows;
  return (
    conditional.get(row) ??
    reportFrom(intentOf(rows, row, at), wholes[at * 2 + WHOLE.order], dayAt(rows, at), {
      state: stateAt(rows, at),
      price: orNull(figures[at + AT.price]),
      quantity: figures[at + AT.quantity],
      filled: figures[at + AT.filled],
      fault: faults.get(row) ?? null,
      time: figures[at + AT.time],
    })
  );
}

function fillReportOf(rows: Rows, row: number, at: number): FillReport {
  const { figures, wholes } = rows;
  const intent = intentOf(rows, row, at);
  return {
    account: intent.account,
    brokerFillId: wireId(wholes[at * 2 + WHOLE.fill]),
    brokerOrderId: wireId(wholes[at * 2 + WHOLE.order]),
    clientOrderId: intent.id,
    instrument: intent.instrument,
    side: intent.side,
    offset: intent.offset,
    price: figures[at + AT.fillPrice],
    quantity: figures[at + AT.fillQuantity],
    fee: figures[at + AT.fee],
    exchangeTime: figures[at + AT.time],
    tradingDay: fillDayAt(rows, at),
  };
}

function eventsOf(rows: Rows): ExchangeEvent[] {
  const events: ExchangeEvent[] = [];
  let at = rows.from;
  for (let row = 0; row < rows.subjects.length; row++) {
    const event = eventOf(rows, row, at);
    if (event) events.push(event);
    at += WIDTH[kindAt(rows, at)];
  }
  return events;
}

function announcementsOf(rows: Rows): Announcement[] {
  const announcements: Announcement[] = [];
  let at = rows.from;
  for (let row = 0; row < rows.subjects.length; row++) {
    const kind = kindAt(rows, at);
    if (kind === ROW.announcement) announcements.push(rows.subjects[row] as Announcement);
    else if (kind !== ROW.event) {
      if (kind === ROW.fill) announcements.push({ kind: 'fill', report: fillReportOf(rows, row, at) });
      announcements.push({ kind: 'order', report: orderReportOf(rows, row, at) });
    }
    at += WIDTH[kind];
  }
  return announcements;
}

/** What happened since the last `drain`: to be written first, then announced. */
export class Batch {
  readonly #rows: Rows;
  #events: readonly ExchangeEvent[] | null = null;
  #announcements: readonly Announcement[] | null = null;
  /** Positions that changed, as they are now. */
  readonly positions: readonly Position[];
  /** Accounts whose funds changed. */
  readonly accounts: ReadonlySet<string>;

  /** Of what was settled: kept in the same write as the events. */
  readonly statements: readonly Statement[];

  constructor(rows: Rows, positions: readonly Position[], accounts: ReadonlySet<string>, statements: readonly Statement[]) {
    this.#rows = rows;
    this.positions = positions;
    this.accounts = accounts;
    this.statements = statements;
  }

  get events(): readonly ExchangeEvent[] {
    return (this.#events ??= eventsOf(this.#rows));
  }

  get announcements(): readonly Announcement[] {
    return (this.#announcements ??= announcementsOf(this.#rows));
  }
}

export class Turn {
  readonly #table: OrderTable;
  #figures = new Float64Array(CHUNK);
  #wholes = new Int32Array(this.#figures.buffer);
  /** Where the turn's rows begin, and the next one goes. */
  #from = 0;
  #used = 0;
  /** By row; what is behind the last row is of before. */
  readonly #subjects: unknown[] = [];
  #rows = 0;
  #faults = new Map<number, Fault>();
  #conditional = new Map<number, OrderReport>();

  constructor(table: OrderTable) {
    this.#table = table;
  }

  get empty(): boolean {
    return this.#rows === 0;
  }

  /** @returns where its figures begin */
  #row(kind: RowKind, subject: unknown): number {
    if (this.#used + WIDEST > this.#figures.length) this.#begin();
    const at = this.#used;
    this.#wholes[at * 2 + WHOLE.head] = kind;
    this.#used = at + WIDTH[kind];
    this.#subjects[this.#rows++] = subject;
    return at;
  }

  /** Goes on in another chunk, with what the turn has so far. */
  #begin(): void {
    const length = this.#used - this.#from;
    const figures = new Float64Array(Math.max(CHUNK, length * 2));
    figures.set(this.#figures.subarray(this.#from, this.#used));
    this.#figures = figures;
    this.#wholes = new Int32Array(figures.buffer);
    this.#from = 0;
    this.#used = length;
  }

  /** The order as it is now. */
  #orderRow(kind: RowKind, order: ExchangeOrder): number {
    const { row, flags } = order;
    if ((flags & RARE) !== 0) this.#note(order);
    const at = this.#row(kind, (flags & FLAG.odd) === 0 ? this.#table.ids[row] : order.intent);
    const { wholes: from, figures: of } = this.#table;
    const wholes = this.#wholes;
    const figures = this.#figures;
    const whole = row * 2 * ROW_WIDTH;
    const figure = row * ROW_WIDTH;
    wholes[at * 2 + WHOLE.order] = from[whole + ORDER.number];
    wholes[at * 2 + WHOLE.account] = from[whole + ORDER.account];
    wholes[at * 2 + WHOLE.index] = from[whole + ORDER.index];
    wholes[at * 2 + WHOLE.flags] = flags;
    wholes[at * 2 + WHOLE.head] = kind | (from[whole + ORDER.day] << KIND_BITS);
    figures[at + AT.price] = of[figure + FIGURE.price];
    figures[at + AT.quantity] = of[figure + FIGURE.quantity];
    figures[at + AT.filled] = of[figure + FIGURE.filled];
    figures[at + AT.time] = of[figure + FIGURE.time];
    return at;
  }

  /** Keeps what the row to come can't say. */
  #note(order: ExchangeOrder): void {
    if (order.condition !== null) this.#conditional.set(this.#rows, reportOf(order));
    if (order.fault !== null) this.#faults.set(this.#rows, order.fault);
  }

  placed(order: ExchangeOrder): void {
    const at = this.#orderRow(ROW.placed, order);
    this.#figures[at + AT.closing] = order.closing;
  }

  filled(order: ExchangeOrder, fill: number, price: Ticks, quantity: number, closeToday: number, fee: Money, tradingDay: string): void {
    const at = this.#orderRow(ROW.fill, order);
    const figures = this.#figures;
    const wholes = this.#wholes;
    wholes[at * 2 + WHOLE.fill] = fill;
    wholes[at * 2 + WHOLE.head] |= this.#table.days.placeOf(tradingDay) << (KIND_BITS + DAY_BITS);
    figures[at + AT.fillPrice] = price;
    figures[at + AT.fillQuantity] = quantity;
    figures[at + AT.closeToday] = closeToday;
    figures[at + AT.fee] = fee;
  }

  modified(order: ExchangeOrder): void {
    const at = this.#orderRow(ROW.modified, order);
    this.#figures[at + AT.closing] = order.closing;
  }

  ended(order: ExchangeOrder): void {
    this.#orderRow(ROW.ended, order);
  }

  /** Tells of an order as it is now; nothing happened to it. */
  told(order: ExchangeOrder): void {
    this.#orderRow(ROW.told, order);
  }

  /** An event of the seldom kinds. What is to be told of it is told beside it. */
  event(event: ExchangeEvent): void {
    this.#row(ROW.event, event);
  }

  announce(announcement: Announcement): void {
    this.#row(ROW.announcement, announcement);
  }

  /** Everything since the last time, as it will stay. */
  take(): Rows {
    const rows: Rows = {
      figures: this.#figures,
      wholes: this.#wholes,
      from: this.#from,
      subjects: this.#subjects.slice(0, this.#rows),
      faults: this.#faults,
      days: this.#table.days.days,
      conditional: this.#conditional,
      names: this.#table,
    };
    this.#subjects.fill(null, 0, this.#rows);
    this.#from = this.#used;
    this.#rows = 0;
    if (this.#faults.size > 0) this.#faults = new Map();
    if (this.#conditional.size > 0) this.#conditional = new Map();
    return rows;
  }
}
