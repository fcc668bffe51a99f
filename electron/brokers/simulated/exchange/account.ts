/**
 * One account at the simulated exchange: cash by currency, holdings by instrument and side, and what its working orders hold
 * back of both. Whole 1/10,000 throughout; nothing is made or lost but by deposits, fills, fees and settlements.
 */
import { SHORT_STOCK_MARGIN } from '#shared/ledger/opening.ts';
import { hasMargin, optionMargin } from '#shared/ledger/option.ts';
import { Holding, partOf, type ClosedLot, type HoldingState } from '#shared/ledger/holding.ts';
import type { Funds } from '#shared/model/account.ts';
import { tickMoney, type Currency, type Instrument, type InstrumentId } from '#shared/model/instrument.ts';
import type { Offset, Side } from '#shared/model/order.ts';
import type { Position, PositionSide } from '#shared/model/position.ts';
import type { StatementDelivery, StatementTransfer } from '#shared/model/statement.ts';
import type { Money, Ticks } from '#shared/price.ts';
import { ClientIds } from './client-ids.ts';
import type { DeliveryEvent, Deposits } from './events.ts';
import { FIGURE, FLAG, offsetIn, sideIn, waitsBy } from './order-row.ts';
import type { ExchangeOrder } from './orders.ts';
import { Purse, type CashState } from './purse.ts';
import { reserveOf } from './reserve.ts';
import { Stake, type ClosingPart, type StakePair } from './stake.ts';

/** The price an instrument is valued at now, by its place in the feed; NaN where there is none. */
export type Marks = (index: number) => Ticks;

/** Shares that settle the next day are sold from yesterday's only; other netted holdings from all; the rest by its offset. */
export function closingPart(instrument: Instrument, side: Side, offset: Offset): ClosingPart {
  if (instrument.offsets === 'net') return side === 'sell' && instrument.sellable === 'next-day' ? 'yesterday' : 'any';
  return partOf(offset, instrument.offsets);
}

export interface AccountState {
  readonly id: string;
  readonly name: string;
  readonly cash: Readonly<Partial<Record<Currency, CashState>>>;
  readonly holdings: readonly HoldingState[];
  readonly transfers: readonly StatementTransfer[];
  /** Absent in a snapshot of before statements. */
  readonly statement?: LastStatement | null;
  readonly confirmed?: number;
  readonly firstFill?: number;
}

/** The newest statement of an account. */
export interface LastStatement {
  readonly number: number;
  readonly tradingDay: string;
}

export class ExchangeAccount {
  readonly id: string;
  readonly name: string;
  /** Among the exchange's accounts, in the order in which they were opened. */
  readonly place: number;
  /** The list of changes that it is in; the exchange's. */
  touchedIn: readonly ExchangeAccount[] | null = null;
  /** Its orders by the ids that it gave them: working, and ended ones still kept. */
  readonly clientIds = new ClientIds();
  readonly #purses = new Map<Currency, Purse>();
  readonly #instruments: readonly Instrument[];
  readonly #stakes = new Map<Instrument, StakePair>();
  /** The same by the instrument's place in the feed. */
  readonly #stakesAt: (StakePair | undefined)[] = [];
  /** Cash in and out since the last settlement, in order. */
  #transfers: StatementTransfer[] = [];
  /** What expired in the settlement under way. */
  #deliveries: StatementDelivery[] = [];
  statement: LastStatement | null = null;
  /** Statements up to this number are confirmed. */
  confirmed = 0;
  /** Fills of smaller numbers are of before it started again: no statement's. */
  firstFill = 0;

  /** @param instruments everything that the feed carries, by its place there */
  constructor(id: string, name: string, place: number, instruments: readonly Instrument[]) {
    this.id = id;
    this.name = name;
    this.place = place;
    this.#instruments = instruments;
  }

