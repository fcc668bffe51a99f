/** Orders as the exchange keeps them, and what the rest of the house is told of them. */
import type { OrderIntent, OrderReport, ReportedState } from '#electron/brokers/broker.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Offset, OrderCondition, OrderType, Side, TimeInForce } from '#shared/model/order.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import type { ExchangeAccount } from './account.ts';
import { FIGURE, FLAG, MORE, offsetIn, orNaN, orNull, ROW_WIDTH, sideIn, STATE_CODE, STATE_MASK, STATES, timeInForceIn, typeIn, waitsBy, WHOLE } from './order-row.ts';
import type { OrderTable } from './order-table.ts';
import type { StakePair } from './stake.ts';

/** An order as it goes into a snapshot. */
export interface OrderState {
  readonly number: number;
  readonly intent: OrderIntent;
  readonly price: Ticks | null;
  readonly quantity: number;
  readonly filled: number;
  readonly filledValue: number;
  readonly closeToday: number;
  readonly closeTodayValue: number;
  readonly state: ReportedState;
  readonly fault: Fault | null;
  readonly closing: number;
  readonly frozen: Money;
  readonly priority: number;
  readonly resting: boolean;
  readonly condition: OrderCondition | null;
  readonly triggered: boolean;
  readonly trigger: Ticks | null;
  readonly best: Ticks | null;
  readonly time: number;
  readonly tradingDay: string;
  readonly endedIn: number | null;
}

/**
 * An order: one row of the table, looked at. Two of these may be the same order; it is told by its row. Of an order that is no longer
 * kept it is worth nothing once another one has come.
 */
export class ExchangeOrder {
  readonly table: OrderTable;
  readonly row: number;
  /** Where its figures begin; its whole numbers at twice that. */
  readonly at: number;
  /** Whose it is, and what of; null of one that was rejected because there is no such account or instrument. */
  readonly account: ExchangeAccount | null;
  readonly instrument: Instrument | null;
  /** What its account holds of its instrument. */
  readonly stakes: StakePair | null;

  constructor(table: OrderTable, row: number) {
    const at = row * ROW_WIDTH;
    const account = table.wholes[at * 2 + WHOLE.account];
    const index = table.wholes[at * 2 + WHOLE.index];
    this.table = table;
    this.row = row;
    this.at = at;
    this.account = account < 0 ? null : table.accounts[account];
    this.instrument = index < 0 ? null : table.instruments[index];
    this.stakes = this.account === null || index < 0 ? null : this.account.stakesAt(index);
  }

  /** The exchange's own number, from 1, never used twice. */
  get number(): number {
    return this.table.wholes[this.at * 2 + WHOLE.number];
  }

  /** The id that its account gave it. */
  get clientId(): string {
    return this.table.ids[this.row];
  }

  /** Its terms, and more; see order-row.ts. */
  get flags(): number {
    return this.table.wholes[this.at * 2 + WHOLE.flags];
  }

  get state(): ReportedState {
    return STATES[this.table.wholes[this.at * 2 + WHOLE.flags] & STATE_MASK];
  }

  set state(state: ReportedState) {
    this.table.wholes[this.at * 2 + WHOLE.flags] = (this.table.wholes[this.at * 2 + WHOLE.flags] & ~STATE_MASK) | STATE_CODE[state];
  }

  /** Row in the book of its instrument; -1 outside it. */
  get handle(): number {
    return this.table.wholes[this.at * 2 + WHOLE.handle];
  }

  set handle(handle: number) {
    this.table.wholes[this.at * 2 + WHOLE.handle] = handle;
  }

  /** Whose it is, by the account's place; -1 of one that was rejected because there is no such account. */
  get accountPlace(): number {
    return this.table.wholes[this.at * 2 + WHOLE.account];
  }

  /** Place of its instrument in the feed; -1 where there is no such instrument. */
  get index(): number {
    return this.table.wholes[this.at * 2 + WHOLE.index];
  }

  get side(): Side {
    return sideIn(this.table.wholes[this.at * 2 + WHOLE.flags]);
  }

  get offset(): Offset {
    return offsetIn(this.table.wholes[this.at * 2 + WHOLE.flags]);
  }

  get type(): OrderType {
    return typeIn(this.table.wholes[this.at * 2 + WHOLE.flags]);
  }

  get timeInForce(): TimeInForce {
    return timeInForceIn(this.table.wholes[this.at * 2 + WHOLE.flags]);
  }

  /** What it was placed with. */
  get intent(): OrderIntent {
    return this.table.intentAt(this.row);
  }

  /** Whether its intent says more than its row does. */
  get odd(): boolean {
    return (this.flags & FLAG.odd) !== 0;
  }

