/**
 * Fills that are still asked for: those of the day, for queries and its statement, and of the day before. Kept as rows of
 * figures; a fill is made into an object when somebody reads it.
 */
import type { FillReport } from '#electron/brokers/broker.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { ExchangeAccount } from './account.ts';
import { DayTable } from './day-table.ts';
import { offsetIn, sideAndOffset, sideIn } from './order-row.ts';
import { wireId, type ExchangeOrder } from './orders.ts';

/** How many are kept for certain, of all accounts and both days together; the oldest leave first. */
export const FILLS_KEPT = 100_000;
/** How many there is room for: a power of two, as a ring has it. */
const MOST = 2 ** Math.ceil(Math.log2(FILLS_KEPT));

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

const FIRST_ROOM = 64;

/**
 * A fill is a row of 64 bytes: whole numbers of 32 bits first (`account` and `instrument` are places; of `flags` side and offset count, see
 * order-row.ts; `parts` is the count of parts closed before it), then figures.
 */
const WHOLE = { fill: 0, order: 1, account: 2, instrument: 3, flags: 4, day: 5, price: 6, parts: 7 } as const;
const AT = { quantity: 4, fee: 5, time: 6, realised: 7 } as const;
const WIDTH = 8;
/** A part's quantity, value at the open price, value at the day's basis, opening day. */
const PART_WIDTH = 4;

export class KeptFills {
  /** Rings: a fill's place is what the mask leaves of its count. */
  #figures = new Float64Array(FIRST_ROOM * WIDTH);
  #wholes = new Int32Array(this.#figures.buffer);
  /** Settlements before each fill. */
  #periods = new Int32Array(FIRST_ROOM);
  /** The id that each fill's order had from its account. */
  readonly #ids: (string | null)[] = [];
  #mask = FIRST_ROOM - 1;
  /** Counted from the first fill that ever was. */
  #first = 0;
  #end = 0;
  /** Parts closed, of all fills in order: a ring too. */
  #parts = new Float64Array(FIRST_ROOM * PART_WIDTH);
  #partMask = FIRST_ROOM - 1;
  #firstPart = 0;
  #partEnd = 0;
  readonly #instruments: readonly Instrument[];
  /** By place. */
  readonly #accounts: readonly ExchangeAccount[];
  /** Instruments of restored fills that the feed no longer carries: their places are behind those of the feed. */
  readonly #unlisted: InstrumentId[] = [];
  readonly #days = new DayTable();

  constructor(instruments: readonly Instrument[], accounts: readonly ExchangeAccount[]) {
    this.#instruments = instruments;
    this.#accounts = accounts;
  }