  get currencies(): readonly Currency[] {
    return [...this.#purses.keys()];
  }

  /** Whether anything is held whose value moves with the market. */
  get exposed(): boolean {
    for (const purse of this.#purses.values()) for (const { holding } of purse.stakes) if (holding.quantity > 0) return true;
    return false;
  }

  /** Whether anything is held whose margin moves with the market: borrowed shares, short options. */
  get borrows(): boolean {
    for (const purse of this.#purses.values()) for (const { holding, margined } of purse.stakes) if (!margined && holding.side === 'short' && holding.quantity > 0) return true;
    return false;
  }

  #purse(currency: Currency): Purse {
    let purse = this.#purses.get(currency);
    if (!purse) this.#purses.set(currency, (purse = new Purse(currency)));
    return purse;
  }

  /** Both sides of an instrument, by its place in the feed. */
  stakesAt(index: number): StakePair {
    return this.#stakesAt[index] ?? this.#begin(index);
  }

  #begin(index: number): StakePair {
    const instrument = this.#instruments[index];
    const underlying = instrument.option ? this.#instruments.findIndex(({ id }) => id === instrument.option?.underlying) : -1;
    const purse = this.#purse(instrument.currency);
    const pair = { long: new Stake(this.id, instrument, index, 'long', underlying), short: new Stake(this.id, instrument, index, 'short', underlying), purse };
    this.#stakes.set(instrument, pair);
    this.#stakesAt[index] = pair;
    purse.stakes.push(pair.long, pair.short);
    return pair;
  }

  /** Cash in, or out where `amount` is below zero. */
  transfer(transfer: StatementTransfer): void {
    this.#purse(transfer.currency).move(transfer.amount);
    this.#transfers.push(transfer);
  }

  /** The statement that waits for its confirmation, null where none does. */
  get unconfirmed(): LastStatement | null {
    return this.statement !== null && this.statement.number > this.confirmed ? this.statement : null;
  }

  /** Starts again: nothing held, cash as given. All its orders have ended. @param nextFill number that the next fill will have */
  reset(deposits: Deposits, time: number, nextFill: number): void {
    this.firstFill = nextFill;
    for (const purse of this.#purses.values()) {
      for (const stake of purse.stakes) stake.drop();
      purse.margin = 0;
      purse.balance = 0;
      purse.beginDay();
    }
    this.#transfers = [];
    this.deposit(deposits, time, 'reset');
  }

  deposit(deposits: Deposits, time: number, kind: 'deposit' | 'reset' = 'deposit'): void {
    for (const [currency, amount] of Object.entries(deposits)) this.transfer({ time, currency: currency as Currency, amount, counterpart: null, kind });
  }

  get transfers(): readonly StatementTransfer[] {
    return this.#transfers;
  }

  get deliveries(): readonly StatementDelivery[] {
    return this.#deliveries;
  }

  /** Cash by currency, with its movements since the last settlement. */
  cash(currency: Currency): CashState {
    return (this.#purses.get(currency) ?? new Purse(currency)).state();
  }

  *holdings(): Iterable<Holding> {
    for (const { holding } of this.knownStakes()) yield holding;
  }

  /** Everything that is held, or was since the last settlement. */
  *knownStakes(): Iterable<Stake> {
    for (const { long, short } of this.#stakes.values()) {
      if (long.known) yield long;
      if (short.known) yield short;
    }
  }

  #holding(instrument: Instrument, side: PositionSide): Holding | undefined {
    return this.#stakes.get(instrument)?.[side].holding;
  }

  /** What is held on a side, whatever is held back of it. */
  quantity(instrument: Instrument, side: PositionSide): number {
    return this.#holding(instrument, side)?.quantity ?? 0;
  }

  /** What a new closing order may still take. */
  closable(instrument: Instrument, side: PositionSide, part: ClosingPart): number {
    return this.#holding(instrument, side)?.closable(part) ?? 0;
  }

  /**
   * Holds back what a working order needs for what is left of it. One that waits for its trigger holds nothing: it is looked at again when it triggers.
   * @param reserve the money, where that is reckoned already
   */
  hold(order: ExchangeOrder, instrument: Instrument, stakes: StakePair, reserve: Money = NaN): void {
    const { at } = order;
    const { figures } = order.table;
    const { flags } = order;
    const side = sideIn(flags);
    const offset = offsetIn(flags);
    const closing = figures[at + FIGURE.closing];
    const filled = figures[at + FIGURE.filled];
    const remaining = figures[at + FIGURE.quantity] - filled;
    const price = figures[at + FIGURE.price];
    if (closing > 0) {
      const stake = side === 'buy' ? stakes.short : stakes.long;
      stake.hold(closingPart(instrument, side, offset), closing);
      if ((flags & FLAG.closes) === 0) stake.enlist(order);
    } else if ((flags & FLAG.closes) !== 0) (side === 'buy' ? stakes.short : stakes.long).delist(order);
    const waits = waitsBy(flags);
    const opening = waits ? 0 : remaining - closing;
    figures[at + FIGURE.opening] = opening;
    (side === 'buy' ? stakes.long : stakes.short).opening += opening;
    let frozen = reserve;
    if (waits || Number.isNaN(price)) frozen = 0;
    else if (Number.isNaN(reserve)) frozen = reserveOf(instrument, side, offset, price, remaining, closing, filled === 0 ? null : order);
    figures[at + FIGURE.frozen] = frozen;
    stakes.purse.frozen += frozen;
  }

  /** Gives back what `hold` held. */
  release(order: ExchangeOrder, instrument: Instrument, stakes: StakePair): void {
    const { at, flags } = order;
    const { figures } = order.table;
    const buys = sideIn(flags) === 'buy';
    (buys ? stakes.long : stakes.short).opening -= figures[at + FIGURE.opening];
    figures[at + FIGURE.opening] = 0;
    const closing = figures[at + FIGURE.closing];
    if (closing > 0) (buys ? stakes.short : stakes.long).hold(closingPart(instrument, sideIn(flags), offsetIn(flags)), -closing);
    stakes.purse.frozen -= figures[at + FIGURE.frozen];
    figures[at + FIGURE.frozen] = 0;
  }

  /**
   * Books a fill of a released order: what it closes, what it opens, cash and fee. A netted instrument closes first whatever is
   * on the other side, even what other orders hold back (see `Stake.overheld`): it never has both. Leaves in `order.closing` what
   * the rest of the order still closes.
   * @param told of the lots that it closed
   * @returns the result of what it closed, before fees; NaN where it only opened
   */
  fill(order: ExchangeOrder, instrument: Instrument, stakes: StakePair, price: Ticks, quantity: number, fee: Money, tradingDay: string, told: ClosedLot): Money {
    const { flags } = order;
    const side = sideIn(flags);
    const offset = offsetIn(flags);
    const closing = side === 'buy' ? stakes.short : stakes.long;
    let closed = offset === 'open' ? 0 : quantity;
    const part = closingPart(instrument, side, offset);
    if (instrument.offsets === 'net') closed = Math.min(quantity, part === 'yesterday' ? closing.holding.yesterday : closing.holding.quantity);
    const held = order.closing;
    if (held > 0) order.closing = held - Math.min(held, quantity);
    const { purse } = stakes;
    let realised = NaN;
    if (closed > 0) {
      const result = closing.holding.close(price, closed, part, told);
      if (result.closed !== closed) throw new Error(`order ${order.number} closes ${closed} of ${instrument.id}, only ${result.closed} are there`);
      realised = result.realised;
      closing.spreadHeld();
      purse.margin += closing.remargin();
      purse.realised += realised;
      if (closing.margined) {
        purse.balance += realised;
        purse.closed += realised;
      }
    }
    const opening = side === 'buy' ? stakes.long : stakes.short;
    if (quantity > closed) {
      opening.known = true;
      opening.holding.open(price, quantity - closed, tradingDay);
      opening.spreadHeld();
      purse.margin += opening.remargin();
    }
    if (!opening.margined) {
      const paid = (side === 'sell' ? 1 : -1) * price * quantity * tickMoney(instrument);
      purse.balance += paid;
      purse.traded += paid;
    }
    purse.balance -= fee;
    purse.fees += fee;
    purse.fills++;
    (quantity > closed ? opening : closing).holding.feesToday += fee;
    return realised;
  }

  /**
   * Ends the trading day: futures marked to market into cash, lots become yesterday's, day figures start anew. All orders have
   * been released before; those that stay are held again afterwards.
   * @param settlement price of the day, NaN where there is none (the day's basis stays)
   * @param closes whether the books of a currency are closed now; those of others go on
   */
  settle(settlement: (instrument: Instrument) => Ticks, closes: (currency: Currency) => boolean): void {
    for (const { long, short } of this.#stakes.values()) {
      if (!closes(long.instrument.currency)) continue;
      const purse = this.#purse(long.instrument.currency);
      for (const stake of [long, short]) {
        const { holding } = stake;
        const price = settlement(holding.instrument);
        const basis = holding.quantity === 0 ? 0 : Math.round(holding.dayValue / holding.quantity);
        purse.balance += holding.settle(Number.isNaN(price) ? basis : price);
        purse.margin += stake.remargin();
        stake.known = holding.quantity > 0;
      }
    }
    for (const purse of this.#purses.values()) if (closes(purse.currency)) purse.beginDay();
    this.#transfers = this.#transfers.filter(({ currency }) => !closes(currency));
    this.#deliveries = [];
  }

  /**
   * Ends a holding with its contract, before the day is rolled: a future's last mark-to-market, then what its expiry brought.
   * @param settlement final price, for the mark-to-market
   */
  deliver(stake: Stake, { kind, quantity, price, amount, fee }: DeliveryEvent, settlement: Ticks): void {
    const { instrument, holding } = stake;
    const purse = this.#purse(instrument.currency);
    const result = amount + (stake.margined ? holding.unrealised(settlement) : 0);
    purse.balance += result - fee;
    purse.delivered += result;
    purse.fees += fee;
    purse.margin -= stake.margin;
    stake.drop();
    this.#deliveries.push({ instrument: instrument.id, side: holding.side, quantity, kind, price, amount: result, fee });
  }

  /** Shares from the exercise of an option, or for it where `quantity` is below zero; the cash is the option's. */
  exchangeShares({ long }: StakePair, quantity: number, price: Ticks, tradingDay: string): void {
    long.known = true;
    if (quantity >= 0) long.holding.open(price, quantity, tradingDay);
    else this.#purse(long.instrument.currency).realised += long.holding.close(price, -quantity, 'any').realised;
    long.spreadHeld();
  }

  /** Margin of a side: of futures on the day's basis, of borrowed shares and short options on the market. */
  #margin(stake: Stake, marks: Marks): Money {
    if (stake.margined) return stake.margin;
    const { instrument, holding } = stake;
    if (holding.side === 'long' || holding.quantity === 0) return 0;
    if (hasMargin(instrument)) {
      const premium = marks(stake.index);
      const underlying = stake.underlying < 0 ? NaN : marks(stake.underlying);
      // Without a price it counts as it was sold, its underlying as at the money.
      return optionMargin(instrument, Number.isNaN(premium) ? Math.round(holding.openValue / holding.quantity) : premium, Number.isNaN(underlying) ? instrument.option.strike : underlying, holding.quantity);
    }
    return Math.round(this.#marketValue(stake, marks) * SHORT_STOCK_MARGIN);
  }

  /** Value at the market, always positive; at cost where there is no price. */
  #marketValue({ holding, index }: Stake, marks: Marks): Money {
    const mark = marks(index);
    return (Number.isNaN(mark) ? holding.openValue : mark * holding.quantity) * tickMoney(holding.instrument);
  }

  #unrealised({ holding, index }: Stake, marks: Marks): Money {
    const mark = marks(index);
    return Number.isNaN(mark) ? 0 : holding.unrealised(mark);
  }