  get price(): Ticks | null {
    return orNull(this.table.figures[this.at + FIGURE.price]);
  }

  set price(price: Ticks | null) {
    this.table.figures[this.at + FIGURE.price] = orNaN(price);
  }

  get quantity(): number {
    return this.table.figures[this.at + FIGURE.quantity];
  }

  set quantity(quantity: number) {
    this.table.figures[this.at + FIGURE.quantity] = quantity;
  }

  get filled(): number {
    return this.table.figures[this.at + FIGURE.filled];
  }

  set filled(filled: number) {
    this.table.figures[this.at + FIGURE.filled] = filled;
  }

  /** Part of what is left that is held back from the position it closes. */
  get closing(): number {
    return this.table.figures[this.at + FIGURE.closing];
  }

  set closing(closing: number) {
    this.table.figures[this.at + FIGURE.closing] = closing;
  }

  /** Part of what is left that opens a position, as its account counts it; 0 while it waits for a trigger. */
  get opening(): number {
    return this.table.figures[this.at + FIGURE.opening];
  }

  /** Money held back for what is left. */
  get frozen(): Money {
    return this.table.figures[this.at + FIGURE.frozen];
  }

  set frozen(frozen: Money) {
    this.table.figures[this.at + FIGURE.frozen] = frozen;
  }

  /** Of its last change. */
  get time(): number {
    return this.table.figures[this.at + FIGURE.time];
  }

  set time(time: number) {
    this.table.figures[this.at + FIGURE.time] = time;
  }

  /** Sum of price × quantity of the fills; and of that part of them charged at the close-today rate. */
  get filledValue(): number {
    return this.table.figures[this.at + FIGURE.filledValue];
  }

  set filledValue(value: number) {
    this.table.figures[this.at + FIGURE.filledValue] = value;
  }

  get closeToday(): number {
    return this.table.more(this.row, MORE.closeToday);
  }

  set closeToday(quantity: number) {
    this.table.setMore(this.row, MORE.closeToday, quantity);
  }

  get closeTodayValue(): number {
    return this.table.more(this.row, MORE.closeTodayValue);
  }

  set closeTodayValue(value: number) {
    this.table.setMore(this.row, MORE.closeTodayValue, value);
  }

  /** Smaller came first. */
  get priority(): number {
    return this.table.figures[this.at + FIGURE.priority];
  }

  set priority(priority: number) {
    this.table.figures[this.at + FIGURE.priority] = priority;
  }

  /** Against a displayed market: lots displayed at its price that come before it; null where its price has not been displayed. */
  get ahead(): number | null {
    return orNull(this.table.more(this.row, MORE.ahead));
  }

  set ahead(ahead: number | null) {
    this.table.setMore(this.row, MORE.ahead, orNaN(ahead));
  }

  /** Whether what cannot be filled at once stays in the book. */
  get resting(): boolean {
    return (this.flags & FLAG.resting) !== 0;
  }

  set resting(resting: boolean) {
    this.table.wholes[this.at * 2 + WHOLE.flags] = resting ? this.flags | FLAG.resting : this.flags & ~FLAG.resting;
  }

  /** Whether it is among the orders that close its account's position (and then its neighbours there, by priority, below). */
  get closes(): boolean {
    return (this.flags & FLAG.closes) !== 0;
  }

  set closes(closes: boolean) {
    this.table.wholes[this.at * 2 + WHOLE.flags] = closes ? this.flags | FLAG.closes : this.flags & ~FLAG.closes;
  }

  get olderCloser(): ExchangeOrder | null {
    return this.#neighbour(WHOLE.older);
  }

  set olderCloser(order: ExchangeOrder | null) {
    this.table.wholes[this.at * 2 + WHOLE.older] = order === null ? -1 : order.row;
  }

  get newerCloser(): ExchangeOrder | null {
    return this.#neighbour(WHOLE.newer);
  }

  set newerCloser(order: ExchangeOrder | null) {
    this.table.wholes[this.at * 2 + WHOLE.newer] = order === null ? -1 : order.row;
  }

