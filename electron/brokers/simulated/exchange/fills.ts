/**
 * Fills that are still asked for: those of the day, for queries and its statement, and of the day before. Kept as columns; a fill is
 * made into an object when somebody reads it.
 */
import type { FillReport } from '#electron/brokers/broker.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import type { Offset, Side } from '#shared/model/order.ts';
import type { Money, Ticks } from '#shared/price.ts';
import { DayTable } from './day-table.ts';
import { wireId, type ExchangeOrder } from './orders.ts';

/** How many are kept, of all accounts and both days together; the oldest leave first. */
export const FILLS_KEPT = 100_000;
/** How far over it they may grow before the oldest are dropped together. */
const SLACK = 100_000;

/** A part of a lot that a fill closed. Values in ticks × quantity; `dayValue` at the day's basis. */
export interface ClosedPart {
  readonly quantity: number;
  readonly openValue: number;
  readonly dayValue: number;
  readonly openDay: string;
}

/** A fill with what it closed, for statements. */
export interface DayFill {
  readonly report: FillReport;
  /** Of its closing part, before fees; null where it only opened. */
  readonly realised: Money | null;
  readonly closed: readonly ClosedPart[];
}

/** A fill as it goes into a snapshot. */
export interface KeptFill extends DayFill {
  readonly period: number;
}

/** What a report takes from the order's intent. */
interface Subject {
  readonly id: string | null;
  readonly account: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly offset: Offset;
}

const PART_WIDTH = 4;
const WIDTH = 10;
const AT = { period: 0, fill: 1, order: 2, price: 3, quantity: 4, fee: 5, time: 6, realised: 7, firstPart: 8, day: 9 } as const;

/** The same figures with as much room again. */
function wider(figures: Float64Array): Float64Array<ArrayBuffer> {
  const double = new Float64Array(figures.length * 2);
  double.set(figures);
  return double;
}

export class KeptFills {
  #figures = new Float64Array(64 * WIDTH);
  #subjects: Subject[] = [];
  readonly #days = new DayTable();
  #count = 0;
  /** Parts closed, of all fills in order; a fill's begin at its `firstPart`. Quantity, value at the open price, value at the day's basis, opening day. */
  #parts = new Float64Array(64 * PART_WIDTH);
  #partCount = 0;

