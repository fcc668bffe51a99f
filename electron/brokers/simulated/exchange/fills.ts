/**
 * Fills that are still asked for: those of the day, for queries and its statement, and of the day before. Kept as columns; a fill is
 * made into an object when somebody reads it.
 */
import type { FillReport } from '#electron/brokers/broker.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { ExchangeAccount } from './account.ts';
import { DayTable } from './day-table.ts';
import { offsetIn, sideAndOffset, sideIn } from './order-row.ts';
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

const PART_WIDTH = 4;
const WIDTH = 13;
/** `account` and `instrument` are places; of `flags` side and offset count (order-row.ts). */
const AT = { period: 0, fill: 1, order: 2, price: 3, quantity: 4, fee: 5, time: 6, realised: 7, firstPart: 8, day: 9, account: 10, instrument: 11, flags: 12 } as const;

/** The same figures with as much room again. */
function wider(figures: Float64Array): Float64Array<ArrayBuffer> {
  const double = new Float64Array(figures.length * 2);
  double.set(figures);
  return double;
}

export class KeptFills {
  #figures = new Float64Array(64 * WIDTH);
  /** By row: the id that the order's account gave it. */
  #ids: (string | null)[] = [];
  readonly #instruments: readonly Instrument[];
  /** By place. */
  readonly #accounts: readonly ExchangeAccount[];
  /** Instruments of restored fills that the feed no longer carries: their places are behind those of the feed. */
  readonly #unlisted: InstrumentId[] = [];
  readonly #days = new DayTable();
  #count = 0;
  /** Parts closed, of all fills in order; a fill's begin at its `firstPart`. Quantity, value at the open price, value at the day's basis, opening day. */
  #parts = new Float64Array(64 * PART_WIDTH);
  #partCount = 0;

  constructor(instruments: readonly Instrument[], accounts: readonly ExchangeAccount[]) {
    this.#instruments = instruments;
    this.#accounts = accounts;
  }

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
    this.#push(period, order.clientId, order.accountPlace, order.index, order.flags, order.number, fill, price, quantity, fee, realised, time, tradingDay, this.#partsBefore);
    this.#partsBefore = this.#partCount;
    if (this.#count > FILLS_KEPT + SLACK) this.#dropFirst(this.#count - FILLS_KEPT);
  }

  /** Parts that belong to fills already noted. */
  #partsBefore = 0;

  #push(period: number, id: string | null, account: number, instrument: number, flags: number, order: number, fill: number, price: Ticks, quantity: number, fee: Money, realised: Money, time: number, tradingDay: string, firstPart: number): void {
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
    figures[at + AT.account] = account;
    figures[at + AT.instrument] = instrument;
    figures[at + AT.flags] = flags;
    this.#ids.push(id);
    figures[at + AT.day] = this.#days.placeOf(tradingDay);
    this.#count++;
  }

  #dropFirst(count: number): void {
    if (count === 0) return;
    const firstPart = count < this.#count ? this.#figures[count * WIDTH + AT.firstPart] : this.#partCount;
    this.#figures.copyWithin(0, count * WIDTH, this.#count * WIDTH);
    this.#ids = this.#ids.slice(count);
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
    const flags = figures[at + AT.flags];
    return {
      account: this.#accounts[figures[at + AT.account]].id,
      brokerFillId: wireId(figures[at + AT.fill]),
      brokerOrderId: wireId(figures[at + AT.order]),
      clientOrderId: this.#ids[row],
      instrument: this.#idOf(figures[at + AT.instrument]),
      side: sideIn(flags),
      offset: offsetIn(flags),
      price: figures[at + AT.price],
      quantity: figures[at + AT.quantity],
      fee: figures[at + AT.fee],
      exchangeTime: figures[at + AT.time],
      tradingDay: this.#days.days[figures[at + AT.day]],
    };
  }

  #idOf(instrument: number): InstrumentId {
    return instrument < this.#instruments.length ? this.#instruments[instrument].id : this.#unlisted[instrument - this.#instruments.length];
  }

  #placeOf(id: InstrumentId): number {
    const listed = this.#instruments.findIndex((instrument) => instrument.id === id);
    if (listed >= 0) return listed;
    const known = this.#unlisted.indexOf(id);
    return this.#instruments.length + (known >= 0 ? known : this.#unlisted.push(id) - 1);
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

  #accountAt(row: number): string {
    return this.#accounts[this.#figures[row * WIDTH + AT.account]].id;
  }

  /** Reports of an account, oldest first. */
  *of(account: string): Iterable<FillReport> {
    for (let row = 0; row < this.#count; row++) if (this.#accountAt(row) === account) yield this.#report(row);
  }

  /** An account's fills since the settlement that began `period`, with what they closed. @param from least number of a fill */
  *since(period: number, account: string, from: number): Iterable<DayFill> {
    for (let row = 0; row < this.#count; row++) {
      const at = row * WIDTH;
      if (this.#figures[at + AT.period] >= period && this.#figures[at + AT.fill] >= from && this.#accountAt(row) === account) yield this.#whole(row);
    }
  }

  saved(): KeptFill[] {
    return Array.from({ length: this.#count }, (_, row) => ({ period: this.#figures[row * WIDTH + AT.period], ...this.#whole(row) }));
  }

  /** Takes over the fills of a snapshot, whose accounts are there already. */
  restore(saved: readonly KeptFill[]): void {
    const places = new Map(this.#accounts.map(({ id, place }) => [id, place]));
    for (const { period, report, realised, closed } of saved) {
      const account = places.get(report.account);
      if (account === undefined) throw new Error(`the snapshot has a fill of ${report.account}, but no such account`);
      const flags = sideAndOffset(report.side, report.offset);
      // A snapshot of before statements has neither result nor lots.
      for (const part of closed ?? []) this.close(part.quantity, part.openValue, part.dayValue, part.openDay);
      this.#push(period, report.clientOrderId, account, this.#placeOf(report.instrument), flags, Number(report.brokerOrderId), Number(report.brokerFillId), report.price, report.quantity, report.fee, realised ?? NaN, report.exchangeTime, report.tradingDay, this.#partsBefore);
      this.#partsBefore = this.#partCount;
    }
  }
}