  /** What a new order may use: balance and unrealised futures results, less margin and what working orders hold back. */
  available(currency: Currency, marks: Marks): Money {
    const purse = this.#purses.get(currency);
    return purse === undefined ? 0 : this.availableIn(purse, marks);
  }

  availableIn(purse: Purse, marks: Marks): Money {
    let available = purse.balance - purse.frozen - purse.margin;
    for (const stake of purse.stakes) {
      if (stake.holding.quantity === 0) continue;
      if (stake.margined) available += this.#unrealised(stake, marks);
      else available -= this.#margin(stake, marks);
    }
    return available;
  }

  /** @param time UTC ms, this machine's, of the report */
  funds(currency: Currency, marks: Marks, time: number): Funds {
    const purse = this.#purse(currency);
    let margin = 0;
    let marketValue = 0;
    let unrealised = 0;
    let futures = 0;
    for (const stake of purse.stakes) {
      if (stake.holding.quantity === 0) continue;
      margin += this.#margin(stake, marks);
      const open = this.#unrealised(stake, marks);
      unrealised += open;
      if (stake.margined) futures += open;
      else marketValue += (stake.holding.side === 'long' ? 1 : -1) * this.#marketValue(stake, marks);
    }
    const equity = purse.balance + futures + marketValue;
    return {
      account: this.id,
      currency,
      balance: purse.balance,
      equity,
      available: purse.balance + futures - margin - purse.frozen,
      margin,
      frozen: purse.frozen,
      marketValue,
      realised: purse.realised,
      unrealised,
      fees: purse.fees,
      risk: equity > 0 ? margin / equity : 0,
      netDeposits: purse.deposits - purse.withdrawals,
      reportedAt: time,
    };
  }

