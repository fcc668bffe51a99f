/** What an account holds of one instrument on one side, with what its working orders hold back of it. */
import { marginOf } from '#shared/ledger/fees.ts';
import { Holding, type HoldingState } from '#shared/ledger/holding.ts';
import { paidInFull, type Instrument } from '#shared/model/instrument.ts';
import type { PositionSide } from '#shared/model/position.ts';
import type { Money } from '#shared/price.ts';
import type { Purse } from './purse.ts';
import type { ExchangeOrder } from './orders.ts';

/** Which lots of a holding a closing order may take. */
export type ClosingPart = 'today' | 'yesterday' | 'any';

export class Stake {
  readonly instrument: Instrument;
  readonly index: number;
  readonly account: string;
  holding: Holding;
  readonly margined: boolean;
  /** Whether anything is held, or was since the last settlement. */
  known = false;
  /** Margin that futures tie up; 0 of what is paid in full (its margin moves with the market). Kept by `remargin`. */
  margin: Money = 0;
  /** Left to fill of working orders that open it. */
  opening = 0;
  /** An option's underlying, by its place in the feed; -1 for everything else. */
  readonly underlying: number;
  /** The list of changes that it is in; the exchange's. */
  touchedIn: readonly Stake[] | null = null;
  /** Quantity held back, by the part that it may come from. */
  #any = 0;
  #today = 0;
  #yesterday = 0;
  /** Of the working orders that close it, the last to come. */
  #newest: ExchangeOrder | null = null;

  constructor(account: string, instrument: Instrument, index: number, side: PositionSide, underlying: number) {
    this.account = account;
    this.instrument = instrument;
    this.index = index;
    this.holding = new Holding(account, instrument, side);
    this.margined = !paidInFull(instrument);
    this.underlying = underlying;
  }

  /** Takes over what a snapshot says is held. */
  restore(held: HoldingState): void {
    this.holding = Holding.from(held, this.instrument);
    this.known = true;
  }

  /** Drops what is held. Nothing is held back any more. */
  drop(): void {
    this.holding = new Holding(this.account, this.instrument, this.holding.side);
    this.margin = 0;
  }

  /** Holds back more of it, or less where `quantity` is below zero. */
  hold(part: ClosingPart, quantity: number): void {
    if (part === 'any') this.#any += quantity;
    else if (part === 'today') this.#today += quantity;
    else this.#yesterday += quantity;
    this.spreadHeld();
  }

  /** What may come from any part is shown against yesterday's first, as it would leave. */
  spreadHeld(): void {
    const { holding } = this;
    const fromYesterday = Math.min(this.#any, holding.yesterday - this.#yesterday);
    holding.frozenYesterday = this.#yesterday + fromYesterday;
    holding.frozenToday = this.#today + this.#any - fromYesterday;
  }

  /** How much more working orders hold back of a netted side than there is: a fill of another order took it. */
  get overheld(): number {
    return Math.max(0, this.#any - this.holding.quantity);
  }

  /** Reckons the margin of futures anew, on the day's basis: yesterday's lots at the settlement, today's at their open price. @returns what it changed by */
  remargin(): Money {
    if (!this.margined) return 0;
    const before = this.margin;
    this.margin = marginOf(this.instrument, this.holding.side, this.holding.dayValue, this.holding.quantity);
    return this.margin - before;
  }

  /** Working orders that close it, the last to come first. */
  get newestCloser(): ExchangeOrder | null {
    return this.#newest;
  }

  /** Puts an order among those that close it, by priority. */
  enlist(order: ExchangeOrder): void {
    let older = this.#newest;
    let newer: ExchangeOrder | null = null;
    while (older !== null && older.priority > order.priority) {
      newer = older;
      older = older.olderCloser;
    }
    order.closes = true;
    order.olderCloser = older;
    order.newerCloser = newer;
    if (older !== null) older.newerCloser = order;
    if (newer === null) this.#newest = order;
    else newer.olderCloser = order;
  }

  /** Takes an order out of those that close it. */
  delist(order: ExchangeOrder): void {
    const { olderCloser: older, newerCloser: newer } = order;
    order.closes = false;
    if (older !== null) older.newerCloser = newer;
    if (newer === null) this.#newest = older;
    else newer.olderCloser = older;
    order.olderCloser = null;
    order.newerCloser = null;
  }
}

/** Both sides of an instrument in one account. */
export interface StakePair {
  readonly long: Stake;
  readonly short: Stake;
  /** Cash of its currency. */
  readonly purse: Purse;
}
