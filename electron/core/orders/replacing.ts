/**
 * A change at a counter that changes no orders (CTP's family): the order is cancelled, and when the counter says that it is, what is left of
 * it goes out anew at the new terms, as an order of its own that passes every check. Never before: both would be in the market. What stands
 * between (a refusal, the line, the trader's own cancellation, a restart) leaves the cancellation alone; nothing is sent later by itself.
 */
import type { PlaceRequest } from '#shared/contract/commands.ts';
import { isFinal, type Order, type OrderCondition, type PendingRequest } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import type { OrderRecord } from './order-registry.ts';

export interface NewTerms {
  readonly price: Ticks | null;
  /** Of the whole order, what is filled of it included. */
  readonly quantity: number;
  readonly condition: OrderCondition | undefined;
}

interface Waiting {
  readonly terms: NewTerms;
  /** The cancellation that it waits for. */
  readonly asked: PendingRequest | null;
}

export interface ReplacingOptions {
  /** Places an order; what is wrong with it is told on its own row. */
  readonly place: (request: PlaceRequest) => void;
  readonly now: () => number;
  /** A cancellation that took longer is not followed by an order: the trader has turned to something else. */
  readonly limitMs: number;
  readonly log: (level: 'warning', text: string, fault: Fault) => void;
}

export class Replacing {
  readonly #options: ReplacingOptions;
  readonly #waiting = new Map<OrderRecord, Waiting>();

  constructor(options: ReplacingOptions) {
    this.#options = options;
  }

  /** Its cancellation is under way; what is left goes out once it is told. */
  expect(record: OrderRecord, terms: NewTerms): void {
    this.#waiting.set(record, { terms, asked: record.tracked.order.pending });
  }

  /** It is to be cancelled and nothing else. @returns whether an order was to follow */
  forget(record: OrderRecord): boolean {
    return this.#waiting.delete(record);
  }

  /** The line fell with its cancellation under way: what becomes of that is found out, and nothing follows it. */
  drop(record: OrderRecord): void {
    if (this.#waiting.delete(record)) this.#tell(record);
  }

  #tell({ tracked: { order } }: OrderRecord): void {
    this.#options.log('warning', `order ${order.id}`, { code: 'order-not-replaced' });
  }

  /** Something of the order changed. */
  look(record: OrderRecord): void {
    const waiting = this.#waiting.get(record);
    if (!waiting) return;
    const { order, evidence } = record.tracked;
    if (!isFinal(order.state)) {
      // Refused, given up, or another request took its place.
      if (order.pending !== waiting.asked) this.drop(record);
      return;
    }
    this.#waiting.delete(record);
    // Filled meanwhile, or ended by itself: there is nothing to follow it.
    if (order.state !== 'cancelled') return;
    const { terms, asked } = waiting;
    // What the counter claims is filled counts, whether its fills are here yet or not.
    const quantity = terms.quantity - Math.max(order.filled, evidence.claimed);
    if (quantity <= 0) return;
    const { place, now, limitMs } = this.#options;
    if (asked === null || now() - asked.since > limitMs) this.#tell(record);
    else place(following(order, terms, quantity));
  }
}

function following({ account, instrument, side, offset, legOffset, type, timeInForce, hours, source, script }: Order, { price, condition }: NewTerms, quantity: number): PlaceRequest {
  return { account, instrument, side, offset, ...(legOffset ? { legOffset } : {}), type, price, quantity, timeInForce, ...(hours ? { hours } : {}), ...(condition ? { condition } : {}), source: source === 'external' ? 'ticket' : source, ...(script ? { script } : {}) };
}
