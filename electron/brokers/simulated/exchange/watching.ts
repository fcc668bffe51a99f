/** Conditional orders and the last price: has them follow it, and makes those live whose trigger it reached. */
import type { Ticks } from '#shared/price.ts';
import { QUOTE } from '#shared/model/quote.ts';
import type { Checking } from './checking.ts';
import type { AcceptedOrder } from './exchange-state.ts';
import type { Journal } from './journal.ts';
import { livePrice } from './order-prices.ts';
import { phaseOf } from './rules.ts';

export class Watching {
  readonly #journal: Journal;
  readonly #checking: Checking;
  /** Has an order that went live trade. */
  readonly #arrive: (order: AcceptedOrder) => void;
  /** Whether conditional orders are being triggered: what they bring about is looked at by the one who triggers. */
  #under = false;

  constructor(journal: Journal, checking: Checking, arrive: (order: AcceptedOrder) => void) {
    this.#journal = journal;
    this.#checking = checking;
    this.#arrive = arrive;
  }

  watch(index: number): void {
    const { state, market } = this.#journal;
    const triggers = state.triggers[index];
    if (triggers === undefined || triggers.size === 0 || this.#under) return;
    const quote = market.quoteOf(index);
    if (phaseOf(quote) !== 'continuous') return;
    this.#under = true;
    for (let entry = triggers.behind(quote[QUOTE.last]); entry; entry = triggers.behind(quote[QUOTE.last])) {
      const order = state.order(entry.order) as AcceptedOrder;
      const best = quote[QUOTE.last];
      this.#journal.emit({ type: 'trailed', order: entry.order, best, trigger: triggers.triggerFor(entry, best), time: market.time });
      this.#journal.tell(order);
    }
    for (let entry = triggers.due(quote[QUOTE.last]); entry; entry = triggers.due(quote[QUOTE.last])) {
      this.#trigger(state.order(entry.order) as AcceptedOrder, entry.trigger);
    }
    this.#under = false;
  }

  /** Makes a conditional order live: like one that comes now, it has to have its funds or position; it is cancelled where it has not. */
  #trigger(order: AcceptedOrder, trigger: Ticks): void {
    const { market } = this.#journal;
    this.#journal.beginDay();
    const price = livePrice(order, trigger, market.quoteOf(order.index));
    const closing = this.#checking.check(order.intent, order.account, order.index, price, order.quantity, undefined, order, true);
    if (typeof closing !== 'number') {
      this.#journal.end(order, 'cancelled', closing);
      return;
    }
    this.#journal.emit({ type: 'triggered', order: order.number, price, closing, time: market.time });
    this.#journal.tell(order);
    this.#arrive(order);
  }
}
