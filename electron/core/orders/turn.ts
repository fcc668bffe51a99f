/**
 * One turn of the loop is one transaction and one publication: what the brokers tell is put in line, and at the end of the turn
 * applied in that order, stored and published. When the disk refuses, the orders in memory go on being true and are shown; what
 * is not stored yet is tried again until it is.
 */
import type { Publisher } from '#electron/core/core.ts';
import type { FundsBook } from '#electron/core/positions/funds.ts';
import type { Positions } from '#electron/core/positions/positions.ts';
import type { Store } from '#electron/store/store.ts';
import type { Fill } from '#shared/model/fill.ts';
import type { Fault } from '#shared/result.ts';
import type { OrderRecord, OrderRegistry } from './order-registry.ts';

const RETRY_MS = 1_000;

export interface TurnOptions {
  readonly store: Pick<Store, 'orders' | 'fills' | 'transaction'>;
  readonly publisher: Publisher;
  readonly positions: Positions;
  readonly funds: Pick<FundsBook, 'publish'>;
  readonly registry: OrderRegistry;
  /** Runs a task at the end of the loop's turn. */
  readonly endOfTurn: (task: () => void) => void;
  readonly after: (ms: number, task: () => void) => () => void;
  readonly log: (level: 'info' | 'warning' | 'error', text: string, fault: Fault | null) => void;
}

export class Turn {
  readonly #options: TurnOptions;
  #work: (() => void)[] = [];
  #scheduled = false;
  #running = false;
  readonly #dirty = new Set<OrderRecord>();
  /** Fills booked in this turn; and those that could not be stored so far. */
  #booked: Fill[] = [];
  #unsaved: Fill[] = [];
  #recharged: Fill[] = [];
  #storeFailed = false;
  #closed = false;
  #retry: (() => void) | null = null;

  constructor(options: TurnOptions) {
    this.#options = options;
  }

  /** Puts work in line for the end of the turn. */
  enqueue(work: () => void): void {
    this.#work.push(work);
    this.schedule();
  }

  schedule(): void {
    if (this.#scheduled || this.#running || this.#closed) return;
    this.#scheduled = true;
    this.#options.endOfTurn(this.#flush);
  }

  /** The row of this order is to be stored and published. */
  changed(record: OrderRecord): void {
    this.#dirty.add(record);
    this.schedule();
  }

  /**
   * Stores a fill unless it is known.
   * @returns the stored one where (account, broker fill id) is known already
   */
  book(fill: Fill): Fill | null {
    if (!this.#storeFailed) {
      try {
        const { added, stored } = this.#options.store.fills.add(fill);
        if (!added) return stored;
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#booked.push(fill);
    return null;
  }

  /** A known fill with a fee that was not known before: stored and published anew. */
  charge(fill: Fill): void {
    this.#options.store.fills.charge(fill.account, fill.brokerFillId, fill.fee);
    this.#recharged.push(fill);
    this.schedule();
  }

  #failed(error: unknown): void {
    if (!this.#storeFailed) this.#options.log('error', String(error), { code: 'store-failed', params: { reason: error instanceof Error ? error.message : String(error) } });
    this.#storeFailed = true;
  }

  /** Applies, stores and publishes now what is in line. */
  flush(): void {
    if (!this.#running) this.#flush();
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    if (this.#closed) return;
    const { store, positions, registry, log } = this.#options;
    this.#running = true;
    this.#storeFailed = false;
    let next = 0;
    const runAll = (): void => {
      // Work may put more work in line.
      while (next < this.#work.length) {
        const work = this.#work[next++];
        try {
          work();
        } catch (error) {
          log('error', `orders: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, { code: 'internal' });
        }
      }
    };
    try {
      store.transaction(() => {
        for (const fill of this.#unsaved) store.fills.add(fill);
        runAll();
        if (this.#storeFailed) throw new Error('the turn is stored later');
        if (this.#dirty.size > 0) store.orders.put(Array.from(this.#dirty, (record) => record.tracked.order));
        positions.save();
      });
      this.#unsaved = [];
      positions.saved();
    } catch (error) {
      this.#failed(error);
      runAll();
      this.#unsaved.push(...this.#booked);
    }
    this.#work = [];
    this.#running = false;
    this.#publish();
    if (this.#storeFailed) this.#tryAgain();
    else {
      this.#dirty.clear();
      registry.trim();
    }
  };

  #publish(): void {
    const { publisher, positions, funds } = this.#options;
    const fills = [...this.#booked, ...this.#recharged];
    this.#booked = [];
    this.#recharged = [];
    if (fills.length > 0) publisher.publish('fills', fills);
    const orders = [];
    for (const record of this.#dirty) {
      if (record.tracked.order === record.published) continue;
      record.published = record.tracked.order;
      orders.push(record.tracked.order);
    }
    if (orders.length > 0) publisher.publish('orders', orders);
    positions.publish();
    funds.publish();
  }

  #tryAgain(): void {
    this.#retry ??= this.#options.after(RETRY_MS, () => {
      this.#retry = null;
      this.schedule();
    });
  }

  /** Stores what is left; what comes afterwards is left to the next start's reconciliation. */
  close(): void {
    this.flush();
    this.#closed = true;
    this.#retry?.();
    this.#retry = null;
  }
}
