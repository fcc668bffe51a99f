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
import { DayTable } from './day-table.ts';
import type { ExchangeEvent } from './events.ts';
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

const STATES: readonly ReportedState[] = ['working', 'filled', 'cancelled', 'rejected', 'expired'];
const CODE = { working: 0, filled: 1, cancelled: 2, rejected: 3, expired: 4 } as const satisfies Record<ReportedState, number>;

/**
 * A row begins with what it is: kind + 8 × state + 64 × place of the order's trading day among `days`. An order's row goes on with its
 * number, price (NaN for none), quantity, filled and time; then comes what the event adds.
 */
const AT = { head: 0, order: 1, price: 2, quantity: 3, filled: 4, time: 5, closing: 6, fill: 6, fillPrice: 7, fillQuantity: 8, closeToday: 9, fee: 10, fillDay: 11 } as const;
/** Figures of a row, by its kind. */
const WIDTH: Readonly<Record<RowKind, number>> = { [ROW.placed]: 7, [ROW.fill]: 12, [ROW.ended]: 6, [ROW.modified]: 7, [ROW.told]: 6, [ROW.event]: 1, [ROW.announcement]: 1 };
const WIDEST = 12;

/** Rows as they stood when they were taken: what a batch reads. An order's row holds its intent, not the order: that goes its own way. */
interface Rows {
  readonly figures: Float64Array;
  /** Intent of a row's order, or its event or announcement. */
  readonly subjects: readonly unknown[];
  /** Why orders ended, by row, where there is a why. */
  readonly faults: ReadonlyMap<number, Fault>;
  readonly days: readonly string[];
  /** Reports of conditional orders, by row: they have more to tell. */
  readonly conditional: ReadonlyMap<number, OrderReport>;
}

const kindOf = (head: number): RowKind => (head & 7) as RowKind;
const stateOf = (head: number): ReportedState => STATES[(head >> 3) & 7];
const orNull = (figure: number): number | null => (Number.isNaN(figure) ? null : figure);

/** @param at where the row's figures begin */
function eventOf({ figures, subjects, faults, days }: Rows, row: number, at: number): ExchangeEvent | null {
  const kind = kindOf(figures[at]);
  if (kind === ROW.event) return subjects[row] as ExchangeEvent;
  if (kind === ROW.told || kind === ROW.announcement) return null;
  const order = figures[at + AT.order];
  const time = figures[at + AT.time];
  const price = orNull(figures[at + AT.price]);
  switch (kind) {
    case ROW.placed: {
      const intent = subjects[row] as OrderIntent;
      const closing = figures[at + AT.closing];
      const tradingDay = days[figures[at] >> 6];
      return price === null || isPriced(intent.type) ? { type: 'placed', order, intent, closing, time, tradingDay } : { type: 'placed', order, intent, closing, price, time, tradingDay };
    }
    case ROW.fill:
      return {
        type: 'fill',
        order,
        fill: figures[at + AT.fill],
        price: figures[at + AT.fillPrice],
        quantity: figures[at + AT.fillQuantity],
        closeToday: figures[at + AT.closeToday],
        fee: figures[at + AT.fee],
        time,
        tradingDay: days[figures[at + AT.fillDay]],
      };
    case ROW.ended:
      return { type: 'ended', order, state: stateOf(figures[at]) === 'expired' ? 'expired' : 'cancelled', fault: faults.get(row) ?? null, time };
    case ROW.modified:
      return { type: 'modified', order, price, quantity: figures[at + AT.quantity], closing: figures[at + AT.closing], time };
  }
}

function orderReportOf({ figures, subjects, faults, days, conditional }: Rows, row: number, at: number): OrderReport {
  return (
    conditional.get(row) ??
    reportFrom(subjects[row] as OrderIntent, figures[at + AT.order], days[figures[at] >> 6], {
      state: stateOf(figures[at]),
      price: orNull(figures[at + AT.price]),
      quantity: figures[at + AT.quantity],
      filled: figures[at + AT.filled],
      fault: faults.get(row) ?? null,
      time: figures[at + AT.time],
    })
  );
}

