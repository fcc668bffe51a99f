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

const WIDTH = 13;
/** Of every row: `price` NaN for none, `day` the place of the order's trading day among `days`. Then what its event adds. */
const AT = { kind: 0, state: 1, order: 2, price: 3, quantity: 4, filled: 5, time: 6, day: 7, closing: 8, fill: 8, fillPrice: 9, fillQuantity: 10, closeToday: 11, fee: 12 } as const;

/** Rows as they stood when they were taken: what a batch reads. An order's row holds its intent, not the order: that goes its own way. */
interface Rows {
  readonly figures: Float64Array;
  /** Intent of a row's order, or its event or announcement. */
  readonly subjects: readonly unknown[];
  /** Fault of an end, trading day of a fill. */
  readonly details: readonly unknown[];
  readonly days: readonly string[];
  /** Reports of conditional orders, by row: they have more to tell. */
  readonly conditional: ReadonlyMap<number, OrderReport>;
}

const orNull = (figure: number): number | null => (Number.isNaN(figure) ? null : figure);

function eventOf({ figures, subjects, details, days }: Rows, row: number): ExchangeEvent | null {
  const at = row * WIDTH;
  const kind = figures[at] as RowKind;
  if (kind === ROW.event) return subjects[row] as ExchangeEvent;
  if (kind === ROW.told || kind === ROW.announcement) return null;
  const order = figures[at + AT.order];
  const time = figures[at + AT.time];
  const price = orNull(figures[at + AT.price]);
  const closing = figures[at + AT.closing];
  switch (kind) {
    case ROW.placed: {
      const intent = subjects[row] as OrderIntent;
      const tradingDay = days[figures[at + AT.day]];
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
        tradingDay: details[row] as string,
      };
    case ROW.ended:
      return { type: 'ended', order, state: figures[at + AT.state] === CODE.expired ? 'expired' : 'cancelled', fault: details[row] as Fault | null, time };
    case ROW.modified:
      return { type: 'modified', order, price, quantity: figures[at + AT.quantity], closing, time };
  }
}

function orderReportOf({ figures, subjects, details, days, conditional }: Rows, row: number): OrderReport {
  const at = row * WIDTH;
  return (
    conditional.get(row) ??
    reportFrom(subjects[row] as OrderIntent, figures[at + AT.order], days[figures[at + AT.day]], {
      state: STATES[figures[at + AT.state]],
      price: orNull(figures[at + AT.price]),
      quantity: figures[at + AT.quantity],
      filled: figures[at + AT.filled],
      fault: figures[at] === ROW.fill ? null : (details[row] as Fault | null),
      time: figures[at + AT.time],
    })
  );
}

function fillReportOf({ figures, subjects, details }: Rows, row: number): FillReport {
  const at = row * WIDTH;
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
    tradingDay: details[row] as string,
  };
}

function eventsOf(rows: Rows): ExchangeEvent[] {
  const events: ExchangeEvent[] = [];
  for (let row = 0; row < rows.subjects.length; row++) {
    const event = eventOf(rows, row);
    if (event) events.push(event);
  }
  return events;
}

function announcementsOf(rows: Rows): Announcement[] {
  const announcements: Announcement[] = [];
  for (let row = 0; row < rows.subjects.length; row++) {
    const kind = rows.figures[row * WIDTH] as RowKind;
    if (kind === ROW.event) continue;
    if (kind === ROW.announcement) {
      announcements.push(rows.subjects[row] as Announcement);
      continue;
    }
    if (kind === ROW.fill) announcements.push({ kind: 'fill', report: fillReportOf(rows, row) });
    announcements.push({ kind: 'order', report: orderReportOf(rows, row) });
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
  #figures = new Float64Array(64 * WIDTH);
  #subjects: unknown[] = [];
  #details: unknown[] = [];
  #conditional = new Map<number, OrderReport>();
  /** Trading days of orders, the latest last: they are few. */
  #days: string[] = [];
  #today = '';

  get empty(): boolean {
    return this.#subjects.length === 0;
  }

  /** @returns where its figures begin */
  #row(kind: RowKind, subject: unknown, detail: unknown): number {
    const at = this.#subjects.length * WIDTH;
    if (at === this.#figures.length) {
      const wider = new Float64Array(at * 2);
      wider.set(this.#figures);
      this.#figures = wider;
    }
    this.#figures[at] = kind;
    this.#subjects.push(subject);
    this.#details.push(detail);
    return at;
  }

  #dayOf(tradingDay: string): number {
    if (this.#today === tradingDay) return this.#days.length - 1;
    const known = this.#days.indexOf(tradingDay);
    if (known >= 0) return known;
    this.#today = tradingDay;
    return this.#days.push(tradingDay) - 1;
  }

  /** The order as it is now. */
  #orderRow(kind: RowKind, order: ExchangeOrder, detail: unknown): number {
    if (order.condition !== null) this.#conditional.set(this.#subjects.length, reportOf(order));
    const at = this.#row(kind, order.intent, detail);
    const figures = this.#figures;
    figures[at + AT.state] = CODE[order.state];
    figures[at + AT.order] = order.number;
    figures[at + AT.price] = order.price === null ? NaN : order.price;
    figures[at + AT.quantity] = order.quantity;
    figures[at + AT.filled] = order.filled;
    figures[at + AT.time] = order.time;
    figures[at + AT.day] = this.#dayOf(order.tradingDay);
    return at;
  }

  placed(order: ExchangeOrder): void {
    const at = this.#orderRow(ROW.placed, order, null);
    this.#figures[at + AT.closing] = order.closing;
  }

  filled(order: ExchangeOrder, fill: number, price: Ticks, quantity: number, closeToday: number, fee: Money, tradingDay: string): void {
    const at = this.#orderRow(ROW.fill, order, tradingDay);
    const figures = this.#figures;
    figures[at + AT.fill] = fill;
    figures[at + AT.fillPrice] = price;
    figures[at + AT.fillQuantity] = quantity;
    figures[at + AT.closeToday] = closeToday;
    figures[at + AT.fee] = fee;
  }

  modified(order: ExchangeOrder): void {
    const at = this.#orderRow(ROW.modified, order, null);
    this.#figures[at + AT.closing] = order.closing;
  }

  ended(order: ExchangeOrder): void {
    this.#orderRow(ROW.ended, order, order.fault);
  }

  /** Tells of an order as it is now; nothing happened to it. */
  told(order: ExchangeOrder): void {
    this.#orderRow(ROW.told, order, order.fault);
  }

  /** An event of the seldom kinds. What is to be told of it is told beside it. */
  event(event: ExchangeEvent): void {
    this.#row(ROW.event, event, null);
  }

  announce(announcement: Announcement): void {
    this.#row(ROW.announcement, announcement, null);
  }

  /** Everything since the last time, as it will stay. */
  take(): Rows {
    const rows = { figures: this.#figures.slice(0, this.#subjects.length * WIDTH), subjects: this.#subjects, details: this.#details, days: this.#days, conditional: this.#conditional };
    this.#subjects = [];
    this.#details = [];
    if (this.#conditional.size > 0) this.#conditional = new Map();
    return rows;
  }
}
