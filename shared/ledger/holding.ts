/**
 * What an account holds of one instrument on one side, lot by lot, and what a fill does to it. Exact: values are sums of
 * price × quantity in ticks, results are whole 1/10,000 of the currency. The same rules serve the simulated exchange and the
 * core's own positions between a broker's reports.
 *
 * Futures (protocols/order-lifecycle, "Positions and money"): the day's mark-to-market, first opened first closed unless
 * close-today or close-yesterday says otherwise; SHFE and INE read a plain close as close-yesterday (protocols/ctp-and-xtp).
 * Stocks: average cost, yesterday's shares leave first. Options: lot by lot like futures, but paid in premium: no mark-to-market,
 * their basis stays what they were opened at.
 */
import type { Instrument } from '../model/instrument.ts';
import { heldAtAverage, paidInFull, tickMoney } from '../model/instrument.ts';
import type { Offset, Side } from '../model/order.ts';
import type { Position, PositionSide } from '../model/position.ts';
import type { Money, Ticks } from '../price.ts';

/** Opened together at one price. `dayValue` is the value at the day's basis (see Position). */
export interface Lot {
  readonly today: boolean;
  readonly quantity: number;
  readonly openValue: number;
  readonly dayValue: number;
  /** Trading day it was opened on, `YYYY-MM-DD`; empty where nobody said. */
  readonly openDay: string;
}

/** Told lot by lot what a fill closed: how much of it, its value at the open price and at the day's basis. */
export type ClosedLot = (quantity: number, openValue: number, dayValue: number, openDay: string) => void;

/** Everything needed to carry a holding over a restart. Plain data. */
export interface HoldingState {
  readonly account: string;
  readonly instrument: string;
  readonly side: PositionSide;
  readonly lots: readonly Lot[];
  readonly realisedToday: Money;
  readonly feesToday: Money;
}

type Part = 'today' | 'yesterday' | 'any';

/** Which part of a holding a closing offset takes from. */
export function partOf(offset: Offset, rule: Instrument['offsets']): Part {
  if (offset === 'close-today') return 'today';
  if (offset === 'close-yesterday') return 'yesterday';
  return rule === 'today-yesterday' ? 'yesterday' : 'any';
}

/** Figures of a lot in its queue: quantity, value at the open price, value at the day's basis, place of its opening day among the queue's days. */
const LOT = { quantity: 0, openValue: 1, dayValue: 2, day: 3 } as const;
const LOT_WIDTH = 4;
const NO_LOTS = new Float64Array(0);

/**
 * Lots of one part of a holding, the oldest first, as rows of figures: taking the oldest costs the same however many there are, and
 * thousands of them are nothing to the garbage collector.
 */
class LotQueue {
  /** Rows; a lot's begins at `first`, the next one `LOT_WIDTH` on, up to `end`. */
  figures = NO_LOTS;
  first = 0;
  end = 0;
  /** Opening days of the lots, in the order they came. */
  readonly #days: string[] = [];

  get empty(): boolean {
    return this.first === this.end;
  }

  /** Where the newest lot's row begins; -1 where there is none. */
  get last(): number {
    return this.first === this.end ? -1 : this.end - LOT_WIDTH;
  }

  dayAt(row: number): string {
    return this.#days[this.figures[row + LOT.day]];
  }

  push(quantity: number, openValue: number, dayValue: number, openDay: string): void {
    if (this.end === this.figures.length) this.#makeRoom();
    const at = this.end;
    this.figures[at] = quantity;
    this.figures[at + LOT.openValue] = openValue;
    this.figures[at + LOT.dayValue] = dayValue;
    this.figures[at + LOT.day] = this.#placeOf(openDay);
    this.end = at + LOT_WIDTH;
  }

  #placeOf(day: string): number {
    const days = this.#days;
    if (days[days.length - 1] === day) return days.length - 1;
    const known = days.indexOf(day);
    return known >= 0 ? known : days.push(day) - 1;
  }

  /** Moves the lots to the front, where that frees half the room; into twice as much room else. */
  #makeRoom(): void {
    const { figures, first, end } = this;
    if (first * 2 >= end && first > 0) figures.copyWithin(0, first, end);
    else {
      this.figures = new Float64Array(Math.max(4 * LOT_WIDTH, (end - first) * 2));
      this.figures.set(figures.subarray(first, end));
    }
    this.end = end - first;
    this.first = 0;
  }

  dropFirst(): void {
    this.first += LOT_WIDTH;
    if (this.first === this.end) this.clear();
  }

  clear(): void {
    this.first = 0;
    this.end = 0;
  }

  /** The lots as they are now. */
  all(today: boolean): Lot[] {
    const lots: Lot[] = [];
    for (let at = this.first; at < this.end; at += LOT_WIDTH) {
      lots.push({ today, quantity: this.figures[at], openValue: this.figures[at + LOT.openValue], dayValue: this.figures[at + LOT.dayValue], openDay: this.dayAt(at) });
    }
    return lots;
  }

  /** Has these lots instead. */
  replace(lots: readonly Lot[]): void {
    this.clear();
    this.#days.length = 0;
    for (const { quantity, openValue, dayValue, openDay } of lots) this.push(quantity, openValue, dayValue, openDay);
  }
}

