/**
 * Every order that the exchange knows, in one table of figures: a row an order, used again when the order is forgotten. A million orders
 * that rest are nothing to the garbage collector, and finding, ending or filling one touches its few lines of memory and no object.
 * What only few orders have (a condition, a reason why they ended, an intent that a row can't say) stands beside it, by row.
 */
import type { OrderIntent } from '#electron/brokers/broker.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { isPriced, type OrderCondition } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import type { ExchangeAccount } from './account.ts';
import { DayTable } from './day-table.ts';
import { FIGURE, FLAG, intentFrom, MORE_UNSAID, MORE_WIDTH, orNaN, orNull, ROW_WIDTH, termsOf, WHOLE } from './order-row.ts';
import { ExchangeOrder, rests } from './orders.ts';

const FIRST_ROWS = 64;

export class OrderTable {
  readonly instruments: readonly Instrument[];
  /** By place; they only ever become more. */
  readonly accounts: readonly ExchangeAccount[];
  /** Rows, as figures and, over the same memory, as whole numbers. */
  figures = new Float64Array(FIRST_ROWS * ROW_WIDTH);
  wholes = new Int32Array(this.figures.buffer);
  /** The second table: what few orders have. Of the first one's rows, once any order has it. */
  #more = new Float64Array(0);
  /** By row, the id that its account gave the order. */
  readonly ids: string[] = [];
  readonly days = new DayTable();
  readonly #conditions = new Map<number, OrderCondition>();
  readonly #faults = new Map<number, Fault>();
  readonly #odd = new Map<number, OrderIntent>();
  /** Rows of forgotten orders, the last to be forgotten the first to be used. */
  readonly #free: number[] = [];
  #rows = 0;
  /**
   * The first order, looked at for good. All other views live for a moment only: were none of them alive when garbage is collected, V8
   * would drop their hidden class, and with it all compiled code of the order path.
   */
  shape: ExchangeOrder | null = null;

  constructor(instruments: readonly Instrument[], accounts: readonly ExchangeAccount[]) {
    this.instruments = instruments;
    this.accounts = accounts;
  }

  order(row: number): ExchangeOrder {
    return new ExchangeOrder(this, row);
  }

  /**
   * Writes a new order. @param account its place, @param index its instrument's place; -1 where there is none
   * @returns its row
   */
  add(number: number, intent: OrderIntent, account: number, index: number, hash: number, price: Ticks | null, time: number, tradingDay: string, priority: number): number {
    const row = this.#free.pop() ?? this.#rows++;
    if ((row + 1) * ROW_WIDTH > this.figures.length) this.#grow();
    const { condition } = intent;
    // A market order comes with a price only where its market turns it into a limit order at that price (DCE).
    const resting = rests(intent) || (intent.type === 'market' && price !== null);
    const odd = account < 0 || index < 0 || condition !== undefined || (intent.price !== null && !isPriced(intent.type));
    const { wholes, figures } = this;
    const at = row * ROW_WIDTH;
    const from = at * 2;
    wholes[from + WHOLE.number] = number;
    wholes[from + WHOLE.flags] = termsOf(intent) | (resting ? FLAG.resting : 0) | (odd ? FLAG.odd : 0);
    wholes[from + WHOLE.handle] = -1;
    wholes[from + WHOLE.account] = account;
    wholes[from + WHOLE.index] = index;
    wholes[from + WHOLE.hash] = hash;
    wholes[from + WHOLE.day] = this.days.placeOf(tradingDay);
    wholes[from + WHOLE.older] = -1;
    wholes[from + WHOLE.newer] = -1;
    wholes[from + WHOLE.endedIn] = -1;
    figures[at + FIGURE.price] = orNaN(price);
    figures[at + FIGURE.quantity] = intent.quantity;
    figures[at + FIGURE.filled] = 0;
    figures[at + FIGURE.closing] = 0;
    figures[at + FIGURE.opening] = 0;
    figures[at + FIGURE.frozen] = 0;
    figures[at + FIGURE.time] = time;
    figures[at + FIGURE.filledValue] = 0;
    figures[at + FIGURE.priority] = priority;
    figures[at + FIGURE.askedPrice] = orNaN(intent.price);
    figures[at + FIGURE.askedQuantity] = intent.quantity;
    this.ids[row] = intent.id;
    if (odd) this.#odd.set(row, intent);
    if (row === 0) this.shape = this.order(0);
    if (condition !== undefined) {
      const order = this.order(row);
      order.condition = condition;
      order.trigger = condition.trigger;
    }
    return row;
  }

  /** Forgets an order: its row stays as it is until another order needs it. */
  free(row: number): void {
    if (this.#odd.size > 0) this.#odd.delete(row);
    if (this.#conditions.size > 0) this.#conditions.delete(row);
    if (this.#faults.size > 0) this.#faults.delete(row);
    this.#free.push(row);
  }

  #grow(): void {
    const wider = new Float64Array(this.figures.length * 2);
    wider.set(this.figures);
    this.figures = wider;
    this.wholes = new Int32Array(wider.buffer);
  }

  /** What an order was placed with. */
  intentAt(row: number): OrderIntent {
    const odd = this.#odd.get(row);
    if (odd !== undefined) return odd;
    const at = row * ROW_WIDTH;
    const { wholes, figures } = this;
    const { id: account } = this.accounts[wholes[at * 2 + WHOLE.account]];
    const { id: instrument } = this.instruments[wholes[at * 2 + WHOLE.index]];
    return intentFrom(this.ids[row], account, instrument, wholes[at * 2 + WHOLE.flags], orNull(figures[at + FIGURE.askedPrice]), figures[at + FIGURE.askedQuantity]);
  }

  /** A figure of the second table. @param place of MORE */
  more(row: number, place: number): number {
    return (this.wholes[row * ROW_WIDTH * 2 + WHOLE.flags] & FLAG.more) === 0 ? MORE_UNSAID[place] : this.#more[row * MORE_WIDTH + place];
  }

  setMore(row: number, place: number, value: number): void {
    const flags = row * ROW_WIDTH * 2 + WHOLE.flags;
    if ((this.wholes[flags] & FLAG.more) === 0) {
      if (Object.is(value, MORE_UNSAID[place])) return;
      const rows = this.figures.length / ROW_WIDTH;
      if (this.#more.length < rows * MORE_WIDTH) {
        const wider = new Float64Array(rows * MORE_WIDTH);
        wider.set(this.#more);
        this.#more = wider;
      }
      this.#more.set(MORE_UNSAID, row * MORE_WIDTH);
      this.wholes[flags] |= FLAG.more;
    }
    this.#more[row * MORE_WIDTH + place] = value;
  }

  conditionAt(row: number): OrderCondition | null {
    return this.#conditions.get(row) ?? null;
  }

  setCondition(row: number, condition: OrderCondition | null): void {
    if (condition === null) this.#conditions.delete(row);
    else this.#conditions.set(row, condition);
  }

  faultAt(row: number): Fault | null {
    return this.#faults.get(row) ?? null;
  }

  setFault(row: number, fault: Fault | null): void {
    if (fault === null) this.#faults.delete(row);
    else this.#faults.set(row, fault);
  }
}
