/**
 * One account at the simulated exchange: cash by currency, holdings by instrument and side, and what its working orders hold
 * back of both. Whole 1/10,000 throughout; nothing is made or lost but by deposits, fills, fees and settlements.
 */
import { marginOf } from '#shared/ledger/fees.ts';
import { Holding, partOf, sideClosedBy, sideOpenedBy, type HoldingState } from '#shared/ledger/holding.ts';
import type { Funds } from '#shared/model/account.ts';
import { paidInFull, tickMoney, type Currency, type Instrument, type InstrumentId } from '#shared/model/instrument.ts';
import type { Offset, Side } from '#shared/model/order.ts';
import type { Position, PositionSide } from '#shared/model/position.ts';
import type { Money, Ticks } from '#shared/price.ts';
import { remainingOf, type ExchangeOrder } from './orders.ts';
import { reserveOf, SHORT_STOCK_MARGIN } from './reserve.ts';

/** The price an instrument is valued at now; NaN where there is none. */
export type Marks = (instrument: Instrument) => Ticks;

/** Which lots of a holding a closing order may take. */
export type ClosingPart = 'today' | 'yesterday' | 'any';

/** Shares that settle the next day are sold from yesterday's only; other netted holdings from all; the rest by its offset. */
export function closingPart(instrument: Instrument, side: Side, offset: Offset): ClosingPart {
  if (instrument.offsets === 'net') return side === 'sell' && instrument.sellable === 'next-day' ? 'yesterday' : 'any';
  return partOf(offset, instrument.offsets);
}

interface Cash {
  balance: Money;
  frozen: Money;
  realised: Money;
  fees: Money;
  netDeposits: Money;
}

const NO_CASH: Readonly<Cash> = { balance: 0, frozen: 0, realised: 0, fees: 0, netDeposits: 0 };

/** A holding with what working orders hold back of it, by the part they may take. */
interface Stake {
  readonly holding: Holding;
  readonly held: { any: number; today: number; yesterday: number };
}

export interface AccountState {
  readonly id: string;
  readonly name: string;
  readonly cash: Readonly<Partial<Record<Currency, Omit<Cash, 'frozen'>>>>;
  readonly holdings: readonly HoldingState[];
}

const stakeKey = (instrument: InstrumentId, side: PositionSide): string => `${instrument}/${side}`;

export class ExchangeAccount {
  readonly id: string;
  readonly name: string;
  readonly #cash = new Map<Currency, Cash>();
  readonly #stakes = new Map<string, Stake>();

  constructor(id: string, name: string) {
    this.id = id;
    this.name = name;
  }

  get currencies(): readonly Currency[] {
    return [...this.#cash.keys()];
  }

  /** Whether anything is held whose value moves with the market. */
  get exposed(): boolean {
    for (const { holding } of this.#stakes.values()) if (holding.quantity > 0) return true;
    return false;
  }

  #purse(currency: Currency): Cash {
    let cash = this.#cash.get(currency);
    if (!cash) this.#cash.set(currency, (cash = { ...NO_CASH }));
    return cash;
  }

  #stake(instrument: Instrument, side: PositionSide): Stake {
    const key = stakeKey(instrument.id, side);
    let stake = this.#stakes.get(key);
    if (!stake) this.#stakes.set(key, (stake = { holding: new Holding(this.id, instrument, side), held: { any: 0, today: 0, yesterday: 0 } }));
    return stake;
  }

  deposit(currency: Currency, amount: Money): void {
    const cash = this.#purse(currency);
    cash.balance += amount;
    cash.netDeposits += amount;
  }

  /** What is held on a side, whatever is held back of it. */
  quantity(instrument: Instrument, side: PositionSide): number {
    return this.#stakes.get(stakeKey(instrument.id, side))?.holding.quantity ?? 0;
  }