export class Holding {
  readonly account: string;
  readonly instrument: Instrument;
  readonly side: PositionSide;
  readonly #perTick: number;
  readonly #direction: 1 | -1;
  readonly #average: boolean;
  /** Marked to the settlement price each day: futures. */
  readonly #marked: boolean;
  readonly #yesterdays = new LotQueue();
  readonly #todays = new LotQueue();
  realisedToday: Money = 0;
  feesToday: Money = 0;
  /** Kept up by `freeze`, by part. */
  frozenToday = 0;
  frozenYesterday = 0;
  today = 0;
  yesterday = 0;
  openValue = 0;
  dayValue = 0;

  constructor(account: string, instrument: Instrument, side: PositionSide) {
    this.account = account;
    this.instrument = instrument;
    this.side = side;
    this.#perTick = tickMoney(instrument);
    this.#direction = side === 'long' ? 1 : -1;
    this.#average = heldAtAverage(instrument);
    this.#marked = !paidInFull(instrument);
  }

  get quantity(): number {
    return this.today + this.yesterday;
  }

  /** What a closing order may still take. */
  closable(part: Part): number {
    if (part === 'today') return this.today - this.frozenToday;
    if (part === 'yesterday') return this.yesterday - this.frozenYesterday;
    return this.quantity - this.frozenToday - this.frozenYesterday;
  }

  /** Oldest first: yesterday's before today's. */
  get lots(): readonly Lot[] {
    return [...this.#yesterdays.all(false), ...this.#todays.all(true)];
  }

  /**
   * Adds what an opening fill brought.
   * @param day trading day, where lots are to know it
   */
  open(price: Ticks, quantity: number, day = ''): void {
    const value = price * quantity;
    const todays = this.#todays;
    const { last, figures } = todays;
    if (last >= 0 && (this.#average || figures[last + LOT.openValue] === price * figures[last]) && todays.dayAt(last) === day) {
      figures[last] += quantity;
      figures[last + LOT.openValue] += value;
      figures[last + LOT.dayValue] += value;
    } else todays.push(quantity, value, value, day);
    this.today += quantity;
    this.openValue += value;
    this.dayValue += value;
  }

  /**
   * Takes out what a closing fill closed and books the result.
   * @param told of the lots that it closed, where somebody wants to know
   * @returns what was closed (less than `quantity` where there was not as much) and its result before fees
   */
  close(price: Ticks, quantity: number, part: Part, told?: ClosedLot): { readonly closed: number; readonly realised: Money } {
    const closed = Math.min(quantity, part === 'today' ? this.today : part === 'yesterday' ? this.yesterday : this.quantity);
    if (closed <= 0) return { closed: 0, realised: 0 };
    const basis = this.#average ? this.#takeAverage(closed, part, told) : this.#takeLots(closed, part, told);
    const realised = this.#direction * (price * closed - basis) * this.#perTick;
    this.realisedToday += realised;
    return { closed, realised };
  }

  /** Value at the day's basis that leaves with `quantity`, first in first out. */
  #takeLots(quantity: number, part: Part, told?: ClosedLot): number {
    const before = this.dayValue;
    let left = quantity;
    if (part !== 'today') left = this.#takeFrom(this.#yesterdays, left, told);
    if (part !== 'yesterday') this.#takeFrom(this.#todays, left, told);
    return before - this.dayValue;
  }

  /** @returns what could not be taken */
  #takeFrom(queue: LotQueue, quantity: number, told?: ClosedLot): number {
    let left = quantity;
    const { figures } = queue;
    while (left > 0 && !queue.empty) {
      const at = queue.first;
      const there = figures[at];
      const take = Math.min(left, there);
      let open = figures[at + LOT.openValue];
      let day = figures[at + LOT.dayValue];
      if (take < there) {
        open = Math.round((open * take) / there);
        day = Math.round((day * take) / there);
        figures[at] = there - take;
        figures[at + LOT.openValue] -= open;
        figures[at + LOT.dayValue] -= day;
      }
      this.openValue -= open;
      this.dayValue -= day;
      if (queue === this.#todays) this.today -= take;
      else this.yesterday -= take;
      if (told !== undefined) told(take, open, day, queue.dayAt(at));
      if (take === there) queue.dropFirst();
      left -= take;
    }
    return left;
  }

  /** Average cost: the same cost a share leaves whichever day it was bought. */
  #takeAverage(quantity: number, part: Part, told?: ClosedLot): number {
    const total = this.quantity;
    const openLeft = this.openValue - Math.round((this.openValue * quantity) / total);
    const removed = this.openValue - openLeft;
    this.#takeLots(quantity, part, told);
    this.#spread(openLeft);
    return removed;
  }