  /** Notes a part of a lot that the fill to come closes. */
  readonly close = (quantity: number, openValue: number, dayValue: number, openDay: string): void => {
    const at = this.#partCount * PART_WIDTH;
    if (at === this.#parts.length) this.#parts = wider(this.#parts);
    this.#parts[at] = quantity;
    this.#parts[at + 1] = openValue;
    this.#parts[at + 2] = dayValue;
    this.#parts[at + 3] = this.#days.placeOf(openDay);
    this.#partCount++;
  };

  /**
   * Notes a fill; what it closed has been noted by `close` since the last one.
   * @param realised NaN where it closed nothing
   */
  add(period: number, order: ExchangeOrder, fill: number, price: Ticks, quantity: number, fee: Money, realised: Money, time: number, tradingDay: string): void {
    this.#push(period, order.intent, order.number, fill, price, quantity, fee, realised, time, tradingDay, this.#partsBefore);
    this.#partsBefore = this.#partCount;
    if (this.#count > FILLS_KEPT + SLACK) this.#dropFirst(this.#count - FILLS_KEPT);
  }

  /** Parts that belong to fills already noted. */
  #partsBefore = 0;

  #push(period: number, subject: Subject, order: number, fill: number, price: Ticks, quantity: number, fee: Money, realised: Money, time: number, tradingDay: string, firstPart: number): void {
    const at = this.#count * WIDTH;
    if (at === this.#figures.length) this.#figures = wider(this.#figures);
    const figures = this.#figures;
    figures[at + AT.period] = period;
    figures[at + AT.fill] = fill;
    figures[at + AT.order] = order;
    figures[at + AT.price] = price;
    figures[at + AT.quantity] = quantity;
    figures[at + AT.fee] = fee;
    figures[at + AT.time] = time;
    figures[at + AT.realised] = realised;
    figures[at + AT.firstPart] = firstPart;
    this.#subjects.push(subject);
    figures[at + AT.day] = this.#days.placeOf(tradingDay);
    this.#count++;
  }

  #dropFirst(count: number): void {
    if (count === 0) return;
    const firstPart = count < this.#count ? this.#figures[count * WIDTH + AT.firstPart] : this.#partCount;
    this.#figures.copyWithin(0, count * WIDTH, this.#count * WIDTH);
    this.#subjects = this.#subjects.slice(count);
    this.#parts.copyWithin(0, firstPart * PART_WIDTH, this.#partCount * PART_WIDTH);
    this.#partCount -= firstPart;
    this.#count -= count;
    this.#partsBefore -= firstPart;
    for (let row = 0; row < this.#count; row++) this.#figures[row * WIDTH + AT.firstPart] -= firstPart;
  }

  /** Drops what was filled before a settlement period. */
  forget(period: number): void {
    let old = 0;
    while (old < this.#count && this.#figures[old * WIDTH + AT.period] < period) old++;
    this.#dropFirst(old);
  }

  #report(row: number): FillReport {
    const at = row * WIDTH;
    const figures = this.#figures;
    const { account, id, instrument, side, offset } = this.#subjects[row];
    return {
      account,
      brokerFillId: wireId(figures[at + AT.fill]),
      brokerOrderId: wireId(figures[at + AT.order]),
      clientOrderId: id,
      instrument,
      side,
      offset,
      price: figures[at + AT.price],
      quantity: figures[at + AT.quantity],
      fee: figures[at + AT.fee],
      exchangeTime: figures[at + AT.time],
      tradingDay: this.#days.days[figures[at + AT.day]],
    };
  }

  #whole(row: number): DayFill {
    const realised = this.#figures[row * WIDTH + AT.realised];
    const end = row + 1 < this.#count ? this.#figures[(row + 1) * WIDTH + AT.firstPart] : this.#partsBefore;
    return { report: this.#report(row), realised: Number.isNaN(realised) ? null : realised, closed: this.#closed(this.#figures[row * WIDTH + AT.firstPart], end) };
  }

  #closed(from: number, to: number): ClosedPart[] {
    return Array.from({ length: to - from }, (_, part) => {
      const at = (from + part) * PART_WIDTH;
      return { quantity: this.#parts[at], openValue: this.#parts[at + 1], dayValue: this.#parts[at + 2], openDay: this.#days.days[this.#parts[at + 3]] };
    });
  }

  /** Reports of an account, oldest first. */
  *of(account: string): Iterable<FillReport> {
    for (let row = 0; row < this.#count; row++) if (this.#subjects[row].account === account) yield this.#report(row);
  }

  /** An account's fills since the settlement that began `period`, with what they closed. @param from least number of a fill */
  *since(period: number, account: string, from: number): Iterable<DayFill> {
    for (let row = 0; row < this.#count; row++) {
      const at = row * WIDTH;
      if (this.#figures[at + AT.period] >= period && this.#figures[at + AT.fill] >= from && this.#subjects[row].account === account) yield this.#whole(row);
    }
  }

  saved(): KeptFill[] {
    return Array.from({ length: this.#count }, (_, row) => ({ period: this.#figures[row * WIDTH + AT.period], ...this.#whole(row) }));
  }

  static from(saved: readonly KeptFill[]): KeptFills {
    const kept = new KeptFills();
    for (const { period, report, realised, closed } of saved) {
      const subject = { id: report.clientOrderId, account: report.account, instrument: report.instrument, side: report.side, offset: report.offset };
      // A snapshot of before statements has neither result nor lots.
      for (const part of closed ?? []) kept.close(part.quantity, part.openValue, part.dayValue, part.openDay);
      kept.#push(period, subject, Number(report.brokerOrderId), Number(report.brokerFillId), report.price, report.quantity, report.fee, realised ?? NaN, report.exchangeTime, report.tradingDay, kept.#partsBefore);
      kept.#partsBefore = kept.#partCount;
    }
    return kept;
  }
}