  /** How much of the next `quantity` closed would be of this day's lots: yesterday's leave first. */
  ofToday(instrument: Instrument, side: PositionSide, quantity: number): number {
    return Math.max(0, quantity - (this.#stakes.get(stakeKey(instrument.id, side))?.holding.yesterday ?? 0));
  }

  /** What a new closing order may still take. */
  closable(instrument: Instrument, side: PositionSide, part: ClosingPart): number {
    return this.#stakes.get(stakeKey(instrument.id, side))?.holding.closable(part) ?? 0;
  }

  /** Holds back what a working order needs for what is left of it. */
  hold(order: ExchangeOrder, instrument: Instrument): void {
    const { side, offset } = order.intent;
    if (order.closing > 0) this.#holdQuantity(instrument, sideClosedBy(side), closingPart(instrument, side, offset), order.closing);
    order.frozen = order.price === null ? 0 : reserveOf(instrument, order, order.price, remainingOf(order));
    this.#purse(instrument.currency).frozen += order.frozen;
  }

  /** Gives back what `hold` held. */
  release(order: ExchangeOrder, instrument: Instrument): void {
    const { side, offset } = order.intent;
    if (order.closing > 0) this.#holdQuantity(instrument, sideClosedBy(side), closingPart(instrument, side, offset), -order.closing);
    this.#purse(instrument.currency).frozen -= order.frozen;
    order.frozen = 0;
  }

  #holdQuantity(instrument: Instrument, side: PositionSide, part: ClosingPart, quantity: number): void {
    const stake = this.#stake(instrument, side);
    stake.held[part] += quantity;
    this.#spreadHeld(stake);
  }

  /** What may come from any part is shown against yesterday's first, as it would leave. */
  #spreadHeld({ holding, held }: Stake): void {
    const fromYesterday = Math.min(held.any, holding.yesterday - held.yesterday);
    holding.frozenYesterday = held.yesterday + fromYesterday;
    holding.frozenToday = held.today + held.any - fromYesterday;
  }

  /** How much more working orders hold back of a netted side than there is: a fill of another order took it. */
  overheld(instrument: Instrument, side: PositionSide): number {
    const stake = this.#stakes.get(stakeKey(instrument.id, side));
    return stake ? Math.max(0, stake.held.any - stake.holding.quantity) : 0;
  }

  /**
   * Books a fill of a released order: what it closes, what it opens, cash and fee. A netted instrument closes first whatever is
   * on the other side, even what other orders hold back (see `overheld`): it never has both. Leaves in `order.closing` what the
   * rest of the order still closes.
   */
  fill(order: ExchangeOrder, instrument: Instrument, price: Ticks, quantity: number, fee: Money): void {
    const { side, offset } = order.intent;
    const part = closingPart(instrument, side, offset);
    const opposite = this.#stakes.get(stakeKey(instrument.id, sideClosedBy(side)))?.holding;
    const there = part === 'yesterday' ? opposite?.yesterday : opposite?.quantity;
    const closed = instrument.offsets === 'net' ? Math.min(quantity, there ?? 0) : offset === 'open' ? 0 : quantity;
    order.closing -= Math.min(order.closing, quantity);
    const cash = this.#purse(instrument.currency);
    if (closed > 0) {
      const stake = this.#stake(instrument, sideClosedBy(side));
      const result = stake.holding.close(price, closed, part);
      if (result.closed !== closed) throw new Error(`order ${order.number} closes ${closed} of ${instrument.id}, only ${result.closed} are there`);
      this.#spreadHeld(stake);
      cash.realised += result.realised;
      if (!paidInFull(instrument)) cash.balance += result.realised;
    }
    if (quantity > closed) {
      const stake = this.#stake(instrument, sideOpenedBy(side));
      stake.holding.open(price, quantity - closed);
      this.#spreadHeld(stake);
    }
    if (paidInFull(instrument)) cash.balance += (side === 'sell' ? 1 : -1) * price * quantity * tickMoney(instrument);
    cash.balance -= fee;
    cash.fees += fee;
    this.#stake(instrument, quantity > closed ? sideOpenedBy(side) : sideClosedBy(side)).holding.feesToday += fee;
  }

  /**
   * Ends the trading day: futures marked to market into cash, lots become yesterday's, day figures start anew. All orders have
   * been released before; those that stay are held again afterwards.
   * @param settlement price of the day, NaN where there is none (the day's basis stays)
   */
  settle(settlement: Marks): void {
    for (const [key, { holding }] of this.#stakes) {
      const price = settlement(holding.instrument);
      const basis = holding.quantity === 0 ? 0 : Math.round(holding.dayValue / holding.quantity);
      this.#purse(holding.instrument.currency).balance += holding.settle(Number.isNaN(price) ? basis : price);
      if (holding.quantity === 0) this.#stakes.delete(key);
    }
    for (const cash of this.#cash.values()) {
      cash.realised = 0;
      cash.fees = 0;
      cash.netDeposits = 0;
    }
  }