  /** Gives the remaining lots the remaining value by quantity, the last one the rest. */
  #spread(value: number): void {
    let left = value;
    let quantityLeft = this.quantity;
    for (const { figures, first, end } of [this.#yesterdays, this.#todays]) {
      for (let at = first; at < end; at += LOT_WIDTH) {
        const quantity = figures[at];
        const share = quantity === quantityLeft ? left : Math.round((left * quantity) / quantityLeft);
        figures[at + LOT.openValue] = share;
        figures[at + LOT.dayValue] = share;
        left -= share;
        quantityLeft -= quantity;
      }
    }
    this.openValue = value;
    this.dayValue = value;
  }

  /** Result not yet realised at a mark, against the day's basis. */
  unrealised(mark: Ticks): Money {
    return this.quantity === 0 ? 0 : this.#direction * (mark * this.quantity - this.dayValue) * this.#perTick;
  }

  /**
   * Ends the trading day at the settlement price: futures are marked to market, all lots become yesterday's.
   * @returns the mark-to-market result (0 for stocks and options)
   */
  settle(settlement: Ticks): Money {
    const marked = this.#marked ? this.unrealised(settlement) : 0;
    const lots = this.#marked ? this.lots.map((lot) => ({ ...lot, dayValue: settlement * lot.quantity })) : this.lots;
    const merged = this.#average && lots.length > 1;
    this.#yesterdays.replace(merged ? [{ today: false, quantity: this.quantity, openValue: this.openValue, dayValue: this.dayValue, openDay: lots[0].openDay }] : lots);
    this.#todays.clear();
    this.yesterday = this.quantity;
    this.today = 0;
    if (this.#marked) this.dayValue = settlement * this.yesterday;
    this.realisedToday = 0;
    this.feesToday = 0;
    return marked;
  }

  /** Replaces everything with a broker's figures (reconciliation, step 5). */
  replace(position: Position): void {
    const total = position.today + position.yesterday;
    const share = (value: number): number => (total === 0 ? 0 : Math.round((value * position.yesterday) / total));
    const old = { today: false, quantity: position.yesterday, openValue: share(position.openValue), dayValue: share(position.dayValue), openDay: '' };
    this.#yesterdays.replace(old.quantity > 0 ? [old] : []);
    this.#todays.clear();
    if (position.today > 0) this.#todays.push(position.today, position.openValue - old.openValue, position.dayValue - old.dayValue, '');
    this.today = position.today;
    this.yesterday = position.yesterday;
    this.openValue = position.openValue;
    this.dayValue = position.dayValue;
    this.frozenToday = position.frozenToday;
    this.frozenYesterday = position.frozenYesterday;
    this.realisedToday = position.realisedToday;
    this.feesToday = position.feesToday;
  }

  state(): HoldingState {
    return {
      account: this.account,
      instrument: this.instrument.id,
      side: this.side,
      lots: this.lots,
      realisedToday: this.realisedToday,
      feesToday: this.feesToday,
    };
  }

  static from(state: HoldingState, instrument: Instrument): Holding {
    const holding = new Holding(state.account, instrument, state.side);
    for (const saved of state.lots) {
      const { today, quantity, openValue, dayValue } = saved;
      (today ? holding.#todays : holding.#yesterdays).push(quantity, openValue, dayValue, saved.openDay ?? '');
      if (today) holding.today += quantity;
      else holding.yesterday += quantity;
      holding.openValue += openValue;
      holding.dayValue += dayValue;
    }
    holding.realisedToday = state.realisedToday;
    holding.feesToday = state.feesToday;
    return holding;
  }

  /** The position as the rest of the house sees it. */
  position(margin: Money): Position {
    return {
      account: this.account,
      instrument: this.instrument.id,
      side: this.side,
      today: this.today,
      yesterday: this.yesterday,
      frozenToday: this.frozenToday,
      frozenYesterday: this.frozenYesterday,
      openValue: this.openValue,
      dayValue: this.dayValue,
      margin,
      realisedToday: this.realisedToday,
      feesToday: this.feesToday,
    };
  }
}

/** What a fill does: which side of the book it opens or closes. A net instrument closes the opposite first and opens the rest. */
export function sideOpenedBy(side: Side): PositionSide {
  return side === 'buy' ? 'long' : 'short';
}

export function sideClosedBy(side: Side): PositionSide {
  return side === 'buy' ? 'short' : 'long';
}
