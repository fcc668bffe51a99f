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
  today: boolean;
  quantity: number;
  openValue: number;
  dayValue: number;
  /** Trading day it was opened on, `YYYY-MM-DD`; empty where nobody said. */
  openDay: string;
}

/** Told lot by lot what a fill closed: how much of it, its value at the open price and at the day's basis. */
export type ClosedLot = (quantity: number, openValue: number, dayValue: number, openDay: string) => void;

/** Everything needed to carry a holding over a restart. Plain data. */
export interface HoldingState {
  readonly account: string;
  readonly instrument: string;
  readonly side: PositionSide;
  readonly lots: readonly Readonly<Lot>[];
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

/** Lots of one part of a holding, the oldest first; taking the oldest costs the same however many there are. */
class LotQueue {
  #lots: Lot[] = [];
  #head = 0;

  get first(): Lot | undefined {
    return this.#lots[this.#head];
  }

  get last(): Lot | undefined {
    return this.#lots.length > this.#head ? this.#lots[this.#lots.length - 1] : undefined;
  }

  push(lot: Lot): void {
    this.#lots.push(lot);
  }

  dropFirst(): void {
    this.#head += 1;
    if (this.#head === this.#lots.length) {
      this.#lots.length = 0;
      this.#head = 0;
    } else if (this.#head >= 32 && this.#head * 2 >= this.#lots.length) {
      this.#lots = this.#lots.slice(this.#head);
      this.#head = 0;
    }
  }

  all(): readonly Lot[] {
    return this.#head === 0 ? this.#lots : this.#lots.slice(this.#head);
  }

  replace(lots: Lot[]): void {
    this.#lots = lots;
    this.#head = 0;
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
  get lots(): readonly Readonly<Lot>[] {
    return [...this.#yesterdays.all(), ...this.#todays.all()];
  }

  /**
   * Adds what an opening fill brought.
   * @param day trading day, where lots are to know it
   */
  open(price: Ticks, quantity: number, day = ''): void {
    const value = price * quantity;
    const last = this.#todays.last;
    if (last !== undefined && last.openDay === day && (this.#average || last.openValue === price * last.quantity)) {
      last.quantity += quantity;
      last.openValue += value;
      last.dayValue += value;
    } else {
      this.#todays.push({ today: true, quantity, openValue: value, dayValue: value, openDay: day });
    }
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
    for (let lot = queue.first; left > 0 && lot !== undefined; lot = queue.first) {
      const take = Math.min(left, lot.quantity);
      this.#shrink(lot, take, told);
      if (lot.quantity === 0) queue.dropFirst();
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
    for (const lot of [...this.#yesterdays.all(), ...this.#todays.all()]) {
      const share = lot.quantity === quantityLeft ? left : Math.round((left * lot.quantity) / quantityLeft);
      lot.openValue = share;
      lot.dayValue = share;
      left -= share;
      quantityLeft -= lot.quantity;
    }
    this.openValue = value;
    this.dayValue = value;
  }

  #shrink(lot: Lot, take: number, told?: ClosedLot): void {
    const open = take === lot.quantity ? lot.openValue : Math.round((lot.openValue * take) / lot.quantity);
    const day = take === lot.quantity ? lot.dayValue : Math.round((lot.dayValue * take) / lot.quantity);
    lot.quantity -= take;
    lot.openValue -= open;
    lot.dayValue -= day;
    this.openValue -= open;
    this.dayValue -= day;
    if (lot.today) this.today -= take;
    else this.yesterday -= take;
    told?.(take, open, day, lot.openDay);
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
    const lots = [...this.#yesterdays.all(), ...this.#todays.all()];
    for (const lot of lots) {
      lot.today = false;
      if (this.#marked) lot.dayValue = settlement * lot.quantity;
    }
    const merged = this.#average && lots.length > 1;
    this.#yesterdays.replace(merged ? [{ today: false, quantity: this.quantity, openValue: this.openValue, dayValue: this.dayValue, openDay: lots[0].openDay }] : lots);
    this.#todays.replace([]);
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
    const fresh = { today: true, quantity: position.today, openValue: position.openValue - old.openValue, dayValue: position.dayValue - old.dayValue, openDay: '' };
    this.#yesterdays.replace(old.quantity > 0 ? [old] : []);
    this.#todays.replace(fresh.quantity > 0 ? [fresh] : []);
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
      lots: this.lots.map((lot) => ({ ...lot })),
      realisedToday: this.realisedToday,
      feesToday: this.feesToday,
    };
  }

  static from(state: HoldingState, instrument: Instrument): Holding {
    const holding = new Holding(state.account, instrument, state.side);
    for (const saved of state.lots) {
      const lot = { ...saved, openDay: saved.openDay ?? '' };
      (lot.today ? holding.#todays : holding.#yesterdays).push(lot);
      if (lot.today) holding.today += lot.quantity;
      else holding.yesterday += lot.quantity;
      holding.openValue += lot.openValue;
      holding.dayValue += lot.dayValue;
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