  /** Margin of a side: of futures on the day's basis (yesterday's lots at the settlement, today's at their open price), of borrowed shares on the market. */
  #margin(holding: Holding, marks: Marks): Money {
    const { instrument, side } = holding;
    if (!paidInFull(instrument)) return marginOf(instrument, side, holding.dayValue);
    if (side === 'long' || holding.quantity === 0) return 0;
    return Math.round(this.#marketValue(holding, marks) * SHORT_STOCK_MARGIN);
  }

  /** Value at the market, always positive; at cost where there is no price. */
  #marketValue(holding: Holding, marks: Marks): Money {
    const mark = marks(holding.instrument);
    return (Number.isNaN(mark) ? holding.openValue : mark * holding.quantity) * tickMoney(holding.instrument);
  }

  #unrealised(holding: Holding, marks: Marks): Money {
    const mark = marks(holding.instrument);
    return Number.isNaN(mark) ? 0 : holding.unrealised(mark);
  }

  /** What a new order may use: balance and unrealised futures results, less margin and what working orders hold back. */
  available(currency: Currency, marks: Marks): Money {
    const cash = this.#cash.get(currency);
    if (!cash) return 0;
    let available = cash.balance - cash.frozen;
    for (const { holding } of this.#stakes.values()) {
      if (holding.quantity === 0 || holding.instrument.currency !== currency) continue;
      available -= this.#margin(holding, marks);
      if (!paidInFull(holding.instrument)) available += this.#unrealised(holding, marks);
    }
    return available;
  }

  /** @param time UTC ms, this machine's, of the report */
  funds(currency: Currency, marks: Marks, time: number): Funds {
    const cash = this.#cash.get(currency) ?? NO_CASH;
    let margin = 0;
    let marketValue = 0;
    let unrealised = 0;
    let futures = 0;
    for (const { holding } of this.#stakes.values()) {
      if (holding.quantity === 0 || holding.instrument.currency !== currency) continue;
      margin += this.#margin(holding, marks);
      const open = this.#unrealised(holding, marks);
      unrealised += open;
      if (paidInFull(holding.instrument)) marketValue += (holding.side === 'long' ? 1 : -1) * this.#marketValue(holding, marks);
      else futures += open;
    }
    const equity = cash.balance + futures + marketValue;
    return {
      account: this.id,
      currency,
      balance: cash.balance,
      equity,
      available: cash.balance + futures - margin - cash.frozen,
      margin,
      frozen: cash.frozen,
      marketValue,
      realised: cash.realised,
      unrealised,
      fees: cash.fees,
      risk: equity > 0 ? margin / equity : 0,
      netDeposits: cash.netDeposits,
      reportedAt: time,
    };
  }

  /** Whether anything is held on a side, or was since the last settlement. */
  knows(instrument: Instrument, side: PositionSide): boolean {
    return this.#stakes.has(stakeKey(instrument.id, side));
  }

  /** One side of an instrument; all zero where nothing is or was held today. */
  position(instrument: Instrument, side: PositionSide, marks: Marks): Position {
    const holding = this.#stakes.get(stakeKey(instrument.id, side))?.holding ?? new Holding(this.id, instrument, side);
    return holding.position(this.#margin(holding, marks));
  }

  /** Every side with something held, or something done today. */
  positions(marks: Marks): Position[] {
    const positions: Position[] = [];
    for (const { holding } of this.#stakes.values()) {
      if (holding.quantity > 0 || holding.realisedToday !== 0 || holding.feesToday !== 0) positions.push(holding.position(this.#margin(holding, marks)));
    }
    return positions;
  }

  state(): AccountState {
    const cash: Partial<Record<Currency, Omit<Cash, 'frozen'>>> = {};
    for (const [currency, { balance, realised, fees, netDeposits }] of this.#cash) cash[currency] = { balance, realised, fees, netDeposits };
    return { id: this.id, name: this.name, cash, holdings: [...this.#stakes.values()].map(({ holding }) => holding.state()) };
  }

  /** What working orders hold back is not part of the state: the orders hold it again. */
  static from(state: AccountState, instrumentOf: (id: InstrumentId) => Instrument): ExchangeAccount {
    const account = new ExchangeAccount(state.id, state.name);
    for (const [currency, cash] of Object.entries(state.cash)) account.#cash.set(currency as Currency, { ...cash, frozen: 0 });
    for (const held of state.holdings) {
      account.#stakes.set(stakeKey(held.instrument, held.side), { holding: Holding.from(held, instrumentOf(held.instrument)), held: { any: 0, today: 0, yesterday: 0 } });
    }
    return account;
  }
}
