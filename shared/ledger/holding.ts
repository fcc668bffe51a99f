/**
 * What an account holds of one instrument on one side, lot by lot, and what a fill does to it. Exact: values are sums of
 * price × quantity in ticks, results are whole 1/10,000 of the currency. The same rules serve the simulated exchange and the
 * core's own positions between a broker's reports.
 *
 * Futures (protocols/order-lifecycle, "Positions and money"): the day's mark-to-market, first opened first closed unless
 * close-today or close-yesterday says otherwise; SHFE and INE read a plain close as close-yesterday (protocols/ctp-and-xtp).
 * Stocks: average cost, yesterday's shares leave first.
 */
import type { Instrument } from '../model/instrument.ts';
import { heldAtAverage, tickMoney } from '../model/instrument.ts';
import type { Offset, Side } from '../model/order.ts';
import type { Position, PositionSide } from '../model/position.ts';
import type { Money, Ticks } from '../price.ts';

/** Opened together at one price. `dayValue` is the value at the day's basis (see Position). */
export interface Lot {
  today: boolean;
  quantity: number;
  openValue: number;
  dayValue: number;
}

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

export class Holding {
  readonly account: string;
  readonly instrument: Instrument;
  readonly side: PositionSide;
  readonly #perTick: number;
  readonly #direction: 1 | -1;
  readonly #average: boolean;
  /** Oldest first: yesterday's before today's. */
  #lots: Lot[] = [];
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

  /** Adds what an opening fill brought. */
  open(price: Ticks, quantity: number): void {
    const value = price * quantity;
    const last = this.#lots.at(-1);
    const same = last?.today === true && (this.#average || last.openValue === price * last.quantity);
    if (last && same) {
      last.quantity += quantity;
      last.openValue += value;
      last.dayValue += value;
    } else {
      this.#lots.push({ today: true, quantity, openValue: value, dayValue: value });
    }
    this.today += quantity;
    this.openValue += value;
    this.dayValue += value;
  }

  /**
   * Takes out what a closing fill closed and books the result.
   * @returns what was closed (less than `quantity` where there was not as much) and its result before fees
   */
  close(price: Ticks, quantity: number, part: Part): { readonly closed: number; readonly realised: Money } {
    const closed = Math.min(quantity, part === 'today' ? this.today : part === 'yesterday' ? this.yesterday : this.quantity);
    if (closed <= 0) return { closed: 0, realised: 0 };
    const basis = this.#average ? this.#takeAverage(closed, part) : this.#takeLots(closed, part);
    const realised = this.#direction * (price * closed - basis) * this.#perTick;
    this.realisedToday += realised;
    return { closed, realised };
  }

  /** Value at the day's basis that leaves with `quantity`, first in first out. */
  #takeLots(quantity: number, part: Part): number {
    let left = quantity;
    let basis = 0;
    for (const lot of this.#lots) {
      if (left === 0) break;
      if ((part === 'today' && !lot.today) || (part === 'yesterday' && lot.today)) continue;
      const take = Math.min(left, lot.quantity);
      basis += this.#shrink(lot, take);
      left -= take;
    }
    this.#lots = this.#lots.filter((lot) => lot.quantity > 0);
    return basis;
  }

  /** Average cost: the same cost a share leaves whichever day it was bought. */
  #takeAverage(quantity: number, part: Part): number {
    const total = this.quantity;
    const openLeft = this.openValue - Math.round((this.openValue * quantity) / total);
    const removed = this.openValue - openLeft;
    this.#takeLots(quantity, part);
    this.#spread(openLeft);
    return removed;
  }

  /** Gives the remaining lots the remaining value by quantity, the last one the rest. */
  #spread(value: number): void {
    let left = value;
    let quantityLeft = this.quantity;
    for (const lot of this.#lots) {
      const share = lot.quantity === quantityLeft ? left : Math.round((left * lot.quantity) / quantityLeft);
      lot.openValue = share;
      lot.dayValue = share;
      left -= share;
      quantityLeft -= lot.quantity;
    }
    this.openValue = value;
    this.dayValue = value;
  }

  #shrink(lot: Lot, take: number): number {
    const open = take === lot.quantity ? lot.openValue : Math.round((lot.openValue * take) / lot.quantity);
    const day = take === lot.quantity ? lot.dayValue : Math.round((lot.dayValue * take) / lot.quantity);
    lot.quantity -= take;
    lot.openValue -= open;
    lot.dayValue -= day;
    this.openValue -= open;
    this.dayValue -= day;
    if (lot.today) this.today -= take;
    else this.yesterday -= take;
    return day;
  }

  /** Result not yet realised at a mark, against the day's basis. */
  unrealised(mark: Ticks): Money {
    return this.quantity === 0 ? 0 : this.#direction * (mark * this.quantity - this.dayValue) * this.#perTick;
  }

  /**
   * Ends the trading day at the settlement price: futures are marked to market, all lots become yesterday's.
   * @returns the mark-to-market result (0 for stocks)
   */
  settle(settlement: Ticks): Money {
    const marked = this.#average ? 0 : this.unrealised(settlement);
    for (const lot of this.#lots) {
      lot.today = false;
      if (!this.#average) lot.dayValue = settlement * lot.quantity;
    }
    if (this.#average && this.#lots.length > 1) {
      this.#lots = [{ today: false, quantity: this.quantity, openValue: this.openValue, dayValue: this.dayValue }];
    }
    this.yesterday = this.quantity;
    this.today = 0;
    if (!this.#average) this.dayValue = settlement * this.yesterday;
    this.realisedToday = 0;
    this.feesToday = 0;
    return marked;
  }

  /** Replaces everything with a broker's figures (reconciliation, step 5). */
  replace(position: Position): void {
    this.#lots = [];
    const total = position.today + position.yesterday;
    const share = (value: number, quantity: number): number => (total === 0 ? 0 : Math.round((value * quantity) / total));
    if (position.yesterday > 0) {
      this.#lots.push({ today: false, quantity: position.yesterday, openValue: share(position.openValue, position.yesterday), dayValue: share(position.dayValue, position.yesterday) });
    }
    if (position.today > 0) {
      const before = this.#lots[0];
      this.#lots.push({ today: true, quantity: position.today, openValue: position.openValue - (before?.openValue ?? 0), dayValue: position.dayValue - (before?.dayValue ?? 0) });
    }
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
      lots: this.#lots.map((lot) => ({ ...lot })),
      realisedToday: this.realisedToday,
      feesToday: this.feesToday,
    };
  }

  static from(state: HoldingState, instrument: Instrument): Holding {
    const holding = new Holding(state.account, instrument, state.side);
    holding.#lots = state.lots.map((lot) => ({ ...lot }));
    for (const lot of holding.#lots) {
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