function fillReportOf({ figures, subjects, days }: Rows, row: number, at: number): FillReport {
  const intent = subjects[row] as OrderIntent;
  return {
    account: intent.account,
    brokerFillId: wireId(figures[at + AT.fill]),
    brokerOrderId: wireId(figures[at + AT.order]),
    clientOrderId: intent.id,
    instrument: intent.instrument,
    side: intent.side,
    offset: intent.offset,
    price: figures[at + AT.fillPrice],
    quantity: figures[at + AT.fillQuantity],
    fee: figures[at + AT.fee],
    exchangeTime: figures[at + AT.time],
    tradingDay: days[figures[at + AT.fillDay]],
  };
}

function eventsOf(rows: Rows): ExchangeEvent[] {
  const events: ExchangeEvent[] = [];
  let at = 0;
  for (let row = 0; row < rows.subjects.length; row++) {
    const event = eventOf(rows, row, at);
    if (event) events.push(event);
    at += WIDTH[kindOf(rows.figures[at])];
  }
  return events;
}

function announcementsOf(rows: Rows): Announcement[] {
  const announcements: Announcement[] = [];
  let at = 0;
  for (let row = 0; row < rows.subjects.length; row++) {
    const kind = kindOf(rows.figures[at]);
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
  #figures = new Float64Array(64 * WIDEST);
  /** Figures used. */
  #used = 0;
  /** By row; what is behind the last row is of before. */
  readonly #subjects: unknown[] = [];
  #rows = 0;
  #faults = new Map<number, Fault>();
  #conditional = new Map<number, OrderReport>();
  /** Trading days of orders and fills: they are few. */
  readonly #days = new DayTable();

  get empty(): boolean {
    return this.#rows === 0;
  }

  /** @returns where its figures begin */
  #row(kind: RowKind, subject: unknown): number {
    const at = this.#used;
    if (at + WIDEST > this.#figures.length) {
      const wider = new Float64Array(this.#figures.length * 2);
      wider.set(this.#figures);
      this.#figures = wider;
    }
    this.#figures[at] = kind;
    this.#used = at + WIDTH[kind];
    this.#subjects[this.#rows++] = subject;
    return at;
  }

  /** The order as it is now. */
  #orderRow(kind: RowKind, order: ExchangeOrder): number {
    if (order.condition !== null) this.#conditional.set(this.#rows, reportOf(order));
    if (order.fault !== null) this.#faults.set(this.#rows, order.fault);
    const at = this.#row(kind, order.intent);
    const figures = this.#figures;
    figures[at] = kind + 8 * CODE[order.state] + 64 * this.#days.placeOf(order.tradingDay);
    figures[at + AT.order] = order.number;
    figures[at + AT.price] = order.price === null ? NaN : order.price;
    figures[at + AT.quantity] = order.quantity;
    figures[at + AT.filled] = order.filled;
    figures[at + AT.time] = order.time;
    return at;
  }

  placed(order: ExchangeOrder): void {
    this.#figures[this.#orderRow(ROW.placed, order) + AT.closing] = order.closing;
  }

  filled(order: ExchangeOrder, fill: number, price: Ticks, quantity: number, closeToday: number, fee: Money, tradingDay: string): void {
    const at = this.#orderRow(ROW.fill, order);
    const figures = this.#figures;
    figures[at + AT.fill] = fill;
    figures[at + AT.fillPrice] = price;
    figures[at + AT.fillQuantity] = quantity;
    figures[at + AT.closeToday] = closeToday;
    figures[at + AT.fee] = fee;
    figures[at + AT.fillDay] = this.#days.placeOf(tradingDay);
  }

  modified(order: ExchangeOrder): void {
    this.#figures[this.#orderRow(ROW.modified, order) + AT.closing] = order.closing;
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
    const rows = { figures: this.#figures.slice(0, this.#used), subjects: this.#subjects.slice(0, this.#rows), faults: this.#faults, days: this.#days.days, conditional: this.#conditional };
    this.#subjects.fill(null, 0, this.#rows);
    this.#used = 0;
    this.#rows = 0;
    if (this.#faults.size > 0) this.#faults = new Map();
    if (this.#conditional.size > 0) this.#conditional = new Map();
    return rows;
  }
}
