/**
 * What happened since somebody last asked: events to be written, and what participants are told of them, in one order. Kept as rows of
 * figures while orders come in; made into objects when they are read.
 */
import type { BrokerAccount, FillReport, OrderReport, ReportedState, RequestRefusal } from '#electron/brokers/broker.ts';
import { isPriced } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import type { ExchangeEvent } from './events.ts';
import { reportAt, wireId, type ExchangeOrder } from './orders.ts';

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

const WIDTH = 11;
/** Of every row; `price` NaN for none. Then what its event adds. */
const AT = { kind: 0, state: 1, price: 2, quantity: 3, filled: 4, time: 5, closing: 6, fill: 6, fillPrice: 7, fillQuantity: 8, closeToday: 9, fee: 10 } as const;

/** Rows as they stood when they were taken: what a batch reads. */
class Rows {
  readonly figures: Float64Array;
  /** The order of a row, or its event or announcement. */
  readonly subjects: readonly unknown[];
  /** Trading day of a fill or a new order, fault of an end. */
  readonly details: readonly unknown[];

  constructor(figures: Float64Array, subjects: readonly unknown[], details: readonly unknown[]) {
    this.figures = figures;
    this.subjects = subjects;
    this.details = details;
  }

  get count(): number {
    return this.subjects.length;
  }

  events(): ExchangeEvent[] {
    const events: ExchangeEvent[] = [];
    for (let row = 0; row < this.count; row++) {
      const event = this.#event(row);
      if (event) events.push(event);
    }
    return events;
  }

  announcements(): Announcement[] {
    const announcements: Announcement[] = [];
    for (let row = 0; row < this.count; row++) {
      const kind = this.figures[row * WIDTH] as RowKind;
      if (kind === ROW.event) continue;
      if (kind === ROW.announcement) {
        announcements.push(this.subjects[row] as Announcement);
        continue;
      }
      if (kind === ROW.fill) announcements.push({ kind: 'fill', report: this.#fillReport(row) });
      announcements.push({ kind: 'order', report: this.#orderReport(row, kind) });
    }
    return announcements;
  }

  #event(row: number): ExchangeEvent | null {
    const figures = this.figures;
    const at = row * WIDTH;
    const kind = figures[at] as RowKind;
    if (kind === ROW.event) return this.subjects[row] as ExchangeEvent;
    if (kind === ROW.told || kind === ROW.announcement) return null;
    const { number, intent } = this.subjects[row] as ExchangeOrder;
    const time = figures[at + AT.time];
    const price = Number.isNaN(figures[at + AT.price]) ? null : figures[at + AT.price];
    const closing = figures[at + AT.closing];
    switch (kind) {
      case ROW.placed: {
        const tradingDay = this.details[row] as string;
        return price === null || isPriced(intent.type) ? { type: 'placed', order: number, intent, closing, time, tradingDay } : { type: 'placed', order: number, intent, closing, price, time, tradingDay };
      }
      case ROW.fill:
        return {
          type: 'fill',
          order: number,
          fill: figures[at + AT.fill],
          price: figures[at + AT.fillPrice],
          quantity: figures[at + AT.fillQuantity],
          closeToday: figures[at + AT.closeToday],
          fee: figures[at + AT.fee],
          time,
          tradingDay: this.details[row] as string,
        };
      case ROW.ended:
        return { type: 'ended', order: number, state: figures[at + AT.state] === CODE.expired ? 'expired' : 'cancelled', fault: this.details[row] as Fault | null, time };
      case ROW.modified:
        return { type: 'modified', order: number, price, quantity: figures[at + AT.quantity], closing, time };
    }
  }

  #orderReport(row: number, kind: RowKind): OrderReport {
    const at = row * WIDTH;
    const figures = this.figures;
    const order = this.subjects[row] as ExchangeOrder;
    return reportAt(order, {
      state: STATES[figures[at + AT.state]],
      price: Number.isNaN(figures[at + AT.price]) ? null : figures[at + AT.price],
      quantity: figures[at + AT.quantity],
      filled: figures[at + AT.filled],
      fault: kind === ROW.ended || kind === ROW.told ? (this.details[row] as Fault | null) : null,
      time: figures[at + AT.time],
      triggered: kind === ROW.placed ? false : order.triggered,
      trigger: kind === ROW.placed ? (order.intent.condition?.trigger ?? null) : order.trigger,
    });
  }

  #fillReport(row: number): FillReport {
    const at = row * WIDTH;
    const figures = this.figures;
    const { number, intent } = this.subjects[row] as ExchangeOrder;
    return {
      account: intent.account,
      brokerFillId: wireId(figures[at + AT.fill]),
      brokerOrderId: wireId(number),
      clientOrderId: intent.id,
      instrument: intent.instrument,
      side: intent.side,
      offset: intent.offset,
      price: figures[at + AT.fillPrice],
      quantity: figures[at + AT.fillQuantity],
      fee: figures[at + AT.fee],
      exchangeTime: figures[at + AT.time],
      tradingDay: this.details[row] as string,
    };
  }
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

  constructor(rows: Rows, positions: readonly Position[], accounts: ReadonlySet<string>) {
    this.#rows = rows;
    this.positions = positions;
    this.accounts = accounts;
  }

  get events(): readonly ExchangeEvent[] {
    return (this.#events ??= this.#rows.events());
  }

  get announcements(): readonly Announcement[] {
    return (this.#announcements ??= this.#rows.announcements());
  }
}

export class Turn {
  #figures = new Float64Array(64 * WIDTH);
  #subjects: unknown[] = [];
  #details: unknown[] = [];

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

  /** The order as it is now. */
  #orderRow(kind: RowKind, order: ExchangeOrder, detail: unknown): number {
    const at = this.#row(kind, order, detail);
    const figures = this.#figures;
    figures[at + AT.state] = CODE[order.state];
    figures[at + AT.price] = order.price === null ? NaN : order.price;
    figures[at + AT.quantity] = order.quantity;
    figures[at + AT.filled] = order.filled;
    figures[at + AT.time] = order.time;
    return at;
  }

  placed(order: ExchangeOrder): void {
    const at = this.#orderRow(ROW.placed, order, order.tradingDay);
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
    const rows = new Rows(this.#figures.slice(0, this.#subjects.length * WIDTH), this.#subjects, this.#details);
    this.#subjects = [];
    this.#details = [];
    return rows;
  }
}