  /** One side of an instrument as it is now. */
  position(stake: Stake, marks: Marks): Position {
    return stake.holding.position(this.#margin(stake, marks));
  }

  /** Every side with something held, or something done today. */
  positions(marks: Marks): Position[] {
    const positions: Position[] = [];
    for (const pair of this.#stakes.values()) {
      for (const stake of [pair.long, pair.short]) {
        const { quantity, realisedToday, feesToday } = stake.holding;
        if (quantity > 0 || realisedToday !== 0 || feesToday !== 0) positions.push(this.position(stake, marks));
      }
    }
    return positions;
  }

  state(): AccountState {
    const cash: Partial<Record<Currency, CashState>> = {};
    for (const [currency, purse] of this.#purses) cash[currency] = purse.state();
    const pairs = [...this.#stakes.values()].sort((a, b) => a.long.index - b.long.index);
    const holdings = pairs.flatMap(({ long, short }) => [long, short].filter((stake) => stake.known).map(({ holding }) => holding.state()));
    const { id, name, statement, confirmed, firstFill } = this;
    return { id, name, cash, holdings, transfers: this.#transfers, statement, confirmed, firstFill };
  }

  /** What working orders hold back is not part of the state: the orders hold it again. */
  static from(state: AccountState, place: number, indexOf: (id: InstrumentId) => number, instruments: readonly Instrument[]): ExchangeAccount {
    const account = new ExchangeAccount(state.id, state.name, place, instruments);
    for (const [currency, cash] of Object.entries(state.cash)) account.#purse(currency as Currency).restore(cash);
    for (const held of state.holdings) {
      const index = indexOf(held.instrument);
      const stake = account.stakesAt(index)[held.side];
      stake.restore(held);
      account.#purse(stake.instrument.currency).margin += stake.remargin();
    }
    account.#transfers = [...(state.transfers ?? [])];
    account.statement = state.statement ?? null;
    account.confirmed = state.confirmed ?? 0;
    account.firstFill = state.firstFill ?? 0;
    return account;
  }
}