  /** Notes a part of a lot that the fill to come closes. */
  readonly close = (quantity: number, openValue: number, dayValue: number, openDay: string): void => {
    if (this.#partEnd - this.#firstPart > this.#partMask) this.#growParts();
    const at = (this.#partEnd & this.#partMask) * PART_WIDTH;
    const parts = this.#parts;
    parts[at] = quantity;
    parts[at + 1] = openValue;
    parts[at + 2] = dayValue;
    parts[at + 3] = this.#days.placeOf(openDay);
    this.#partEnd++;
  };

  /**
   * Notes a fill; what it closed has been noted by `close` since the last one.
   * @param realised NaN where it closed nothing
   */
  add(period: number, order: ExchangeOrder, fill: number, price: Ticks, quantity: number, fee: Money, realised: Money, time: number, tradingDay: string): void {
    this.#push(period, order.clientId, order.accountPlace, order.index, order.flags, order.number, fill, price, quantity, fee, realised, time, tradingDay);
  }

  /** Parts that belong to fills already noted. */
  #partsBefore = 0;

  #push(period: number, id: string | null, account: number, instrument: number, flags: number, order: number, fill: number, price: Ticks, quantity: number, fee: Money, realised: Money, time: number, tradingDay: string): void {
    if (this.#end - this.#first > this.#mask) {
      if (this.#mask + 1 < MOST) this.#grow();
      else this.#dropFirst(1);
    }
    const slot = this.#end & this.#mask;
    const wholes = this.#wholes;
    const from = slot * WIDTH * 2;
    wholes[from + WHOLE.fill] = fill;
    wholes[from + WHOLE.order] = order;
    wholes[from + WHOLE.account] = account;
    wholes[from + WHOLE.instrument] = instrument;
    wholes[from + WHOLE.flags] = flags;
    wholes[from + WHOLE.day] = this.#days.placeOf(tradingDay);
    wholes[from + WHOLE.price] = price;
    wholes[from + WHOLE.parts] = this.#partsBefore;
    const figures = this.#figures;
    const at = slot * WIDTH;
    figures[at + AT.quantity] = quantity;
    figures[at + AT.fee] = fee;
    figures[at + AT.time] = time;
    figures[at + AT.realised] = realised;
    this.#periods[slot] = period;
    this.#ids[slot] = id;
    this.#partsBefore = this.#partEnd;
    this.#end++;
  }

  #grow(): void {
    const room = (this.#mask + 1) * 2;
    const figures = new Float64Array(room * WIDTH);
    const periods = new Int32Array(room);
    const ids = [...this.#ids];
    for (let n = this.#first; n < this.#end; n++) {
      const from = n & this.#mask;
      const to = n & (room - 1);
      figures.set(this.#figures.subarray(from * WIDTH, (from + 1) * WIDTH), to * WIDTH);
      periods[to] = this.#periods[from];
      this.#ids[to] = ids[from];
    }
    this.#figures = figures;
    this.#wholes = new Int32Array(figures.buffer);
    this.#periods = periods;
    this.#mask = room - 1;
  }

  #growParts(): void {
    const room = (this.#partMask + 1) * 2;
    const parts = new Float64Array(room * PART_WIDTH);
    for (let n = this.#firstPart; n < this.#partEnd; n++) {
      const from = (n & this.#partMask) * PART_WIDTH;
      parts.set(this.#parts.subarray(from, from + PART_WIDTH), (n & (room - 1)) * PART_WIDTH);
    }
    this.#parts = parts;
    this.#partMask = room - 1;
  }

  #dropFirst(count: number): void {
    this.#first += count;
    // Counts of parts are kept in 32 bits: what matters of them is how far they are apart.
    this.#firstPart = this.#first === this.#end ? this.#partsBefore : this.#firstPart + ((this.#partsAt(this.#first) - this.#firstPart) | 0);
  }

  /** Parts closed before a fill, as far as 32 bits go. */
  #partsAt(fill: number): number {
    return this.#wholes[(fill & this.#mask) * WIDTH * 2 + WHOLE.parts];
  }

  /** Drops what was filled before a settlement period. */
  forget(period: number): void {
    let old = this.#first;
    while (old < this.#end && this.#periods[old & this.#mask] < period) old++;
    if (old > this.#first) this.#dropFirst(old - this.#first);
  }

  /** @param n its count */
  #report(n: number): FillReport {
    const slot = n & this.#mask;
    const wholes = this.#wholes.subarray(slot * WIDTH * 2, slot * WIDTH * 2 + WIDTH);
    const at = slot * WIDTH;
    const flags = wholes[WHOLE.flags];
    return {
      account: this.#accounts[wholes[WHOLE.account]].id,
      brokerFillId: wireId(wholes[WHOLE.fill]),
      brokerOrderId: wireId(wholes[WHOLE.order]),
      clientOrderId: this.#ids[slot],
      instrument: this.#idOf(wholes[WHOLE.instrument]),
      side: sideIn(flags),
      offset: offsetIn(flags),
      price: wholes[WHOLE.price],
      quantity: this.#figures[at + AT.quantity],
      fee: this.#figures[at + AT.fee],
      exchangeTime: this.#figures[at + AT.time],
      tradingDay: this.#days.days[wholes[WHOLE.day]],
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

  #whole(n: number): DayFill {
    const realised = this.#figures[(n & this.#mask) * WIDTH + AT.realised];
    const parts = this.#partsAt(n);
    const behind = n + 1 < this.#end ? this.#partsAt(n + 1) : this.#partsBefore;
    return { report: this.#report(n), realised: Number.isNaN(realised) ? null : realised, closed: this.#closed(parts, (behind - parts) | 0) };
  }

  #closed(from: number, count: number): ClosedPart[] {
    return Array.from({ length: count }, (_, part) => {
      const at = ((from + part) & this.#partMask) * PART_WIDTH;
      return { quantity: this.#parts[at], openValue: this.#parts[at + 1], dayValue: this.#parts[at + 2], openDay: this.#days.days[this.#parts[at + 3]] };
    });
  }

  #accountAt(n: number): string {
    return this.#accounts[this.#wholes[(n & this.#mask) * WIDTH * 2 + WHOLE.account]].id;
  }

  /** Reports of an account, oldest first. */
  *of(account: string): Iterable<FillReport> {
    for (let n = this.#first; n < this.#end; n++) if (this.#accountAt(n) === account) yield this.#report(n);
  }

  /** An account's fills since the settlement that began `period`, with what they closed. @param from least number of a fill */
  *since(period: number, account: string, from: number): Iterable<DayFill> {
    for (let n = this.#first; n < this.#end; n++) {
      const slot = n & this.#mask;
      if (this.#periods[slot] >= period && this.#wholes[slot * WIDTH * 2 + WHOLE.fill] >= from && this.#accountAt(n) === account) yield this.#whole(n);
    }
  }

  saved(): KeptFill[] {
    return Array.from({ length: this.#end - this.#first }, (_, at) => ({ period: this.#periods[(this.#first + at) & this.#mask], ...this.#whole(this.#first + at) }));
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
      this.#push(period, report.clientOrderId, account, this.#placeOf(report.instrument), flags, Number(report.brokerOrderId), Number(report.brokerFillId), report.price, report.quantity, report.fee, realised ?? NaN, report.exchangeTime, report.tradingDay);
    }
  }
}