  #neighbour(place: number): ExchangeOrder | null {
    const row = this.table.wholes[this.at * 2 + place];
    return row < 0 ? null : this.table.order(row);
  }

  get triggered(): boolean {
    return (this.flags & FLAG.triggered) !== 0;
  }

  set triggered(triggered: boolean) {
    this.table.wholes[this.at * 2 + WHOLE.flags] = triggered ? this.flags | FLAG.triggered : this.flags & ~FLAG.triggered;
  }

  /** What a conditional order waits for, or waited for. */
  get condition(): OrderCondition | null {
    return (this.flags & FLAG.condition) !== 0 ? this.table.conditionAt(this.row) : null;
  }

  set condition(condition: OrderCondition | null) {
    this.table.wholes[this.at * 2 + WHOLE.flags] = condition !== null ? this.flags | FLAG.condition : this.flags & ~FLAG.condition;
    this.table.setCondition(this.row, condition);
  }

  /** Where its trigger stands. */
  get trigger(): Ticks | null {
    return orNull(this.table.more(this.row, MORE.trigger));
  }

  set trigger(trigger: Ticks | null) {
    this.table.setMore(this.row, MORE.trigger, orNaN(trigger));
  }

  /** A trailing order's best price since it came. */
  get best(): Ticks | null {
    return orNull(this.table.more(this.row, MORE.best));
  }

  set best(best: Ticks | null) {
    this.table.setMore(this.row, MORE.best, orNaN(best));
  }

  get fault(): Fault | null {
    return (this.flags & FLAG.fault) !== 0 ? this.table.faultAt(this.row) : null;
  }

  set fault(fault: Fault | null) {
    if (fault === null && (this.flags & FLAG.fault) === 0) return;
    this.table.wholes[this.at * 2 + WHOLE.flags] = fault !== null ? this.flags | FLAG.fault : this.flags & ~FLAG.fault;
    this.table.setFault(this.row, fault);
  }

  get tradingDay(): string {
    return this.table.days.days[this.table.wholes[this.at * 2 + WHOLE.day]];
  }

  /** Number of settlements before it ended; null while it works. */
  get endedIn(): number | null {
    const period = this.table.wholes[this.at * 2 + WHOLE.endedIn];
    return period < 0 ? null : period;
  }

  set endedIn(period: number | null) {
    this.table.wholes[this.at * 2 + WHOLE.endedIn] = period ?? -1;
  }

  get remaining(): number {
    return this.table.figures[this.at + FIGURE.quantity] - this.table.figures[this.at + FIGURE.filled];
  }

  /** Whether it waits outside the book for its trigger. */
  get waiting(): boolean {
    return waitsBy(this.flags);
  }

  saved(): OrderState {
    const { number, intent, price, quantity, filled, filledValue, closeToday, closeTodayValue, state, fault, closing, frozen, priority, resting, condition, triggered, trigger, best, time, tradingDay, endedIn } = this;
    return { number, intent, price, quantity, filled, filledValue, closeToday, closeTodayValue, state, fault, closing, frozen, priority, resting, condition, triggered, trigger, best, time, tradingDay, endedIn };
  }
}

/** Ids on the wire: the exchange's numbers, as fixed-width text. */
export const wireId = (number: number): string => String(number).padStart(8, '0');

/** The number that an id on the wire stands for; -1 where it is none. Digit by digit: leading zeros make `Number` slow. */
export function numberIn(wired: string): number {
  let number = 0;
  for (let at = 0; at < wired.length; at++) {
    const digit = wired.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return wired.length === 0 ? -1 : number;
}

/** Types that stay in the book at a price from their arrival on. */
const RESTING: ReadonlySet<OrderType> = new Set(['limit', 'counter-best', 'own-best', 'auction-limit']);

/** Whether it stays in the book when it could not be filled at once. */
export const rests = (intent: OrderIntent): boolean => (intent.timeInForce === 'day' || intent.timeInForce === 'gtc') && (intent.type === 'limit' || RESTING.has(intent.type));

/** What changes of an order while it works, as a report tells it. */
export interface OrderMoment {
  readonly state: ReportedState;
  readonly price: Ticks | null;
  readonly quantity: number;
  readonly filled: number;
  readonly fault: Fault | null;
  readonly time: number;
}

/** The report of an order without a condition at a moment. */
export function reportFrom(intent: OrderIntent, number: number, tradingDay: string, moment: OrderMoment): OrderReport {
  return {
    account: intent.account,
    clientOrderId: intent.id,
    brokerOrderId: wireId(number),
    instrument: intent.instrument,
    side: intent.side,
    offset: intent.offset,
    type: intent.type,
    price: moment.price,
    quantity: moment.quantity,
    timeInForce: intent.timeInForce,
    state: moment.state,
    filled: moment.filled,
    fault: moment.fault,
    exchangeTime: moment.time,
    tradingDay,
  };
}

/** An order as it is now. */
export function reportOf(order: ExchangeOrder): OrderReport {
  const report = reportFrom(order.intent, order.number, order.tradingDay, order);
  return order.condition === null ? report : { ...report, condition: order.condition, triggered: order.triggered, triggerPrice: order.trigger };
}
