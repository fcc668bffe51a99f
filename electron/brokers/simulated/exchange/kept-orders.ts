/** The orders that the exchange knows: all that work, and of the ended ones not many more than the newest `KEPT`. */
import type { OrderIntent, ReportedState } from '#electron/brokers/broker.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Ticks } from '#shared/price.ts';
import type { ExchangeAccount } from './account.ts';
import { EndedOrders, RowsByNumber } from './by-number.ts';
import { hashOfId } from './client-ids.ts';
import { FIGURE, ROW_WIDTH, STATE_CODE, STATE_MASK, WHOLE } from './order-row.ts';
import { OrderTable } from './order-table.ts';
import type { ExchangeOrder } from './orders.ts';

export const KEPT = 5_000;
/** How far over it they may grow before the oldest are dropped together. */
const SLACK = 500;

export class KeptOrders {
  readonly table: OrderTable;
  readonly #rows = new RowsByNumber();
  readonly #ended = new EndedOrders(KEPT + SLACK + 1);
  #hashedId = '';
  #hash = 0;

  /** @param accounts by place: those that come later are found in it then */
  constructor(instruments: readonly Instrument[], accounts: readonly ExchangeAccount[]) {
    this.table = new OrderTable(instruments, accounts);
  }

  /** An order that comes is looked for, then added, under the same id. */
  #hashOf(id: string): number {
    if (id !== this.#hashedId) {
      this.#hash = hashOfId(id);
      this.#hashedId = id;
    }
    return this.#hash;
  }

  get(number: number): ExchangeOrder | undefined {
    const row = this.#rows.get(number);
    return row < 0 ? undefined : this.table.order(row);
  }

  /** By the id that its account gave it. */
  find(account: ExchangeAccount, id: string): ExchangeOrder | undefined {
    const row = account.clientIds.find(id, this.#hashOf(id), this.table.ids);
    return row < 0 ? undefined : this.table.order(row);
  }

  /** In order of their numbers. */
  *all(): Iterable<ExchangeOrder> {
    for (const row of this.#rows.all()) yield this.table.order(row);
  }

  /** Those that work, in order of their numbers. */
  *working(): Iterable<ExchangeOrder> {
    for (const row of this.#rows.all()) if ((this.table.wholes[row * 2 * ROW_WIDTH + WHOLE.flags] & STATE_MASK) === STATE_CODE.working) yield this.table.order(row);
  }

  /** Takes an order in, and drops the ended ones that there are too many of: nothing is dropped at any other time but a settlement, so that whoever ends orders may still tell of them. */
  add(number: number, intent: OrderIntent, account: ExchangeAccount | null, index: number, price: Ticks | null, time: number, tradingDay: string, priority: number): ExchangeOrder {
    if (this.#ended.count > KEPT + SLACK) this.#ended.drop(this.#ended.count - KEPT, this.#drop);
    const hash = this.#hashOf(intent.id);
    const row = this.table.add(number, intent, account === null ? -1 : account.place, index, hash, price, time, tradingDay, priority);
    account?.clientIds.add(row, hash);
    this.#rows.add(number, row);
    return this.table.order(row);
  }

  /** Ends an order. @param period settlements so far */
  end(order: ExchangeOrder, state: ReportedState, period: number): void {
    const { wholes, figures } = this.table;
    const { at } = order;
    wholes[at * 2 + WHOLE.flags] = (wholes[at * 2 + WHOLE.flags] & ~STATE_MASK) | STATE_CODE[state];
    wholes[at * 2 + WHOLE.endedIn] = period;
    figures[at + FIGURE.closing] = 0;
    this.remember(order);
  }

  /** Notes that an order has ended, the last one so far. */
  remember({ row, at }: ExchangeOrder): void {
    const { wholes } = this.table;
    this.#ended.add(row, wholes[at * 2 + WHOLE.number], wholes[at * 2 + WHOLE.account], wholes[at * 2 + WHOLE.hash], wholes[at * 2 + WHOLE.endedIn]);
  }

  readonly #drop = (row: number, number: number, accountPlace: number, hash: number): void => {
    this.#rows.delete(number);
    if (accountPlace >= 0) this.table.accounts[accountPlace].clientIds.delete(row, hash);
    this.table.free(row);
  };

  /** Numbers of those that ended, first ended first. */
  get ended(): number[] {
    return this.#ended.numbers;
  }

  /** Drops what ended before a settlement period. */
  forget(period: number): void {
    this.#ended.drop(this.#ended.before(period), this.#drop);
  }
}
